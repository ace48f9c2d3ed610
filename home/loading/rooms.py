"""Surveys with questions and votes. Conferences have a file of their own."""

from datetime import datetime
from typing import Any

from agencies.models import Agency
from home.loading.conferences import moment
from home.loading.content import columns, demo
from surveys.models import Survey, SurveyOption, SurveyQuestion, Tally
from surveys.states import SurveyState


def surveys_load(now: datetime) -> str:
    """Surveys in each phase with their counts; free answers wait for a table of answers."""
    for entry in demo("surveys"):
        row = Survey.objects.create(
            key=entry["key"],
            agency=Agency.objects.get(key=entry["agency"]),
            opens_at=moment(now, entry["opens_days"]),
            closes_at=moment(now, entry["closes_days"]),
            results_shown=entry["results_shown"],
            participants=entry["participants"],
            state=SurveyState.READY,
            **columns(entry, "title", "plan"),
        )
        for order, question in enumerate(entry["questions"]):
            _survey_question(row, order, question)
    return f"{Survey.objects.count()} surveys"


def _survey_question(row: Survey, order: int, entry: dict[str, Any]) -> None:
    question = SurveyQuestion.objects.create(
        survey=row,
        key=entry["key"],
        kind=entry["kind"],
        is_required=entry["required"],
        order=order,
        **columns(entry, "text"),
    )
    for place, option in enumerate(entry["options"]):
        SurveyOption.objects.create(
            question=question,
            key=option["key"],
            order=place,
            **columns(option, "text"),
        )
        Tally.objects.create(question=question, value=option["key"], count=option["votes"])
    votes = [option["votes"] for option in entry["options"]]
    answered = row.participants if entry["kind"] == "many" else sum(votes)
    Tally.objects.create(question=question, count=answered)
