"""The four desks in a real browser, in Kazakh and in Russian, some of them without script."""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.test import Client
from django.utils.translation import gettext, override

from wagtail.users.models import UserProfile

import pytest
from playwright.sync_api import Page

from accounts.models import RoleKind, User
from appeals.models import PreparedAnswer
from appeals.originals import original_of
from appeals.states import Publication, State
from moderation.services import moderation_open
from tests.appeals import people
from tests.appeals.moves import case_for
from tests.factories.agencies import OfficeFactory
from tests.factories.appeals import AppealFactory
from tests.factories.moderation import make_grounds

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
LANGUAGES = pytest.mark.parametrize("language", ["kk", "ru"])
NARROW = 360
PHONE = "8 701 234 56 78"
Enter = Callable[..., Page]


@pytest.fixture
def enter(portal: Any, new_context: Any) -> Enter:
    """`enter(user, language, path, width=1280, javascript=True)`: a desk as this person sees it."""

    def go(
        user: User, language: str, path: str, *, width: int = 1280, javascript: bool = True
    ) -> Page:
        UserProfile.objects.update_or_create(user=user, defaults={"preferred_language": language})
        client = Client()
        client.force_login(user)
        cookie = client.cookies["sessionid"].value
        context = new_context(width=width, javascript=javascript)
        context.add_cookies([{"name": "sessionid", "value": cookie, "url": settings.SITE_URL}])
        page = context.new_page()
        page.goto(path)
        return page

    return go


def said(words: str, language: str) -> str:
    """Words of a desk in the reader's language, which must be another than English."""
    with override(language):
        spoken = gettext(words)
    assert spoken != words
    return spoken


def fits(page: Page) -> bool:
    return bool(page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"))


@LANGUAGES
@pytest.mark.parametrize("javascript", [True, False])
def test_the_moderators_desk(enter, language, javascript):
    make_grounds()
    appeal = AppealFactory(text=f"На улице яма. Звоните {PHONE}.", topic__key=f"roads-{language}")
    original = original_of(appeal)
    moderation_open(
        kind="appeal",
        target_id=str(appeal.pk),
        agency=appeal.agency,
        language=appeal.language,
        subject=original.subject,
        body=original.text,
    )
    first, second = people.make_moderator(), people.make_moderator()
    page = enter(first, language, "/cms/moderation/", javascript=javascript)
    page.click(f'button:has-text("{said("Next free text", language)}")')
    page.wait_for_url("**/cms/moderation/*/")
    assert said("You have this text. Others see that.", language) in page.inner_text("main")
    assert "[[personal-data]]" in page.locator('textarea[name="body"]').input_value()
    other = enter(second, language, page.url, javascript=javascript)
    assert first.get_short_name() in other.inner_text("main")
    page.click('button[name="decision"][value="approve"]')
    page.wait_for_url("**/cms/moderation/")
    appeal.refresh_from_db()
    assert appeal.publication == Publication.PUBLISHED


@LANGUAGES
def test_the_agencys_desk(enter, language):
    appeal = AppealFactory(office=OfficeFactory())
    clerk, colleague = (people.make_worker(appeal.agency) for _ in range(2))
    page = enter(clerk, language, "/cms/applications/", width=NARROW)
    assert said("Author asked", language) in page.inner_text("main")
    assert fits(page)
    page.click(f'a:has-text("{appeal.number}")')
    page.click('form:has(input[name="verb"][value="take"]) button[type="submit"]')
    page.wait_for_url(f"**/cms/applications/{appeal.number}/**")
    if not page.locator('textarea[name="prepare-body"]').is_visible():
        page.click("#prepare > summary")
    page.fill('textarea[name="prepare-body"]', people.ANSWER)
    page.click('form:has(input[name="verb"][value="prepare"]) button[type="submit"]')
    page.wait_for_url("**/answer/**")
    assert said("Look at this before it leaves", language) in page.inner_text("main")
    assert fits(page)
    reader = enter(colleague, language, f"/cms/applications/{appeal.number}/answer/")
    reader.click(f'button:has-text("{said("Agree", language)}")')
    reader.wait_for_load_state()
    appeal.refresh_from_db()
    assert appeal.state == State.AGREED


@LANGUAGES
@pytest.mark.parametrize("javascript", [True, False])
def test_the_heads_desk_on_a_phone(enter, language, javascript):
    case = case_for("send_back", State.DRAFTED)
    head = case.person("head@holder")
    address = "/cms/applications/head/"
    page = enter(head, language, address, width=NARROW, javascript=javascript)
    assert people.ANSWER in page.inner_text("main")
    assert fits(page)
    page.click(f'summary:has-text("{said("Send back with a word", language)}")')
    page.fill('textarea[name="word"]', "Назовите день.")
    page.click(f'form button:has-text("{said("Send it back", language)}")')
    page.wait_for_url("**/head/**")
    assert said("The draft went back with your word.", language) in page.inner_text("body")
    case.appeal.refresh_from_db()
    assert case.appeal.state == State.IN_WORK
    assert PreparedAnswer.objects.get(appeal=case.appeal).sent_back_word == "Назовите день."


@LANGUAGES
def test_the_operators_desk(enter, language):
    case = case_for("decide_redirect", State.IN_WORK)
    operator = case.person(RoleKind.OPERATOR)
    page = enter(operator, language, "/cms/operator/", width=NARROW)
    assert fits(page)
    page.click(f'a:has-text("{said("Third hand-overs", language)}")')
    page.click(f'a:has-text("{case.appeal.number}")')
    page.wait_for_url("**/operator/decide/**")
    page.select_option('select[name="to_agency"]', str(case.other.pk))
    page.fill('textarea[name="reason"]', people.REASON)
    page.click(f'form button:has-text("{said("Decide", language)}")')
    page.wait_for_url("**/cms/operator/**")
    case.appeal.refresh_from_db()
    assert (case.appeal.agency, case.appeal.state) == (case.other, State.WITH_AGENCY)
