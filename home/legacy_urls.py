"""Addresses of the former portal, kept alive by redirect."""

urlpatterns: list = []
