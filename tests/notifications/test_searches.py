"""Searches that people follow: told of what became public since, once, and of nothing hidden."""

from datetime import date, datetime, timedelta

from django.utils import timezone

import pytest
from freezegun import freeze_time

from home.searching import search_tell, searches_tell
from notifications.models import Delivery, Followed, Notice, Pace, Subscription
from search.services import entry_update, index_rebuild
from tests.factories.appeals import AppealFactory
from tests.factories.executives import make_executive_pages, make_post_pages
from tests.factories.notifications import SubscriptionFactory, make_reader

pytestmark = pytest.mark.django_db
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
NOW = datetime(2026, 11, 23, 10, 0, tzinfo=timezone.get_fixed_timezone(300))
WORD = "көпір"


def follower(**fields: object) -> Subscription:
    """Follows the word since an hour ago."""
    return SubscriptionFactory(
        **{"of_search": True, "user": make_reader(), "words": WORD, "seen_at": NOW - HOUR, **fields}
    )


def publish(at: datetime, body: str = f"Жаңа {WORD} керек", **traits: object) -> object:
    """An application that became public at this moment."""
    with freeze_time(at):
        appeal = AppealFactory(
            **{"published": True, "public_text__body": body, "language": "kk", **traits}
        )
        entry_update(kind="appeal", object_id=str(appeal.pk))
    return appeal


def look(at: datetime = NOW) -> int:
    with freeze_time(at):
        return searches_tell()


def counts() -> list[int]:
    return [row.data["count"] for row in Notice.objects.order_by("pk")]


def test_new_finds_are_told_with_their_number() -> None:
    row = follower()
    publish(NOW - 20 * MINUTE)
    publish(NOW - 10 * MINUTE)
    publish(NOW - 10 * MINUTE, body="Мектеп туралы")
    assert look() == 1
    assert counts() == [2]
    notice = Notice.objects.get()
    assert (notice.user_id, notice.followed) == (row.user_id, True)
    assert notice.path == f"/notices/searches/{row.public_id}/"


def test_nothing_new_is_no_notice() -> None:
    row = follower()
    publish(NOW - 2 * HOUR)
    publish(NOW - 10 * MINUTE, body="Мектеп туралы")
    assert look() == 0
    assert counts() == []
    row.refresh_from_db()
    assert row.seen_at > NOW - HOUR, "it was looked at"


@pytest.mark.parametrize("traits", [{"published": False}, {"private": True, "published": False}])
def test_what_is_not_public_is_never_found(traits: dict[str, bool]) -> None:
    follower()
    with freeze_time(NOW - 10 * MINUTE):
        appeal = AppealFactory(**traits)
        entry_update(kind="appeal", object_id=str(appeal.pk))
    Subscription.objects.update(words=appeal.number.casefold())
    assert look() == 0


def test_what_was_taken_down_before_the_look_is_not_told() -> None:
    follower()
    appeal = publish(NOW - 10 * MINUTE)
    type(appeal).objects.filter(pk=appeal.pk).update(publication="withdrawn")
    entry_update(kind="appeal", object_id=str(appeal.pk))
    assert look() == 0


def test_each_find_is_told_once() -> None:
    follower()
    publish(NOW - 10 * MINUTE)
    assert [look(), look(NOW + HOUR), look(NOW + 2 * HOUR)] == [1, 0, 0]
    publish(NOW + 2 * HOUR + MINUTE)
    assert look(NOW + 3 * HOUR) == 1
    assert counts() == [1, 1]


def test_text_that_changes_is_not_new_again() -> None:
    follower()
    appeal = publish(NOW - 10 * MINUTE)
    look()
    with freeze_time(NOW + 10 * MINUTE):
        entry_update(kind="appeal", object_id=str(appeal.pk))
        index_rebuild("appeal")
    assert look(NOW + HOUR) == 0


def test_text_of_the_last_minute_is_told_at_the_next_look() -> None:
    """Its transaction may not be over yet when we look; it must not fall between two looks."""
    row = follower()
    look(NOW)
    row.refresh_from_db()
    seen = row.seen_at
    publish(NOW - timedelta(seconds=20))
    assert seen < NOW - timedelta(seconds=20)
    assert look(NOW + HOUR) == 1


@pytest.mark.parametrize("shown", [-30, 0, 30])
def test_post_is_new_when_it_is_published_whatever_day_it_shows(shown: int) -> None:
    row = follower(words="summary post", language="en")
    with freeze_time(NOW - 20 * MINUTE):
        make_post_pages(make_executive_pages(), day=(NOW + shown * DAY).date())
        index_rebuild("post")
    with freeze_time(NOW):
        assert search_tell(subscription_id=row.pk)
    assert counts() == [1], "one language of each page"


def test_day_shown_says_nothing_of_what_is_old() -> None:
    row = follower(words="summary post", language="en", seen_at=NOW)
    with freeze_time(NOW - DAY):
        make_post_pages(make_executive_pages(), day=date(2026, 11, 23))
        index_rebuild("post")
    with freeze_time(NOW + DAY):
        assert not search_tell(subscription_id=row.pk)


@pytest.mark.parametrize(
    ("pace", "waits", "looks"),
    [
        (Pace.ONCE, 10 * MINUTE, 0),
        (Pace.ONCE, 16 * MINUTE, 1),
        (Pace.DAILY, HOUR, 0),
        (Pace.DAILY, 7 * HOUR, 1),
        (Pace.WEEKLY, 7 * HOUR, 0),
        (Pace.WEEKLY, 25 * HOUR, 1),
    ],
)
def test_how_often_it_looks(pace: str, waits: timedelta, looks: int) -> None:
    follower(pace=pace, seen_at=NOW - waits)
    publish(NOW - 5 * MINUTE)
    assert look() == looks


def test_pace_decides_how_it_leaves_the_portal() -> None:
    follower(pace=Pace.WEEKLY, seen_at=NOW - 2 * DAY)
    publish(NOW - HOUR)
    look()
    assert list(Delivery.objects.values_list("pace", "state")) == [("weekly", "held")]


def test_somebody_switched_off_and_a_search_let_go() -> None:
    row, gone = follower(), follower(words="жол")
    type(row.user).objects.filter(pk=row.user_id).update(is_active=False)
    publish(NOW - 10 * MINUTE)
    assert look() == 0
    pk = gone.pk
    gone.delete()
    assert not search_tell(subscription_id=pk)


def test_each_person_is_told_of_their_own() -> None:
    mine, other = follower(), follower(words="жол")
    publish(NOW - 10 * MINUTE)
    assert look() == 1
    assert Notice.objects.get().user_id == mine.user_id != other.user_id


@pytest.mark.parametrize("words", ["%", "' OR 1=1 --", '"', "*", ":*", "AND", "a b c " * 20])
def test_words_that_mean_something_to_databases(words: str) -> None:
    follower(words=words[:100])
    publish(NOW - 10 * MINUTE)
    assert look() == 0


def test_following_of_other_things_is_not_looked_at() -> None:
    SubscriptionFactory(kind=Followed.SURVEYS, seen_at=NOW - DAY)
    publish(NOW - 10 * MINUTE)
    assert look() == 0


def test_number_of_an_application() -> None:
    appeal = publish(NOW - 10 * MINUTE)
    follower(words=appeal.number.casefold())
    assert look() == 1
    assert counts() == [1]
