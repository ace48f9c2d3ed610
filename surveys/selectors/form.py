"""A survey as a form: questions with options, rows, limits and conditions, in their order."""

from dataclasses import dataclass
from itertools import groupby

from django.core.cache import cache

from surveys.models import Survey, SurveyQuestion
from surveys.states import QuestionKind

KEPT_SECONDS = 10 * 60


@dataclass(frozen=True)
class Condition:
    """Asked only of those who chose this option of an earlier question."""

    question: str
    option: str


@dataclass(frozen=True)
class FormQuestion:
    """What is asked: ``row`` has the words, the rest is what an answer is checked by."""

    row: SurveyQuestion
    key: str
    kind: QuestionKind
    is_required: bool
    options: tuple[str, ...]
    rows: tuple[str, ...]
    choices_from: int
    choices_to: int
    scale_from: int
    scale_to: int
    text_limit: int
    condition: Condition | None


@dataclass(frozen=True)
class SurveyForm:
    """All questions of a survey; those of one section stand together, in order."""

    survey: Survey
    questions: tuple[FormQuestion, ...]

    @property
    def by_key(self) -> dict[str, FormQuestion]:
        """Questions by their keys."""
        return {question.key: question for question in self.questions}

    @property
    def pages(self) -> list[list[FormQuestion]]:
        """Pages of the form on a phone: a section each, a question each where there is none."""
        return [
            list(part)
            for _name, part in groupby(
                self.questions, lambda item: (item.row.section_id, item.row.section_id or item.key)
            )
        ]


def form_of(survey: Survey) -> SurveyForm:
    """The form of a survey; four queries."""
    rows = survey.questions.select_related("section", "picture", "shown_if__question")
    ordered = sorted(
        rows.prefetch_related("options", "rows"),
        key=lambda row: (row.section.order if row.section else -1, row.order, row.pk),
    )
    return SurveyForm(survey, tuple(_question(row) for row in ordered))


def frozen_form_of(survey: Survey) -> SurveyForm:
    """The form for taking answers: no query while a process has read it before. Once the first
    vote is in, the database itself keeps its questions as they are."""
    if survey.frozen_at is None:
        return form_of(survey)
    key = f"survey-form:{survey.pk}:{survey.version}"
    form: SurveyForm | None = cache.get(key)
    if form is None:
        form = form_of(survey)
        cache.set(key, form, KEPT_SECONDS)
    return form


def _question(row: SurveyQuestion) -> FormQuestion:
    options = tuple(option.key for option in row.options.all())
    shown_if = row.shown_if
    return FormQuestion(
        row=row,
        key=row.key,
        kind=QuestionKind(row.kind),
        is_required=row.is_required,
        options=options,
        rows=tuple(line.key for line in row.rows.all()),
        choices_from=row.choices_from or 1,
        choices_to=min(row.choices_to or len(options), len(options)),
        scale_from=row.scale_from,
        scale_to=row.scale_to,
        text_limit=row.text_limit,
        condition=Condition(shown_if.question.key, shown_if.key) if shown_if else None,
    )
