"""Tags that take plain values and return plain values."""

from django import template

register = template.Library()
