"""A conference in a real browser: a citizen, a moderator, the stage and the speaker at once."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.test import Client
from django.utils import timezone
from django.utils.translation import gettext, override

from wagtail.users.models import UserProfile

import pytest
from playwright.sync_api import Page, expect

from accounts.models import User
from conferences.models import Conference, ConferenceQuestion
from conferences.recount import counted
from conferences.states import Place
from home.loading.site import site_prepare
from moderation.models import ModeratedText
from tests.browser.conftest import note_refused
from tests.factories.conferences import (
    ConferenceFactory,
    QuestionFactory,
    SpeakerFactory,
    make_conference_pages,
)
from tests.factories.moderation import admit, make_grounds
from tests.factories.people import make_citizen, make_staff

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
LANGUAGES = pytest.mark.parametrize("language", ["kk", "ru"])
WORDS = {
    "kk": "Өзен үстіндегі көпірді қашан ашасыздар? Балалар мектепке айналып барады.",
    "ru": "Когда откроют мост через реку? Дети ходят в школу в обход.",
}
ANSWER = {"kk": "Көпір көктемде ашылады.", "ru": "Мост откроют весной."}
# The page asks every five seconds; a loaded machine takes its time.
SOON = 40_000
Enter = Callable[..., Page]


@pytest.fixture
def hall(portal: Any) -> Conference:
    """A conference that is open now, with its pages and a speaker who can sign in."""
    site_prepare()
    make_grounds()
    now = timezone.now()
    row = ConferenceFactory(
        key="bridges",
        announced_at=now - timedelta(days=3),
        opens_at=now - timedelta(days=1),
        closes_at=now + timedelta(days=2),
    )
    make_conference_pages(row)
    SpeakerFactory(conference=row, user=make_citizen(surname="Сөйлеушина"))
    return row


@pytest.fixture
def enter(portal: Any, new_context: Any) -> Any:
    """`enter(user, language, path)`: a page as this person sees it; nobody: a visitor."""
    problems: list[str] = []

    def go(user: User | None, language: str, path: str, **traits: Any) -> Page:
        context = new_context(**traits)
        if user:
            UserProfile.objects.update_or_create(
                user=user, defaults={"preferred_language": language}
            )
            client = Client()
            client.force_login(user)
            cookie = client.cookies["sessionid"].value
            context.add_cookies([{"name": "sessionid", "value": cookie, "url": settings.SITE_URL}])
        page = context.new_page()
        page.on("pageerror", lambda error: problems.append(str(error)))
        page.on("console", lambda message: note_refused(message, problems))
        page.goto(path)
        return page

    yield go
    assert problems == []


def said(words: str, language: str) -> str:
    with override(language):
        return gettext(words)


def fits(page: Page) -> bool:
    return bool(page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"))


def ask(page: Page, language: str) -> None:
    """From the conference's page through the form to the end."""
    page.click('a[href$="/ask/"]')
    page.fill('textarea[name="text"]', WORDS[language])
    page.click('form[data-autosave] button[type="submit"], form[novalidate] button[type="submit"]')
    page.wait_for_url("**/ask/check/")
    assert WORDS[language] in page.inner_text("main")
    page.click('form[action$="/ask/check/"] button[type="submit"]')
    page.wait_for_url("**/questions/1/**")
    assert WORDS[language] in page.inner_text("main")


def approve(page: Page, language: str) -> None:
    """The one text that waits."""
    page.click(f'button:has-text("{said("Next free text", language)}")')
    page.wait_for_url("**/cms/moderation/*/")
    page.click('button[name="decision"][value="approve"]')
    page.wait_for_url("**/cms/moderation/")


def question_now() -> ConferenceQuestion:
    return ConferenceQuestion.objects.get(number=1)


@LANGUAGES
def test_citizen_moderator_stage_and_speaker_at_once(hall, enter, language):
    base = f"/{language}/conferences/{hall.key}/"
    author, voter = make_citizen(), make_citizen()
    moderator = admit(make_staff("moderator"))
    speaker = hall.speakers.get().user
    asker = enter(author, language, base)
    watcher = enter(None, language, base)
    stage = enter(None, language, f"{base}stage/")

    ask(asker, language)
    assert WORDS[language] not in watcher.inner_text("main")
    approve(enter(moderator, language, "/cms/moderation/"), language)
    assert not ModeratedText.objects.exists()

    # Nobody loads anything again.
    expect(stage.locator("main")).to_contain_text(WORDS[language], timeout=SOON)
    watcher.locator("[data-live-show]").click(timeout=SOON)
    expect(watcher.locator('[data-question="1"]')).to_contain_text(WORDS[language])

    other = enter(voter, language, base)
    other.click('[data-question="1"] form[data-vote] button')
    expect(other.locator('[data-question="1"] form[data-vote] button')).to_have_attribute(
        "aria-pressed", "true"
    )
    assert question_now().votes == 1
    expect(watcher.locator('[data-question="1"] [data-votes]')).to_have_text("1", timeout=SOON)

    console = enter(moderator, language, f"/cms/conferences/{hall.key}/console/")
    console.click("#q-1-now")
    expect(stage.locator(".stage-now")).to_contain_text(WORDS[language], timeout=SOON)
    assert question_now().place == Place.NOW

    desk = enter(speaker, language, f"{base}speaker/1/")
    desk.fill("main textarea", ANSWER[language])
    desk.click("main form:has(textarea) button[type='submit']")
    desk.wait_for_url("**/speaker/")
    watcher.locator("[data-live-answer]").click(timeout=SOON)
    expect(watcher.locator('[data-question="1"]')).to_contain_text(ANSWER[language])
    assert [row for row in counted() if not row.equal] == []


@LANGUAGES
def test_asking_and_voting_without_script(hall, enter, language):
    base = f"/{language}/conferences/{hall.key}/"
    asker = enter(make_citizen(), language, base, javascript=False)
    ask(asker, language)
    approve(enter(admit(make_staff("moderator")), language, "/cms/moderation/"), language)

    voter = enter(make_citizen(), language, base, javascript=False)
    assert WORDS[language] in voter.inner_text("main")
    for pressed, votes in (("true", 1), ("false", 0)):
        voter.click('[data-question="1"] form[data-vote] button')
        voter.wait_for_load_state()
        button = voter.locator('[data-question="1"] form[data-vote] button')
        expect(button).to_have_attribute("aria-pressed", pressed)
        assert question_now().votes == votes


def test_a_visitor_s_vote_leads_to_the_sign_in(hall, enter):
    QuestionFactory(conference=hall, number=1)
    page = enter(None, "ru", f"/ru/conferences/{hall.key}/")
    assert page.locator('[data-question="1"] form').count() == 0
    target = page.locator('[data-question="1"] a.vote').get_attribute("href")
    assert target
    assert "/accounts/" in target
    assert question_now().votes == 0


@LANGUAGES
@pytest.mark.parametrize("width", [1280, 360])
def test_pages_are_accessible_and_fit(hall, enter, axe_violations, language, width):
    QuestionFactory(conference=hall, number=1, words=WORDS[language], place=Place.NOW)
    QuestionFactory(conference=hall, number=2, words=WORDS[language])
    base = f"/{language}/conferences/{hall.key}/"
    citizen = make_citizen()
    for person, path in (
        (None, base),
        (citizen, base),
        (citizen, f"{base}questions/2/"),
        (citizen, f"{base}ask/"),
        (None, f"{base}stage/"),
        (hall.speakers.get().user, f"{base}speaker/"),
        (citizen, f"/{language}/account/"),
    ):
        page = enter(person, language, path, width=width)
        assert axe_violations(page) == [], path
        assert fits(page), path
