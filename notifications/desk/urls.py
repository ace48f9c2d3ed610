"""Addresses of the desk of notices."""

from django.urls import URLPattern, path

from notifications.desk.views import rules_page, wording_page, wordings_page

urlpatterns: list[URLPattern] = [
    path("notices/", wordings_page, name="notices_wordings"),
    path("notices/rules/", rules_page, name="notices_rules"),
    path("notices/<str:kind>/", wording_page, name="notices_wording"),
]
