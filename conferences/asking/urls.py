"""Addresses of what an author does with a question; the form itself belongs to the page."""

from django.urls import path

from conferences.asking import own

QUESTION = "conferences/<slug:key>/questions/<int:number>/"

urlpatterns = [
    path(f"{QUESTION}withdraw/", own.withdraw, name="conference_question_withdraw"),
    path(f"{QUESTION}objection/", own.objection, name="conference_question_objection"),
]
