"""The public list: filters, pages, queries, and what happens with what nobody should type."""

import re
from datetime import date, datetime, time, timedelta

from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

import pytest

from appeals.models import Appeal
from appeals.selectors import AppealFilters, public_list
from appeals.states import State
from search.services import index_rebuild
from tests.factories.agencies import AgencyFactory, OfficeFactory, TopicFactory
from tests.factories.appeals import AppealFactory, RedirectFactory

pytestmark = [pytest.mark.django_db, pytest.mark.engine]

LIST = "/en/applications/"
NUMBER = re.compile(r"/en/applications/(OD-\d{4}-\d{8})/")


def numbers(answer) -> list[str]:
    return list(dict.fromkeys(NUMBER.findall(answer.content.decode())))


def found(client, **query) -> set[str]:
    answer = client.get(LIST, query)
    assert answer.status_code == 200
    return set(numbers(answer))


def at(day: date, hour: int = 12) -> datetime:
    return timezone.make_aware(datetime.combine(day, time(hour)))


def make_published(**values):
    return AppealFactory(published=True, **values)


# Only what is public.


def test_only_published_ones_stand_there(client):
    shown = make_published()
    for traits in ({}, {"private": True}, {"refused": True}, {"taken_down": True}):
        AppealFactory(**traits)
    assert found(client) == {shown.number}


def test_everybody_reads_the_same_list_even_its_author(client):
    shown, hidden = make_published(public_text__body="Открыто"), AppealFactory()
    client.force_login(hidden.author)
    answer = client.get(LIST)
    assert numbers(answer) == [shown.number]
    client.force_login(shown.author)
    html = client.get(LIST).content.decode()
    assert "Открыто" in html
    assert "неделю" not in html


def test_an_empty_portal_says_so(client):
    assert "Nothing found" in client.get(LIST).content.decode()


# Filters.


def test_by_agency_office_topic_and_state(client):
    first, second = make_published(), make_published(in_work=True)
    assert found(client, agency=first.agency.key) == {first.number}
    assert found(client, office=second.office.key) == {second.number}
    assert found(client, topic=first.topic.key) == {first.number}
    assert found(client, state="in_work") == {second.number}
    assert found(client, agency=first.agency.key, state="in_work") == set()


def test_by_answer_and_term(client):
    waiting = make_published()
    answered = make_published(answered=True)
    late = make_published(overdue=True)
    late_but_answered = make_published(overdue=True, answered=True)
    assert found(client, answered="yes") == {answered.number, late_but_answered.number}
    assert found(client, answered="no") == {waiting.number, late.number}
    assert found(client, overdue="on") == {late.number}


def test_by_days_in_almaty(client):
    day = date(2026, 3, 1)
    before = make_published(submitted_at=at(day) - timedelta(hours=12, seconds=1))
    first = make_published(submitted_at=at(day, 0))
    last = make_published(submitted_at=at(day, 23) + timedelta(minutes=59, seconds=59))
    after = make_published(submitted_at=at(day + timedelta(days=1), 0))
    assert found(client, since="2026-03-01") == {first.number, last.number, after.number}
    assert found(client, until="2026-03-01") == {before.number, first.number, last.number}
    assert found(client, since="01.03.2026", until="01.03.2026") == {first.number, last.number}


@pytest.mark.parametrize(
    "query",
    [
        {"since": "0001-01-01"},
        {"until": "0001-01-01"},
        {"since": "9999-12-31"},
        {"until": "9999-12-31"},
        {"since": "0001-01-01", "until": "9999-12-31"},
    ],
)
def test_the_far_ends_of_the_calendar_break_nothing(client, query):
    shown = make_published()
    expected = (
        {shown.number} if query in ({"since": "0001-01-01"}, {"until": "9999-12-31"}) else None
    )
    result = found(client, **query)
    if expected is not None:
        assert result == expected


def test_by_words_and_number(client):
    road = make_published(text="На улице Образцовой открытая яма, заделайте.")
    light = make_published(subject="Свет", text="Нет фонаря у школы, поставьте его.")
    index_rebuild("appeal")
    assert found(client, q="фонари") == {light.number}
    assert found(client, q=road.number) == {road.number}
    assert found(client, q=road.number.lower()) == {road.number}
    assert found(client, q="динозавр") == set()
    assert found(client, q="\u200bфонари\u202e") == {light.number}


def test_words_and_other_filters_narrow_together(client):
    first = make_published(text="Нет фонаря у школы, поставьте его.")
    make_published(text="Нет фонаря у больницы, поставьте его.")
    index_rebuild("appeal")
    assert found(client, q="фонарь", agency=first.agency.key) == {first.number}


def test_before_a_day_for_archives():
    early = make_published(submitted_at=at(date(2025, 5, 5)))
    make_published(submitted_at=at(date(2026, 5, 5)))
    rows = public_list(AppealFilters(until=date(2025, 12, 31)))
    assert list(rows) == [early]


# Wrong values.


@pytest.mark.parametrize(
    ("query", "message"),
    [
        ({"agency": "nobody"}, "Select a valid choice"),
        ({"office": "'; drop table"}, "Select a valid choice"),
        ({"topic": "ы"}, "Select a valid choice"),
        ({"state": "burnt"}, "Select a valid choice"),
        ({"answered": "maybe"}, "Select a valid choice"),
        ({"since": "yesterday"}, "Enter a valid date"),
        ({"since": "2026-02-31"}, "Enter a valid date"),
        ({"since": "2026-03-02", "until": "2026-03-01"}, "The end is before the beginning"),
        ({"q": "я" * 201}, "at most 200 characters"),
    ],
)
def test_a_wrong_value_is_said_and_the_list_still_stands(client, query, message):
    shown = make_published()
    answer = client.get(LIST, query)
    assert answer.status_code == 422
    assert message in answer.content.decode()
    assert numbers(answer) == [shown.number]


def test_a_wrong_value_does_not_undo_the_right_ones(client):
    first = make_published()
    make_published()
    answer = client.get(LIST, {"agency": first.agency.key, "state": "burnt"})
    assert (answer.status_code, numbers(answer)) == (422, [first.number])


def test_a_wrong_value_is_not_carried_along(client):
    make_published()
    html = client.get(LIST, {"answered": "maybe"}).content.decode()
    assert 'name="answered" value="maybe"' not in html


def test_script_in_a_filter_is_only_text(client):
    html = client.get(LIST, {"q": '"><script>alert(1)</script>'}).content.decode()
    assert "<script>alert(1)" not in html


@pytest.mark.parametrize("cursor", ["nonsense", "ы", "WyJvIl0", "x" * 5000])
def test_a_made_up_cursor_is_a_made_up_address(client, cursor):
    make_published()
    answer = client.get(LIST, {"cursor": cursor})
    assert answer.status_code == 404
    assert answer["Content-Type"].startswith("text/html")


def test_a_zero_byte_is_a_made_up_address(client):
    assert client.get(f"{LIST}?agency=%00").status_code == 404
    assert client.get(f"{LIST}%00/").status_code == 404


@pytest.mark.parametrize("method", ["post", "put", "delete"])
def test_the_list_is_only_read(client, method):
    assert getattr(client, method)(LIST).status_code == 405


# Chosen filters, tabs, count.


def test_chosen_filters_can_be_taken_away_one_by_one(client):
    agency = AgencyFactory(name_en="Ministry of Roads")
    make_published(office=OfficeFactory(agency=agency), overdue=True)
    query = {"agency": agency.key, "state": "registered", "since": "2020-03-01", "overdue": "on"}
    answer = client.get(LIST, query)
    tags = {tag["label"]: tag for tag in answer.context["tags"]}
    assert tags["Agency"]["value"] == "Ministry of Roads"
    assert tags["State"]["value"] == str(State.REGISTERED.label)
    assert "2020" in tags["Published from"]["value"]
    assert "agency" not in tags["Agency"]["url"]
    assert "state=registered" in tags["Agency"]["url"]


def test_tabs_keep_the_other_filters_and_forget_the_page(client):
    topic = TopicFactory()
    answer = client.get(LIST, {"topic": topic.key, "answered": "yes"})
    urls = [tab["url"] for tab in answer.context["tabs"]]
    assert all(f"topic={topic.key}" in url and "cursor" not in url for url in urls)
    assert [tab["current"] for tab in answer.context["tabs"]] == [False, True, False]


def test_the_count_is_shown(client):
    for _ in range(3):
        make_published()
    answer = client.get(LIST)
    assert (answer.context["count"], answer.context["more"]) == (3, False)
    assert "3 applications" in answer.content.decode()


# Pages.


def test_pages_show_every_row_once_in_both_directions(client):
    moment = at(date(2026, 3, 1))
    rows = [make_published(submitted_at=moment + timedelta(hours=n // 2)) for n in range(45)]
    expected = [
        row.number for row in sorted(rows, key=lambda r: (r.published_at, r.pk), reverse=True)
    ]
    pages, cursor = [], ""
    while True:
        answer = client.get(LIST, {"state": "registered", **({"cursor": cursor} if cursor else {})})
        pages.append(numbers(answer))
        if not (cursor := answer.context["page_cursor"].older):
            break
        assert f"state=registered&amp;cursor={cursor}" in answer.content.decode()
    assert sum(pages, []) == expected
    assert [len(page) for page in pages] == [20, 20, 5]
    back = client.get(LIST, {"cursor": answer.context["page_cursor"].newer})
    assert numbers(back) == pages[1]
    assert numbers(client.get(LIST, {"cursor": back.context["page_cursor"].newer})) == pages[0]


# Queries.


def queries(client, address) -> int:
    client.get(address)
    with CaptureQueriesContext(
        connection,
    ) as caught:
        assert client.get(address).status_code == 200
    return len(caught)


def make_rich(**values) -> Appeal:
    appeal = make_published(answered=True, **values)
    RedirectFactory(appeal=appeal, returned=True)
    return appeal


def test_the_same_number_of_queries_for_one_row_and_ten(client):
    make_rich()
    one = queries(client, LIST)
    for _ in range(9):
        make_rich()
    assert queries(client, LIST) == one


def test_the_list_is_never_grouped_as_a_whole():
    """Grouping would read a million rows for a page of twenty."""
    assert public_list(AppealFilters()).query.group_by is None
