"""What a survey still lacks before a moderator reads it."""

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _

from core.localized import ORDER
from surveys.limits import NEEDED, missing_languages
from surveys.models import Survey, SurveyQuestion, SurveySection
from surveys.selectors.form import form_of
from surveys.states import QuestionKind

LANGUAGES = {"kk": "қазақша", "ru": "по-русски"}


def missing_of(survey: Survey) -> list[str]:
    """A sentence for each thing; empty when it may go to a moderator."""
    return list(_missing(survey))


def _missing(survey: Survey) -> Iterator[str]:
    form = form_of(survey)
    if not form.questions:
        yield _("There is no question yet.")
    for field in missing_languages(survey, "title", "plan"):
        name, code = field.rsplit("_", 1)
        label = {"title": _("the title"), "plan": _("what we will do with it")}[name]
        yield _said(label, [code])
    faces = set(survey.pages.values_list("face_language", flat=True))
    if without := [code for code in NEEDED if code not in faces]:
        yield _said(_("the page"), without)
    for section in survey.sections.all():
        yield from _untranslated(section.localized("title"), section_lacks(section))
    for question in form.questions:
        row = question.row
        lacks = question_lacks(row)
        if question.kind != QuestionKind.YESNO:
            for line in (*row.options.all(), *row.rows.all()):
                lacks += missing_languages(line, "text")
        yield from _untranslated(row.localized("text"), lacks)


def section_lacks(section: SurveySection) -> list[str]:
    """Fields of a heading that lack Kazakh or Russian."""
    return missing_languages(section, "title") + _begun(section, "intro")


def question_lacks(row: SurveyQuestion) -> list[str]:
    """Fields of a question that lack Kazakh or Russian; its answers and rows aside."""
    ends = ("low", "high") if row.kind == QuestionKind.SCALE else ()
    always = ("text", "picture_text") if row.picture_id else ("text",)
    return missing_languages(row, *always) + _begun(row, "help", *ends)


def _begun(row: Any, *names: str) -> list[str]:
    """What may be left out is written in both languages or in none."""
    written = [
        name for name in names if any(getattr(row, f"{name}_{code}").strip() for code in ORDER)
    ]
    return missing_languages(row, *written)


def _untranslated(label: str, lacks: list[str]) -> Iterator[str]:
    codes = {field.rsplit("_", 1)[1] for field in lacks}
    if codes:
        yield _said(f"“{label}”", [code for code in NEEDED if code in codes])


def _said(what: str, codes: list[str]) -> str:
    languages = ", ".join(LANGUAGES[code] for code in codes)
    return _("Not written yet (%(languages)s): %(what)s.") % {"languages": languages, "what": what}
