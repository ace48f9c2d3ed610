"""Within which limits the times of a conference may be set."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conferences.limits import LABELS, Times, announced_now, time_faults
from conferences.models import ConferenceRules
from conferences.players import link_fault, plays_here
from conferences.proposals import times_proposed
from law.clock import Calendar, ExceptionDay
from tests.conferences.desk import in_english  # noqa: F401

ALMATY = ZoneInfo("Asia/Almaty")
RULES = ConferenceRules()
WEEKS = Calendar()


def at(month: int, day: int, hour: int = 10, year: int = 2026) -> datetime:
    return datetime(year, month, day, hour, tzinfo=ALMATY)


# 2 November 2026 is a Monday.
NOW = at(11, 1)
TIMES = Times(
    announced_at=at(11, 2),
    opens_at=at(11, 5),
    closes_at=at(11, 12, 18),
    answers_from_at=at(11, 13),
    answers_due_at=at(11, 19, 18),
    summary_due_at=at(11, 26, 18),
    archived_at=at(2, 24, year=2027),
)


def faults(new: Times, old: Times | None = None, *, now=NOW, rules=RULES, days=WEEKS, asked=False):
    return time_faults(new, old=old, rules=rules, days=days, now=now, is_asked=asked)


def test_times_within_the_rules_have_no_fault():
    assert faults(TIMES) == {}


@pytest.mark.parametrize(
    ("field", "good", "bad", "words"),
    [
        ("opens_at", at(11, 5, 0), at(11, 4, 23), "5 November 2026"),
        ("closes_at", at(11, 6, 18), at(11, 5, 18), "6 November 2026"),
        ("closes_at", at(11, 12, 18), at(11, 20), "19 November 2026"),
        ("answers_due_at", at(11, 19, 23), at(11, 20, 1), "19 November 2026"),
        ("summary_due_at", at(11, 26, 23), at(11, 27, 1), "26 November 2026"),
    ],
)
def test_the_day_that_bounds_is_named_and_itself_allowed(field, good, bad, words):
    assert field not in faults(replace(TIMES, **{field: good}))
    found = faults(replace(TIMES, **{field: bad}, **_later(field, bad)))
    assert words in found[field]


def _later(field: str, value: datetime) -> dict[str, datetime]:
    """Moves what comes after, so that only the limit itself is broken."""
    names = list(LABELS)
    after = names[names.index(field) + 1 :]
    return {
        name: max(getattr(TIMES, name), value + timedelta(hours=place))
        for place, name in enumerate(after, start=1)
    }


def test_a_holiday_is_no_working_day():
    holiday = Calendar({date(2026, 11, 4): ExceptionDay(is_working=False)})
    found = faults(TIMES, days=holiday)
    assert "6 November 2026" in found["opens_at"]
    assert faults(replace(TIMES, opens_at=at(11, 6)), days=holiday) == {}


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("opens_at", at(11, 2, 9)),
        ("closes_at", TIMES.opens_at),
        ("answers_from_at", at(11, 12, 17)),
        ("answers_due_at", TIMES.answers_from_at),
        ("summary_due_at", at(11, 19, 17)),
        ("archived_at", TIMES.summary_due_at),
    ],
)
def test_times_come_in_their_order(field, value):
    found = faults(replace(TIMES, **{field: value}))
    assert field in found
    assert "This comes after" in found[field]


@pytest.mark.parametrize("field", list(LABELS))
def test_what_is_set_is_still_to_come(field):
    found = faults(replace(TIMES, **{field: NOW - timedelta(days=1)}))
    assert "has passed" in found[field]


@pytest.mark.parametrize("field", ["announced_at", "opens_at", "closes_at"])
def test_what_has_passed_stays(field):
    now = at(11, 12, 19)
    moved = replace(TIMES, **{field: now + timedelta(minutes=5)})
    assert "can't be moved" in faults(moved, TIMES, now=now)[field]


def test_what_has_passed_may_be_sent_again_untouched():
    assert faults(TIMES, TIMES, now=at(12, 1)) == {}


def test_an_announced_opening_moves_as_far_as_the_rules_let_it():
    now = at(11, 3)
    later = replace(TIMES, opens_at=at(11, 6))
    assert faults(later, TIMES, now=now) == {}
    assert "5 November" in faults(replace(TIMES, opens_at=at(11, 4)), TIMES, now=now)["opens_at"]


def test_an_open_conference_is_extended_up_to_the_most_days():
    now = at(11, 9)
    room = {"answers_from_at": at(11, 20), "answers_due_at": at(11, 25)}
    room |= {"summary_due_at": at(11, 30)}
    longest = replace(TIMES, closes_at=at(11, 19, 18), **room)
    assert faults(longest, TIMES, now=now, asked=True) == {}
    too_long = replace(TIMES, closes_at=at(11, 20, 9), **room)
    assert "19 November" in faults(too_long, TIMES, now=now, asked=True)["closes_at"]


def test_an_open_conference_is_shortened_only_while_nobody_has_asked():
    now = at(11, 9)
    sooner = replace(TIMES, closes_at=at(11, 11))
    assert faults(sooner, TIMES, now=now, asked=False) == {
        "answers_due_at": faults(sooner, TIMES, now=now, asked=False)["answers_due_at"]
    }
    fitting = replace(sooner, answers_due_at=at(11, 18), summary_due_at=at(11, 25))
    assert faults(fitting, TIMES, now=now, asked=False) == {}
    assert "asked already" in faults(fitting, TIMES, now=now, asked=True)["closes_at"]


def test_closing_can_not_be_extended_after_it():
    now = TIMES.closes_at
    longer = replace(TIMES, closes_at=at(11, 13), answers_from_at=at(11, 14))
    assert "can't be moved" in faults(longer, TIMES, now=now)["closes_at"]


def test_stricter_rules_don_t_touch_what_was_set_before():
    strict = ConferenceRules(open_days_most=2, answer_days_most=1, summary_days_most=1)
    assert faults(TIMES, TIMES, rules=strict) == {}
    moved = replace(TIMES, archived_at=at(3, 1, year=2027))
    assert faults(moved, TIMES, rules=strict) == {}
    assert "closes_at" in faults(replace(TIMES, closes_at=at(11, 12, 19)), TIMES, rules=strict)


def test_a_time_without_end_is_refused_and_the_archive_may_be_left_open():
    assert "too far" in faults(replace(TIMES, archived_at=at(1, 1, year=2090)))["archived_at"]
    assert faults(replace(TIMES, archived_at=None)) == {}


def test_an_announcement_of_a_moment_ago_is_one_of_now():
    just = replace(TIMES, announced_at=NOW - timedelta(minutes=3))
    assert announced_now(just, NOW).announced_at == NOW
    earlier = replace(TIMES, announced_at=NOW - timedelta(minutes=30))
    assert announced_now(earlier, NOW) == earlier


@given(
    lead=st.integers(0, 30),
    least=st.integers(0, 10),
    more=st.integers(0, 20),
    answers=st.integers(0, 20),
    summary=st.integers(0, 20),
    start=st.integers(0, 60),
)
def test_what_is_proposed_is_always_allowed(lead, least, more, answers, summary, start):
    rules = ConferenceRules(
        lead_days=lead,
        open_days_least=least,
        open_days_most=max(1, least + more),
        answer_days_most=max(1, answers),
        summary_days_most=summary,
    )
    announced = NOW + timedelta(days=start)
    proposed = times_proposed(rules, WEEKS, announced_at=announced)
    assert faults(proposed, rules=rules) == {}


@pytest.mark.parametrize(
    "url",
    [
        "http://player.vimeo.com/1",
        "javascript:alert(1)",
        "//player.vimeo.com/1",
        "https://",
        "https://user:word@player.vimeo.com/1",
        "https://[broken",
        "ftp://player.vimeo.com/1",
        "player.vimeo.com/1",
    ],
)
def test_only_whole_https_addresses_are_taken(url):
    assert link_fault(url)


@pytest.mark.parametrize(
    ("url", "plays"),
    [
        ("https://player.vimeo.com/video/1", True),
        ("https://PLAYER.vimeo.com/video/1", True),
        ("https://player.vimeo.com.example.org/1", False),
        ("https://example.org/?player.vimeo.com", False),
        ("https://example.org#player.vimeo.com", False),
        ("https://notplayer.vimeo.com/1", False),
    ],
)
def test_the_very_host_decides_whether_it_plays_here(url, plays):
    assert not link_fault(url)
    assert plays_here(url, RULES) is plays
