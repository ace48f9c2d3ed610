"""Making a survey and setting it: within the rules, by its agency, nothing typed lost."""

from datetime import timedelta
from typing import Any

from django.utils import timezone

import pytest

from core.errors import NotAllowed, Refused
from core.localized import ORDER
from ledger.models import Event
from surveys.limits import NotWithin
from surveys.models import Survey, SurveyRules, SurveysIndexPage
from surveys.seen import survey_mark
from surveys.services.making import survey_make, survey_set
from surveys.services.ruling import survey_rules_set
from surveys.states import SurveyState
from tests.factories.executives import make_section
from tests.factories.people import make_operator
from tests.surveys.makers import DAY, agency_of, by, make_draft, make_editor, typed

pytestmark = pytest.mark.django_db


def made(**changes: Any) -> Survey:
    editor = make_editor()
    make_section(SurveysIndexPage, "surveys")
    return survey_make(agency_id=agency_of(editor).pk, fields=typed(**changes), **by(editor))


def test_a_survey_is_a_draft_with_a_draft_page_in_each_language(client) -> None:
    survey = made()
    assert survey.state == SurveyState.DRAFT
    assert survey.key == "what-does-the-stop-need"
    pages = {page.face_language: page for page in survey.pages.all()}
    assert set(pages) == set(ORDER)
    assert not any(page.live for page in pages.values())
    assert pages["ru"].title == "Что нужно остановке?"
    assert client.get(f"/ru/surveys/{survey.key}/").status_code == 404
    assert Event.objects.filter(verb="survey.make", target_id=str(survey.pk)).count() == 1


def test_the_rules_promise_a_day_where_the_editor_does_not() -> None:
    survey = made()
    assert survey.conclusion_due_at is not None
    assert survey.conclusion_due_at > survey.closes_at
    late = survey.conclusion_due_at + 2 * DAY
    with pytest.raises(NotWithin) as refusal:
        made(conclusion_due_at=late)
    assert set(refusal.value.faults) == {"conclusion_due_at"}


def test_the_same_title_gets_another_key() -> None:
    assert made().key != made().key
    editor = make_editor()
    with pytest.raises(NotWithin) as refusal:
        survey_make(agency_id=agency_of(editor).pk, fields=typed(), key="rules", **by(editor))
    assert set(refusal.value.faults) == {"key"}


@pytest.mark.parametrize("key", ["Ключ", "a b", "-a", "a" * 51, "new"])
def test_a_key_that_is_none(key: str) -> None:
    editor = make_editor()
    with pytest.raises(NotWithin) as refusal:
        survey_make(agency_id=agency_of(editor).pk, fields=typed(), key=key, **by(editor))
    assert set(refusal.value.faults) == {"key"}
    assert not Survey.objects.exists()


NOW = timezone.now()


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"title_kk": ""}, "title_kk"),
        ({"plan_kk": ""}, "plan_kk"),
        ({"opens_at": NOW - DAY}, "opens_at"),
        ({"opens_at": NOW + 400 * DAY, "closes_at": NOW + 420 * DAY}, "opens_at"),
        ({"opens_at": None}, "opens_at"),
        ({"closes_at": NOW + 4 * DAY}, "closes_at"),
        ({"closes_at": NOW + 500 * DAY}, "closes_at"),
        ({"conclusion_due_at": NOW + DAY}, "conclusion_due_at"),
        ({"age_from": 30, "age_to": 18}, "age_to"),
        ({"age_from": 18, "voters": "anybody"}, "age_from"),
        ({"may_change": True, "voters": "anybody"}, "may_change"),
        ({"age_to": 900}, "age_to"),
        ({"regions": ["99"], "asks_region": True}, "regions"),
        ({"regions": ["71"]}, "regions"),
    ],
)
def test_what_breaks_the_rules_is_said_at_the_field(changes: dict[str, Any], field: str) -> None:
    with pytest.raises(NotWithin) as refusal:
        made(**changes)
    assert set(refusal.value.faults) == {field}
    assert not Survey.objects.exists()


@pytest.mark.parametrize("kind", ["clerk", "moderator", "operator"])
def test_others_make_nothing(kind: str) -> None:
    agency = agency_of(make_editor())
    from tests.factories.people import make_staff

    other = make_staff(kind, agency if kind == "clerk" else None)
    with pytest.raises(NotAllowed):
        survey_make(agency_id=agency.pk, fields=typed(), **by(other))
    with pytest.raises(NotAllowed):
        survey_make(agency_id=agency.pk, fields=typed(), **by(make_editor()))


def test_setting_moves_the_version_and_the_drafts_title() -> None:
    editor = make_editor()
    survey = make_draft(editor)
    before = survey.version
    survey_set(survey_id=survey.pk, fields=typed(title_ru="Что нужно двору?"), **by(editor))
    survey.refresh_from_db()
    assert survey.version == before + 1
    page = survey.pages.get(face_language="ru").get_latest_revision_as_object()
    assert page.title == "Что нужно двору?"


def test_nothing_changed_moves_nothing() -> None:
    editor = make_editor()
    survey = make_draft(editor)
    fields = typed(opens_at=survey.opens_at, closes_at=survey.closes_at)
    before = survey.version
    survey_set(survey_id=survey.pk, fields=fields, **by(editor))
    survey.refresh_from_db()
    assert survey.version == before


def test_two_editors_at_once() -> None:
    editor = make_editor()
    survey = make_draft(editor)
    colleague = make_editor(survey.agency)
    said = typed(title_en="By one")
    survey_set(survey_id=survey.pk, fields=said, seen=survey_mark(survey), **by(editor))
    other = typed(title_en="By the other")
    with pytest.raises(Refused) as refusal:
        survey_set(survey_id=survey.pk, fields=other, seen=survey_mark(survey), **by(colleague))
    assert refusal.value.code == "changed_meanwhile"
    survey.refresh_from_db()
    assert survey.title_en == "By one"


def test_rules_are_the_operators() -> None:
    values = {"open_days": 5, "conclusion_working_days": 7, "anonymous_per_hour": 3}
    with pytest.raises(NotAllowed):
        survey_rules_set(values=values, **by(make_editor()))
    operator = make_operator()
    survey_rules_set(values=values, **by(operator))
    assert SurveyRules.objects.get().open_days == 5
    with pytest.raises(NotWithin) as refusal:
        survey_rules_set(values={**values, "open_days": 0}, **by(operator))
    assert set(refusal.value.faults) == {"open_days"}
    opens = timezone.now() + DAY
    assert made(opens_at=opens, closes_at=opens + timedelta(days=6)).pk
