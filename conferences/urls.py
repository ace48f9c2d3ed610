"""Addresses of conferences beside their pages, under a language prefix."""

from django.urls import URLPattern, URLResolver

from conferences.after.urls import urlpatterns as after_urls
from conferences.talk.urls import urlpatterns as talk_urls

urlpatterns: list[URLPattern | URLResolver] = [*talk_urls, *after_urls]
