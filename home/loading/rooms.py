"""Surveys of every kind and in every phase, with ballots. Conferences have a file of their own."""

import hashlib
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from agencies.models import Agency
from core.localized import ORDER
from home.loading.ballots import Urn
from home.loading.conferences import moment
from home.loading.content import columns, demo, paragraphs, stream
from home.loading.people import Cast, Person
from moderation.models import Ground
from moderation.services import moderation_open
from surveys.models import (
    Ballot,
    Survey,
    SurveyOption,
    SurveyQuestion,
    SurveyRow,
    SurveySection,
    SurveyText,
)
from surveys.recount import survey_count_anew
from surveys.secrets import secret_make
from surveys.services.faces import faces_make
from surveys.services.reviewing import survey_submit
from surveys.services.texts import KIND
from surveys.states import SurveyState, TextState

SETTINGS = ("results_shown", "voters", "age_from", "asks_region", "may_change")
FIELDS = {"choices_to": "choices_to", "random_order": "random_order", "results": "results_shown"}


def surveys_load(cast: Cast, now: datetime) -> str:
    """Surveys with their ballots, counted as the portal counts them; one is with a moderator."""
    for entry in demo("surveys"):
        survey = survey_make(entry, now)
        if survey.state == SurveyState.READY and not survey.secret_mark:
            secret_make(survey)
        if entry["ballots"]:
            _answered(survey, entry, now)
        if "state" in entry:
            _written(survey, entry, cast.heads[survey.agency_id])
    return f"{Survey.objects.count()} surveys, {Ballot.objects.count()} ballots"


def survey_make(entry: dict[str, Any], now: datetime) -> Survey:
    """One survey of the demo with its questions, answered by nobody."""
    survey = _survey(entry, now)
    _questions(survey, entry)
    return survey


def _written(survey: Survey, entry: dict[str, Any], head: Person) -> None:
    """Pages as drafts; through the verb to a moderator, if that is where it should be."""
    bodies = {code: stream(paragraphs(entry[f"intro_{code}"])) for code in ORDER}
    faces_make(survey, head.user, bodies)
    if entry["state"] == SurveyState.REVIEW:
        survey_submit(survey_id=survey.pk, actor=head.user, reader=head.reader)


def _survey(entry: dict[str, Any], now: datetime) -> Survey:
    def at(name: str) -> Any:
        hours = entry.get(f"{name}_hours")
        return now + timedelta(hours=hours) if hours else moment(now, entry.get(f"{name}_days"))

    is_over = at("closes") <= now
    key = entry["key"]
    reason = columns(entry, "close_reason") if "planned_closes_days" in entry else {}
    return Survey.objects.create(
        key=key,
        agency=Agency.objects.get(key=entry["agency"]),
        opens_at=at("opens"),
        closes_at=at("closes"),
        planned_closes_at=at("planned_closes"),
        conclusion_due_at=at("conclusion_due"),
        concluded_at=at("concluded"),
        state=SurveyState.DRAFT if "state" in entry else SurveyState.READY,
        # Of a secret that is destroyed only the fingerprint is left.
        secret_mark=hashlib.sha256(key.encode()).hexdigest() if is_over else "",
        secret_destroyed_at=at("closes") + timedelta(minutes=1) if is_over else None,
        finished_at=at("closes") + timedelta(minutes=1) if is_over else None,
        **{name: entry[name] for name in SETTINGS if name in entry},
        **columns(entry, "title", "plan"),
        **reason,
    )


def _questions(survey: Survey, entry: dict[str, Any]) -> None:
    sections = [
        SurveySection.objects.create(survey=survey, order=order, **columns(said, "title"))
        for order, said in enumerate(entry.get("sections", ()))
    ]
    for order, said in enumerate(entry["questions"]):
        section = sections[said["section"]] if sections else None
        question = _question(survey, order, said, section)
        SurveyOption.objects.bulk_create(_lines(SurveyOption, question, said.get("options", ())))
        SurveyRow.objects.bulk_create(_lines(SurveyRow, question, said.get("rows", ())))


def _question(
    survey: Survey, order: int, entry: dict[str, Any], section: SurveySection | None
) -> SurveyQuestion:
    low, high = entry.get("scale", (1, 5))
    words = [name for name in ("text", "help", "low", "high") if f"{name}_kk" in entry]
    return SurveyQuestion.objects.create(
        survey=survey,
        section=section,
        key=entry["key"],
        kind=entry["kind"],
        is_required=entry["required"],
        order=order,
        scale_from=low,
        scale_to=high,
        shown_if=_condition(survey, entry),
        **{column: entry[name] for name, column in FIELDS.items() if name in entry},
        **columns(entry, *words),
    )


def _condition(survey: Survey, entry: dict[str, Any]) -> SurveyOption | None:
    if "shown_if" not in entry:
        return None
    question, option = entry["shown_if"]
    return SurveyOption.objects.get(question__survey=survey, question__key=question, key=option)


def _lines(model: Any, question: SurveyQuestion, entries: Sequence[dict[str, Any]]) -> list[Any]:
    """Options or rows."""
    return [
        model(question=question, key=entry["key"], order=order, **columns(entry, "text"))
        for order, entry in enumerate(entries)
    ]


def _answered(survey: Survey, entry: dict[str, Any], now: datetime) -> None:
    urn = Urn(survey, entry, now.date())
    urn.fill()
    urn.save()
    # Only now: from its first answer on the database takes no other questions.
    Survey.objects.filter(pk=survey.pk).update(frozen_at=survey.opens_at)
    survey_count_anew(survey.pk)
    for said in entry["questions"]:
        if said.get("free_answers"):
            _texts(survey.questions.get(key=said["key"]), said["free_answers"], urn)


def _texts(question: SurveyQuestion, entries: Sequence[dict[str, Any]], urn: Urn) -> None:
    """Each free answer has the hash that its ballot bears."""
    marks = [row.answers[question.key]["h"] for row in urn.ballots if question.key in row.answers]
    for entry, mark in zip(entries, marks, strict=True):
        state = entry.get("state", TextState.PUBLISHED)
        is_public = state == TextState.PUBLISHED
        ground = Ground.objects.get(code=entry["ground"]) if "ground" in entry else None
        text = SurveyText.objects.create(
            question=question,
            receipt=mark,
            language=entry["language"],
            original=None if is_public else entry["text"],
            state=state,
            body=entry["text"] if is_public else "",
            refusal_ground=ground,
            published_on=urn.today if is_public else None,
        )
        if state == TextState.PENDING:
            moderation_open(
                kind=KIND,
                target_id=str(text.pk),
                agency=urn.survey.agency,
                language=text.language,
                subject="",
                body=entry["text"],
            )
