"""The button "Follow" on pages: for people signed in; visitors read the same page, all of them."""

import re
from collections.abc import Callable
from typing import Any

from django.test import Client

import pytest

from accounts.models import User
from notifications.models import Subscription
from tests.factories.agencies import OfficeFactory, TopicFactory
from tests.factories.conferences import ConferenceFactory, make_conference_pages
from tests.factories.executives import make_executive_pages
from tests.factories.people import make_citizen
from tests.factories.surveys import SurveyFactory, make_survey_pages

pytestmark = pytest.mark.django_db
# How far a page that follows a conference has read; the same for all within a moment.
MOMENT = re.compile(r'data-since="\d+"')
Place = Callable[[], tuple[str, str, str]]


def a_survey() -> tuple[str, str, str]:
    survey = SurveyFactory()
    make_survey_pages(survey)
    return f"/en/surveys/{survey.key}/", "survey", survey.key


def all_surveys() -> tuple[str, str, str]:
    make_survey_pages()
    return "/en/surveys/", "surveys", ""


def a_conference() -> tuple[str, str, str]:
    conference = ConferenceFactory()
    make_conference_pages(conference)
    return f"/en/conferences/{conference.key}/", "conference", conference.key


def all_conferences() -> tuple[str, str, str]:
    make_conference_pages()
    return "/en/conferences/", "conferences", ""


def a_blog() -> tuple[str, str, str]:
    office = OfficeFactory()
    pages = make_executive_pages(office)
    return pages["en"].url, "office", office.key


def an_agency() -> tuple[str, str, str]:
    office = OfficeFactory()
    make_executive_pages(office)
    return f"/en/blogs/{office.agency.key}/", "agency", office.agency.key


def a_topic() -> tuple[str, str, str]:
    topic = TopicFactory()
    return f"/en/applications/?topic={topic.key}", "topic", topic.key


def a_search() -> tuple[str, str, str]:
    return "/en/search/?q=bridge+repair", "search", "bridge repair"


PLACES = [
    a_survey,
    all_surveys,
    a_conference,
    all_conferences,
    a_blog,
    an_agency,
    a_topic,
    a_search,
]


def hidden(html: str, action: str) -> dict[str, str]:
    """What the button's form sends."""
    for form in re.findall(r'<form[^>]*action="/en/notices/follow/".*?</form>', html, re.DOTALL):
        fields = dict(re.findall(r'name="(\w+)" value="([^"]*)"', form))
        if fields.get("action", "follow") == action:
            return fields
    raise AssertionError(f"no form to {action}")


@pytest.mark.parametrize("place", PLACES)
def test_button_follows_and_lets_go_and_comes_back(place: Place) -> None:
    url, kind, key = place()
    person = make_citizen()
    client = Client()
    client.force_login(person)
    begin = hidden(client.get(url).content.decode(), "follow")
    assert (begin["kind"], begin["key"]) == (kind, key)
    answer = client.post("/en/notices/follow/", begin)
    assert answer["Location"] == url
    row = Subscription.objects.get(user=person)
    assert (row.kind, row.said) == (kind, key)
    html = client.get(url).content.decode()
    assert "You follow it now" in html
    end = hidden(html, "unfollow")
    assert client.post("/en/notices/follow/", end)["Location"] == url
    assert not Subscription.objects.exists()


@pytest.mark.parametrize("place", PLACES)
def test_visitors_get_a_way_to_sign_in_that_is_the_same_for_all(place: Place) -> None:
    url, _kind, _key = place()
    first, second = Client().get(url), Client().get(url)
    html, again = (MOMENT.sub("", page.content.decode()) for page in (first, second))
    assert html == again
    assert "csrfmiddlewaretoken" not in html
    assert "/notices/follow/" not in html
    assert re.search(r'href="/accounts/[^"]*\?next=/en/[^"]*"', html)
    assert not first.cookies


@pytest.mark.parametrize("words", ["", "x", "x" * 150])
def test_no_button_for_a_search_that_cannot_be_followed(words: str) -> None:
    client = Client()
    client.force_login(make_citizen())
    assert "notices/follow" not in client.get("/en/search/", {"q": words}).content.decode()


@pytest.mark.parametrize("words", ['"><script>alert(1)</script>', "a&b=c", "көпір жөндеу"])
def test_words_of_a_search_stay_words(words: str) -> None:
    person: User = make_citizen()
    client = Client()
    client.force_login(person)
    html = client.get("/en/search/", {"q": words}).content.decode()
    assert "<script>alert" not in html
    answer: Any = client.get("/en/search/", {"q": words})
    view = [part for part in answer.context if "follow" in part][0]["follow"]
    assert view.key == words


@pytest.mark.parametrize("query", ["", "?topic=nothing", "?topic="])
def test_no_button_without_a_topic(query: str) -> None:
    TopicFactory(key="retired", is_active=False)
    client = Client()
    client.force_login(make_citizen())
    for asked in (query, "?topic=retired"):
        html = client.get(f"/en/applications/{asked}").content.decode()
        assert "notices/follow" not in html


def test_no_button_at_a_cancelled_conference() -> None:
    conference = ConferenceFactory(cancelled=True)
    make_conference_pages(conference)
    client = Client()
    client.force_login(make_citizen())
    html = client.get(f"/en/conferences/{conference.key}/").content.decode()
    assert "notices/follow" not in html
