"""The types of steps beside the plain one, and the decision clock by kind and agency."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.contrib.auth.models import Group

from wagtail.models import Workflow, WorkflowTask

import pytest
from pytest_django.asserts import assertContains, assertNotContains

from core.errors import NotAllowed, Refused
from law.models import TermSet
from moderation.models import (
    LegalTask,
    ModeratedText,
    ModerationTask,
    SecondReadingTask,
    SpellingTask,
    WorkflowRoute,
)
from moderation.services import (
    moderation_approve,
    moderation_claim,
    moderation_refuse,
    moderation_start,
)
from moderation.terms import decide_by
from tests.factories.agencies import AgencyFactory
from tests.factories.moderation import (
    KIND,
    TEXT,
    make_item,
    make_moderator,
    make_person,
    words_of,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("grounds", "notes")]

PHONE = f"{TEXT} +7 701 234 56 78"


def compose(*steps):
    """A workflow of these steps, with the route that leads the test's kind there."""
    workflow = Workflow.objects.create(name="Composed")
    for place, step in enumerate(steps):
        WorkflowTask.objects.create(workflow=workflow, task=step, sort_order=place)
    WorkflowRoute.objects.create(kind=KIND, workflow=workflow)


def first():
    return ModerationTask.objects.create(name="Moderator")


def second(**fields):
    return SecondReadingTask.objects.create(name="Second", **fields)


def legal(*people, **fields):
    group = Group.objects.create(name="Lawyers")
    for person in people:
        person.groups.add(group)
    step = LegalTask.objects.create(name="Lawyer", **fields)
    step.groups.add(group)
    return step


def spelling():
    return SpellingTask.objects.create(name="Spelling")


def approve(item, actor, **changes):
    item.refresh_from_db()
    return moderation_approve(item=item, actor=actor, **(words_of(item) | changes))


def step_of(item):
    return ModeratedText.objects.get(pk=item.pk).current_workflow_task_state.task.name


# Another person reads.


def test_the_second_reader_is_another_person(moderator):
    compose(first(), second())
    item = make_item()
    assert not approve(item, moderator).is_final
    assert step_of(item) == "Second"
    for verb in (approve, moderation_claim):
        with pytest.raises(NotAllowed):
            verb(item=item, actor=moderator)
    with pytest.raises(NotAllowed):
        moderation_refuse(item=item, actor=moderator, ground="abuse")
    assert approve(item, make_moderator()).is_final


@pytest.mark.parametrize(("body", "steps"), [(TEXT, 1), (PHONE, 2)])
def test_a_step_for_marked_texts_passes_the_others_by(moderator, body, steps):
    compose(first(), second(when="found"))
    item = make_item(body=body)
    assert approve(item, moderator).is_final == (steps == 1)
    if steps == 2:
        assert approve(item, make_moderator()).is_final


def test_a_passed_by_first_step_leaves_the_text_to_the_next(moderator):
    compose(second(when="found"), first())
    item = make_item()
    assert step_of(item) == "Moderator"
    assert approve(item, moderator).is_final


def test_where_every_step_is_passed_by_one_moderator_decides(moderator, notes):
    compose(second(when="danger"))
    item = make_item()
    moderation_start(item_id=item.pk)
    assert notes.told == []
    assert approve(item, moderator).is_final


# A lawyer reads.


def mark(item, *classes):
    marks = [{"class": name, "start": 0, "end": 5} for name in classes]
    ModeratedText.objects.filter(pk=item.pk).update(marks=marks)


@pytest.mark.parametrize(
    ("classes", "is_final"),
    [([], True), (["phone"], True), (["threat"], False), (["hatred"], False)],
)
def test_the_lawyer_reads_what_may_break_the_law(moderator, classes, is_final):
    lawyer = make_moderator()
    compose(first(), legal(lawyer))
    item = make_item()
    mark(item, *classes)
    assert approve(item, moderator).is_final == is_final
    if not is_final:
        with pytest.raises(NotAllowed):
            approve(item, make_moderator())
        assert approve(item, lawyer).is_final


def test_a_lawyer_who_is_no_moderator_decides_nothing(moderator):
    outsider = make_person()
    compose(legal(outsider, when="always"))
    item = make_item()
    for person in (outsider, moderator):
        with pytest.raises(NotAllowed):
            approve(item, person)
    with pytest.raises(NotAllowed):
        moderation_claim(item=item, actor=moderator)


# Spelling is corrected.


def test_spelling_changes_words_only(moderator, notes):
    compose(first(), spelling())
    notes.files = [{"id": 1, "name": "a.pdf"}]
    item = make_item(body=PHONE)
    approve(item, moderator, release=["1"])
    item.refresh_from_db()
    better = item.body.replace("починить", "отремонтировать")
    shift = len(better) - len(item.body)
    cuts = [cut | {"start": cut["start"] + shift, "end": cut["end"] + shift} for cut in item.cuts]
    approve(item, moderator, body=better, cuts=cuts)
    # A changed wording goes back to the step before.
    assert step_of(item) == "Moderator"
    approve(item, moderator, release=["1"])
    assert [verb for verb, *_rest in notes.told] == ["approve", "release"]
    assert "отремонтировать" in notes.told[0][2]["body"]


def test_spelling_neither_refuses_nor_touches_gaps(moderator, notes):
    compose(spelling())
    item = make_item(body=PHONE)
    with pytest.raises(NotAllowed):
        moderation_refuse(item=item, actor=moderator, ground="abuse")
    start = TEXT.index("Прошу")
    more = [{"start": start, "end": start + 5, "ground": "abuse"}, *item.cuts]
    for cuts, body in ((more, item.body), ([], PHONE)):
        with pytest.raises(Refused) as refused:
            approve(item, moderator, cuts=cuts, body=body)
        assert refused.value.code == "only_words"
    assert notes.told == []


def test_the_page_of_a_spelling_step_offers_no_refusal(client, moderator):
    compose(spelling())
    item = make_item()
    client.force_login(moderator)
    page = client.get(f"/cms/moderation/{item.pk}/")
    assertNotContains(page, 'value="refuse"')
    assertContains(page, 'value="approve"')


# The clock.


def at(day, hour=12):
    return datetime(day.year, day.month, day.day, hour, tzinfo=ZoneInfo("Asia/Almaty"))


MONDAY = date(2026, 11, 16)


def test_the_clock_is_the_set_s_number_of_working_days():
    assert decide_by(at(MONDAY), kind=KIND).date() == MONDAY + timedelta(days=1)
    TermSet.objects.update(moderation_days=3)
    assert decide_by(at(MONDAY), kind=KIND).date() == MONDAY + timedelta(days=3)


def test_a_route_may_promise_another_number(moderator):
    workflow = Workflow.objects.create(name="Slow")
    agency = AgencyFactory()
    WorkflowRoute.objects.create(kind=KIND, workflow=workflow, days=2)
    WorkflowRoute.objects.create(kind=KIND, workflow=workflow, agency=agency, days=4)
    for agency_id, days in ((None, 2), (AgencyFactory().pk, 2), (agency.pk, 4)):
        due = decide_by(at(MONDAY), kind=KIND, agency_id=agency_id)
        assert due.date() == MONDAY + timedelta(days=days)
    assert decide_by(at(MONDAY), kind="other").date() == MONDAY + timedelta(days=1)


def test_what_comes_after_hours_counts_from_the_next_working_day():
    friday = MONDAY + timedelta(days=4)
    assert decide_by(at(friday, 12)).date() == friday + timedelta(days=3)
    assert decide_by(at(friday, 20)).date() == friday + timedelta(days=4)
