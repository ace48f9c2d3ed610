"""What an editor had before their eyes when they began: so nobody's words go unseen.

A form carries the fingerprint of what was stored; a save from another one is refused. Each form has
its own: two people who write two questions of one survey don't stop each other.
"""

import hashlib
import json
from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _

from core.errors import Refused
from core.localized import ORDER
from surveys.limits import FIELDS
from surveys.models import Survey, SurveyQuestion, SurveySection

QUESTION_WORDS = ("text", "help", "low", "high", "picture_text")
QUESTION_COLUMNS = (
    *(f"{name}_{code}" for name in QUESTION_WORDS for code in ORDER),
    "kind",
    "section_id",
    "picture_id",
    "is_required",
    "random_order",
    "choices_from",
    "choices_to",
    "scale_from",
    "scale_to",
    "text_limit",
    "shown_if_id",
    "results_shown",
)
SECTION_COLUMNS = tuple(f"{name}_{code}" for name in ("title", "intro") for code in ORDER)
LINE_COLUMNS = ("key", *(f"text_{code}" for code in ORDER))


def survey_mark(survey: Survey) -> str:
    """The fingerprint of what a survey is; its questions have their own."""
    return _mark([_values(survey, FIELDS)])


def section_mark(section: SurveySection) -> str:
    """The fingerprint of a heading."""
    return _mark([_values(section, SECTION_COLUMNS)])


def question_mark(question: SurveyQuestion) -> str:
    """The fingerprint of a stored question with its answers and rows. Two queries."""
    lines = [
        [_values(line, LINE_COLUMNS) for line in rows.order_by("order", "pk")]
        for rows in (question.options, question.rows)
    ]
    return _mark([_values(question, QUESTION_COLUMNS), *lines])


def seen_check(seen: str, stored: str) -> None:
    """Refuse what was written without seeing what is stored; empty: whatever it is."""
    if seen and seen != stored:
        raise Refused(
            _(
                "Somebody else has changed this while you were writing. Nothing of yours is "
                "lost: look at what is stored now, then save again."
            ),
            code="changed_meanwhile",
        )


def _values(row: Any, names: Iterable[str]) -> list[Any]:
    return [getattr(row, name) for name in names]


def _mark(values: list[Any]) -> str:
    said = json.dumps(values, ensure_ascii=False, default=str)
    return hashlib.sha256(said.encode()).hexdigest()
