"""All texts of a survey in its three languages side by side, with what is missing marked."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.localized import LANGUAGE_CHOICES, ORDER
from surveys.desk.entry import desk_reader, survey_at_desk
from surveys.limits import NEEDED, missing_languages
from surveys.models import Survey
from surveys.permissions import can_edit
from surveys.readiness import question_lacks, section_lacks
from surveys.selectors.form import FormQuestion, form_of
from surveys.states import QuestionKind, SurveyState

ABOUT = (
    ("title", gettext_lazy("Title")),
    ("plan", gettext_lazy("What we will do with the answers")),
)
HEADING = (("title", gettext_lazy("Heading")), ("intro", gettext_lazy("Introduction")))
QUESTION = (
    ("text", gettext_lazy("Question")),
    ("help", gettext_lazy("Help")),
    ("picture_text", gettext_lazy("What the picture shows")),
    ("low", gettext_lazy("The low end means")),
    ("high", gettext_lazy("The high end means")),
)
LANGUAGE_NAMES = dict(LANGUAGE_CHOICES)
Names = Sequence[tuple[str, str | Promise]]


@dataclass(frozen=True)
class Cell:
    """A text in one language; ``lacks``: it must be written before a moderator reads it."""

    language: str
    text: str
    lacks: bool

    @property
    def name(self) -> str:
        """The language, where columns stand below each other."""
        return LANGUAGE_NAMES[self.language]


@dataclass(frozen=True)
class Line:
    """A text in all languages."""

    label: str | Promise
    cells: tuple[Cell, ...]


@dataclass(frozen=True)
class Block:
    """What is written on one form, whose address is ``url`` (empty: it can't be changed now)."""

    title: str
    url: str
    lines: tuple[Line, ...]


@dataclass(frozen=True)
class Count:
    """How many texts are written in one language, and how many aren't."""

    language: str
    name: str
    written: int
    empty: int
    is_needed: bool


def texts_page(request: HttpRequest, key: str) -> HttpResponse:
    """Everything people will read but the descriptions, which stand on the pages."""
    reader = desk_reader(request)
    survey = survey_at_desk(key, reader)
    is_open = survey.state == SurveyState.DRAFT and survey.frozen_at is None
    blocks = list(_blocks(survey, may_write=is_open and can_edit(reader, survey)))
    context = {
        "survey": survey,
        "blocks": blocks,
        "languages": [(code, LANGUAGE_NAMES[code]) for code in ORDER],
        "counts": _counts(blocks),
        "lacks": sum(cell.lacks for block in blocks for line in block.lines for cell in line.cells),
        "page_title": _("All texts"),
        "header_icon": "form",
    }
    return render(request, "surveys/desk/texts.html", context)


def _counts(blocks: list[Block]) -> list[Count]:
    cells = [cell for block in blocks for line in block.lines for cell in line.cells]
    return [
        Count(
            code,
            LANGUAGE_NAMES[code],
            sum(1 for cell in cells if cell.language == code and cell.text),
            sum(1 for cell in cells if cell.language == code and not cell.text),
            code in NEEDED,
        )
        for code in ORDER
    ]


def _blocks(survey: Survey, *, may_write: bool) -> Iterator[Block]:
    def url(name: str, *args: Any) -> str:
        return reverse(f"surveys_desk_{name}", args=[survey.key, *args]) if may_write else ""

    about = _lines(survey, ABOUT, missing_languages(survey, "title", "plan"))
    yield Block(_("What it is about"), url("edit"), about)
    for section in survey.sections.order_by("order", "pk"):
        lines = _lines(section, HEADING, section_lacks(section))
        yield Block(section.localized("title"), url("section", section.pk), lines)
    for number, question in enumerate(form_of(survey).questions, start=1):
        title = f"{number}. {question.row.localized('text')}"
        yield Block(title, url("question", question.key), tuple(_of_question(question)))


def _of_question(question: FormQuestion) -> Iterator[Line]:
    row = question.row
    yield from _lines(row, QUESTION, question_lacks(row))
    # The two answers of a yes/no question are the portal's own.
    needs = () if question.kind == QuestionKind.YESNO else ("text",)
    for name, lines in ((_("Answer"), row.options.all()), (_("Row"), row.rows.all())):
        for line in lines:
            yield from _lines(line, (("text", name),), missing_languages(line, *needs))


def _lines(row: Any, names: Names, lacks: list[str]) -> tuple[Line, ...]:
    """Texts that are written in any language, or must be."""
    found = []
    for name, label in names:
        cells = tuple(
            Cell(code, getattr(row, f"{name}_{code}"), f"{name}_{code}" in lacks) for code in ORDER
        )
        if any(cell.text or cell.lacks for cell in cells):
            found.append(Line(label, cells))
    return tuple(found)
