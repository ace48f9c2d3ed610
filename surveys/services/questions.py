"""Questions and sections of a survey that is being written: put, removed, moved."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction
from django.db.models import Max, ProtectedError
from django.utils.translation import gettext as _

from core.audience import Reader
from core.errors import Refused
from core.localized import ORDER
from ledger.services import event_record
from surveys.limits import MOST_QUESTIONS, MOST_SECTIONS, NotWithin
from surveys.models import Survey, SurveyOption, SurveyQuestion, SurveyRow, SurveySection
from surveys.question_limits import question_faults
from surveys.seen import (
    QUESTION_COLUMNS,
    SECTION_COLUMNS,
    question_mark,
    section_mark,
    seen_check,
)
from surveys.selectors.form import form_of
from surveys.services.making import survey_editable, version_move
from surveys.states import WITH_OPTIONS, QuestionKind

YESNO = {
    "yes": {"text_kk": "Иә", "text_ru": "Да", "text_en": "Yes"},
    "no": {"text_kk": "Жоқ", "text_ru": "Нет", "text_en": "No"},
}
Lines = Sequence[Mapping[str, Any]]


@transaction.atomic
def question_put(
    *,
    survey_id: int,
    fields: Mapping[str, Any],
    options: Lines = (),
    rows: Lines = (),
    key: str = "",
    seen: str = "",
    actor: Any,
    reader: Reader,
) -> SurveyQuestion:
    """Add a question, or change the one with this key.

    ``fields``: see ``QUESTION_COLUMNS``; what isn't said stays. ``options`` and ``rows`` are all
    of them, in order: ``{"key", "text_kk", "text_ru", "text_en"}``, with an empty key for a new
    one. A yes/no question brings its own two. ``seen`` is the ``question_mark`` the editor began
    from. Refused: as ``survey_editable``; ``SurveyQuestion.DoesNotExist``; ``changed_meanwhile``;
    ``condition`` when an option goes that another question asks for; ``NotWithin`` with a sentence
    for each field.
    """
    survey = survey_editable(survey_id, reader)
    question = _question(survey, key)
    if seen and question.pk:
        seen_check(seen, question_mark(question))
    for name in QUESTION_COLUMNS:
        if name in fields:
            setattr(question, name, fields[name])
    if question.kind == QuestionKind.YESNO:
        options = [{"key": key, **words} for key, words in YESNO.items()]
    elif question.kind not in WITH_OPTIONS:
        options = ()
    else:
        options = _own_keys(SurveyOption, question, options)
    rows = rows if question.kind == QuestionKind.MATRIX else ()
    rows = _own_keys(SurveyRow, question, rows)
    faults = question_faults(question, options, rows)
    if faults:
        raise NotWithin(faults)
    question.save()
    _lines_put(SurveyOption, question, options, "o")
    _lines_put(SurveyRow, question, rows, "r")
    _changed(survey, "question.put", actor, question=question.key)
    return question


@transaction.atomic
def question_copy(*, survey_id: int, key: str, actor: Any, reader: Reader) -> SurveyQuestion:
    """The same question once more, right below. Refused: as ``question_put`` for a new one."""
    survey = survey_editable(survey_id, reader)
    source = _question_of(survey, key)
    copy = _question(survey, "")
    for name in QUESTION_COLUMNS:
        setattr(copy, name, getattr(source, name))
    copy.save()
    for rows in (source.options, source.rows):
        for line in rows.order_by("order", "pk"):
            line.pk, line.question = None, copy
            line.save()
    others = survey.questions.filter(section_id=source.section_id).exclude(pk=copy.pk)
    placed = list(others.order_by("order", "pk"))
    placed.insert(placed.index(source) + 1, copy)
    _ordered(placed)
    _changed(survey, "question.put", actor, question=copy.key, copied_from=key)
    return copy


@transaction.atomic
def question_remove(*, survey_id: int, key: str, actor: Any, reader: Reader) -> None:
    """Take a question out. Refused: as ``survey_editable``; ``condition`` while another question
    is asked only of those who chose one of its options."""
    survey = survey_editable(survey_id, reader)
    try:
        _question_of(survey, key).delete()
    except ProtectedError:
        raise _needed() from None
    _changed(survey, "question.remove", actor, question=key)


@transaction.atomic
def question_move(*, survey_id: int, key: str, up: bool, actor: Any, reader: Reader) -> None:
    """One place up or down within its section; at the end nothing happens."""
    survey = survey_editable(survey_id, reader)
    question = _question_of(survey, key)
    others = list(survey.questions.filter(section_id=question.section_id).order_by("order", "pk"))
    if _moved(others, question, up=up):
        _changed(survey, "question.move", actor, question=key)


@transaction.atomic
def section_put(
    *,
    survey_id: int,
    fields: Mapping[str, Any],
    section_id: int | None = None,
    seen: str = "",
    actor: Any,
    reader: Reader,
) -> SurveySection:
    """Add a section, or change one: ``title_*`` and ``intro_*``. ``seen``: its ``section_mark``."""
    survey = survey_editable(survey_id, reader)
    if not str(fields.get("title_kk", "")).strip():
        raise NotWithin({"title_kk": _("Write the heading in Kazakh.")})
    if section_id is None:
        if survey.sections.count() >= MOST_SECTIONS:
            raise Refused(_("A survey has no room for more sections."), code="too_many")
        last = survey.sections.aggregate(last=Max("order"))["last"]
        section = SurveySection(survey=survey, order=0 if last is None else last + 1)
    else:
        section = survey.sections.get(pk=section_id)
        seen_check(seen, section_mark(section))
    for name in SECTION_COLUMNS:
        setattr(section, name, fields.get(name, getattr(section, name)))
    section.save()
    _changed(survey, "section.put", actor)
    return section


@transaction.atomic
def section_remove(*, survey_id: int, section_id: int, actor: Any, reader: Reader) -> None:
    """Take a heading away; its questions stay, without a heading, before all others."""
    survey = survey_editable(survey_id, reader)
    survey.sections.get(pk=section_id).delete()
    _changed(survey, "section.remove", actor)


@transaction.atomic
def section_move(*, survey_id: int, section_id: int, up: bool, actor: Any, reader: Reader) -> None:
    """One place up or down with all its questions."""
    survey = survey_editable(survey_id, reader)
    section = survey.sections.get(pk=section_id)
    if _moved(list(survey.sections.order_by("order", "pk")), section, up=up):
        _changed(survey, "section.move", actor)


def _question(survey: Survey, key: str) -> SurveyQuestion:
    if key:
        return _question_of(survey, key)
    taken = set(survey.questions.values_list("key", flat=True))
    if len(taken) >= MOST_QUESTIONS:
        raise Refused(_("A survey has no room for more questions."), code="too_many")
    last = survey.questions.aggregate(last=Max("order"))["last"]
    order = 0 if last is None else last + 1
    return SurveyQuestion(survey=survey, key=_free("q", taken), order=order)


def _question_of(survey: Survey, key: str) -> SurveyQuestion:
    return survey.questions.get(key=key)


def _own_keys(model: Any, question: SurveyQuestion, lines: Lines) -> Lines:
    """Lines whose key is none of this question's, or stands twice, are new ones."""
    free = set(model.objects.filter(question_id=question.pk).values_list("key", flat=True))
    checked = []
    for line in lines:
        is_own = line.get("key") in free
        free.discard(line.get("key"))
        checked.append(line if is_own else {**line, "key": ""})
    return checked


def _lines_put(model: Any, question: SurveyQuestion, lines: Lines, letter: str) -> None:
    """The lines become exactly these, in this order; known keys keep their rows."""
    known = {row.key: row for row in model.objects.filter(question=question)}
    kept = {line["key"] for line in lines if line.get("key")}
    taken = set(known) | kept
    try:
        for key in set(known) - kept:
            known[key].delete()
    except ProtectedError:
        raise _needed() from None
    for order, line in enumerate(lines):
        key = line.get("key") or _free(letter, taken)
        taken.add(key)
        row = known.get(key) or model(question=question, key=key)
        row.order = order
        for code in ORDER:
            setattr(row, f"text_{code}", line.get(f"text_{code}", ""))
        row.save()


def _free(letter: str, taken: set[str]) -> str:
    number = 1
    while f"{letter}{number}" in taken:
        number += 1
    return f"{letter}{number}"


def _moved(rows: list[Any], row: Any, *, up: bool) -> bool:
    at = rows.index(row)
    to = at - 1 if up else at + 1
    if not 0 <= to < len(rows):
        return False
    rows[at], rows[to] = rows[to], rows[at]
    _ordered(rows)
    return True


def _ordered(rows: list[Any]) -> None:
    for order, each in enumerate(rows):
        if each.order != order:
            each.order = order
            each.save(update_fields=["order"])


def _changed(survey: Survey, verb: str, actor: Any, **data: Any) -> None:
    """Conditions still look back, whatever was changed; then the version moves."""
    seen: set[str] = set()
    for question in form_of(survey).questions:
        if question.condition and question.condition.question not in seen:
            raise Refused(
                _(
                    "Question “%(question)s” is asked only of those who chose an answer to another "
                    "one: that one must stand before it."
                )
                % {"question": question.row.localized("text")},
                code="condition",
            )
        seen.add(question.key)
    version_move(survey)
    event_record(
        verb=f"survey.{verb}", target=survey, actor=actor, agency_id=survey.agency_id, data=data
    )


def _needed() -> Refused:
    return Refused(
        _("Another question is asked only of those who chose this answer. Change that one first."),
        code="condition",
    )
