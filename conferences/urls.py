"""Addresses of conferences beside their pages, under a language prefix."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
