"""Addresses of following and of stopping, under a language prefix."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
