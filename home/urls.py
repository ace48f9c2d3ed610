"""Addresses under a language prefix that belong to no single room."""

from django.urls import path

from core.views import display_settings
from home import views
from home.account.urls import urlpatterns as account_urls
from home.question_views import question_application

urlpatterns = [
    path(
        "conferences/<slug:key>/questions/<int:number>/application/",
        question_application,
        name="question_application",
    ),
    path("account/", views.account, name="account"),
    *account_urls,
    path("display/", display_settings, name="display"),
    path("search/", views.search_page, name="search"),
    path("statistics/", views.statistics_page, name="statistics"),
    path("terms/", views.terms_page, name="terms"),
]
