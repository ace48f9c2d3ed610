"""Addresses of the desk of surveys. Fixed words stand before the key of a survey."""

from django.urls import URLPattern

from wagtail.admin.menu import MenuItem

urlpatterns: list[URLPattern] = []
menu_items: list[MenuItem] = []
