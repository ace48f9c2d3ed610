"""Settings of the account in a real browser: language, an address confirmed by its letter in the
real message viewer, channels, quiet hours, what one follows and how often, stopping."""

import re
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from home.loading.site import site_prepare
from notifications.models import Followed, Pace, Reach, Subscription
from surveys.services.partials import partial_save
from tests.browser.test_survey_making import enter as enter
from tests.browser.test_survey_making import fits
from tests.factories.appeals import AppealFactory
from tests.factories.notifications import NoticeFactory, SubscriptionFactory
from tests.factories.people import make_citizen
from tests.factories.surveys import make_survey

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PHONE = "+77990000777"
MAIL = "reader@example.kz"
LINK = re.compile(r"https?://[^\s\"<>]+/notices/email/[^\s\"<>]+")


@pytest.fixture
def people(portal: Any, settings: Any) -> Any:
    """Somebody with a phone; letters go where the message viewer looks."""
    settings.EMAIL_BACKEND = "messaging.mail.ViewerBackend"
    site_prepare()
    return make_citizen(phone=PHONE, surname="Оқырман")


def save(page: Page, form: str) -> None:
    page.click(f'form:has(input[name="form"][value="{form}"]) button[type="submit"]')
    page.wait_for_load_state()


@pytest.mark.parametrize("javascript", [True, False])
def test_language_channels_and_quiet_hours(people, enter, javascript):
    page = enter(people, "ru", "/ru/account/settings/", javascript=javascript)
    assert page.locator("#email-on").is_disabled()
    page.check("#language-kk")
    save(page, "language")
    page.check("#sms-on")
    save(page, "channels")
    page.select_option("#quiet-from", "21")
    page.select_option("#quiet-to", "9")
    save(page, "quiet")
    page.check("#name-hidden")
    save(page, "name")
    people.refresh_from_db()
    reach = Reach.objects.get(user=people)
    assert (people.language, people.name_shown) == ("kk", "hidden")
    assert (reach.sms_on, reach.quiet_from, reach.quiet_to) == (True, 21, 9)
    assert page.locator("#sms-on").is_checked()


@pytest.mark.parametrize("javascript", [True, False])
def test_an_address_is_confirmed_by_its_letter(people, enter, portal, javascript):
    page = enter(people, "ru", "/ru/account/settings/", javascript=javascript)
    page.fill("#email-address", MAIL)
    save(page, "email")
    assert MAIL in page.inner_text("#email")
    assert Reach.objects.get(user=people).email is None

    viewer = enter(None, "ru", f"{portal.standins_url}/messages/")
    found = LINK.search(viewer.content().replace("&amp;", "&"))
    assert found, "the letter isn't in the message viewer"
    # Opening the link changes nothing; its button does, for whoever has the letter.
    letter = enter(None, "ru", found.group(), javascript=javascript)
    assert Reach.objects.get(user=people).email is None
    letter.click("main form button[type='submit']")
    letter.wait_for_load_state()
    reach = Reach.objects.get(user=people)
    assert (str(reach.email), reach.email_on) == (MAIL, True)

    page.goto("/ru/account/settings/")
    assert page.locator("#email-on").is_checked()
    page.uncheck("#email-on")
    save(page, "channels")
    assert not Reach.objects.get(user=people).email_on


def test_following_a_survey_and_how_often(people, enter):
    survey = make_survey("one", live=True)
    page = enter(people, "ru", f"/ru/surveys/{survey.key}/")
    page.click(".follow form button")
    page.wait_for_load_state()
    row = Subscription.objects.get(user=people)
    assert (row.kind, row.key) == (Followed.SURVEY, survey.key)

    page.goto("/ru/account/following/")
    page.select_option(f"#pace-{row.public_id}", "weekly")
    page.click(f"form:has(#pace-{row.public_id}) button")
    page.wait_for_load_state()
    row.refresh_from_db()
    assert row.pace == Pace.WEEKLY
    page.click('form:has(input[name="action"][value="unfollow"]) button')
    page.wait_for_load_state()
    assert not Subscription.objects.exists()


def test_a_visitor_is_led_to_sign_in(portal, enter):
    site_prepare()
    survey = make_survey("one", live=True)
    page = enter(None, "ru", f"/ru/surveys/{survey.key}/")
    assert page.locator(".follow form").count() == 0
    expect(page.locator(".follow a")).to_have_attribute("href", re.compile("next="))
    for part in ("settings", "following", "notices"):
        page.goto(f"/ru/account/{part}/")
        assert f"/account/{part}/" not in page.url.split("?")[0]


def test_everything_stops_and_goes_on(people, enter):
    page = enter(people, "ru", "/ru/account/settings/")
    save(page, "stop")
    assert Reach.objects.get(user=people).stopped_at
    save(page, "stop_end")
    assert not Reach.objects.get(user=people).stopped_at


@pytest.mark.parametrize("width", [1280, 360])
def test_pages_are_accessible_and_fit(people, enter, axe_violations, width):
    survey = make_survey("one")
    SubscriptionFactory(user=people, kind=Followed.SURVEY, key=survey.key)
    SubscriptionFactory(user=people, of_search=True)
    NoticeFactory(user=people)
    for part in ("", "settings/", "following/", "notices/", "devices/", "questions/"):
        page = enter(people, "kk", f"/kk/account/{part}", width=width)
        assert axe_violations(page) == [], part
        assert fits(page), part


def test_settings_in_kazakh_on_a_telephone_without_script(people, enter):
    """Language, name, quiet hours, a pace, stopping everything and undoing it: forms alone do."""
    row = SubscriptionFactory(user=people, of_search=True)
    page = enter(people, "kk", "/kk/account/settings/", javascript=False, width=360)
    assert fits(page)
    page.check("#language-ru")
    save(page, "language")
    page.check("#name-full")
    save(page, "name")
    page.select_option("#quiet-from", "20")
    page.select_option("#quiet-to", "8")
    save(page, "quiet")
    assert page.input_value("#quiet-from") == "20"
    assert fits(page)
    people.refresh_from_db()
    reach = Reach.objects.get(user=people)
    assert (people.language, people.name_shown) == ("ru", "full")
    assert (reach.quiet_from, reach.quiet_to) == (20, 8)

    page.goto("/kk/account/following/")
    page.select_option(f"#pace-{row.public_id}", "weekly")
    page.click(f"form:has(#pace-{row.public_id}) button")
    page.wait_for_load_state()
    row.refresh_from_db()
    assert row.pace == Pace.WEEKLY
    assert fits(page)

    page.goto("/kk/account/settings/")
    save(page, "stop")
    assert Reach.objects.get(user=people).stopped_at
    save(page, "stop_end")
    assert not Reach.objects.get(user=people).stopped_at
    assert page.locator('input[value="stop"]').count() == 1


@pytest.mark.parametrize("javascript", [True, False])
def test_out_everywhere_else_and_in_here(people, enter, javascript):
    here = enter(people, "kk", "/kk/account/devices/", javascript=javascript)
    there = enter(people, "kk", "/kk/account/", javascript=javascript, width=360)
    assert "/account/" in there.url
    here.reload()
    assert here.locator("main article").count() == 2
    here.click('button[name="everywhere"]')
    here.wait_for_load_state()
    assert here.locator("main article").count() == 1
    assert here.url.endswith("/kk/account/devices/")
    there.goto("/kk/account/devices/")
    assert "/account/devices/" not in there.url.split("?")[0]
    here.goto("/kk/account/")
    assert here.url.endswith("/kk/account/")


def test_on_a_telephone_what_waits_comes_before_all_else(people, enter, axe_violations):
    appeal = AppealFactory(author=people, answered=True, subject="Ж" + "ауапкершіліксіздік" * 6)
    survey = make_survey("one")
    partial_save(survey=survey, user=people, raw={"one": "option-0"})
    page = enter(people, "kk", "/kk/account/", width=320)
    tops = [
        page.locator(f"main {place}").first.bounding_box()["y"]
        for place in ("#waits", f'a[href$="/surveys/{survey.key}/answer/"]', "#applications")
    ]
    assert tops == sorted(tops)
    assert appeal.number in page.inner_html("#applications")
    assert fits(page)
    assert axe_violations(page) == []
