"""Addresses of what people do with a question beside asking."""

from django.urls import path

from conferences.talk import views

QUESTION = "conferences/<slug:key>/questions/<int:number>/"
COMMENT = f"{QUESTION}comments/<uuid:comment_id>/"

urlpatterns = [
    path(f"{QUESTION}vote/", views.vote, name="conference_vote"),
    path(f"{QUESTION}comments/", views.comment, name="conference_comment"),
    path(f"{COMMENT}report/", views.report, name="conference_comment_report"),
    path(f"{COMMENT}withdraw/", views.withdraw, name="conference_comment_withdraw"),
    path(f"{COMMENT}objection/", views.objection, name="conference_comment_objection"),
]
