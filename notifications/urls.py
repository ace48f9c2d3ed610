"""Addresses of following and of stopping, under a language prefix."""

from django.urls import URLPattern, path, register_converter

from notifications.views.following import follow_post, search_open
from notifications.views.links import email_confirm_page, stop_page


class StopToken:
    """A delivery's id and its mark."""

    regex = "[0-9a-f]{32}-[0-9a-f]{32}"

    def to_python(self, value: str) -> str:
        """As it is."""
        return value

    def to_url(self, value: str) -> str:
        """As it is."""
        return value


register_converter(StopToken, "stop_token")

urlpatterns: list[URLPattern] = [
    path("notices/follow/", follow_post, name="notices_follow"),
    path("notices/searches/<uuid:public_id>/", search_open, name="notices_search"),
    path("notices/stop/<stop_token:token>/", stop_page, name="notices_stop"),
    path("notices/email/<str:token>/", email_confirm_page, name="notices_email_confirm"),
]
