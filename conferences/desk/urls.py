"""Addresses of the editors' desk. Fixed words stand before the key of a conference."""

from django.urls import URLPattern

from wagtail.admin.menu import MenuItem

urlpatterns: list[URLPattern] = []
menu_items: list[MenuItem] = []
