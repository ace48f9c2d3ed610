"""Addresses under a language prefix that belong to no single room."""

from django.urls import path

from core.views import display_settings

urlpatterns = [
    path("display/", display_settings, name="display"),
]
