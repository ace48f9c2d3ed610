"""Addresses of the personal account beside its first page, under a language prefix."""

from django.urls import URLPattern, path

from home.account.data import (
    data_download,
    data_page,
    data_unblock_act,
    erase_page,
    readings_page,
)
from home.account.devices import devices_page
from home.account.lists import following_page, notices_page, talk_page
from home.account.settings import settings_page

urlpatterns: list[URLPattern] = [
    path("account/settings/", settings_page, name="account_settings"),
    path("account/following/", following_page, name="account_following"),
    path("account/data/", data_page, name="account_data"),
    path("account/data/download/", data_download, name="account_data_download"),
    path("account/data/erase/", erase_page, name="account_data_erase"),
    path("account/data/readings/", readings_page, name="account_data_readings"),
    path("account/data/unblock/", data_unblock_act, name="account_data_unblock"),
    path("account/devices/", devices_page, name="account_devices"),
    *(
        path(f"account/{kind}/", talk_page, {"kind": kind}, name=f"account_{kind}")
        for kind in ("questions", "votes", "comments")
    ),
    path("account/notices/", notices_page, name="account_notices"),
]
