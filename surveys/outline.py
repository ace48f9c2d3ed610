"""A whole survey as one plain text in all its languages: what a moderator reads and approves."""

from collections.abc import Iterator
from typing import Any

from django.utils.timezone import localtime

from core.localized import ORDER
from search.pages import stream_words
from surveys.models import Survey, SurveyQuestion
from surveys.selectors.form import form_of
from surveys.states import QuestionKind

BETWEEN = " / "
TITLE_LENGTH = 250


def title_of(survey: Survey) -> str:
    """The title in all languages, no longer than a subject may be."""
    return in_languages(survey, "title")[:TITLE_LENGTH].strip()


def outline_of(survey: Survey) -> str:
    """Title, plan, description, rules and questions with their answers."""
    parts = [_about(survey), *_descriptions(survey), *_questions(survey)]
    return "\n\n".join(part for part in parts if part)


def in_languages(row: Any, name: str) -> str:
    """The texts of a row side by side; one that repeats stands once."""
    said = [str(getattr(row, f"{name}_{code}")).strip() for code in ORDER]
    return BETWEEN.join(dict.fromkeys(filter(None, said)))


def _about(survey: Survey) -> str:
    times = (localtime(survey.opens_at), localtime(survey.closes_at))
    span = " – ".join(f"{at:%Y-%m-%d %H:%M}" for at in times)
    return "\n".join((in_languages(survey, "title"), span, in_languages(survey, "plan")))


def _descriptions(survey: Survey) -> Iterator[str]:
    for page in survey.pages.order_by("face_language"):
        draft = page.get_latest_revision_as_object()
        words = " ".join(stream_words(draft.body)).strip()
        if words or draft.title != survey.localized("title", page.face_language):
            yield f"[{page.face_language}] {draft.title}\n{words}".strip()


def _questions(survey: Survey) -> Iterator[str]:
    section = None
    for number, question in enumerate(form_of(survey).questions, start=1):
        row = question.row
        if row.section_id != section:
            section = row.section_id
            if row.section:
                heads = (in_languages(row.section, part) for part in ("title", "intro"))
                yield "\n".join(filter(None, heads))
        yield _question(number, row)


def _question(number: int, row: SurveyQuestion) -> str:
    ends = ("low", "high") if row.kind == QuestionKind.SCALE else ()
    names = ("help", "picture_text", *ends)
    lines = [f"{number}. {in_languages(row, 'text')}"]
    lines += [words for name in names if (words := in_languages(row, name))]
    lines += [f"– {in_languages(line, 'text')}" for line in row.options.all()]
    lines += [f"• {in_languages(line, 'text')}" for line in row.rows.all()]
    return "\n".join(lines)
