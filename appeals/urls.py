"""Addresses of applications, under a language prefix."""

urlpatterns: list = []
