"""The front door: services, search, figures, newest answers."""

from datetime import timedelta

from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

import pytest

from home.front import ANSWERS, front
from tests.appeals import people
from tests.appeals.signed import make_appeal_payload, sign
from tests.factories.appeals import AppealFactory
from tests.factories.executives import make_homes

pytestmark = pytest.mark.django_db


@pytest.fixture
def homes():
    return make_homes()


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_each_language_has_its_door(client, homes, language):
    answer = client.get(f"/{language}/")
    html = answer.content.decode()
    assert answer.status_code == 200
    assert f'<html lang="{language}"' in html
    for part in ("apply", "conferences", "surveys", "guide", "statistics", "search"):
        assert f"/{language}/{part}/" in html


@pytest.mark.parametrize(("wants", "gets"), [("ru", "ru"), ("en-GB", "en"), ("fr", "kk")])
def test_the_root_leads_to_the_reader_s_language(client, wants, gets):
    answer = client.get("/", headers={"accept-language": wants})
    assert (answer.status_code, answer["Location"]) == (302, f"/{gets}/")


def test_an_empty_portal_says_so(client, homes):
    html = client.get("/en/").content.decode()
    assert "No answers are published yet" in html


def test_figures_are_those_of_this_moment(client, homes):
    appeal = sign(make_appeal_payload())
    people.answer(appeal, people.make_worker(appeal.agency))
    shown = client.get("/en/").context["front"].statistics.figures
    assert (shown.total, shown.answered, shown.published) == (1, 1, 0)


def test_the_newest_answers_stand_first_and_are_few(homes):
    now = timezone.now()
    rows = [
        AppealFactory(published=True, answered=True, answered_at=now - timedelta(hours=n))
        for n in range(ANSWERS + 2)
    ]
    assert [card.number for card in front().answers] == [row.number for row in rows[:ANSWERS]]


@pytest.mark.parametrize(
    "traits", [{}, {"answered": True, "private": True}, {"answered": True, "taken_down": True}]
)
def test_what_is_not_public_is_not_on_the_door(homes, traits):
    AppealFactory(**traits)
    assert front().answers == []


def test_an_answer_that_waits_for_a_moderator_is_not_the_newest(homes):
    appeal = AppealFactory(published=True)
    clerk = people.make_worker(appeal.agency)
    people.answer(appeal, clerk, f"{people.ANSWER} +7 701 000 00 01")
    assert front().answers == []
    people.answer(appeal, clerk)
    assert [card.number for card in front().answers] == [appeal.number]


@pytest.mark.engine
def test_the_same_number_of_queries_for_one_row_and_ten(client, homes):
    def queries() -> int:
        with CaptureQueriesContext(connection) as caught:
            assert client.get("/en/").status_code == 200
        return len(caught)

    AppealFactory(published=True, answered=True)
    queries()
    one = queries()
    for _ in range(9):
        AppealFactory(published=True, answered=True)
    assert queries() == one


@pytest.mark.parametrize(
    "address",
    ["/blogs/all-questions", "/blogs/all-questions/", "/application/help", "/blogs/7/welcome"],
)
def test_the_former_portal_s_addresses_lead_somewhere_or_nowhere(client, homes, address):
    answer = client.get(address, headers={"accept-language": "en"})
    assert answer.status_code in (301, 302)
    assert answer["Location"].startswith("/en/")
