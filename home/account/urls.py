"""Addresses of the personal account beside its first page, under a language prefix."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
