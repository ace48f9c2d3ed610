"""What a question must be like so that people can answer it. Pure but for its own condition."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _

from surveys.limits import MOST_OPTIONS, MOST_RANKED, MOST_ROWS, Faults, missing_languages
from surveys.models import TEXT_LIMIT, SurveyQuestion
from surveys.states import CONDITIONS, QuestionKind, QuestionResults

MANY_WORDS = (QuestionKind.ONE, QuestionKind.MANY, QuestionKind.MATRIX, QuestionKind.RANKING)
Lines = Sequence[Mapping[str, Any]]


def question_faults(question: SurveyQuestion, options: Lines, rows: Lines) -> Faults:
    """A sentence for each field that can't be as it is; ``options`` and ``rows`` for the lines."""
    faults: Faults = {}
    if not words(question, "text"):
        faults["text_kk"] = _("Write the question in Kazakh.")
    if question.kind not in QuestionKind.values:
        faults["kind"] = _("There is no such kind of question.")
    if question.results_shown not in QuestionResults.values:
        faults["results_shown"] = _("Choose one of these.")
    if question.picture_id:
        for field in missing_languages(question, "picture_text"):
            faults[field] = _("Say what the picture shows, for those who don't see it.")
    return faults | _line_faults(question, options, rows) | _limits(question, len(options))


def words(row: Any, name: str) -> str:
    """A text in Kazakh, which each must have."""
    return str(getattr(row, f"{name}_kk")).strip()


def _line_faults(question: SurveyQuestion, options: Lines, rows: Lines) -> Faults:
    faults: Faults = {}
    most = MOST_RANKED if question.kind == QuestionKind.RANKING else MOST_OPTIONS
    if question.kind in MANY_WORDS and len(options) < 2:
        faults["options"] = _("Give two answers at least.")
    if len(options) > most:
        faults["options"] = _("Give %(most)s answers at most.") % {"most": most}
    if question.kind == QuestionKind.MATRIX and not rows:
        faults["rows"] = _("Give one row at least.")
    if len(rows) > MOST_ROWS:
        faults["rows"] = _("Give %(most)s rows at most.") % {"most": MOST_ROWS}
    for name, lines in (("options", options), ("rows", rows)):
        if any(not str(line.get("text_kk", "")).strip() for line in lines):
            faults[name] = _("Write each of them in Kazakh.")
    return faults


def _limits(question: SurveyQuestion, options: int) -> Faults:
    faults: Faults = {}
    if question.kind == QuestionKind.MANY:
        faults |= _choice_faults(question, options)
    low, high = question.scale_from, question.scale_to
    if question.kind == QuestionKind.SCALE and not 0 <= low < high <= 10:
        faults["scale_to"] = _("A scale goes from a lower to a higher number, within 0 and 10.")
    if question.kind == QuestionKind.TEXT and not 1 <= question.text_limit <= TEXT_LIMIT:
        faults["text_limit"] = _("From 1 to %(most)s characters.") % {"most": TEXT_LIMIT}
    if question.section_id and not question.survey.sections.filter(pk=question.section_id).exists():
        faults["section"] = _("There is no such section.")
    return faults | _condition_faults(question)


def _choice_faults(question: SurveyQuestion, options: int) -> Faults:
    least, most = question.choices_from, question.choices_to
    if least is not None and not 1 <= least <= options:
        return {"choices_from": _("At least one, and no more than there are answers.")}
    if most is not None and not (least or 1) <= most <= options:
        return {"choices_to": _("No less than at least, and no more than there are answers.")}
    return {}


def _condition_faults(question: SurveyQuestion) -> Faults:
    if question.shown_if_id is None:
        return {}
    asked = SurveyQuestion.objects.filter(options=question.shown_if_id).first()
    is_own = asked is not None and asked.survey_id == question.survey_id
    if not is_own or asked is None or asked.kind not in CONDITIONS or asked.pk == question.pk:
        return {"shown_if": _("Choose an answer of an earlier question of this survey.")}
    return {}
