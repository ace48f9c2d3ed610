"""Addresses of results beside the survey's page."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
