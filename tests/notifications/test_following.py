"""Following: what may be followed, by whom, and the button's post."""

from typing import Any
from uuid import uuid4

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

import pytest

from accounts.models import User
from accounts.readers import reader_for
from core.audience import Reader
from core.errors import Refused
from ledger.models import Event
from notifications.models import Followed, Pace, Subscription
from notifications.selectors import follow_view, subscriptions_of
from notifications.services import follow, pace_set, unfollow
from notifications.services.following import MOST
from tests.factories.agencies import OfficeFactory, TopicFactory
from tests.factories.conferences import ConferenceFactory, make_conference_pages
from tests.factories.executives import make_executive_pages
from tests.factories.notifications import SubscriptionFactory
from tests.factories.people import make_citizen
from tests.factories.surveys import SurveyFactory, make_survey_pages

pytestmark = pytest.mark.django_db
POST = "/en/notices/follow/"


@pytest.fixture
def person() -> User:
    return make_citizen()


@pytest.fixture
def browser(person: User) -> Client:
    client = Client(headers={"accept-language": "en"})
    client.force_login(person)
    return client


def begin(user: User, kind: str, key: str = "", **more: Any) -> Subscription:
    return follow(user=user, kind=kind, key=key, language="ru", **more)


def followed(user: User) -> set[tuple[str, str]]:
    return set(Subscription.objects.filter(user=user).values_list("kind", "key"))


def everything() -> dict[str, str]:
    """One public thing of each kind that has a key of its own."""
    survey, conference = SurveyFactory(), ConferenceFactory()
    make_survey_pages(survey)
    make_conference_pages(conference)
    office = OfficeFactory()
    make_executive_pages(office)
    return {
        Followed.SURVEY: survey.key,
        Followed.CONFERENCE: conference.key,
        Followed.OFFICE: office.key,
        Followed.AGENCY: office.agency.key,
        Followed.TOPIC: TopicFactory().key,
    }


# What may be followed


def test_everything_public_can_be_followed(person: User) -> None:
    things = {**everything(), Followed.SURVEYS: "", Followed.CONFERENCES: ""}
    for kind, key in things.items():
        begin(person, kind, key)
    begin(person, Followed.SEARCH, "  Көпір   ЖӨНДЕУ ")
    rows = Subscription.objects.filter(user=person)
    assert {(row.kind, row.said) for row in rows} == {
        *things.items(),
        (Followed.SEARCH, "көпір жөндеу"),
    }


def test_what_somebody_looks_for_lies_nowhere_in_clear(person: User) -> None:
    begin(person, Followed.SEARCH, "тайна слова")
    begin(make_citizen(), Followed.SEARCH, "тайна слова")
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM notifications_subscription")
        rows = cursor.fetchall()
    assert len(rows) == 2
    for value in (value for row in rows for value in row):
        assert "тайна" not in (bytes(value).decode() if isinstance(value, bytes) else str(value))
    keys = Subscription.objects.values_list("key", flat=True).distinct()
    assert len(keys) == 2, "nobody sees who looks for the same"
    assert {row.named for row in subscriptions_of(person)} == {"тайна слова"}


def test_names_and_ways_of_what_is_followed(person: User) -> None:
    things = everything()
    for kind, key in things.items():
        begin(person, kind, key)
    rows = {row.kind: row for row in subscriptions_of(person)}
    assert all(row.named for row in rows.values())
    assert rows["survey"].url.endswith(f"/surveys/{things['survey']}/")
    client = Client()
    for row in rows.values():
        answer = client.get(row.url)
        assert answer.status_code == 200, row.url


@pytest.mark.parametrize("kind", ["survey", "conference", "office", "agency", "topic"])
def test_what_does_not_exist_cannot_be_followed(person: User, kind: str) -> None:
    with pytest.raises(Refused) as refused:
        begin(person, kind, "nothing")
    assert refused.value.code == "gone"
    assert followed(person) == set()


@pytest.mark.parametrize("kind", ["", "user", "appeal", "SURVEY", "survey\x00"])
def test_unknown_kinds(person: User, kind: str) -> None:
    with pytest.raises(Refused) as refused:
        begin(person, kind, "x")
    assert refused.value.code == "gone"


@pytest.mark.parametrize(("kind", "key"), [("surveys", "x"), ("conferences", "x"), ("survey", "")])
def test_keys_that_do_not_fit(person: User, kind: str, key: str) -> None:
    with pytest.raises(Refused) as refused:
        begin(person, kind, key)
    assert refused.value.code == "gone"


@pytest.mark.parametrize("traits", [{"draft": True}, {"review": True}])
def test_survey_that_is_not_public(person: User, traits: dict[str, bool]) -> None:
    survey = SurveyFactory(**traits)
    make_survey_pages(survey)
    with pytest.raises(Refused):
        begin(person, Followed.SURVEY, survey.key)


def test_survey_whose_pages_are_drafts(person: User) -> None:
    survey = SurveyFactory()
    for page in make_survey_pages(survey).values():
        page.unpublish()
    with pytest.raises(Refused):
        begin(person, Followed.SURVEY, survey.key)


def test_conference_before_it_is_announced(person: User) -> None:
    conference = ConferenceFactory(planned=True)
    make_conference_pages(conference)
    with pytest.raises(Refused):
        begin(person, Followed.CONFERENCE, conference.key)


@pytest.mark.parametrize("words", ["", " ", "а", "x" * 101, "\x00"])
def test_searches_of_too_few_or_too_many_letters(person: User, words: str) -> None:
    with pytest.raises(Refused) as refused:
        begin(person, Followed.SEARCH, words)
    assert refused.value.code == "words"


def test_there_is_a_limit(person: User) -> None:
    Subscription.objects.bulk_create(
        SubscriptionFactory.build(of_search=True, user=person, words=f"word {number}")
        for number in range(MOST)
    )
    with pytest.raises(Refused) as refused:
        begin(person, Followed.SURVEYS)
    assert refused.value.code == "many"
    begin(person, Followed.SEARCH, "word 1", pace=Pace.DAILY)  # what is followed may be changed
    begin(make_citizen(), Followed.SURVEYS)  # others have a limit of their own


def test_following_twice_is_one_subscription(person: User) -> None:
    first = begin(person, Followed.SURVEYS)
    again = begin(person, Followed.SURVEYS, pace=Pace.WEEKLY)
    assert (again.pk, again.pace) == (first.pk, Pace.WEEKLY)
    assert Event.objects.filter(verb="subscription.begin").count() == 1


@pytest.mark.parametrize("pace", ["", "hourly", "ONCE", None])
def test_paces_that_are_not_offered(person: User, pace: Any) -> None:
    with pytest.raises(Refused) as refused:
        begin(person, Followed.SURVEYS, pace=pace)
    assert refused.value.code == "pace"
    assert followed(person) == set()


def test_event_holds_no_words_of_a_search(person: User) -> None:
    begin(person, Followed.SEARCH, "тайна слова")
    event = Event.objects.get(verb="subscription.begin")
    assert "тайна" not in str(event.data)


# Somebody else's


def test_only_ones_own_can_be_changed_or_let_go(person: User) -> None:
    others = SubscriptionFactory(pace=Pace.ONCE)
    unfollow(user=person, public_id=others.public_id)
    pace_set(user=person, public_id=others.public_id, pace=Pace.WEEKLY)
    others.refresh_from_db()
    assert others.pace == Pace.ONCE


def test_posts_on_somebody_elses(browser: Client) -> None:
    others = SubscriptionFactory(pace=Pace.ONCE)
    for action in ("unfollow", "pace"):
        browser.post(POST, {"action": action, "id": others.public_id, "pace": "weekly"})
    others.refresh_from_db()
    assert others.pace == Pace.ONCE


def test_somebody_elses_search_is_not_opened(browser: Client, person: User) -> None:
    own = SubscriptionFactory(of_search=True, user=person, words="құпия іздеу")
    others = SubscriptionFactory(of_search=True)
    answer = browser.get(f"/en/notices/searches/{own.public_id}/")
    assert answer.status_code == 302
    assert answer["Location"].startswith("/en/search/?q=")
    assert browser.get(f"/en/notices/searches/{others.public_id}/").status_code == 404
    assert Client().get(f"/en/notices/searches/{own.public_id}/").status_code == 302


# The button's post


def test_post_follows_and_goes_back_where_it_was_pressed(browser: Client, person: User) -> None:
    back = "/en/surveys/?phase=open"
    answer = browser.post(POST, {"kind": "surveys", "key": "", "next": back})
    assert (answer.status_code, answer["Location"]) == (302, back)
    row = Subscription.objects.get(user=person)
    assert (row.kind, row.language, row.pace) == ("surveys", "en", "once")
    answer = browser.post(POST, {"action": "unfollow", "id": row.public_id, "next": back})
    assert answer["Location"] == back
    assert followed(person) == set()


def test_letting_go_twice_does_no_harm(browser: Client, person: User) -> None:
    row = SubscriptionFactory(user=person)
    for _ in range(2):
        answer = browser.post(POST, {"action": "unfollow", "id": row.public_id})
        assert answer.status_code == 302


@pytest.mark.parametrize(
    "wanted",
    [
        "https://evil.example/",
        "//evil.example/",
        "\\\\evil.example",
        "/\\evil.example",
        "javascript:alert(1)",
        "http:evil.example",
        "",
        "\x00",
    ],
)
def test_post_never_leads_to_another_site(browser: Client, wanted: str) -> None:
    answer = browser.post(POST, {"kind": "surveys", "key": "", "next": wanted})
    assert answer.status_code == 302
    assert answer["Location"] == "/en/account/following/"


def test_refused_post_says_why_and_goes_back(browser: Client, person: User) -> None:
    answer = browser.post(
        POST, {"kind": "survey", "key": "nothing", "next": "/en/surveys/"}, follow=False
    )
    assert answer["Location"] == "/en/surveys/"
    said = [str(message) for message in answer.wsgi_request._messages]
    assert said == ["This can't be followed, or not any more."]
    assert followed(person) == set()


@pytest.mark.parametrize(
    "fields",
    [
        {},
        {"kind": "survey", "key": "\x00"},
        {"kind": "\x00", "key": ""},
        {"kind": "survey", "key": "я" * 5000},
        {"kind": "search", "key": "x" * 5000},
        {"kind": "surveys", "key": "", "pace": "hourly"},
        {"action": "burn"},
    ],
)
def test_posts_that_make_no_sense(browser: Client, person: User, fields: dict[str, str]) -> None:
    assert browser.post(POST, fields).status_code == 302
    assert followed(person) == set()


@pytest.mark.parametrize("name", ["", "x", "1", "\x00", "0" * 40])
@pytest.mark.parametrize("action", ["unfollow", "pace"])
def test_posts_with_no_subscription_of_this_name(browser: Client, name: str, action: str) -> None:
    answer = browser.post(POST, {"action": action, "id": name, "pace": "daily"})
    assert answer.status_code == 404


def test_unknown_subscription(browser: Client) -> None:
    answer = browser.post(POST, {"action": "unfollow", "id": str(uuid4())})
    assert answer.status_code == 302


def test_only_posts_of_people_signed_in_with_a_token(person: User) -> None:
    visitor = Client()
    assert visitor.post(POST, {"kind": "surveys"}).status_code == 302
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(person)
    assert strict.post(POST, {"kind": "surveys"}).status_code == 403
    signed_in = Client()
    signed_in.force_login(person)
    assert signed_in.get(POST).status_code == 405
    assert Subscription.objects.count() == 0


# Reading


def test_button_of_a_visitor_asks_nothing_of_the_database(django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(0):
        view = follow_view(Reader(), Followed.SURVEYS, "")
    assert view is not None
    assert (view.signed_in, view.following) == (False, False)


def test_button_knows_what_this_person_follows(person: User) -> None:
    SubscriptionFactory(kind=Followed.SURVEYS)
    view = follow_view(reader_for(person), Followed.SURVEYS, "")
    assert view is not None
    assert not view.following
    mine = SubscriptionFactory(user=person, kind=Followed.SURVEYS)
    view = follow_view(reader_for(person), Followed.SURVEYS, "")
    assert view is not None
    assert view.public_id == mine.public_id


def test_no_button_for_what_cannot_be_followed(person: User) -> None:
    assert follow_view(reader_for(person), "user", "x") is None


def test_what_was_unpublished_has_no_name_in_the_list(person: User) -> None:
    survey = SurveyFactory()
    pages = make_survey_pages(survey)
    begin(person, Followed.SURVEY, survey.key)
    title = survey.title_en
    for page in pages.values():
        page.unpublish()
    (row,) = subscriptions_of(person)
    assert (row.named, row.url) == ("", "")
    client = Client()
    client.force_login(person)
    html = client.get("/en/account/following/").content.decode()
    assert title not in html
    assert "Not public any more" in html


def test_list_asks_the_same_however_much_is_followed(person: User) -> None:
    def asked() -> int:
        with CaptureQueriesContext(
            connection,
        ) as queries:
            subscriptions_of(person)
        return len(queries)

    def more(number: int) -> None:
        for _ in range(number):
            survey = SurveyFactory()
            make_survey_pages(survey)
            begin(person, Followed.SURVEY, survey.key)

    more(1)
    subscriptions_of(person)
    one = asked()
    more(4)
    assert asked() == one
