"""Applications for other programs: shapes, filters, and nothing that isn't public."""

import json

from django.db import connection
from django.test.utils import CaptureQueriesContext

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from core.api import PROBLEM
from moderation.services import PERSONAL
from search.services import index_rebuild
from tests.appeals import people
from tests.factories.agencies import OfficeFactory, TenureFactory
from tests.factories.appeals import AnswerFactory, AppealFactory, RedirectFactory

pytestmark = [pytest.mark.django_db, pytest.mark.engine]

LIST = "/api/v1/applications"


def make_published(**values):
    return AppealFactory(published=True, **values)


def items(client, **query) -> list[dict]:
    answer = client.get(LIST, query)
    assert answer.status_code == 200, answer.content
    return answer.json()["items"]


def numbers(client, **query) -> set[str]:
    return {row["number"] for row in items(client, **query)}


def problem(answer, status: int) -> dict:
    assert (answer.status_code, answer["Content-Type"]) == (status, PROBLEM)
    return answer.json()


# Shapes.


def test_a_row_of_the_list(client):
    office = OfficeFactory()
    appeal = make_published(office=office, answered=True)
    (row,) = items(client)
    assert row.pop("excerpt").startswith("На улице")
    assert row == {
        "number": appeal.number,
        "subject": "Яма на улице Образцовой",
        "language": "ru",
        "author": "П. Т. О.",
        "kind": "Application",
        "topic": appeal.topic.name_en,
        "agency": office.agency.name_en,
        "office": office.title_en,
        "state": "answered",
        "registered_on": appeal.registered_on.isoformat(),
        "due_on": appeal.due_on.isoformat(),
        "published_at": row["published_at"],
        "answered_at": row["answered_at"],
        "answers": 1,
        "is_overdue": False,
        "url": f"/applications/{appeal.number}/",
    }
    assert row["published_at"] < row["answered_at"]


def test_one_application_with_its_answers(client):
    office = OfficeFactory()
    tenure = TenureFactory(office=office)
    appeal = make_published(office=office, public_text__body="Звоните *** мне.", state="in_work")
    text = appeal.public_texts.get()
    text.cuts, text.reworded = [{"start": 8, "end": 11, "ground": PERSONAL}], True
    text.save()
    AnswerFactory(appeal=appeal, tenure=tenure)
    redirect = RedirectFactory(appeal=appeal, accepted=True)
    row = client.get(f"{LIST}/{appeal.number}").json()
    assert row["text"] == "Звоните […] мне."
    assert [piece["gap"] for piece in row["pieces"]] == ["", PERSONAL, ""]
    assert row["pieces"][1]["reason"]
    (answer,) = row["answer_items"]
    assert answer["person"] == tenure.person_en
    assert answer["text"].startswith("Здравствуйте!")
    assert (row["reworded"], answer["reworded"]) == (True, False)
    assert row["redirects"][0]["to_agency"] == redirect.to_agency.name_en
    assert "reason" not in row["redirects"][0]


def test_labels_follow_the_language_texts_keep_theirs(client):
    appeal = make_published()
    row = client.get(f"{LIST}/{appeal.number}", headers={"accept-language": "kk"}).json()
    assert row["agency"] == appeal.agency.name_kk
    assert row["subject"] == "Яма на улице Образцовой"


def test_a_number_in_small_letters_works(client):
    appeal = make_published()
    assert client.get(f"{LIST}/{appeal.number.lower()}").status_code == 200


# Nothing that isn't public.


@pytest.mark.parametrize("traits", [{}, {"private": True}, {"refused": True}, {"taken_down": True}])
@pytest.mark.parametrize("who", ["visitor", "author", "clerk"])
def test_unpublished_is_not_there_for_anybody(client, traits, who):
    appeal = AppealFactory(**traits)
    if who != "visitor":
        client.force_login(appeal.author if who == "author" else people.make_worker(appeal.agency))
    assert items(client) == []
    assert problem(client.get(f"{LIST}/{appeal.number}"), 404)["type"] == "/problems/not_found"


def test_the_public_wording_even_for_its_author(client):
    appeal = make_published(public_text__body="Иначе сказано")
    client.force_login(appeal.author)
    document = client.get(f"{LIST}/{appeal.number}").json()
    assert document["text"] == "Иначе сказано"
    assert "неделю" not in str(document)
    assert "неделю" not in str(client.get(LIST).json())


def test_an_answer_a_moderator_reads_is_not_told_yet(client):
    appeal = make_published()
    clerk = people.make_worker(appeal.agency)
    people.answer(appeal, clerk, f"{people.ANSWER} +7 701 000 00 01", private="Кабинет 5")
    document = client.get(f"{LIST}/{appeal.number}").json()
    assert document["answer_items"] == []
    assert "000 00 01" not in str(document)
    assert "Кабинет" not in str(document)


# Filters and pages.


def test_filters_narrow(client):
    first, second = make_published(), make_published(answered=True, overdue=True)
    assert numbers(client, agency=first.agency.key) == {first.number}
    assert numbers(client, office=second.office.key) == {second.number}
    assert numbers(client, topic=second.topic.key) == {second.number}
    assert numbers(client, state="answered") == {second.number}
    assert numbers(client, answered="no") == {first.number}
    assert numbers(client, overdue="true") == set()
    assert numbers(client, since=first.published_at.date().isoformat()) <= {first.number}
    assert numbers(client, until="2020-01-01") == set()
    index_rebuild("appeal")
    assert numbers(client, q="яма") == {first.number, second.number}
    assert numbers(client, q=first.number.lower()) == {first.number}


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ({"agency": "nobody"}, "agency"),
        ({"office": "nobody"}, "office"),
        ({"topic": "nobody"}, "topic"),
        ({"state": "burnt"}, "state"),
        ({"answered": "may"}, "answered"),
        ({"since": "2026-03-02", "until": "2026-03-01"}, "until"),
    ],
)
def test_a_filter_we_do_not_know_is_told_by_name(client, query, field):
    body = problem(client.get(LIST, query), 422)
    assert body["type"] == "/problems/bad_filter"
    assert [error["field"] for error in body["errors"]] == [field]


@pytest.mark.parametrize(
    "query", [{"since": "yesterday"}, {"overdue": "perhaps"}, {"q": "я" * 201}, {"limit": "0"}]
)
def test_a_value_of_the_wrong_shape_is_told(client, query):
    body = problem(client.get(LIST, query), 422)
    assert body["type"] == "/problems/invalid"
    assert body["errors"][0]["field"].endswith(next(iter(query)))


def test_two_wrong_filters_are_both_told(client):
    body = problem(client.get(LIST, {"agency": "nobody", "state": "burnt"}), 422)
    assert {error["field"] for error in body["errors"]} == {"agency", "state"}


def test_pages_hold_every_row_once_both_ways(client):
    expected = [make_published().number for _ in range(7)][::-1]
    seen, cursor = [], ""
    while True:
        page = client.get(LIST, {"limit": 3, **({"cursor": cursor} if cursor else {})}).json()
        seen += [row["number"] for row in page["items"]]
        if not (cursor := page["next"]):
            break
    rows = [row["number"] for row in items(client, limit=100)]
    assert seen == rows
    assert set(rows) == set(expected)
    back = client.get(LIST, {"limit": 3, "cursor": page["previous"]}).json()
    assert [row["number"] for row in back["items"]] == rows[3:6]
    first = client.get(LIST, {"limit": 3, "cursor": back["previous"]}).json()
    assert [row["number"] for row in first["items"]] == rows[:3]
    assert first["previous"] is None


def test_the_same_number_of_queries_for_one_row_and_ten(client):
    def queries(address: str) -> int:
        with CaptureQueriesContext(connection) as caught:
            assert client.get(address).status_code == 200
        return len(caught)

    first = make_published(answered=True)
    one, detail = queries(LIST), queries(f"{LIST}/{first.number}")
    for _ in range(9):
        make_published(answered=True)
        AnswerFactory(appeal=first)
        RedirectFactory(appeal=first, returned=True)
    assert queries(LIST) == one
    assert queries(f"{LIST}/{first.number}") == detail


names = [
    "q",
    "agency",
    "office",
    "topic",
    "state",
    "answered",
    "overdue",
    "since",
    "until",
    "cursor",
]
signs = st.text(st.characters(exclude_categories=["Cs"]), max_size=30)
values = signs | st.dates().map(str) | st.datetimes().map(str) | st.integers().map(str)


@hypothesis_settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(query=st.dictionaries(st.sampled_from(names), values, max_size=4), number=signs)
def test_nothing_typed_breaks_it(client, query, number):
    client.raise_request_exception = False
    for address in (LIST, "/en/applications/", "/en/search/"):
        answer = client.get(address, query)
        assert answer.status_code in (200, 404, 422), answer.content
    answer = client.get(LIST, {**query, "limit": number})
    json.loads(answer.content)
    assert client.get(f"{LIST}/{number.replace('/', '')}x").status_code == 404
