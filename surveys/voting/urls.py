"""Addresses of receipts and of the recount file; the form itself belongs to the page."""

from django.urls import URLPattern, path

from surveys.voting.receipt_views import receipt, recount

SURVEY = "surveys/<slug:key>/"

urlpatterns: list[URLPattern] = [
    path(f"{SURVEY}receipt/", receipt, name="survey_receipt"),
    path(f"{SURVEY}recount.json", recount, {"kind": "json"}, name="survey_recount_json"),
    path(f"{SURVEY}recount.csv", recount, {"kind": "csv"}, name="survey_recount_csv"),
]
