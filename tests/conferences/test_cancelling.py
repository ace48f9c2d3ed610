"""Cancelling a conference, and the archive before its day."""

from django.utils import timezone

import pytest

from accounts.models import RoleKind
from accounts.readers import reader_for
from conferences.phases import Phase, phase_of
from conferences.services import conference_archive, conference_cancel
from conferences.states import QuestionState
from core.errors import NotAllowed, Refused
from ledger.selectors import event_list_for
from notifications.models import Notice
from tests.appeals.people import make_moderator, make_operator, make_worker
from tests.conferences import desk
from tests.conferences.desk import in_english  # noqa: F401
from tests.factories.agencies import AgencyFactory
from tests.factories.conferences import ConferenceFactory, QuestionFactory, make_conference_pages
from tests.factories.signing import make_person

pytestmark = pytest.mark.django_db
REASONS = {"kk": "Апат болды", "ru": "Случилась авария", "en": ""}


@pytest.fixture
def agency():
    return AgencyFactory()


@pytest.fixture
def editor(agency):
    return desk.make_editor(agency)


def row_in(trait: str, agency):
    return ConferenceFactory(agency=agency, **({trait: True} if trait else {}))


def cancel(row, actor, reasons=REASONS):
    return conference_cancel(
        conference_id=row.pk, reasons=reasons, actor=actor, reader=reader_for(actor)
    )


def archive(row, actor):
    return conference_archive(conference_id=row.pk, actor=actor, reader=reader_for(actor))


@pytest.mark.parametrize("trait", ["planned", "announced", "", "closed", "answering"])
def test_it_is_cancelled_until_the_summary_is_out(agency, editor, trait):
    row = row_in(trait, agency)
    cancel(row, editor)
    row.refresh_from_db()
    assert row.cancelled_at is not None
    assert row.localized("cancel_reason", "ru") == REASONS["ru"]
    if trait != "planned":
        assert phase_of(row, timezone.now()) == Phase.CANCELLED
    (event,) = event_list_for(row)
    assert event.verb == "conference.cancel"
    assert "авария" not in str(event.data)


@pytest.mark.parametrize("trait", ["summary", "archived", "cancelled"])
def test_it_is_not_cancelled_after_that(agency, editor, trait):
    row = row_in(trait, agency)
    with pytest.raises(Refused) as refused:
        cancel(row, editor)
    assert refused.value.code == "wrong_phase"


@pytest.mark.parametrize(
    ("reasons", "code"),
    [
        ({}, "needs_reason"),
        ({"kk": "Апат"}, "needs_reason"),
        ({"ru": "Авария", "en": "Accident"}, "needs_reason"),
        ({"kk": "\u200b \u200b", "ru": "Авария"}, "needs_reason"),
        ({"kk": "А" * 1001, "ru": "Авария"}, "too_long"),
    ],
)
def test_it_says_why_in_kazakh_and_russian(agency, editor, reasons, code):
    row = row_in("", agency)
    with pytest.raises(Refused) as refused:
        cancel(row, editor, reasons)
    assert refused.value.code == code
    row.refresh_from_db()
    assert row.cancelled_at is None


def test_everybody_who_asked_is_told_once(agency, editor):
    row = row_in("", agency)
    first = desk.ask(row)
    QuestionFactory(conference=row, author=first.author)
    waiting, back = desk.ask(row, hidden=True), desk.ask(row)
    back.state = QuestionState.WITHDRAWN
    back.save()
    elsewhere = desk.ask(ConferenceFactory())
    cancel(row, editor)
    told = desk.notices("conference.cancelled")
    assert told == {first.author_id, waiting.author_id}
    assert elsewhere.author_id not in told
    assert Notice.objects.count() == 2
    assert Notice.objects.first().path == f"/conferences/{row.key}/"


@pytest.mark.parametrize("who", ["stranger", "clerk", "moderator", "operator", "citizen", "ended"])
def test_nobody_else_cancels_or_archives(agency, who):
    person = {
        "stranger": lambda: desk.make_editor(AgencyFactory()),
        "clerk": lambda: make_worker(agency),
        "moderator": make_moderator,
        "operator": make_operator,
        "citizen": make_person,
        "ended": lambda: make_worker(agency, RoleKind.EDITOR, ended=True),
    }[who]()
    with pytest.raises(NotAllowed):
        cancel(row_in("", agency), person)
    with pytest.raises(NotAllowed):
        archive(row_in("summary", agency), person)


def test_the_head_may_as_well(agency):
    cancel(row_in("", agency), make_worker(agency, RoleKind.HEAD))


def test_one_nobody_was_told_of_leaves_no_trace_in_public(agency, editor, client):
    row = row_in("planned", agency)
    make_conference_pages(row)
    cancel(row, editor)
    type(row).objects.filter(pk=row.pk).update(announced_at=timezone.now())
    assert client.get(f"/ru/conferences/{row.key}/").status_code == 404
    assert row.theme_ru not in client.get("/ru/conferences/past/").content.decode()


def test_an_announced_one_stays_with_its_reason(agency, editor, client):
    row = row_in("announced", agency)
    make_conference_pages(row)
    cancel(row, editor)
    for code, words in (("ru", REASONS["ru"]), ("en", REASONS["kk"])):
        answer = client.get(f"/{code}/conferences/{row.key}/")
        assert words in answer.content.decode()


def test_with_its_summary_it_goes_to_the_archive_today(agency, editor):
    row = row_in("summary", agency)
    archive(row, editor)
    row.refresh_from_db()
    assert phase_of(row, timezone.now()) == Phase.ARCHIVED
    assert [event.verb for event in event_list_for(row)] == ["conference.archive"]


@pytest.mark.parametrize(
    "trait", ["planned", "announced", "", "closed", "answering", "archived", "cancelled"]
)
def test_in_no_other_phase_does_it_go_to_the_archive(agency, editor, trait):
    row = row_in(trait, agency)
    with pytest.raises(Refused) as refused:
        archive(row, editor)
    assert refused.value.code == "wrong_phase"
