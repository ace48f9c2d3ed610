"""Addresses of results beside the survey's page."""

from django.urls import URLPattern, path

from surveys.results import views

SURVEY = "surveys/<slug:key>/"

urlpatterns: list[URLPattern] = [
    path(f"{SURVEY}results/", views.results, name="survey_results"),
    *(
        path(
            f"{SURVEY}results.{kind}",
            views.results_file,
            {"kind": kind},
            name=f"survey_results_{kind}",
        )
        for kind in ("csv", "xlsx", "json")
    ),
    path(f"{SURVEY}results/<slug:question>/", views.texts, name="survey_texts"),
    path(f"{SURVEY}card/", views.card, name="survey_card"),
    path(f"{SURVEY}conclusion/", views.conclusion, name="survey_conclusion"),
]
