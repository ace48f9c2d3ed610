"""Editors of a survey's agency, and what they type."""

from datetime import timedelta
from typing import Any

from django.utils import timezone

from accounts.models import User
from accounts.readers import reader_for
from agencies.models import Agency
from surveys.models import Survey
from tests.factories.agencies import AgencyFactory
from tests.factories.executives import make_section
from tests.factories.moderation import admit
from tests.factories.people import make_staff

DAY = timedelta(days=1)


def make_editor(agency: Agency | None = None, kind: str = "editor") -> User:
    return admit(make_staff(kind, agency or AgencyFactory()))


def agency_of(user: User) -> Agency:
    return Agency.objects.get(roles__user=user)


def by(user: User) -> dict[str, Any]:
    return {"actor": user, "reader": reader_for(user)}


def typed(**changes: Any) -> dict[str, Any]:
    """A whole survey's fields, within the rules; nothing promised unless it is said."""
    opens = (timezone.localtime() + 3 * DAY).replace(hour=10, minute=0, second=0, microsecond=0)
    fields = {
        "title_kk": "Аялдамаға не керек?",
        "title_ru": "Что нужно остановке?",
        "title_en": "What does the stop need?",
        "plan_kk": "Екі жұмысты жасаймыз.",
        "plan_ru": "Сделаем две работы.",
        "opens_at": opens,
        "closes_at": opens + 12 * DAY,
    }
    return {**fields, **changes}


def options(*words: str, **keys: str) -> list[dict[str, str]]:
    return [{"key": "", "text_kk": word, "text_ru": f"{word} ru"} for word in words]


def make_draft(editor: User, **changes: Any) -> Survey:
    """A survey made by the verb, with one question that can be answered."""
    from surveys.models import SurveysIndexPage
    from surveys.services.making import survey_make
    from surveys.services.questions import question_put

    make_section(SurveysIndexPage, "surveys")
    survey = survey_make(agency_id=agency_of(editor).pk, fields=typed(**changes), **by(editor))
    words = {"kind": "one", "text_kk": "Не керек?", "text_ru": "Что нужно?"}
    lines = options("Жарық", "Шатыр")
    question_put(survey_id=survey.pk, fields=words, options=lines, **by(editor))
    survey.refresh_from_db()
    return survey
