"""Settings of the account as they refuse: a message at the field, what was typed stays."""

from django.test import Client

import pytest

from accounts.models.people import NameShown
from notifications.models import Reach
from tests.factories.people import make_citizen

pytestmark = pytest.mark.django_db

PAGE = "/en/account/settings/"


@pytest.fixture
def person():
    return make_citizen(phone="+77990000777")


@pytest.fixture
def browser(person):
    client = Client(headers={"accept-language": "en"})
    client.force_login(person)
    return client


@pytest.mark.parametrize("said", [{}, {"form": ""}, {"form": "rôle"}, {"form": '"><b>'}])
def test_a_form_that_is_not_ours_saves_nothing_and_says_so(browser, said):
    answer = browser.post(PAGE, said | {"language": "ru", "sms_on": "on"})
    html = answer.content.decode()
    assert answer.status_code == 422
    assert "Nothing was saved" in html
    assert 'href="#main"' in html
    assert "Saved." not in html
    assert '"><b>' not in html
    assert not Reach.objects.exists()


@pytest.mark.parametrize(
    "hours", [("24", "7"), ("-1", "7"), ("21", ""), ("²", "7"), ("9", "100"), ("9" * 5000, "7")]
)
def test_hours_that_are_none_are_told_at_the_field(browser, hours):
    answer = browser.post(PAGE, {"form": "quiet", "quiet_from": hours[0], "quiet_to": hours[1]})
    html = answer.content.decode()
    assert answer.status_code == 422
    assert '<p class="error" id="quiet-error">Hours are from 0 to 23.</p>' in html
    assert 'href="#quiet"' in html
    assert html.count('aria-describedby="quiet-error"') == 2
    assert not Reach.objects.exists()


def test_the_hour_that_was_right_stays_chosen(browser):
    answer = browser.post(PAGE, {"form": "quiet", "quiet_from": "19", "quiet_to": "77"})
    assert '<option value="19" selected>' in answer.content.decode()


def test_equal_hours_mean_none(browser, person):
    said = {"form": "quiet", "quiet_from": "9", "quiet_to": "9"}
    html = browser.post(PAGE, said, follow=True).content.decode()
    assert "You have no quiet hours." in html
    reach = Reach.objects.get(user=person)
    assert reach.quiet_from == reach.quiet_to == 9


def test_a_way_that_there_is_not_changes_no_other(browser, person):
    answer = browser.post(PAGE, {"form": "channels", "sms_on": "on", "pigeon_on": "on"})
    html = answer.content.decode()
    assert answer.status_code == 422
    assert 'id="channels-error"' in html
    assert 'id="sms-on" name="sms_on" checked' in html
    assert not Reach.objects.filter(sms_on=True).exists()


def test_mail_without_an_address_keeps_what_was_ticked(browser):
    answer = browser.post(PAGE, {"form": "channels", "email_on": "on", "sms_on": "on"})
    html = answer.content.decode()
    assert answer.status_code == 422
    assert "Give an address and confirm it first." in html
    assert 'id="sms-on" name="sms_on" checked' in html
    assert not Reach.objects.filter(sms_on=True).exists()


@pytest.mark.parametrize(("form", "field"), [("language", "language"), ("name", "name_shown")])
@pytest.mark.parametrize("value", ["", "de", "<i>"])
def test_an_unknown_choice_is_refused(browser, person, form, field, value):
    answer = browser.post(PAGE, {"form": form, field: value})
    assert answer.status_code == 422
    assert f'id="{form}-error"' in answer.content.decode()
    person.refresh_from_db()
    assert person.language in ("kk", "ru", "en")
    assert person.name_shown in NameShown.values
