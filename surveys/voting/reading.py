"""Answers out of a posted form, as they were typed, checked or not."""

from typing import Any

from django.http import QueryDict

from surveys.selectors.form import FormQuestion, SurveyForm
from surveys.states import QuestionKind

PREFIX = "q-"


def raw_of(form: SurveyForm, data: QueryDict) -> dict[str, Any]:
    """What was given, by question key. Fields of no question of this survey stay under their own
    names, so that ``answers_clean`` refuses a form that belongs to another one."""
    raw: dict[str, Any] = {}
    known: set[str] = set()
    for question in form.questions:
        names = names_of(question)
        known |= set(names)
        value = _value(question, data)
        if value:
            raw[question.key] = value
    strange = [name for name in data if name.startswith(PREFIX) and name not in known]
    return raw | dict.fromkeys(strange, "")


def names_of(question: FormQuestion) -> list[str]:
    """The names of the fields of one question."""
    name = f"{PREFIX}{question.key}"
    if question.kind == QuestionKind.MATRIX:
        return [f"{name}-{row}" for row in question.rows]
    if question.kind == QuestionKind.RANKING:
        return [f"{name}-{option}" for option in question.options]
    return [name]


def _value(question: FormQuestion, data: QueryDict) -> Any:
    name = f"{PREFIX}{question.key}"
    if question.kind == QuestionKind.MANY:
        return data.getlist(name)
    if question.kind == QuestionKind.MATRIX:
        return {row: said for row in question.rows if (said := data.get(f"{name}-{row}"))}
    if question.kind == QuestionKind.RANKING:
        return {key: said for key in question.options if (said := data.get(f"{name}-{key}"))}
    return data.get(name, "")
