"""Addresses of conferences beside their pages, under a language prefix."""

from django.urls import URLPattern, URLResolver, path

from conferences.after.urls import urlpatterns as after_urls
from conferences.asking.urls import urlpatterns as asking_urls
from conferences.hall.urls import urlpatterns as hall_urls
from conferences.question_page import question_detail
from conferences.talk.urls import urlpatterns as talk_urls

urlpatterns: list[URLPattern | URLResolver] = [
    path(
        "conferences/<slug:key>/questions/<int:number>/",
        question_detail,
        name="conference_question",
    ),
    *asking_urls,
    *talk_urls,
    *after_urls,
    *hall_urls,
]
