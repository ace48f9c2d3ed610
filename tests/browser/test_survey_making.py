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
# Language, width, script.
WAYS = [("ru", 1280, True), ("ru", 1280, False), ("kk", 1280, True), ("kk", 360, True)]
WAYS += [("kk", 360, False)]
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


@pytest.mark.parametrize(("language", "width", "javascript"), WAYS)
def test_from_an_empty_form_to_the_public(enter, language, width, javascript):
    site_prepare()
    make_grounds()
    editor = admit(make_staff("editor", AgencyFactory()))
    page = enter(editor, language, "/cms/surveys/new/", javascript=javascript, width=width)
    assert fits(page)
    fill_in(page, "title", TITLE)
    fill_in(page, "plan", PLAN)
    page.fill('[name="key"]', "stops")
    save(page)
    page.wait_for_url("**/cms/surveys/stops/questions/")

    assert fits(page)
    page.click('a[href$="?kind=many"]')
    assert fits(page)
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
    page.wait_for_url("**/cms/surveys/stops/questions/#question-q1")
    expect(page.locator("main")).to_contain_text(ASKED[language])

    page.goto(f"/cms/surveys/stops/tryout/?language={language}")
    page.check('input[name="q-q1"][value="o2"]')
    assert fits(page)
    page.click("main form button[type='submit']")
    expect(page.locator("main [role='status']")).to_contain_text(
        said("These answers would be taken. Nothing was written.", language)
    )
    assert not BoxedBallot.objects.exists()
    assert not Participation.objects.exists()

    page.goto("/cms/surveys/stops/texts/")
    assert fits(page)
    expect(page.locator(".survey-lacks")).to_have_count(0)
    page.goto("/cms/surveys/stops/")
    assert fits(page)
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


def focused(page: Page) -> str:
    return str(page.evaluate("document.activeElement.id || document.activeElement.name"))


@pytest.mark.parametrize("javascript", [True, False])
def test_a_dozen_questions_one_after_another(enter, javascript):
    site_prepare()
    editor = make_editor()
    survey = make_draft(editor)
    questions = f"/cms/surveys/{survey.key}/questions/"
    page = enter(editor, "kk", f"{questions}new/?kind=one", width=360, javascript=javascript)
    for number in range(2, 13):
        page.fill('[name="text_kk"]', f"Сұрақ {number}")
        page.fill('[name="text_ru"]', f"Вопрос {number}")
        for line, words in enumerate(OPTIONS):
            fill_in(page, f"options-{line}-text", words)
        page.click('.conf-save button[name="another"]')
        page.wait_for_url(f"**{questions}new/?kind=one")
        expect(page.locator('[name="text_kk"]')).to_have_value("")
    assert survey.questions.count() == 12

    # One more line comes back to its first field.
    fill_in(page, "text", ASKED)
    page.click('button[name="more"][value="options"]')
    expect(page.locator('[name="options-3-text_kk"]')).to_have_count(1)
    expect(page.locator('[name="text_ru"]')).to_have_value(ASKED["ru"])
    assert focused(page) == "id_options-3-text_kk"
    if javascript:
        counted = page.locator("#id_text_kk-helptext .survey-count")
        expect(counted).to_have_text(f"{len(ASKED['kk'])} / 500")
        page.fill('[name="text_kk"]', "ә" * 501)
        expect(counted).to_have_class("survey-count survey-count--over")

    # The condition names its question by number and words.
    page.goto(f"{questions}q12/")
    choices = page.locator('[name="shown_if"] option').all_inner_texts()
    assert f"2. Сұрақ 2 → {OPTIONS[0]['kk']}" in choices

    # Buttons keep the focus and their place in view; a copy stands below its source.
    page.goto(questions)
    page.click("#up-q12")
    page.wait_for_url(f"**{questions}#up-q12")
    assert focused(page) == "up-q12"
    expect(page.locator("#up-q12")).to_be_in_viewport()
    page.keyboard.press("Enter")
    page.wait_for_load_state()
    expect(page.locator(".survey-questions > li").nth(9)).to_have_id("question-q12")
    page.click('#question-q1 button[value="copy"]')
    page.wait_for_url(f"**{questions}#question-q13")
    expect(page.locator(".survey-questions > li").nth(1)).to_have_id("question-q13")
    assert fits(page)


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
        f"{base}texts/",
        f"{base}tryout/",
    ):
        page = enter(editor, "ru", path, width=width)
        assert axe_violations(page) == [], path
        assert fits(page), path
