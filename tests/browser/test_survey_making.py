"""A survey made in a real browser: an editor writes it, tries it out and sends it, a moderator
approves it, everybody sees it."""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.test import Client
from django.utils.translation import gettext, override

from wagtail.users.models import UserProfile

import pytest
from playwright.sync_api import Page, expect

from accounts.models import User
from home.loading.site import site_prepare
from surveys.models import BoxedBallot, Participation, Survey
from surveys.states import SurveyState
from tests.browser.conftest import note_refused
from tests.factories.agencies import AgencyFactory
from tests.factories.moderation import admit, make_grounds
from tests.factories.people import make_staff
from tests.surveys.makers import make_draft, make_editor

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
LANGUAGES = pytest.mark.parametrize("language", ["kk", "ru"])
TITLE = {"kk": "Аялдамаға ең алдымен не керек?", "ru": "Что нужно остановке в первую очередь?"}
PLAN = {"kk": "Екі жұмысты жасаймыз.", "ru": "Сделаем две работы."}
ASKED = {"kk": "Аялдамаңызға не керек?", "ru": "Что нужно вашей остановке?"}
OPTIONS = ({"kk": "Жарық", "ru": "Свет"}, {"kk": "Шатыр", "ru": "Навес"})
Enter = Callable[..., Page]


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


def fill_in(page: Page, name: str, words: dict[str, str]) -> None:
    for code, text in words.items():
        page.fill(f'[name="{name}_{code}"]', text)


def save(page: Page) -> None:
    page.click(".conf-save button[type='submit']")


@LANGUAGES
@pytest.mark.parametrize("javascript", [True, False])
def test_from_an_empty_form_to_the_public(enter, language, javascript):
    site_prepare()
    make_grounds()
    editor = admit(make_staff("editor", AgencyFactory()))
    page = enter(editor, language, "/cms/surveys/new/", javascript=javascript)
    fill_in(page, "title", TITLE)
    fill_in(page, "plan", PLAN)
    page.fill('[name="key"]', "stops")
    save(page)
    page.wait_for_url("**/cms/surveys/stops/questions/")

    page.click('a[href$="?kind=many"]')
    fill_in(page, "text", ASKED)
    for number, words in enumerate(OPTIONS):
        fill_in(page, f"options-{number}-text", words)
    # One line too many, and what was typed is still there.
    page.click('button[name="more"][value="options"]')
    expect(page.locator('[name="options-3-text_kk"]')).to_have_count(1)
    expect(page.locator('[name="options-1-text_ru"]')).to_have_value(OPTIONS[1]["ru"])
    page.fill('[name="choices_to"]', "7")
    save(page)
    expect(page.locator('[role="alert"] a[href="#id_choices_to"]')).to_have_count(1)
    page.fill('[name="choices_to"]', "1")
    save(page)
    page.wait_for_url("**/cms/surveys/stops/questions/")
    expect(page.locator("main")).to_contain_text(ASKED[language])

    page.goto(f"/cms/surveys/stops/tryout/?language={language}")
    page.check('input[name="q-q1"][value="o2"]')
    page.click("main form button[type='submit']")
    expect(page.locator("main [role='status']")).to_contain_text(
        said("These answers would be taken. Nothing was written.", language)
    )
    assert not BoxedBallot.objects.exists()
    assert not Participation.objects.exists()

    page.goto("/cms/surveys/stops/")
    page.click("details#submit > summary")
    page.click("details#submit button[type='submit']")
    expect(page.locator(".survey-state--review")).to_be_visible()
    assert Survey.objects.get().state == SurveyState.REVIEW

    moderator = admit(make_staff("moderator"))
    desk = enter(moderator, language, "/cms/moderation/", javascript=javascript)
    desk.click(f'button:has-text("{said("Next free text", language)}")')
    desk.wait_for_url("**/cms/moderation/*/")
    assert ASKED["kk"] in desk.locator("main").inner_text()
    desk.click('button[name="decision"][value="approve"]')
    desk.wait_for_url("**/cms/moderation/")
    assert Survey.objects.get().state == SurveyState.READY

    visitor = enter(None, language, f"/{language}/surveys/upcoming/", javascript=javascript)
    visitor.click(f'a:has-text("{TITLE[language]}")')
    visitor.wait_for_url(f"**/{language}/surveys/stops/")
    text = visitor.inner_text("main")
    for words in (TITLE, PLAN, ASKED, *OPTIONS):
        assert words[language] in text


@pytest.mark.parametrize("width", [1280, 360])
def test_the_desk_is_accessible_and_fits(enter, axe_violations, width):
    site_prepare()
    editor = make_editor()
    survey = make_draft(editor)
    base = f"/cms/surveys/{survey.key}/"
    for path in (
        "/cms/surveys/",
        "/cms/surveys/new/",
        base,
        f"{base}edit/",
        f"{base}questions/",
        f"{base}questions/q1/",
        f"{base}questions/new/?kind=matrix",
        f"{base}questions/new/?kind=scale",
        f"{base}sections/new/",
        f"{base}tryout/",
    ):
        page = enter(editor, "ru", path, width=width)
        assert axe_violations(page) == [], path
        assert fits(page), path
