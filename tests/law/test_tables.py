"""Whole cases counted by hand: New Year, Nauryz, moved Saturdays, the end of the working day.

By the terms in ``law-and-portal`` as seeded: 15 working days and at most two months (article 76),
20 working days without extension (99), 15 calendar days and one extension of 15 (access law, 11),
redirect within 3 working days (65).
"""

from datetime import date, datetime

import pytest

from law.clock import ALMATY
from law.selectors import (
    NoExtension,
    calendar,
    clock_for_appeal,
    due_anew,
    extension_limits,
    promised_day,
    redirect_by,
    working_days_after,
)
from law.services import law_seed

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _law():
    law_seed()


def day(text):
    return date.fromisoformat(text) if text else None


CASES = [
    # New Year: 1 and 2 January and Christmas on the 7th are off. Two months from 30 December end
    # on 28 February, a Saturday: back to Friday.
    ("application", "2025-12-30T18:30", "2025-12-30", "2026-01-23", "2026-02-27", "2026-01-06"),
    # One second after hours on the last day of the year: a week later, the law's day is 5 January.
    ("application", "2025-12-31T18:30:01", "2026-01-05", "2026-01-27", "2026-03-05", "2026-01-09"),
    ("application", "2023-12-29T10:00", "2023-12-29", "2024-01-23", "2024-02-29", "2024-01-05"),
    ("request", "2025-12-31T12:00", "2025-12-31", "2026-01-15", "2026-01-30", "2026-01-08"),
    ("complaint", "2026-01-01T10:00", "2026-01-05", "2026-02-03", None, "2026-01-09"),
    # Nauryz 2026: from Saturday 21 to Wednesday 25 March.
    ("application", "2026-03-20T09:00", "2026-03-20", "2026-04-15", "2026-05-20", "2026-03-30"),
    ("application", "2026-03-20T18:31", "2026-03-26", "2026-04-16", "2026-05-26", "2026-03-31"),
    ("proposal", "2026-03-21T12:00", "2026-03-26", "2026-04-16", "2026-05-26", "2026-03-31"),
    # The fifteenth calendar day is a holiday and moves on; its extension counts from there.
    ("request", "2026-03-10T10:00", "2026-03-10", "2026-03-26", "2026-04-10", "2026-03-13"),
    # Two months end on the moved Victory Day, after a week-end: back to Friday 8 May.
    ("message", "2026-03-11T08:00", "2026-03-11", "2026-04-06", "2026-05-08", "2026-03-16"),
    # The working Saturday of 5 March 2022, reached from Friday evening.
    ("application", "2022-03-04T18:31", "2022-03-05", "2022-04-01", "2022-05-05", "2022-03-11"),
    # Through the working Saturday of 27 August; two months end on that of 22 October, and stay.
    ("response", "2022-08-22T10:00", "2022-08-22", "2022-09-13", "2022-10-22", "2022-08-25"),
    # A calendar term that ends on a working Saturday stays; its extension ends on a Sunday: back.
    ("request", "2022-10-07T18:30", "2022-10-07", "2022-10-22", "2022-11-04", "2022-10-12"),
]


@pytest.mark.parametrize(("kind", "sent", "registered", "due", "latest", "hand_over"), CASES)
def test_whole_cases(kind, sent, registered, due, latest, hand_over):
    days = calendar()
    moment = datetime.fromisoformat(sent).replace(tzinfo=ALMATY)
    result = clock_for_appeal(kind, moment, days=days)
    assert (result.registered_on, result.due_on) == (day(registered), day(due))
    case = {"kind": kind, "term_version": result.term_version, "days": days}
    by = redirect_by(**case, registered_on=result.registered_on)
    assert by == day(hand_over)
    asked = case | {"registered_on": result.registered_on, "due_on": result.due_on}
    if latest is None:
        with pytest.raises(NoExtension) as refused:
            extension_limits(**asked)
        assert refused.value.code == "extension_none"
    else:
        limits = extension_limits(**asked)
        assert (limits.latest, limits.notice_days) == (day(latest), 3)
        assert limits.decided_by == "head_or_deputy"


@pytest.mark.parametrize(
    ("name", "start", "last"),
    [
        ("moderation_days", "2026-03-20", "2026-03-26"),
        ("supplement_days", "2026-03-20", "2026-04-01"),
        # From a day off: as if it were the next working day, 26 March.
        ("correction_days", "2026-03-21", "2026-03-31"),
        ("objection_days", "2026-03-06", "2026-03-12"),
        ("review_days", "2026-03-06", "2026-04-02"),
        # 30 calendar days end on a day off.
        ("reopen_days", "2026-02-07", "2026-03-10"),
        ("reopen_days", "2026-04-01", "2026-05-04"),
        ("reopen_days", "2026-04-02", "2026-05-04"),
        ("reopen_days", "2026-04-06", "2026-05-06"),
        # Through a working Saturday.
        ("stuck_days", "2022-03-04", "2022-03-10"),
    ],
)
def test_promised_days(name, start, last):
    assert promised_day(name, day(start)) == day(last)
    assert promised_day(name, day(start), calendar()) == day(last)


@pytest.mark.parametrize(
    ("start", "number", "last"),
    [
        ("2026-03-06", 0, "2026-03-06"),
        ("2026-03-07", 0, "2026-03-10"),
        ("2026-03-06", 1, "2026-03-10"),
        ("2025-12-31", 3, "2026-01-08"),
        ("2022-08-26", 2, "2022-08-31"),
    ],
)
def test_working_days_after_a_day(start, number, last):
    assert working_days_after(day(start), number) == day(last)


@pytest.mark.parametrize(
    ("kind", "start", "due"),
    [
        ("application", "2026-03-06", "2026-04-02"),
        ("application", "2026-03-08", "2026-04-03"),
        ("complaint", "2026-03-06", "2026-04-09"),
        ("request", "2026-03-10", "2026-03-26"),
    ],
)
def test_a_whole_term_anew(kind, start, due):
    assert due_anew(kind=kind, term_version="appc-2021", start=day(start)) == day(due)
