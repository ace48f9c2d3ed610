"""Addresses of the public check, under a language prefix."""

from django.urls import re_path

from signing.check_views import check_page

# Whoever types the address from paper may do it in capitals.
urlpatterns = [
    re_path(r"^check/(?P<token>[A-Za-z2-7]{26})/$", check_page, name="receipt_check"),
]
