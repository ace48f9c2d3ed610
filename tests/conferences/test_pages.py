"""Conferences as visitors see them, in each language."""

import re
from datetime import timedelta

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone, translation

import pytest

from conferences.models import Conference, ConferencePage, ConferencesIndexPage
from core.localized import ORDER
from search.selectors import search
from tests.factories.agencies import AgencyFactory
from tests.factories.conferences import (
    CommentFactory,
    ConferenceDocumentFactory,
    ConferenceFactory,
    QuestionAnswerFactory,
    QuestionFactory,
    SpeakerFactory,
    make_conference_pages,
)
from tests.factories.executives import TEXT, make_section
from tests.factories.people import make_citizen, make_staff

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


def main_of(client, url: str) -> str:
    return text_of(client, url).split("<main", 1)[1].split("</main>", 1)[0]


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
    assert speaker.localized("person", code) in html
    assert html.count('class="when"') == 6


@pytest.mark.parametrize("trait", ["", "answering", "cancelled", "summary", "archived"])
def test_summary_is_there_once_it_is_published(client, trait: str) -> None:
    conference = made(trait)
    html = text_of(client, f"/en/conferences/{conference.key}/")
    published = conference.summary_published_at is not None
    assert (f"Summary. {TEXT['en']}" in html) == published


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


def test_open_conference_offers_the_form_and_nothing_to_post_to_visitors(client) -> None:
    conference = made()
    QuestionFactory(conference=conference)
    main = main_of(client, f"/en/conferences/{conference.key}/")
    assert f'href="/en/conferences/{conference.key}/ask/"' in main
    assert "<form" not in main
    assert "csrfmiddlewaretoken" not in main


@pytest.mark.parametrize("trait", ["announced", "closed", "answering", "archived", "cancelled"])
def test_ask_is_offered_in_no_other_phase(client, trait: str) -> None:
    conference = made(trait)
    assert "/ask/" not in main_of(client, f"/en/conferences/{conference.key}/")


def test_questions_stand_by_votes_with_answers_in_place(client) -> None:
    conference = made()
    few = QuestionFactory(conference=conference, votes=1, words="Вопрос с одним голосом")
    many = QuestionFactory(conference=conference, votes=9, words="Вопрос с девятью голосами")
    answer = QuestionAnswerFactory(question=few, body="Ответ докладчика")
    html = text_of(client, f"/ru/conferences/{conference.key}/")
    assert html.index(many.public_texts.get().body) < html.index(few.public_texts.get().body)
    assert html.index(few.public_texts.get().body) < html.index(answer.body)
    assert answer.speaker.person_ru in html


def order_of(client, conference: Conference, order: str) -> list[int]:
    html = text_of(client, f"/en/conferences/{conference.key}/?order={order}")
    return [int(number) for number in re.findall(r'data-question="(\d+)"', html)]


def test_orders_of_questions(client) -> None:
    conference = made()
    for votes in (5, 9, 1):
        QuestionFactory(conference=conference, votes=votes)
    QuestionAnswerFactory(question=conference.questions.get(votes=1))
    assert order_of(client, conference, "votes") == [2, 1, 3]
    assert order_of(client, conference, "newest") == [3, 2, 1]
    assert order_of(client, conference, "answered") == [3, 2, 1]


@pytest.mark.parametrize("order", ["votes", "newest", "answered"])
def test_orders_page_through_each_question_once(client, order: str) -> None:
    conference = made()
    for number in range(23):
        question = QuestionFactory(conference=conference, votes=number % 3)
        if number % 2:
            QuestionAnswerFactory(question=question)
    url, seen = f"?order={order}", []
    while url:
        html = text_of(client, f"/en/conferences/{conference.key}/{url}")
        seen += [int(number) for number in re.findall(r'data-question="(\d+)"', html)]
        further = re.search(r'href="([^"]*)" rel="next"', html)
        url = further[1].replace("&amp;", "&") if further else ""
    assert sorted(seen) == list(range(1, 24))


def test_made_up_order_is_not_found(client) -> None:
    assert client.get(f"/en/conferences/{made().key}/?order=nothing").status_code == 404


def test_a_time_mark_leads_into_the_recording(client) -> None:
    conference = made("answering")
    question = QuestionFactory(conference=conference)
    QuestionAnswerFactory(question=question, time_mark=3723)
    url = f"/en/conferences/{conference.key}/"
    assert "In the hall at 1:02:03" in text_of(client, url)
    recorded = "https://www.youtube.com/watch?v=abcdefghijk"
    Conference.objects.filter(pk=conference.pk).update(recording_url=recorded)
    html = text_of(client, url)
    assert 'href="https://www.youtube.com/watch?v=abcdefghijk&amp;t=3723"' in html


def test_a_speaker_who_left_is_marked(client) -> None:
    conference = made("answering")
    speaker = SpeakerFactory(conference=conference, left_at=NOW)
    stays = SpeakerFactory(conference=conference)
    QuestionAnswerFactory(question=QuestionFactory(conference=conference), speaker=speaker)
    html = text_of(client, f"/en/conferences/{conference.key}/")
    assert html.count("takes part no more since") == 1
    assert stays.person_en in html
    assert f"<strong>{speaker.person_en}</strong>" in html


def test_late_promises_are_marked_in_public(client) -> None:
    conference = made("answering")
    late, kept = (QuestionFactory(conference=conference, votes=n) for n in (3, 2))
    QuestionAnswerFactory(question=kept)
    url = f"/en/conferences/{conference.key}/"
    assert "a written answer by" in text_of(client, url)
    assert "late: an answer was promised by" not in text_of(client, url)
    past = timezone.now() - timedelta(minutes=5)
    Conference.objects.filter(pk=conference.pk).update(
        closes_at=past, answers_from_at=past, answers_due_at=past
    )
    html = text_of(client, url)
    assert html.count("late: an answer was promised by") == 1
    assert html.index("late: an answer") < html.index(f'id="question-{kept.number}"')


@pytest.mark.parametrize(
    ("kind", "links"),
    [
        (None, []),
        ("auditor", []),
        ("moderator", ["console", "stage"]),
        ("clerk", ["console", "speaker", "stage"]),
        ("elsewhere", []),
    ],
)
def test_those_who_hold_it_find_their_desks(client, kind: str | None, links: list[str]) -> None:
    conference = made("answering")
    person = make_citizen()
    if kind == "elsewhere":
        person = make_staff("clerk", AgencyFactory())
    elif kind:
        person = make_staff(kind, conference.agency if kind == "clerk" else None)
    client.force_login(person)
    html = text_of(client, f"/en/conferences/{conference.key}/")
    translation.activate("en")
    paths = {
        "console": f"/cms/conferences/{conference.key}/console/",
        "speaker": reverse("conference_speaker", args=[conference.key]),
        "stage": reverse("conference_stage", args=[conference.key]),
    }
    assert [name for name, path in paths.items() if f'href="{path}"' in html] == links


@pytest.mark.parametrize(("trait", "shown"), [("answering", True), ("summary", False)])
def test_places_in_the_hall_show_while_it_is_at_work(client, trait: str, shown: bool) -> None:
    conference = made(trait)
    QuestionFactory(conference=conference, place="now")
    html = text_of(client, f"/en/conferences/{conference.key}/")
    assert ("question--now" in html) == shown
    assert (">Being answered now</span>" in html) == shown


def test_documents_show_kind_and_size(client) -> None:
    conference = made()
    document = ConferenceDocumentFactory(conference=conference, title_en="Draft law")
    html = text_of(client, f"/en/conferences/{conference.key}/")
    assert "Draft law" in html
    assert document.document.url in html
    assert "TXT, 5" in html


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


@pytest.mark.parametrize(
    ("path", "who"),
    [
        ("/en/conferences/", "visitor"),
        ("/api/v1/conferences", "visitor"),
        ("questions", "visitor"),
        ("page", "visitor"),
        ("page", "citizen"),
    ],
)
def test_lists_cost_the_same_for_one_and_twenty(
    client, path: str, who: str, django_assert_max_num_queries
) -> None:
    conference = made()
    url = {
        "page": f"/en/conferences/{conference.key}/",
        "questions": f"/api/v1/conferences/{conference.key}/questions",
    }.get(path, path)

    if who == "citizen":
        client.force_login(make_citizen())

    def cost() -> int:
        client.get(url)
        with django_assert_max_num_queries(60) as seen:
            assert client.get(url).status_code == 200
        return len(seen)

    def more() -> None:
        question = QuestionFactory(conference=conference)
        QuestionAnswerFactory(question=question)
        CommentFactory(question=question)
        SpeakerFactory(conference=conference)

    more()
    few = cost()
    for _ in range(19):
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
    conference, planned = made(), ConferenceFactory(planned=True, theme_ru="Ледокольный флот")
    make_conference_pages(planned)
    QuestionFactory(conference=conference, words="Где лежит снегоуборочная техника?")
    for row in (conference, planned):
        for page in row.pages.all():
            page.save_revision().publish()
    found = search(query="снегоуборочную технику", page_language="ru").rows
    assert [row.url for row in found] == [f"/ru/conferences/{conference.key}/"]
    assert search(query=planned.theme_ru, kinds=["conference"]).rows == []
