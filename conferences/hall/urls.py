"""Addresses of the hall: the stage screen for everybody, the speaker's view for who answers."""

from django.urls import path

from conferences.hall.speaker import answer, part, question, speaker
from conferences.hall.stage import stage

SPEAKER = "conferences/<slug:key>/speaker/"

urlpatterns = [
    path("conferences/<slug:key>/stage/", stage, name="conference_stage"),
    path(SPEAKER, speaker, name="conference_speaker"),
    path(f"{SPEAKER}part/", part, name="conference_speaker_part"),
    path(f"{SPEAKER}<int:number>/", question, name="conference_speaker_question"),
    path(
        f"{SPEAKER}<int:number>/answers/<int:answer_id>/",
        answer,
        name="conference_speaker_answer",
    ),
]
