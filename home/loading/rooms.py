"""Conferences with questions and answers, surveys with questions and votes."""

from datetime import datetime, timedelta
from typing import Any

from agencies.models import Agency
from conferences.models import (
    Conference,
    ConferenceQuestion,
    QuestionAnswer,
    QuestionText,
    Speaker,
)
from conferences.states import QuestionState
from home.loading.content import columns, demo
from surveys.models import Survey, SurveyOption, SurveyQuestion

SUMMARY_WITHIN = timedelta(days=7)


def conferences_load(now: datetime) -> str:
    """Conferences in each phase. Comments on questions have no table yet and stay out."""
    questions = 0
    for entry in demo("conferences"):
        row = Conference.objects.create(
            key=entry["key"],
            agency=Agency.objects.get(key=entry["agency"]),
            announced_at=_moment(now, entry["announced_days"]),
            opens_at=_moment(now, entry["opens_days"]),
            closes_at=_moment(now, entry["closes_days"]),
            answers_from_at=_moment(now, entry["closes_days"]),
            answers_due_at=_moment(now, entry["answers_due_days"]),
            summary_due_at=_moment(now, entry["answers_due_days"]) + SUMMARY_WITHIN,
            archived_at=_moment(now, entry["archived_days"]),
            cancelled_at=_moment(now, entry["cancelled_days"]),
            **columns(entry, "theme", "cancel_reason"),
        )
        speakers = [
            Speaker.objects.create(
                conference=row, order=order, **columns(speaker, "person", "title")
            )
            for order, speaker in enumerate(entry["speakers"])
        ]
        for number, question in enumerate(entry["questions"], start=1):
            _question(row, speakers, number, question, now)
        questions += len(entry["questions"])
    return f"{Conference.objects.count()} conferences, {questions} questions"


def surveys_load(now: datetime) -> str:
    """Surveys in each phase with their counts; free answers wait for a table of answers."""
    for entry in demo("surveys"):
        row = Survey.objects.create(
            key=entry["key"],
            agency=Agency.objects.get(key=entry["agency"]),
            opens_at=_moment(now, entry["opens_days"]),
            closes_at=_moment(now, entry["closes_days"]),
            results_shown=entry["results_shown"],
            participants=entry["participants"],
            **columns(entry, "title", "plan"),
        )
        for order, question in enumerate(entry["questions"]):
            _survey_question(row, order, question)
    return f"{Survey.objects.count()} surveys"


def _question(
    row: Conference, speakers: list[Speaker], number: int, entry: dict[str, Any], now: datetime
) -> None:
    # Minutes keep questions of one day in their order.
    asked = min(now, _moment(now, entry["asked_days"]) + timedelta(minutes=number))
    question = ConferenceQuestion.objects.create(
        conference=row,
        number=number,
        author_public_name=entry["author_public_name"],
        language=entry["language"],
        asked_at=asked,
        published_at=min(now, asked + timedelta(hours=2)),
        state=QuestionState.PUBLISHED,
        votes=entry["votes"],
    )
    QuestionText.objects.create(
        question=question,
        version=1,
        language=entry["language"],
        body=entry["text"],
        published_at=question.published_at,
    )
    for answer in entry["answers"]:
        QuestionAnswer.objects.create(
            question=question,
            speaker=speakers[answer["speaker"]],
            language=answer["language"],
            body=answer["text"],
            answered_at=min(now, _moment(now, answer["answered_days"]) + timedelta(hours=4)),
        )


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
            votes=option["votes"],
            **columns(option, "text"),
        )


def _moment(now: datetime, days: float | None) -> Any:
    """Ten in the morning, so many days from today; a past day with hours yet to come is fine."""
    if days is None:
        return None
    return (now + timedelta(days=days)).replace(hour=10, minute=0, second=0, microsecond=0)
