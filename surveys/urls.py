"""Addresses of surveys beside their pages, under a language prefix."""

from django.urls import URLPattern

from surveys.results.urls import urlpatterns as results_urls
from surveys.voting.urls import urlpatterns as voting_urls

urlpatterns: list[URLPattern] = [*voting_urls, *results_urls]
