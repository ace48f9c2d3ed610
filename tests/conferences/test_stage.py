"""The stage screen: public words only, in every phase, for anybody."""

from django.urls import reverse
from django.utils import translation

import pytest

from accounts.readers import reader_for
from conferences.services import queue_freeze
from conferences.states import Place, QuestionState
from tests.conferences.hall import ask, cancel, make_hall, merge, vote_rows
from tests.conferences.talkers import make_moderator
from tests.factories.conferences import make_conference_pages
from tests.factories.people import make_citizen

pytestmark = pytest.mark.django_db


def staged(**times):
    hall = make_hall(**times)
    make_conference_pages(hall.conference)
    return hall


def address_of(hall):
    with translation.override("en"):
        return reverse("conference_stage", args=[hall.conference.key])


def screen(client, hall):
    response = client.get(address_of(hall))
    assert response.status_code == 200
    return response.content.decode()


def test_the_question_answered_now_is_on_top_and_the_next_follow(client):
    hall = staged()
    ask(hall, words="Первый по голосам", votes=3)
    ask(hall, words="У спикера", place=Place.SENT)
    now = ask(hall, words="Отвечают сейчас", place=Place.NOW, author_public_name="А. Б.")
    page = screen(client, hall)
    assert page.index("Отвечают сейчас") < page.index("У спикера") < page.index("Первый по голосам")
    assert f"№ {now.number}" in page
    assert "А. Б." in page


def test_only_public_words_are_on_it(client):
    hall = staged()
    ask(hall, words="Видно всем", original="Сокровенное")
    ask(hall, words="Ждёт", state=QuestionState.PENDING, published_at=None, place=Place.NOW)
    ask(hall, words="Снято", state=QuestionState.REFUSED)
    ask(hall, words="Отозвано", state=QuestionState.WITHDRAWN)
    page = screen(client, hall)
    assert "Видно всем" in page
    for hidden in ("Сокровенное", "Ждёт", "Снято", "Отозвано"):
        assert hidden not in page


def test_a_moderator_sees_the_same(client):
    hall = staged()
    ask(hall, words="Видно всем", original="Сокровенное")
    client.force_login(make_moderator())
    assert "Сокровенное" not in screen(client, hall)


def test_a_gap_stays_a_gap(client):
    hall = staged()
    question = ask(hall, words="Мастер […] спит", place=Place.NOW)
    text = question.public_texts.get()
    text.cuts = [{"start": 7, "end": 10, "ground": "insult"}]
    text.save()
    assert 'class="stage-gap"' in screen(client, hall)


def test_markup_is_words(client):
    hall = staged()
    ask(hall, words="<script>alert(1)</script>", place=Place.NOW)
    page = screen(client, hall)
    assert "<script>alert" not in page
    assert "&lt;script&gt;" in page


def test_a_long_question_is_cut_and_says_so(client):
    hall = staged()
    ask(hall, words="слово " * 300, place=Place.NOW)
    page = screen(client, hall)
    assert page.count("слово") < 150
    assert "All of it is on the page" in page


def test_a_merged_question_leaves_the_screen(client):
    hall = staged()
    source, target = ask(hall, words="Уходит"), ask(hall, words="Остаётся")
    merge(source, target, hall.clerk)
    page = screen(client, hall)
    assert "Остаётся" in page
    assert "Уходит" not in page


def test_the_queue_stands_as_it_was_frozen(client):
    hall = staged()
    ask(hall, words="Был первым", votes=2)
    second = ask(hall, words="Был вторым", votes=1)
    queue_freeze(conference_id=hall.conference.pk, actor=hall.clerk, reader=reader_for(hall.clerk))
    vote_rows(second, [make_citizen() for _ in range(4)])
    page = screen(client, hall)
    assert page.index("Был первым") < page.index("Был вторым")


def test_a_question_still_on_now_is_not_shown_after_the_summary(client):
    hall = staged(summary=True)
    ask(hall, words="Забыли убрать", place=Place.NOW)
    page = screen(client, hall)
    assert "Забыли убрать" not in page
    assert "The conference is over" in page


def test_it_says_when_questions_open(client):
    hall = staged(announced=True)
    assert "Questions are taken from" in screen(client, hall)


def test_it_says_that_it_is_cancelled_and_why(client):
    hall = staged()
    ask(hall, words="Вопрос", place=Place.NOW)
    cancel(hall.conference)
    page = screen(client, hall)
    assert "The conference is cancelled" in page
    assert "Апат" in page
    assert "Вопрос" not in page


def test_before_it_is_announced_there_is_none(client):
    assert client.get(address_of(staged(planned=True))).status_code == 404


def test_without_a_page_there_is_none(client):
    assert client.get(address_of(make_hall())).status_code == 404


def test_nothing_is_posted_to_it(client):
    assert client.post(address_of(staged())).status_code == 405


def test_it_follows_without_script_and_says_how_to_come(client):
    hall = staged()
    page = screen(client, hall)
    assert 'http-equiv="refresh"' in page
    assert f"/api/v1/conferences/{hall.conference.key}/live" in page
    assert f"/en/conferences/{hall.conference.key}" in page
    assert "<svg" in page
    assert "csrf" not in page
