"""What a survey still lacks before a moderator reads it."""

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _

from surveys.limits import NEEDED, missing_languages
from surveys.models import Survey
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
        yield from _untranslated(section.localized("title"), [(section, ("title",))])
    for question in form.questions:
        row = question.row
        names = ("text", "picture_text") if row.picture_id else ("text",)
        parts: list[tuple[Any, tuple[str, ...]]] = [(row, names)]
        if question.kind != QuestionKind.YESNO:
            parts += [(line, ("text",)) for line in (*row.options.all(), *row.rows.all())]
        yield from _untranslated(row.localized("text"), parts)


def _untranslated(label: str, parts: list[tuple[Any, tuple[str, ...]]]) -> Iterator[str]:
    codes = {
        field.rsplit("_", 1)[1] for row, names in parts for field in missing_languages(row, *names)
    }
    if codes:
        yield _said(f"“{label}”", [code for code in NEEDED if code in codes])


def _said(what: str, codes: list[str]) -> str:
    languages = ", ".join(LANGUAGES[code] for code in codes)
    return _("Not written yet (%(languages)s): %(what)s.") % {"languages": languages, "what": what}
