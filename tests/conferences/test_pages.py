"""Conferences as visitors see them, in each language."""

from datetime import timedelta

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

import pytest

from conferences.models import Conference, ConferencePage, ConferencesIndexPage
from core.localized import ORDER
from search.selectors import search
from tests.factories.conferences import (
    ConferenceFactory,
    QuestionAnswerFactory,
    QuestionFactory,
    SpeakerFactory,
    make_conference_pages,
)
from tests.factories.executives import TEXT, make_section

pytestmark = pytest.mark.django_db

NOW = timezone.now()
TAB_OF_TRAIT = {
    "": "",
    "answering": "",
    "announced": "upcoming/",
    "closed": "",
    "summary": "past/",
    "archived": "past/",
    "cancelled": "past/",
}


def text_of(client, url: str) -> str:
    response = client.get(url)
    assert response.status_code == 200, url
    return response.content.decode()


def made(trait: str = "") -> Conference:
    conference = ConferenceFactory(**{trait: True} if trait else {})
    make_conference_pages(conference)
    return conference


@pytest.mark.parametrize("code", ORDER)
@pytest.mark.parametrize("trait", TAB_OF_TRAIT)
def test_each_phase_has_its_tab(client, trait: str, code: str) -> None:
    conference = made(trait)
    theme = conference.localized("theme", code)
    for tab in ("", "upcoming/", "past/"):
        shown = theme in text_of(client, f"/{code}/conferences/{tab}")
        assert shown == (tab == TAB_OF_TRAIT[trait]), tab


def test_unknown_tab_is_not_found(client) -> None:
    make_section(ConferencesIndexPage, "conferences")
    for path in ("nothing/", "active/", "past/nothing/"):
        assert client.get(f"/en/conferences/{path}").status_code == 404
    assert client.get("/en/conferences/?cursor=made-up").status_code == 404


def test_not_announced_is_nowhere(client) -> None:
    conference = made("planned")
    assert client.get(f"/en/conferences/{conference.key}/").status_code == 404
    for tab in ("", "upcoming/", "past/"):
        assert conference.theme_en not in text_of(client, f"/en/conferences/{tab}")
    page = conference.pages.get(face_language="en")
    assert page.make_preview_request(preview_mode="").status_code == 200


def test_unpublished_is_not_found_in_its_language_only(client) -> None:
    conference = made()
    conference.pages.get(face_language="en").unpublish()
    assert client.get(f"/en/conferences/{conference.key}/").status_code == 404
    assert client.get(f"/ru/conferences/{conference.key}/").status_code == 200


@pytest.mark.parametrize("code", ORDER)
def test_page_shows_words_speakers_and_dates(client, code: str) -> None:
    conference = made()
    speaker = SpeakerFactory(conference=conference)
    html = text_of(client, f"/{code}/conferences/{conference.key}/")
    assert f"Conference. {TEXT[code]}" in html
    assert f"Summary. {TEXT[code]}" in html
    assert speaker.localized("person", code) in html
    assert html.count('class="when"') == 6


@pytest.mark.parametrize(
    ("trait", "words"),
    [
        ("announced", "opens in"),
        ("", "closes for questions in"),
        ("answering", "answers promised in"),
        ("closed", "answers begin in"),
        ("summary", "questions were taken from"),
        ("cancelled", "There was an accident"),
    ],
)
def test_page_says_what_comes_next(client, trait: str, words: str) -> None:
    conference = made(trait)
    assert words in text_of(client, f"/en/conferences/{conference.key}/")


def test_cancelled_has_no_dates_after_it_was_cancelled(client) -> None:
    conference = made("cancelled")
    html = text_of(client, f"/en/conferences/{conference.key}/")
    assert "Answers promised by" not in html
    assert "Questions and answers" not in html


def test_open_conference_offers_no_dead_button(client) -> None:
    html = text_of(client, f"/en/conferences/{made().key}/").split("<main", 1)[1]
    main = html.split("</main>", 1)[0]
    assert "You can't ask here yet." in main
    assert "<button" not in main
    assert 'href="/en/blogs/"' in main


def test_questions_stand_by_votes_with_answers_in_place(client) -> None:
    conference = made()
    few = QuestionFactory(conference=conference, votes=1, words="Вопрос с одним голосом")
    many = QuestionFactory(conference=conference, votes=9, words="Вопрос с девятью голосами")
    answer = QuestionAnswerFactory(question=few, body="Ответ докладчика")
    html = text_of(client, f"/ru/conferences/{conference.key}/")
    assert html.index(many.public_texts.get().body) < html.index(few.public_texts.get().body)
    assert html.index(few.public_texts.get().body) < html.index(answer.body)
    assert answer.speaker.person_ru in html


def test_hidden_and_withdrawn_questions_stay_hidden(client) -> None:
    conference = made()
    QuestionFactory(conference=conference, hidden=True, words="Ждёт модератора")
    QuestionFactory(conference=conference, words="Снят с публикации", words__withdrawn_at=NOW)
    for url in (
        f"/ru/conferences/{conference.key}/",
        f"/api/v1/conferences/{conference.key}/questions",
    ):
        html = text_of(client, url)
        assert "Ждёт" not in html
        assert "Снят" not in html
    card = client.get(f"/api/v1/conferences/{conference.key}").json()
    assert card["questions"] == 0


def test_markup_in_a_question_is_text(client) -> None:
    conference = made()
    QuestionFactory(conference=conference, words="<script>alert(1)</script>")
    html = text_of(client, f"/ru/conferences/{conference.key}/")
    assert "<script>alert" not in html
    assert "&lt;script&gt;" in html


def test_one_page_a_language() -> None:
    conference = made()
    page = conference.pages.get(face_language="en")
    values = {"title": "Twin", "slug": "twin", "conference": conference, "locale": page.locale}
    with pytest.raises(ValidationError):
        page.get_parent().add_child(instance=ConferencePage(**values))
    other = made().pages.get(face_language=page.face_language)
    with pytest.raises(IntegrityError), transaction.atomic():
        ConferencePage.objects.filter(pk=other.pk).update(conference=conference)


def test_upcoming_stand_by_their_opening(client) -> None:
    later, sooner = made("announced"), made("announced")
    now = timezone.now()
    Conference.objects.filter(pk=sooner.pk).update(opens_at=now + timedelta(hours=3))
    Conference.objects.filter(pk=later.pk).update(opens_at=now + timedelta(hours=30))
    html = text_of(client, "/en/conferences/upcoming/")
    assert html.index(sooner.theme_en) < html.index(later.theme_en)
    assert "opens in 2 hours" in html
    assert "opens in 29 hours" in html


@pytest.mark.parametrize("path", ["/en/conferences/", "/api/v1/conferences", "page", "questions"])
def test_lists_cost_the_same_for_one_and_ten(
    client, path: str, django_assert_max_num_queries
) -> None:
    conference = made()
    url = {
        "page": f"/en/conferences/{conference.key}/",
        "questions": f"/api/v1/conferences/{conference.key}/questions",
    }.get(path, path)

    def cost() -> int:
        client.get(url)
        with django_assert_max_num_queries(60) as seen:
            assert client.get(url).status_code == 200
        return len(seen)

    def more() -> None:
        QuestionAnswerFactory(question=QuestionFactory(conference=conference))
        SpeakerFactory(conference=conference)

    more()
    few = cost()
    for _ in range(9):
        more()
        SpeakerFactory(conference=made())
    assert cost() == few


def test_api_filters_and_pages(client) -> None:
    open_now, upcoming = made(), made("announced")
    made("planned")
    listed = client.get("/api/v1/conferences").json()["items"]
    assert {item["key"] for item in listed} == {open_now.key, upcoming.key}
    narrowed = client.get(f"/api/v1/conferences?agency={open_now.agency.key}").json()["items"]
    assert [item["key"] for item in narrowed] == [open_now.key]
    tab = client.get("/api/v1/conferences?tab=upcoming", headers={"accept-language": "en"}).json()
    assert [item["theme"] for item in tab["items"]] == [upcoming.theme_en]
    assert tab["items"][0]["phase"] == "announced"
    first = client.get("/api/v1/conferences?limit=1").json()
    second = client.get(f"/api/v1/conferences?limit=1&cursor={first['next']}").json()
    assert {first["items"][0]["key"], second["items"][0]["key"]} == {open_now.key, upcoming.key}
    assert second["next"] is None


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/api/v1/conferences?tab=nothing", 422),
        ("/api/v1/conferences?limit=0", 422),
        ("/api/v1/conferences?cursor=made-up", 422),
        ("/api/v1/conferences/nothing", 404),
        ("/api/v1/conferences/nothing/questions", 404),
    ],
)
def test_api_says_problems(client, path: str, status: int) -> None:
    response = client.get(path)
    assert response.status_code == status
    assert response["Content-Type"].startswith("application/problem+json")


def test_conference_is_found_by_its_questions_once_announced(client) -> None:
    conference, planned = made(), made("planned")
    QuestionFactory(conference=conference, words="Где лежит снегоуборочная техника?")
    for row in (conference, planned):
        for page in row.pages.all():
            page.save_revision().publish()
    found = search(query="снегоуборочную технику", page_language="ru").rows
    assert [row.url for row in found] == [f"/ru/conferences/{conference.key}/"]
    assert search(query=planned.theme_ru, kinds=["conference"]).rows == []
