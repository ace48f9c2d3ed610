"""A new survey with the questions of another one."""

from datetime import timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from core.audience import Reader
from core.errors import NotAllowed
from law.selectors import calendar
from ledger.services import event_record
from surveys.limits import FIELDS, TIMES, due_proposed
from surveys.locking import survey_lock
from surveys.models import Survey, SurveyOption, SurveyQuestion, SurveySection
from surveys.permissions import can_edit
from surveys.services.faces import faces_make
from surveys.services.making import rules_now, survey_insert
from surveys.states import SurveyState

# To look it over and to let a moderator read it.
LEAD = timedelta(days=3)


@transaction.atomic
def survey_copy(*, survey_id: int, actor: Any, reader: Reader) -> Survey:
    """A draft with the same texts, rules, sections, questions and descriptions; it opens in some
    days for as long as the other one was meant to be open. Refused: ``NotAllowed``."""
    source = survey_lock(survey_id)
    if not can_edit(reader, source):
        raise NotAllowed
    said = {name: getattr(source, name) for name in FIELDS if name not in TIMES}
    copy = survey_insert(
        said=said,
        agency_id=source.agency_id,
        state=SurveyState.DRAFT,
        copied_from=source,
        made_by=actor,
        **_times(source),
    )
    _questions_copy(source, copy)
    pages = source.pages.all()
    bodies = {page.face_language: page.get_latest_revision_as_object().body for page in pages}
    faces_make(copy, actor, bodies)
    event_record(
        verb="survey.copy",
        target=copy,
        actor=actor,
        agency_id=copy.agency_id,
        data={"from": source.key},
    )
    return copy


def _times(source: Survey) -> dict[str, Any]:
    rules = rules_now()
    opens = (timezone.localtime() + LEAD).replace(hour=10, minute=0, second=0, microsecond=0)
    span = (source.planned_closes_at or source.closes_at) - source.opens_at
    closes = opens + max(span, timedelta(days=rules.open_days))
    due = due_proposed(closes, rules, calendar())
    return {"opens_at": opens, "closes_at": closes, "conclusion_due_at": due}


def _questions_copy(source: Survey, copy: Survey) -> None:
    sections = {
        row.pk: _again(row, survey=copy) for row in SurveySection.objects.filter(survey=source)
    }
    options: dict[int, SurveyOption] = {}
    made: list[tuple[SurveyQuestion, int]] = []
    for row in source.questions.prefetch_related("options", "rows"):
        old_options, old_rows = list(row.options.all()), list(row.rows.all())
        condition, section = row.shown_if_id, sections.get(row.section_id or 0)
        question = _again(row, survey=copy, section=section, shown_if=None)
        for option in old_options:
            former = option.pk
            options[former] = _again(option, question=question)
        for line in old_rows:
            _again(line, question=question)
        if condition:
            made.append((question, condition))
    for question, condition in made:
        question.shown_if = options[condition]
        question.save(update_fields=["shown_if"])


def _again(row: Any, **fields: Any) -> Any:
    """The same row once more, belonging to others."""
    model = type(row)
    columns = {
        field.attname: getattr(row, field.attname)
        for field in model._meta.concrete_fields
        if not field.primary_key and field.name not in fields
    }
    return model.objects.create(**columns, **fields)
