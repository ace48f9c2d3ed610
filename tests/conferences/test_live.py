"""Following a conference: what is told, what it costs, and that nothing is ever missed."""

import gzip
import json
import threading
import time
from datetime import timedelta

from django.db import connection, transaction
from django.test import Client
from django.utils import timezone

import pytest

from conferences.live import keeping
from conferences.live.api import LiveDocument
from conferences.live.readings import CLOCKS_DIFFER, FIELDS, live_token, reading_make
from conferences.models import Conference, ConferenceQuestion
from conferences.states import QuestionState
from tests.factories.conferences import (
    ConferenceFactory,
    QuestionAnswerFactory,
    QuestionFactory,
    make_conference_pages,
)
from tests.factories.people import make_citizen

pytestmark = pytest.mark.django_db
GZIP = {"accept-encoding": "gzip, br"}


@pytest.fixture(autouse=True)
def nothing_kept():
    keeping.readings_forget()
    yield
    keeping.readings_forget()


@pytest.fixture
def conference() -> Conference:
    row = ConferenceFactory()
    make_conference_pages(row)
    return row


def live(client, conference: Conference, query: str = "", **headers: str):
    return client.get(f"/api/v1/conferences/{conference.key}/live{query}", headers=headers)


def later(monkeypatch, seconds: float) -> None:
    """What is kept is older by so much, and so is every clock."""
    monkeypatch.setattr(time, "monotonic", _moved(time.monotonic, seconds))
    monkeypatch.setattr(time, "time", _moved(time.time, seconds))


def _moved(clock, seconds: float):
    return lambda: clock() + seconds


def numbers(response) -> list[int]:
    return [row["number"] for row in response.json()["questions"]]


def test_whole_then_only_what_changed(client, conference, monkeypatch) -> None:
    first, second = (QuestionFactory(conference=conference) for _ in range(2))
    QuestionFactory(conference=conference, hidden=True, words__withdrawn_at=timezone.now())
    live(client, conference)
    later(monkeypatch, 10)
    told = live(client, conference)
    assert told.status_code == 200
    assert told.json()["whole"] is True
    assert told["Cache-Control"] == "no-cache"
    assert told["X-Content-Type-Options"] == "nosniff"
    later(monkeypatch, 10)
    ConferenceQuestion.objects.filter(pk=second.pk).update(votes=7)
    QuestionAnswerFactory(question=second)
    changed = live(client, conference, f"?since={told.json()['since']}")
    assert changed.json()["whole"] is False
    assert changed.json()["questions"] == [
        {
            "number": second.number,
            "id": str(second.public_id),
            "votes": 7,
            "comments": 0,
            "state": "published",
            "place": "queue",
            "answers": 1,
            "words": 1,
            "merged_into": None,
        }
    ]
    assert first.number in numbers(live(client, conference))


def test_nothing_new_is_304(client, conference, monkeypatch) -> None:
    QuestionFactory(conference=conference)
    etag = live(client, conference)["ETag"]
    later(monkeypatch, 10)
    same = live(client, conference, "?since=5", **{"if-none-match": etag})
    assert (same.status_code, same.content, same["ETag"]) == (304, b"", etag)
    assert live(client, conference, **{"if-none-match": '"other"'}).status_code == 200
    QuestionFactory(conference=conference)
    later(monkeypatch, 10)
    assert live(client, conference, **{"if-none-match": etag}).status_code == 200


def test_a_fresh_reading_costs_no_query_and_a_stale_one_two(
    client, conference, monkeypatch, django_assert_num_queries
) -> None:
    for _ in range(3):
        QuestionAnswerFactory(question=QuestionFactory(conference=conference))
    with django_assert_num_queries(2):
        live(client, conference)
    client.force_login(make_citizen())
    with django_assert_num_queries(0):
        for _ in range(5):
            live(client, conference)
    later(monkeypatch, 1.1)
    with django_assert_num_queries(2):
        live(client, conference)


def test_what_leaves_the_page_is_told_by_its_state(client, conference, monkeypatch) -> None:
    question = QuestionFactory(conference=conference)
    since = live(client, conference).json()["since"]
    later(monkeypatch, 10)
    ConferenceQuestion.objects.filter(pk=question.pk).update(
        state=QuestionState.WITHDRAWN, published_at=None
    )
    question.public_texts.update(withdrawn_at=timezone.now())
    row = live(client, conference, f"?since={since}").json()["questions"][0]
    assert (row["number"], row["state"], row["words"]) == (question.number, "withdrawn", None)


def test_the_phase_is_the_clocks(client, conference, monkeypatch) -> None:
    told = live(client, conference)
    assert (told.json()["phase"], told.json()["next_phase"]) == ("open", "closed")
    past = timezone.now() - timedelta(seconds=1)
    Conference.objects.filter(pk=conference.pk).update(
        closes_at=past, answers_from_at=past + timedelta(days=1)
    )
    later(monkeypatch, 2)
    after = live(client, conference, **{"if-none-match": told["ETag"]})
    assert after.status_code == 200
    assert after.json()["phase"] == "closed"


@pytest.mark.parametrize("trait", ["planned", "unknown", "unpublished"])
def test_what_is_not_public_is_a_problem(client, trait: str) -> None:
    conference = ConferenceFactory(planned=trait == "planned")
    make_conference_pages(conference)
    if trait == "unknown":
        conference.key = "made-up"
    if trait == "unpublished":
        for page in conference.pages.all():
            page.unpublish()
    response = live(client, conference)
    assert response.status_code == 404
    assert response["Content-Type"].startswith("application/problem+json")
    assert response.json()["type"] == "/problems/not_found"


@pytest.mark.parametrize(
    "query",
    [
        "?since=",
        "?since=abc",
        "?since=-1",
        "?since=1e5",
        "?since=" + "9" * 15,
        "?since=" + "9" * 5000,
        "?since=%FF%FE",
        "?since[]=1",
        "?%E0%A4%A",
        "?" + "a=1&" * 3000,
        "?since=\u0661\u0662",
    ],
)
def test_junk_gets_everything(client, conference, query: str) -> None:
    QuestionFactory(conference=conference)
    response = live(client, conference, query)
    assert response.status_code == 200
    assert response.json()["whole"] is True
    assert len(response.json()["questions"]) == 1


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete", "options"])
def test_other_methods_are_refused(client, conference, method: str) -> None:
    url = f"/api/v1/conferences/{conference.key}/live"
    response = getattr(client, method)(url)
    assert response.status_code == 405
    assert response["Content-Type"].startswith("application/problem+json")


def test_head_has_the_same_headers(client, conference) -> None:
    url = f"/api/v1/conferences/{conference.key}/live"
    told, head = client.get(url), client.head(url)
    assert (head.status_code, head["ETag"]) == (200, told["ETag"])
    assert head.content == b""


def test_the_documented_route_answers_the_same(client, conference, settings) -> None:
    QuestionFactory(conference=conference)
    early = live(client, conference)
    settings.MIDDLEWARE = [name for name in settings.MIDDLEWARE if "Live" not in name]
    routed = Client().get(f"/api/v1/conferences/{conference.key}/live")
    assert routed.content == early.content
    assert routed["ETag"] == early["ETag"]
    same = {"if-none-match": early["ETag"]}
    assert Client().get(routed.request["PATH_INFO"], headers=same).status_code == 304


def test_the_answer_is_as_documented(client, conference) -> None:
    QuestionFactory(conference=conference)
    said = live(client, conference).json()
    assert LiveDocument.model_validate(said).questions[0].number == 1
    assert set(said) == set(LiveDocument.model_fields)
    assert set(said["questions"][0]) == set(FIELDS)
    document = client.get("/api/openapi.json").json()
    assert "/api/v1/conferences/{key}/live" in document["paths"]


def test_compressed_for_whoever_reads_it(client, conference) -> None:
    QuestionFactory(conference=conference)
    plain, packed = live(client, conference), live(client, conference, **GZIP)
    assert packed["Content-Encoding"] == "gzip"
    assert gzip.decompress(packed.content) == plain.content
    assert not plain.has_header("Content-Encoding")
    assert plain["Vary"] == packed["Vary"] == "Accept-Encoding"
    assert live(client, conference, **GZIP, **{"if-none-match": plain["ETag"]}).status_code == 304


def test_no_cookie_and_no_person_reaches_it(client, conference) -> None:
    client.force_login(make_citizen())
    assert not live(client, conference).cookies
    assert live(client, conference).content == live(Client(), conference).content


def test_made_up_keys_fill_no_memory(client, monkeypatch, django_assert_num_queries) -> None:
    monkeypatch.setattr(keeping, "UNKNOWN_KEPT", 5)
    monkeypatch.setattr(keeping, "READINGS_KEPT", 2)
    for number in range(12):
        assert keeping.reading_of(f"made-up-{number}") is None
    assert len(keeping._unknown) == 5
    with django_assert_num_queries(0):
        assert keeping.reading_of("made-up-11") is None
    for _ in range(4):
        row = ConferenceFactory()
        make_conference_pages(row)
        assert keeping.reading_of(row.key) is not None
    assert len(keeping._readings) == 2


def test_bodies_kept_are_few(conference) -> None:
    reading = reading_make(conference.key, None)
    assert reading is not None
    for since in range(500):
        reading.body(since)
    assert len(reading.bodies) <= 64


def test_a_process_that_knows_nothing_tells_only_of_the_last_minutes(client, conference) -> None:
    old, new = (QuestionFactory(conference=conference) for _ in range(2))
    long_ago = timezone.now() - timedelta(hours=1)
    ConferenceQuestion.objects.filter(pk=old.pk).update(changed_at=long_ago)
    assert numbers(live(client, conference, f"?since={live_token()}")) == [new.number]


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(connection.vendor != "postgresql", reason="needs parallel writers")
def test_a_change_committed_late_is_never_missed() -> None:
    conference = ConferenceFactory()
    make_conference_pages(conference)
    question = QuestionFactory(conference=conference)
    written, may_commit = threading.Event(), threading.Event()

    def vote() -> None:
        try:
            with transaction.atomic():
                ConferenceQuestion.objects.filter(pk=question.pk).update(
                    votes=1, changed_at=timezone.now()
                )
                written.set()
                may_commit.wait(20)
        finally:
            connection.close()

    voter = threading.Thread(target=vote)
    here, there = (reading_make(conference.key, None) for _ in range(2))
    voter.start()
    assert written.wait(20)
    # Long after the vote was written, and still before it is committed.
    time.sleep(CLOCKS_DIFFER / 1000 + 0.5)
    here = reading_make(conference.key, here)
    assert here is not None
    assert here.rows[question.number][FIELDS.index("votes")] == 0
    may_commit.set()
    voter.join()
    assert ConferenceQuestion.objects.get().changed_at.timestamp() * 1000 < here.begun
    # Another process, and this one: both tell whoever comes with the token.
    for before in (here, there):
        after = reading_make(conference.key, before)
        assert after is not None
        told = json.loads(after.body(here.begun))["questions"]
        assert [(row["number"], row["votes"]) for row in told] == [(question.number, 1)]
