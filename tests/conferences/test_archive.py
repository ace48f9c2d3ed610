"""Past conferences by words and filters."""

from datetime import datetime, timedelta
from typing import Any
from urllib.parse import quote

from django.utils import timezone

import pytest

from conferences.models import Conference
from conferences.states import QuestionState
from search.selectors import search
from tests.factories.agencies import AgencyFactory
from tests.factories.conferences import (
    DAY,
    ConferenceFactory,
    QuestionAnswerFactory,
    QuestionFactory,
    make_conference_pages,
)
from tests.factories.executives import paragraph

pytestmark = pytest.mark.django_db
PAST = "/en/conferences/past/"


def made(trait: str = "summary", **values: Any) -> Conference:
    conference = ConferenceFactory(**({trait: True} if trait else {}), **values)
    make_conference_pages(conference)
    return conference


def published(conference: Conference) -> Conference:
    for page in conference.pages.all():
        page.save_revision().publish()
    return conference


def shown(client, query: str = "", status: int = 200) -> set[str]:
    """Themes on the page."""
    response = client.get(f"{PAST}?{query}")
    assert response.status_code == status
    html = response.content.decode()
    return {row.theme_en for row in Conference.objects.all() if f">{row.theme_en}</a>" in html}


def in_year(year: int, **values: Any) -> Conference:
    start = timezone.make_aware(datetime(year, 3, 1, 9))
    summed = start + timedelta(days=14)
    return made("", announced_at=start, summary_published_at=summed, **values)


def test_words_are_found_in_theme_questions_and_answers(client) -> None:
    road, school = made(theme_en="Roads in winter"), made(theme_en="Schools")
    question = QuestionFactory(conference=school, words="Где лежит снегоуборочная техника?")
    QuestionAnswerFactory(question=question, body="Во дворе акимата.")
    published(road), published(school)
    assert shown(client, "q=road") == {"Roads in winter"}
    assert shown(client, f"q={quote('снегоуборочной')}") == {"Schools"}
    assert shown(client, f"q={quote('дворы акимата')}") == {"Schools"}
    assert shown(client, "q=") == {"Roads in winter", "Schools"}


def test_hidden_words_find_nothing(client) -> None:
    conference = made()
    QuestionFactory(conference=conference, hidden=True, words="Ждёт модератора трамвай")
    published(conference)
    assert shown(client, f"q={quote('трамвай')}") == set()


def test_agency_year_and_answers_narrow_together(client) -> None:
    agency = AgencyFactory()
    old, new = in_year(2021, agency=agency), in_year(2023, agency=agency)
    other = in_year(2023)
    QuestionAnswerFactory(question=QuestionFactory(conference=new))
    QuestionAnswerFactory(question=QuestionFactory(conference=other))
    assert shown(client, f"agency={agency.key}") == {old.theme_en, new.theme_en}
    assert shown(client, "year=2023") == {new.theme_en, other.theme_en}
    assert shown(client, "answered=on") == {new.theme_en, other.theme_en}
    assert shown(client, f"agency={agency.key}&year=2023&answered=on") == {new.theme_en}
    assert shown(client, f"agency={agency.key}&year=2021&answered=on") == set()


def test_a_withdrawn_or_hidden_answer_is_none(client) -> None:
    withdrawn, hidden = made(), made()
    QuestionAnswerFactory(
        question=QuestionFactory(conference=withdrawn), withdrawn_at=timezone.now()
    )
    QuestionAnswerFactory(question=QuestionFactory(conference=hidden, hidden=True))
    assert shown(client, "answered=on") == set()


def test_only_what_is_past(client) -> None:
    going_on, upcoming, planned = made(""), made("announced"), made("planned")
    cancelled = made("cancelled")
    for conference in (going_on, upcoming, planned, cancelled):
        published(conference)
    assert shown(client) == {cancelled.theme_en}
    assert shown(client, "q=theme") == {cancelled.theme_en}


@pytest.mark.parametrize("query", ["agency=nothing", "year=1900", "year=abc", f"q={'a' * 201}"])
def test_a_value_nobody_offers_is_said_and_narrows_nothing(client, query: str) -> None:
    conference = made()
    assert shown(client, query, status=422) == {conference.theme_en}


@pytest.mark.parametrize("query", ["cursor=made-up", f"cursor={'a' * 5000}"])
def test_a_made_up_cursor_is_no_address(client, query: str) -> None:
    made()
    assert client.get(f"{PAST}?{query}").status_code == 404


def test_an_empty_result_says_what_to_try(client) -> None:
    made()
    html = client.get(f"{PAST}?q=unheard").content.decode()
    assert "Take a filter away or try other words." in html
    assert 'class="tag"' in html


def test_without_past_conferences_there_is_nothing_to_search(client) -> None:
    made("")
    html = client.get(PAST).content.decode()
    assert "No conference is over yet" in html
    assert "Search and filters" not in html


@pytest.mark.parametrize("tab", ["", "upcoming/"])
def test_other_tabs_have_no_filters(client, tab: str) -> None:
    made(""), made("announced"), made()
    html = client.get(f"/en/conferences/{tab}?q=unheard&year=1900").content.decode()
    assert "Search and filters" not in html
    assert "<article" in html


def test_pages_keep_the_filters(client) -> None:
    agency = AgencyFactory()
    for days in range(25):
        made(agency=agency, announced_at=timezone.now() - (20 + days) * DAY)
    other = made()
    html = client.get(f"{PAST}?agency={agency.key}").content.decode()
    assert "25 conferences" in html
    older = html.split('rel="next"')[0].rsplit('href="', 1)[1].split('"')[0].replace("&amp;", "&")
    assert f"agency={agency.key}" in older
    second = client.get(f"{PAST}{older}").content.decode()
    assert second.count("<article") == 5
    assert f">{other.theme_en}</a>" not in second


def test_tags_take_one_filter_away(client) -> None:
    conference = in_year(2021)
    html = client.get(f"{PAST}?year=2021&q=theme").content.decode()
    assert 'href="?q=theme"' in html
    assert 'href="?year=2021"' in html
    assert conference.theme_en not in html  # nothing was indexed: the words find nothing


def test_the_same_cost_for_one_and_ten(client, django_assert_max_num_queries) -> None:
    def cost() -> int:
        client.get(f"{PAST}?answered=on")
        with django_assert_max_num_queries(40) as seen:
            assert client.get(f"{PAST}?answered=on").status_code == 200
        return len(seen)

    QuestionAnswerFactory(question=QuestionFactory(conference=made()))
    few = cost()
    for _ in range(9):
        QuestionAnswerFactory(question=QuestionFactory(conference=made()))
    assert cost() == few


def test_the_list_names_its_feed_and_calendar(client) -> None:
    made("")
    html = client.get("/en/conferences/").content.decode()
    assert 'type="application/atom+xml"' in html
    assert 'href="/en/conferences/coming.ics"' in html


@pytest.mark.parametrize("verb", ["answer", "take down", "withdraw answer"])
def test_the_index_follows_what_is_public(django_capture_on_commit_callbacks, verb: str) -> None:
    conference = made()
    question = QuestionFactory(conference=conference, words="Где лежит снегоуборочная техника?")
    answer = QuestionAnswerFactory(question=question, body="Во дворе акимата.")
    published(conference)

    def found(words: str) -> bool:
        return bool(search(query=words, kinds=["conference"]).rows)

    assert found("снегоуборочная")
    assert found("дворе акимата")
    with django_capture_on_commit_callbacks(execute=True):
        if verb == "answer":
            QuestionAnswerFactory(question=question, body="Теперь в гараже.")
            QuestionAnswerFactory(question=question, body="И на складе.")
        elif verb == "take down":
            question.state = QuestionState.WITHDRAWN
            question.save(update_fields=["state", "changed_at"])
        else:
            answer.withdrawn_at = timezone.now()
            answer.save()
    assert found("снегоуборочная") == (verb != "take down")
    assert found("дворе акимата") == (verb == "answer")
    assert found("гараж") == (verb == "answer")


@pytest.mark.parametrize("field", ["votes", "comments", "place"])
def test_votes_and_places_leave_the_index_alone(
    django_capture_on_commit_callbacks, field: str
) -> None:
    question = QuestionFactory(conference=made())
    with django_capture_on_commit_callbacks() as callbacks:
        question.save(update_fields=[field, "changed_at"])
        QuestionFactory(conference=question.conference, hidden=True)
    assert callbacks == []


def test_the_summary_is_found_once_it_is_published() -> None:
    """Editors write it on a live page before its day: the search knows nothing of it till then."""
    conference = made("answering")
    page = conference.pages.get(face_language="en")
    page.summary = paragraph("The tunnel is cancelled")
    page.save_revision().publish()
    assert search(query="tunnel", kinds=["conference"]).rows == []
    conference.summary_published_at = timezone.now()
    conference.save()
    assert len(search(query="tunnel", kinds=["conference"]).rows) == 1


def test_a_cancelled_conference_is_found_without_its_questions() -> None:
    conference = made("")
    QuestionFactory(conference=conference, words="Где лежит снегоуборочная техника?")
    published(conference)
    conference.cancelled_at, conference.cancel_reason_kk = timezone.now(), "Апат"
    conference.save()
    assert search(query="снегоуборочная", kinds=["conference"]).rows == []
    assert search(query=conference.theme_en, kinds=["conference"]).rows
