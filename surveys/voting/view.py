"""The form as the page shows it: fields with what was typed and what is wrong."""

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise

from surveys.regions import Region
from surveys.selectors.form import FormQuestion, SurveyForm
from surveys.states import QuestionKind
from surveys.voting.reading import PREFIX

Errors = Mapping[str, Sequence[str | Promise]]


@dataclass(frozen=True)
class Choice:
    """One possible answer of a field; ``place`` is what a ranking gave it."""

    value: str
    text: str
    id: str
    name: str
    is_chosen: bool = False
    place: str = ""


@dataclass(frozen=True)
class Line:
    """One row of a matrix with its choices."""

    name: str
    text: str
    id: str
    choices: tuple[Choice, ...]


@dataclass(frozen=True)
class FieldView:
    """A question as a field of the form. ``shown_if`` is ``field=value`` for the script."""

    question: FormQuestion
    id: str
    name: str
    kind: str
    text: str
    help: str
    section: str
    section_intro: str
    is_required: bool
    value: str
    errors: tuple[str | Promise, ...]
    choices: tuple[Choice, ...]
    lines: tuple[Line, ...]
    places: tuple[str, ...]
    low: str
    high: str
    shown_if: str

    @property
    def picture_text(self) -> str:
        """What the picture shows, for those who don't see it."""
        return self.question.row.localized("picture_text")

    @property
    def most(self) -> int | None:
        """How many may be chosen, where not all may."""
        limit = self.question.choices_to
        is_limited = self.kind == QuestionKind.MANY and limit < len(self.question.options)
        return limit if is_limited else None

    @property
    def least(self) -> int | None:
        """How many must be chosen, where one isn't enough."""
        limit = self.question.choices_from
        return limit if self.kind == QuestionKind.MANY and limit > 1 else None


def form_view(
    form: SurveyForm,
    values: Mapping[str, Any],
    errors: Errors | None = None,
    *,
    seed: str = "",
    only: Sequence[str] | None = None,
) -> tuple[FieldView, ...]:
    """The fields in order. ``values`` are as typed; ``seed`` keeps random orders while a reader
    answers; ``only`` are the questions of one step."""
    wanted = [item for item in form.questions if only is None or item.key in only]
    fields = []
    section = None
    for question in wanted:
        is_first = question.row.section_id != section
        section = question.row.section_id
        found = (errors or {}).get(question.key, ())
        fields.append(_field(question, values.get(question.key), tuple(found), seed, is_first))
    return tuple(fields)


def hidden_pairs(form: SurveyForm, values: Mapping[str, Any], shown: Sequence[str]) -> list:
    """Names and values of what was answered on other steps, to be sent along."""
    pairs: list[tuple[str, str]] = []
    for question in form.questions:
        if question.key in shown or question.key not in values:
            continue
        name, value = f"{PREFIX}{question.key}", values[question.key]
        if isinstance(value, dict):
            pairs += [(f"{name}-{key}", str(said)) for key, said in value.items()]
        elif isinstance(value, list):
            pairs += [(name, str(said)) for said in value]
        else:
            pairs.append((name, str(value)))
    return pairs


def _field(
    question: FormQuestion,
    value: Any,
    errors: tuple[str | Promise, ...],
    seed: str,
    is_first: bool,
) -> FieldView:
    row, name = question.row, f"{PREFIX}{question.key}"
    section = row.section if is_first else None
    condition = question.condition
    return FieldView(
        question=question,
        id=f"id_{name}",
        name=name,
        kind=str(question.kind),
        text=row.localized("text"),
        help=row.localized("help"),
        section=section.localized("title") if section else "",
        section_intro=section.localized("intro") if section else "",
        is_required=question.is_required,
        value=value if isinstance(value, str) else "",
        errors=errors,
        choices=_choices(question, name, value, seed),
        lines=_lines(question, name, value, seed),
        places=tuple(str(place) for place in range(1, len(question.options) + 1)),
        low=row.localized("low"),
        high=row.localized("high"),
        shown_if=f"{PREFIX}{condition.question}={condition.option}" if condition else "",
    )


def _choices(question: FormQuestion, name: str, value: Any, seed: str) -> tuple[Choice, ...]:
    match question.kind:
        case QuestionKind.SCALE:
            points = range(question.scale_from, question.scale_to + 1)
            named = [(str(point), str(point)) for point in points]
        case QuestionKind.PLACE:
            named = [(code, str(label)) for code, label in Region.choices]
        case QuestionKind.RANKING:
            return tuple(
                Choice(key, text, f"id_{name}-{key}", f"{name}-{key}", place=_place(value, key))
                for key, text in _options(question, seed)
            )
        case _:
            named = _options(question, seed)
    chosen = {str(item) for item in value} if isinstance(value, list) else {str(value)}
    return tuple(Choice(key, text, f"id_{name}_{key}", name, key in chosen) for key, text in named)


def _lines(question: FormQuestion, name: str, value: Any, seed: str) -> tuple[Line, ...]:
    said = value if isinstance(value, dict) else {}
    options = _options(question, seed)
    return tuple(
        Line(
            name=f"{name}-{line.key}",
            text=line.localized("text"),
            id=f"id_{name}-{line.key}",
            choices=tuple(
                Choice(
                    key,
                    text,
                    f"id_{name}-{line.key}_{key}",
                    f"{name}-{line.key}",
                    said.get(line.key) == key,
                )
                for key, text in options
            ),
        )
        for line in question.row.rows.all()
    )


def _options(question: FormQuestion, seed: str) -> list[tuple[str, str]]:
    options = [(option.key, option.localized("text")) for option in question.row.options.all()]
    if question.row.random_order and seed:
        # No secret: only the order of a list on one reader's screen.
        random.Random(f"{seed}/{question.key}").shuffle(options)  # noqa: S311
    return options


def _place(value: Any, key: str) -> str:
    if isinstance(value, dict):
        return str(value.get(key, ""))
    return str(value.index(key) + 1) if isinstance(value, list) and key in value else ""
