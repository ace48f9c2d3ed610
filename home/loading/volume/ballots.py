"""A survey with as many ballots as wanted, for measuring."""

import time
from uuid import uuid4

from django.db import transaction
from django.utils import timezone

from core.errors import Refused
from home.loading.ballots import Urn
from home.loading.content import demo
from home.loading.rooms import survey_make
from home.loading.volume.run import bodies_prepare
from surveys.models import Survey
from surveys.recount import survey_count_anew

# It has a scale, a matrix and several of many; free answers stay as few as the demo's.
PATTERN = "heat-service"


@transaction.atomic
def ballots_load(count: int) -> tuple[Survey, dict[str, float]]:
    """One more closed survey with so many ballots; seconds for drawing, writing and counting.

    It has no pages, so that it shows nowhere until somebody makes them.
    """
    if count < 1:
        raise Refused("Ballots must be 1 or more.")
    bodies_prepare()
    entry = next(entry for entry in demo("surveys") if entry["key"] == PATTERN)
    key = f"volume-{uuid4().hex[:8]}"
    grown = {**entry, "key": key, "ballots": count, "questions": _grown(entry, count)}
    marks = [time.monotonic()]
    now = timezone.localtime()
    survey = survey_make(grown, now)
    urn = Urn(survey, grown, now.date())
    urn.fill()
    marks.append(time.monotonic())
    urn.save()
    marks.append(time.monotonic())
    survey_count_anew(survey.pk)
    survey.refresh_from_db()
    marks.append(time.monotonic())
    parts = zip(("draw", "write", "count"), marks, marks[1:], strict=False)
    return survey, {name: round(end - begun, 1) for name, begun, end in parts}


def _grown(entry: dict, count: int) -> list[dict]:
    """Options of "several of many" have votes in numbers: as many times more of them."""
    return [
        question
        if question["kind"] != "many"
        else {
            **question,
            "options": [
                {**option, "votes": option["votes"] * count // entry["ballots"]}
                for option in question["options"]
            ],
        }
        for question in entry["questions"]
        if question["kind"] != "text"
    ]
