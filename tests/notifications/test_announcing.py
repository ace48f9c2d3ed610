"""Announcing: a public fact for all who follow, once each, whoever writes the notices."""

from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

import pytest

from accounts.models import User
from ledger.schedule import SomeFailed
from notifications.jobs import announce_all
from notifications.models import Announcement, Delivery, Followed, Notice, Pace
from notifications.selectors import notice_list
from notifications.services import announce, announcing
from notifications.services.announcing import announcement_next
from tests.factories.notifications import (
    AnnouncementFactory,
    SubscriptionFactory,
    make_event,
    make_reader,
)
from tests.factories.surveys import SurveyFactory, make_survey_pages
from tests.notifications.post import deliver_all

pytestmark = pytest.mark.django_db


def tell_all() -> None:
    while announcement_next() is not None:
        """The next batch."""


def told() -> set[Any]:
    return set(Notice.objects.values_list("user_id", flat=True))


def public_survey() -> tuple[Any, dict[str, Any]]:
    survey = SurveyFactory()
    return survey, make_survey_pages(survey)


def survey_fact(survey: Any, *more: tuple[str, str]) -> Announcement:
    return announce(
        event=make_event(),
        kind="survey.opened",
        data={},
        path=f"/surveys/{survey.key}/",
        things=[(Followed.SURVEY, survey.key), *more],
    )


def test_one_that_cannot_be_told_stops_no_other() -> None:
    """Words of a kind that a newer version took away: told as a failure, again and again."""
    follower = SubscriptionFactory(kind=Followed.SURVEYS)
    poison = AnnouncementFactory(kind="survey.that_was")
    AnnouncementFactory()
    for _run in range(2):
        with pytest.raises(SomeFailed):
            announce_all()
    assert told() == {follower.user_id}
    assert list(Announcement.objects.filter(done_at=None)) == [poison]


# Who is told


def test_everybody_who_follows_one_of_the_things_is_told() -> None:
    survey, _pages = public_survey()
    of_it = SubscriptionFactory(kind=Followed.SURVEY, key=survey.key)
    of_all = SubscriptionFactory(kind=Followed.SURVEYS)
    SubscriptionFactory(kind=Followed.CONFERENCES)
    SubscriptionFactory(kind=Followed.SURVEY, key="another")
    survey_fact(survey, (Followed.SURVEYS, ""))
    assert told() == set(), "a worker does it"
    tell_all()
    assert told() == {of_it.user_id, of_all.user_id}
    assert set(Notice.objects.values_list("followed", flat=True)) == {True}


def test_following_it_twice_over_tells_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(announcing, "BATCH", 1)
    survey, _pages = public_survey()
    reader = make_reader()
    SubscriptionFactory(user=reader, kind=Followed.SURVEY, key=survey.key)
    SubscriptionFactory(user=reader, kind=Followed.SURVEYS)
    SubscriptionFactory(user=reader, kind=Followed.AGENCY, key=survey.agency.key)
    survey_fact(survey, (Followed.SURVEYS, ""), (Followed.AGENCY, survey.agency.key))
    tell_all()
    assert Notice.objects.count() == 1
    assert Delivery.objects.count() == 1


def test_whoever_began_to_follow_after_the_fact_is_not_told() -> None:
    survey, _pages = public_survey()
    survey_fact(survey)
    SubscriptionFactory(kind=Followed.SURVEY, key=survey.key, created_at=timezone.now())
    tell_all()
    assert told() == set()


def test_whoever_is_switched_off_is_not_told() -> None:
    survey, _pages = public_survey()
    row = SubscriptionFactory(kind=Followed.SURVEY, key=survey.key)
    User.objects.filter(pk=row.user_id).update(is_active=False)
    survey_fact(survey)
    tell_all()
    assert told() == set()


def test_nobody_follows() -> None:
    survey, _pages = public_survey()
    row = survey_fact(survey)
    tell_all()
    row.refresh_from_db()
    assert row.done_at is not None
    assert announcement_next() is None


def test_pace_of_each_decides_when_it_leaves() -> None:
    survey, _pages = public_survey()
    for pace in Pace.values:
        SubscriptionFactory(user=make_reader(), kind=Followed.SURVEY, key=survey.key, pace=pace)
    survey_fact(survey)
    tell_all()
    assert set(Delivery.objects.values_list("pace", "state")) == {
        ("once", "waiting"),
        ("daily", "held"),
        ("weekly", "held"),
    }


def test_notice_names_it_in_the_active_language() -> None:
    survey, _pages = public_survey()
    row = SubscriptionFactory(kind=Followed.SURVEYS)
    survey_fact(survey, (Followed.SURVEYS, ""))
    tell_all()
    from django.utils.translation import override

    for language in ("kk", "ru", "en"):
        with override(language):
            (notice,) = notice_list(user_id=row.user_id)
            assert survey.localized("title", language) in notice.text


# What isn't public


def test_nothing_is_told_of_what_was_taken_down_meanwhile() -> None:
    survey, pages = public_survey()
    SubscriptionFactory(kind=Followed.SURVEY, key=survey.key)
    SubscriptionFactory(kind=Followed.SURVEYS)
    survey_fact(survey, (Followed.SURVEYS, ""))
    for page in pages.values():
        page.unpublish()
    tell_all()
    assert told() == set()
    assert not Announcement.objects.filter(done_at=None).exists()


def test_nothing_is_sent_of_what_was_taken_down_after_it_was_told(mailbox: Any) -> None:
    survey, pages = public_survey()
    SubscriptionFactory(user=make_reader(), kind=Followed.SURVEYS)
    survey_fact(survey, (Followed.SURVEYS, ""))
    tell_all()
    for page in pages.values():
        page.unpublish()
    assert [(item.outcome, item.reason) for item in deliver_all()] == [("dropped", "gone")]
    assert mailbox.mails == []


def test_one_that_is_gone_does_not_stop_the_next() -> None:
    gone, pages = public_survey()
    survey, _pages = public_survey()
    SubscriptionFactory(kind=Followed.SURVEYS)
    survey_fact(gone, (Followed.SURVEYS, ""))
    survey_fact(survey, (Followed.SURVEYS, ""))
    for page in pages.values():
        page.unpublish()
    tell_all()
    assert [row.data["thing"] for row in Notice.objects.all()] == [["survey", survey.key]]


# Facts


def test_fact_that_is_rolled_back_is_told_to_nobody() -> None:
    survey, _pages = public_survey()
    SubscriptionFactory(kind=Followed.SURVEY, key=survey.key)
    with transaction.atomic():
        survey_fact(survey)
        transaction.set_rollback(True)
    tell_all()
    assert told() == set()


def test_one_event_is_announced_once() -> None:
    first = AnnouncementFactory()
    with pytest.raises(IntegrityError), transaction.atomic():
        AnnouncementFactory(event=first.event)


@pytest.mark.parametrize("kind", ["", "survey", "survey.invented"])
def test_kind_without_words(kind: str) -> None:
    with pytest.raises(LookupError):
        announce(event=make_event(), kind=kind, data={}, path="/", things=[("surveys", "")])
    assert Announcement.objects.count() == 0


# Batches


@pytest.mark.parametrize("people", [0, 2, 3, 4, 7])
def test_batches_reach_everybody(monkeypatch: pytest.MonkeyPatch, people: int) -> None:
    monkeypatch.setattr(announcing, "BATCH", 3)
    rows = [SubscriptionFactory() for _ in range(people)]
    AnnouncementFactory()
    announce_all()
    assert told() == {row.user_id for row in rows}
    assert not Announcement.objects.filter(done_at=None).exists()


def test_batch_that_breaks_is_taken_back_and_written_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    """A worker that dies in the middle leaves whole batches only, and the next goes on there."""
    monkeypatch.setattr(announcing, "BATCH", 2)
    rows = [SubscriptionFactory() for _ in range(5)]
    AnnouncementFactory()
    assert announcement_next() == 2
    write, calls = announcing.notice_write, []

    def dies(**fact: Any) -> Any:
        calls.append(fact)
        if len(calls) == 2:
            raise SystemExit
        return write(**fact)

    with monkeypatch.context() as patched:
        patched.setattr(announcing, "notice_write", dies)
        with pytest.raises(SystemExit):
            announcement_next()
    assert Notice.objects.count() == 2
    announce_all()
    assert told() == {row.user_id for row in rows}
    assert Notice.objects.count() == 5
