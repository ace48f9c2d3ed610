"""Addresses of following and of stopping, under a language prefix."""

from django.urls import URLPattern, path

from notifications.views.following import follow_post, search_open
from notifications.views.links import email_confirm_page, stop_page

urlpatterns: list[URLPattern] = [
    path("notices/follow/", follow_post, name="notices_follow"),
    path("notices/searches/<uuid:public_id>/", search_open, name="notices_search"),
    path("notices/stop/<str:token>/", stop_page, name="notices_stop"),
    path("notices/email/<str:token>/", email_confirm_page, name="notices_email_confirm"),
]
