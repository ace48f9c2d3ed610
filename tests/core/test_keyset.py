"""Keyset paging: every row once, both ways, and no cursor that breaks anything."""

import base64
import json
from contextlib import suppress
from datetime import UTC, datetime, timedelta

from django.http import Http404

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agencies.models import Agency
from core.keyset import CURSOR_LENGTH, BadCursor, count_up_to, page_of
from core.listing import public_page
from ledger.models import Event
from tests.factories.agencies import AgencyFactory

pytestmark = [pytest.mark.django_db, pytest.mark.engine]

START = datetime(2026, 1, 1, tzinfo=UTC)
KEYS = ("-at", "-id")


def make_events(count: int, *, same: int = 1) -> list[int]:
    """Ids, newest first; ``same`` rows share each moment."""
    rows = [
        Event.objects.create(
            verb="test.row", target_kind="t", target_id="1", at=START + timedelta(hours=n // same)
        )
        for n in range(count)
    ]
    return [row.pk for row in sorted(rows, key=lambda row: (row.at, row.pk), reverse=True)]


def cursor_of(*values) -> str:
    text = json.dumps(list(values), ensure_ascii=False)
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def walk(rows, keys, limit, direction="older", cursor=""):
    """Ids of all pages in one direction, page by page."""
    pages = []
    while True:
        page = page_of(rows, keys=keys, cursor=cursor, limit=limit)
        pages.append([row.pk for row in page.rows])
        cursor = getattr(page, direction)
        if not cursor:
            return pages, page


@pytest.mark.parametrize("count", [0, 1, 2, 3, 4, 5, 7])
@pytest.mark.parametrize("same", [1, 2, 10])
def test_every_row_stands_on_one_page_in_both_directions(count, same):
    ids = make_events(count, same=same)
    pages, last = walk(Event.objects.all(), KEYS, 2)
    assert sum(pages, []) == ids
    assert all(len(page) == 2 for page in pages[:-1])
    if last.newer:
        back, first = walk(Event.objects.all(), KEYS, 2, "newer", last.newer)
        assert sum(reversed(back), []) == ids[: -len(pages[-1])]
        assert first.newer == ""


def test_ascending_keys_run_the_other_way():
    ids = make_events(5)
    pages, _last = walk(Event.objects.all(), ("at", "id"), 2)
    assert sum(pages, []) == ids[::-1]


def test_back_and_forth_shows_the_same_page():
    make_events(6)
    first = page_of(Event.objects.all(), keys=KEYS, limit=2)
    second = page_of(Event.objects.all(), keys=KEYS, cursor=first.older, limit=2)
    again = page_of(Event.objects.all(), keys=KEYS, cursor=second.newer, limit=2)
    assert again.rows == first.rows
    assert (first.newer, again.newer) == ("", "")


def test_a_row_added_at_the_top_moves_no_page():
    make_events(4)
    first = page_of(Event.objects.all(), keys=KEYS, limit=2)
    expected = page_of(Event.objects.all(), keys=KEYS, cursor=first.older, limit=2).rows
    newest = Event.objects.create(
        verb="test.row", target_kind="t", target_id="1", at=START + timedelta(days=9)
    )
    assert page_of(Event.objects.all(), keys=KEYS, cursor=first.older, limit=2).rows == expected
    assert page_of(Event.objects.all(), keys=KEYS, limit=2).rows[0] == newest


def test_long_names_page_as_well():
    word = "ұзақатаулыведомство "
    for number in range(3):
        AgencyFactory(name_kk=f"{word * 8}{number}", name_ru=f"{word * 8}{number}")
    pages, _last = walk(Agency.objects.all(), ("sort_kk", "id"), 1)
    assert len(sum(pages, [])) == 3


MOMENT = START.isoformat()


@pytest.mark.parametrize(
    "cursor",
    [
        "x",
        "ы",
        "====",
        "bm9wZQ",
        cursor_of(),
        cursor_of("o"),
        cursor_of("o", MOMENT),
        cursor_of("o", MOMENT, 1, 2),
        cursor_of("x", MOMENT, 1),
        cursor_of("o", None, 1),
        cursor_of("o", 5, 1),
        cursor_of("o", "soon", 1),
        cursor_of("o", "2026-13-45T00:00:00+00:00", 1),
        cursor_of("o", "2026-01-01T00:00:00", 1),
        cursor_of("o", "0001-01-01T00:00:00+14:00", 1),
        cursor_of("o", "9999-12-31T23:59:59-14:00", 1),
        cursor_of("o", MOMENT, 2**63),
        cursor_of("o", MOMENT, -(2**70)),
        cursor_of("o", MOMENT, "1"),
        cursor_of("o", MOMENT, True),
        cursor_of("o", MOMENT, 1.5),
        cursor_of("o", MOMENT, None),
        cursor_of("o", MOMENT, [1]),
        cursor_of(["o"], MOMENT, 1),
        base64.urlsafe_b64encode(b'{"o": 1}').decode(),
        base64.urlsafe_b64encode(b"17").decode(),
        base64.urlsafe_b64encode(b"[" * 900).decode(),
        cursor_of("o", MOMENT, 1) + "A" * CURSOR_LENGTH,
    ],
)
def test_a_cursor_that_is_not_ours_is_refused(cursor):
    with pytest.raises(BadCursor) as refusal:
        page_of(Event.objects.all(), keys=KEYS, cursor=cursor)
    assert refusal.value.status == 422


@pytest.mark.parametrize("value", ["a\0b", "\ud800", 7, None])
def test_a_text_no_database_takes_is_refused(value):
    cursor = base64.urlsafe_b64encode(json.dumps(["o", value, 1]).encode()).decode()
    with pytest.raises(BadCursor):
        page_of(Agency.objects.all(), keys=("sort_kk", "id"), cursor=cursor)


scalars = (
    st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.datetimes().map(str)
)


@given(values=st.lists(scalars, max_size=4), direction=st.sampled_from(["o", "n"]))
def test_any_cursor_gives_a_page_or_a_refusal(values, direction):
    raw = json.dumps([direction, *values]).encode()
    cursor = base64.urlsafe_b64encode(raw).decode().rstrip("=")
    for model, keys in ((Event, KEYS), (Agency, ("sort_ru", "id"))):
        with suppress(BadCursor):
            assert page_of(model.objects.all(), keys=keys, cursor=cursor).rows == []


def test_a_page_of_the_site_answers_a_made_up_cursor_with_not_found():
    with pytest.raises(Http404):
        public_page(Event.objects.all(), keys=KEYS, cursor="nonsense")


def test_counts_are_exact_up_to_a_limit():
    make_events(5)
    rows = Event.objects.filter(verb="test.row")
    assert count_up_to(rows, 6) == (5, False)
    assert count_up_to(rows, 5) == (5, False)
    assert count_up_to(rows, 4) == (4, True)
