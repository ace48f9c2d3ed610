"""Addresses of answering, of receipts and of the recount file."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
