"""Answers as people send them, checked against the form. Pure: no database, no clock."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.utils.dateparse import parse_date
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from core.text import clean_text
from surveys.regions import Region
from surveys.selectors.form import FormQuestion, SurveyForm
from surveys.states import QuestionKind

Message = str | Promise
# Longer ones are no choice of a form of ours; nothing of them is kept or shown.
LONGEST_KEY = 100
FIRST_DAY, LAST_DAY = date(1900, 1, 1), date(2100, 12, 31)


class AnswersInvalid(Exception):
    """What is wrong, by question key (``region`` for the region)."""

    def __init__(self, errors: dict[str, list[Message]]) -> None:
        super().__init__(", ".join(errors))
        self.errors = errors


class _Wrong(Exception):
    def __init__(self, message: Message) -> None:
        super().__init__()
        self.message = message


@dataclass(frozen=True)
class Clean:
    """Answers in their canonical form; ``texts`` has the free ones, of which ``values`` says only
    that they are there."""

    values: dict[str, Any] = field(default_factory=dict)
    texts: dict[str, str] = field(default_factory=dict)


def answers_clean(form: SurveyForm, raw: Mapping[str, Any]) -> Clean:
    """Check all answers. What isn't asked, because its condition isn't met, is left out.

    Raises ``AnswersInvalid``. Keys of ``raw`` that are no question of this survey are an error:
    they come from another form.
    """
    clean = Clean()
    errors: dict[str, list[Message]] = {}
    for question in form.questions:
        if not is_asked(question, clean.values):
            continue
        try:
            value = _clean(question, raw.get(question.key))
        except _Wrong as wrong:
            errors[question.key] = [wrong.message]
            continue
        if value is not None:
            _put(clean, question, value)
    if set(raw) - set(form.by_key):
        errors[""] = [_("The form had a question that isn't part of this survey.")]
    if errors:
        raise AnswersInvalid(errors)
    return clean


def is_asked(question: FormQuestion, values: Mapping[str, Any]) -> bool:
    """Its condition is met by these answers to earlier questions, or it has none."""
    if question.condition is None:
        return True
    said = values.get(question.condition.question)
    chosen = said if isinstance(said, list) else [said]
    return question.condition.option in chosen


def region_clean(typed: str, *, asks: bool, allowed: list[str]) -> str:
    """The region a person states; empty when it isn't asked.

    Raises ``AnswersInvalid`` when there is none, or the survey is for other regions.
    """
    if not asks and not allowed:
        return ""
    if typed not in Region.values:
        raise AnswersInvalid({"region": [_("Choose the region you live in.")]})
    if allowed and typed not in allowed:
        raise AnswersInvalid({"region": [_("This survey is for people of other regions.")]})
    return typed


def _put(clean: Clean, question: FormQuestion, value: Any) -> None:
    if question.kind == QuestionKind.TEXT:
        clean.texts[question.key] = value
        value = True
    clean.values[question.key] = value


def _clean(question: FormQuestion, said: Any) -> Any:
    if said in (None, "", [], {}) or _is_blank(said):
        if question.is_required:
            raise _Wrong(_("Please answer this question."))
        return None
    return CLEANERS[question.kind](question, said)


def _is_blank(said: Any) -> bool:
    if isinstance(said, str):
        return not said.strip()
    if isinstance(said, dict):
        return not any(said.values())
    return isinstance(said, list) and not any(said)


def _option(question: FormQuestion, said: Any) -> str:
    if not isinstance(said, str) or said not in question.options:
        raise _Wrong(_("Choose one of the answers of this question."))
    return said


def _many(question: FormQuestion, said: Any) -> list[str]:
    given = [said] if isinstance(said, str) else said
    if not isinstance(given, list) or len(given) > 2 * len(question.options):
        raise _Wrong(_("Choose among the answers of this question."))
    chosen = {_option(question, item) for item in given}
    if len(chosen) > question.choices_to:
        raise _Wrong(
            ngettext_lazy(
                "Choose %(count)d answer at most.",
                "Choose %(count)d answers at most.",
                question.choices_to,
            )
            % {"count": question.choices_to}
        )
    if len(chosen) < question.choices_from:
        raise _Wrong(
            ngettext_lazy(
                "Choose %(count)d answer at least.",
                "Choose %(count)d answers at least.",
                question.choices_from,
            )
            % {"count": question.choices_from}
        )
    return [key for key in question.options if key in chosen]


def _scale(question: FormQuestion, said: Any) -> int:
    text = str(said) if isinstance(said, int | str) and not isinstance(said, bool) else ""
    if not (text.isascii() and text.isdigit() and len(text) < LONGEST_KEY):
        raise _Wrong(_("Choose a point of the scale."))
    if not question.scale_from <= int(text) <= question.scale_to:
        raise _Wrong(_("Choose a point of the scale."))
    return int(text)


def _matrix(question: FormQuestion, said: Any) -> dict[str, str]:
    given = said if isinstance(said, dict) else None
    if given is None or set(given) - set(question.rows):
        raise _Wrong(_("Choose an answer in the rows of this question."))
    chosen = {key: _option(question, given[key]) for key in question.rows if given.get(key)}
    if question.is_required and len(chosen) < len(question.rows):
        raise _Wrong(_("Choose an answer in each row."))
    return chosen


def _ranking(question: FormQuestion, said: Any) -> list[str]:
    if isinstance(said, dict):
        said = _by_places(question, said)
    if not isinstance(said, list) or not all(isinstance(item, str) for item in said):
        raise _Wrong(_("Give each answer its place."))
    if set(said) - set(question.options):
        raise _Wrong(_("Choose among the answers of this question."))
    if len(said) != len(question.options) or len(set(said)) != len(said):
        raise _Wrong(_("Give each answer a place of its own, from the first to the last."))
    return said


def _by_places(question: FormQuestion, said: dict[str, Any]) -> list[str]:
    """``{option: place}`` in order; places given twice or left out make it incomplete."""
    places = {str(place): option for option, place in said.items() if place}
    ordered = [places.get(str(place), "") for place in range(1, len(question.options) + 1)]
    return [option for option in ordered if option]


def _text(question: FormQuestion, said: Any) -> str:
    if not isinstance(said, str):
        raise _Wrong(_("Please answer in words."))
    # Longer than anything that could be shortened: cleaning it would only cost time.
    text = clean_text(said) if len(said) <= 10 * question.text_limit else said
    if len(text) > question.text_limit:
        raise _Wrong(
            _("The text has %(count)d characters; %(limit)d are possible. Please shorten it.")
            % {"count": len(text), "limit": question.text_limit}
        )
    if not text:
        raise _Wrong(_("Please answer in words."))
    return text


def _date(question: FormQuestion, said: Any) -> str:
    try:
        day = parse_date(said) if isinstance(said, str) else None
    except ValueError:
        day = None
    if day is None or not FIRST_DAY <= day <= LAST_DAY:
        raise _Wrong(_("Enter a day of the calendar, for example 2026-05-31."))
    return day.isoformat()


def _place(question: FormQuestion, said: Any) -> str:
    if not isinstance(said, str) or said not in Region.values:
        raise _Wrong(_("Choose one of the regions."))
    return said


CLEANERS: dict[QuestionKind, Callable[[FormQuestion, Any], Any]] = {
    QuestionKind.ONE: _option,
    QuestionKind.YESNO: _option,
    QuestionKind.MANY: _many,
    QuestionKind.SCALE: _scale,
    QuestionKind.MATRIX: _matrix,
    QuestionKind.RANKING: _ranking,
    QuestionKind.TEXT: _text,
    QuestionKind.DATE: _date,
    QuestionKind.PLACE: _place,
}
