"""The second factor: set up, asked before risky acts, fresh for a while, each code good once."""

import base64
import io
import json
import re
import time
from datetime import timedelta

from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

import pytest
from freezegun import freeze_time

from accounts.factor import codes
from accounts.factor.gate import SIGNED_IN
from accounts.factor.services import (
    QUARTER,
    TRIES,
    factor_begin,
    factor_confirm,
    factor_reset,
    factor_try,
    recovery_renew,
)
from accounts.models import AccessRules, RecoveryCode, Role, RoleKind, SecondFactor
from core.errors import NotAllowed, Refused, TooMany
from ledger.models import Event
from tests.factories.agencies import AgencyFactory
from tests.factories.factor import code_now, make_factor, pass_factor
from tests.factories.people import (
    iin_number,
    make_citizen,
    make_operator,
    make_setup_person,
    make_staff,
)

pytestmark = pytest.mark.django_db
PAGE, GRANT = "/cms/second-factor/", "/cms/access-roles/create/"


@pytest.fixture(autouse=True)
def clock():
    """No half-minute passes in the middle of a test."""
    reverse("egov_login")  # loads all addresses before the clock stops: pydantic wants real dates
    with freeze_time("2026-11-25T06:00:10Z"):
        yield


def browser(user):
    client = Client(headers={"accept-language": "en"})
    client.force_login(user)
    return client


def grant_form():
    return {"iin": iin_number(), "person": "", "kind": "clerk", "agency": AgencyFactory().pk}


# The codes themselves


@pytest.mark.parametrize(
    ("seconds", "code"), [(59, "287082"), (1111111109, "081804"), (20000000000, "353130")]
)
def test_the_codes_are_those_of_the_standard(seconds, code):
    """RFC 6238, appendix B, the last six digits."""
    secret = base64.b32encode(b"12345678901234567890").decode()
    assert codes.code_of(secret, seconds // 30) == code
    assert codes.step_of(secret, code, now=seconds, after=0) == seconds // 30


@pytest.mark.parametrize(
    ("steps", "taken"), [(-2, False), (-1, True), (0, True), (1, True), (2, False)]
)
def test_clocks_may_differ_by_half_a_minute(steps, taken):
    person = make_operator()
    factor = make_factor(person)
    if taken:
        assert factor_try(actor=person, code=code_now(factor, steps)) == factor
        return
    with pytest.raises(Refused) as refusal:
        factor_try(actor=person, code=code_now(factor, steps))
    assert refusal.value.code == "factor_wrong"


def test_a_code_is_good_once_and_an_older_one_never_again():
    person = make_operator()
    factor = make_factor(person)
    code, older = code_now(factor), code_now(factor, -1)
    factor_try(actor=person, code=code)
    for used in (code, older):
        with pytest.raises(Refused) as refusal:
            factor_try(actor=person, code=used)
        assert refusal.value.code == "factor_wrong"
    factor_try(actor=person, code=code_now(factor, 1))
    verbs = list(Event.objects.filter(verb__startswith="factor.").values_list("verb", flat=True))
    assert sorted(verbs) == ["factor.pass", "factor.pass", "factor.wrong", "factor.wrong"]


@pytest.mark.parametrize("code", ["", "12345", "abcdef", "١٢٣٤٥٦", "0000000", "x" * 500, "\x00"])
def test_anything_else_is_wrong(code):
    person = make_operator()
    make_factor(person)
    with pytest.raises(Refused) as refusal:
        factor_try(actor=person, code=code)
    assert refusal.value.code == "factor_wrong"


def test_another_persons_code_is_wrong():
    person, other = make_operator(), make_operator()
    make_factor(person)
    with pytest.raises(Refused):
        factor_try(actor=person, code=code_now(make_factor(other)))


def test_tries_are_limited_and_a_right_code_doesnt_help_then():
    person = make_operator()
    factor = make_factor(person)
    with freeze_time("2026-03-02T10:00:00Z") as clock:
        for _try in range(TRIES):
            with pytest.raises(Refused):
                factor_try(actor=person, code="x")
        with pytest.raises(TooMany):
            factor_try(actor=person, code=code_now(factor))
        clock.tick(timedelta(seconds=QUARTER))
        assert factor_try(actor=person, code=code_now(factor)) == factor


# Setting up


def test_a_first_code_brings_it_into_force_and_the_secret_lies_encrypted():
    person = make_operator()
    row = factor_begin(actor=person)
    assert factor_begin(actor=person) == row
    with pytest.raises(Refused) as refusal:
        factor_try(actor=person, code=code_now(row))
    assert refusal.value.code == "factor_missing"
    with pytest.raises(Refused):
        factor_confirm(actor=person, code="000000" if code_now(row) != "000000" else "111111")
    code = code_now(row)
    made = factor_confirm(actor=person, code=code)
    assert len(set(made)) == codes.RECOVERY_CODES
    with pytest.raises(Refused):
        factor_try(actor=person, code=code)
    with pytest.raises(Refused) as refusal:
        factor_begin(actor=person)
    assert refusal.value.code == "factor_exists"
    kept = b""
    with connection.cursor() as cursor:
        for table in ("accounts_secondfactor", "accounts_recoverycode", "ledger_event"):
            cursor.execute(f"SELECT * FROM {table}")
            for line in cursor.fetchall():
                for value in line:
                    raw = isinstance(value, bytes | memoryview)
                    kept += bytes(value) if raw else str(value).encode()
    assert str(row.secret).encode() not in kept
    assert not [one for one in made if one.encode() in kept]


def test_a_recovery_code_works_once_however_it_is_typed():
    person = make_operator()
    row = factor_begin(actor=person)
    first, second, *_rest = factor_confirm(actor=person, code=code_now(row))
    factor_try(actor=person, code=f" {first[:5].upper()}-{first[5:]} ")
    with pytest.raises(Refused):
        factor_try(actor=person, code=first)
    assert RecoveryCode.objects.filter(used_at__isnull=False).count() == 1
    renewed = recovery_renew(actor=person)
    with pytest.raises(Refused):
        factor_try(actor=person, code=second)
    factor_try(actor=person, code=renewed[0])
    assert Event.objects.filter(verb="factor.pass", data={"by": "recovery"}).count() == 2


def test_whoever_has_none_sets_it_up_on_the_spot_and_goes_on():
    person = make_operator()
    client = browser(person)
    asked = client.get(GRANT)
    assert asked.status_code == 302
    page = client.get(asked["Location"])
    assert page.status_code == 200
    assert "<svg" in page.content.decode()
    row = SecondFactor.objects.get(user=person)
    assert row.confirmed_at is None
    assert page.context["secret"].replace(" ", "") == row.secret
    assert "no-store" in page["Cache-Control"]
    wrong = client.post(PAGE, {"second_factor_code": "nothing", "next": GRANT})
    assert wrong.status_code == 422
    assert client.get(GRANT).status_code == 302
    right = client.post(PAGE, {"second_factor_code": code_now(row), "next": GRANT})
    assert right.status_code == 200
    assert len(re.findall(r"<li><code>", right.content.decode())) == codes.RECOVERY_CODES
    assert f'href="{GRANT}"' in right.content.decode()
    assert client.get(GRANT).status_code == 200


def test_an_open_browser_alone_sets_nothing_up():
    client = browser(make_operator())
    session = client.session
    session[SIGNED_IN] = time.time() - 16 * 60
    session.save()
    for answer in (client.get(PAGE), client.post(PAGE, {"second_factor_code": "123456"})):
        assert answer.status_code == 403
        assert reverse("egov_login") in answer.content.decode()
    assert not SecondFactor.objects.exists()


@pytest.mark.parametrize("who", [make_citizen, lambda: None])
def test_only_staff_see_the_pages(who):
    user = who()
    client = browser(user) if user else Client()
    assert client.get(PAGE).status_code in {302, 403}
    assert client.post("/cms/second-factor/codes/").status_code in {302, 403}
    assert not SecondFactor.objects.exists()


# Asked before risky acts


def test_without_it_no_role_is_given_and_nothing_typed_is_lost():
    person = make_operator()
    client, factor, said = browser(person), make_factor(person), grant_form()
    before = Role.objects.count()
    asked = client.post(GRANT, said)
    assert asked.status_code == 403
    assert said["iin"] in asked.content.decode()
    wrong = client.post(GRANT, said | {"second_factor_code": "000"})
    assert wrong.status_code == 422
    assert said["iin"] in wrong.content.decode()
    assert Role.objects.count() == before
    done = client.post(GRANT, said | {"second_factor_code": code_now(factor)})
    assert done.status_code == 302
    assert Role.objects.count() == before + 1


def test_a_stale_one_is_asked_again():
    person = make_operator()
    client = browser(person)
    rules = AccessRules.load()
    rules.factor_minutes = 5
    rules.save()
    pass_factor(client, person)
    assert client.get(GRANT).status_code == 200
    with freeze_time(timezone.now() + timedelta(minutes=5, seconds=2)):
        assert client.get(GRANT).status_code == 302
        assert client.post(GRANT, grant_form()).status_code == 403


def test_it_ends_with_the_session_with_a_new_sign_in_and_with_the_factor():
    person = make_operator()
    client = browser(person)
    pass_factor(client, person)
    client.force_login(person)
    assert client.get(GRANT).status_code == 302
    pass_factor(client, person)
    assert client.get(GRANT).status_code == 200
    factor_reset(user=person, actor=make_operator())
    make_factor(person)
    assert client.get(GRANT).status_code == 302


def test_new_recovery_codes_are_made_on_the_page_of_the_factor():
    person = make_operator()
    client, factor = browser(person), make_factor(person)
    renew = "/cms/second-factor/codes/"
    assert client.post(renew).status_code == 403
    assert RecoveryCode.objects.count() == 0
    pass_factor(client, person)
    assert renew in client.get(PAGE).content.decode()
    assert client.get(renew).status_code == 405
    answer = client.post(renew)
    assert len(re.findall(r"<li><code>", answer.content.decode())) == codes.RECOVERY_CODES
    assert factor.codes.count() == codes.RECOVERY_CODES


def test_another_persons_pass_in_the_same_browser_is_nothing():
    one, other = make_operator(), make_operator()
    client = browser(one)
    factor = pass_factor(client, one)
    assert client.get(GRANT).status_code == 200
    SecondFactor.objects.filter(pk=factor.pk).update(user=other)
    assert client.get(GRANT).status_code == 302


def test_the_way_back_stays_on_this_site():
    person = make_operator()
    client, factor = browser(person), make_factor(person)
    answer = client.post(
        PAGE, {"second_factor_code": code_now(factor), "next": "https://example.org/"}
    )
    assert answer["Location"] == "/cms/"


def test_a_role_that_has_ended_helps_nobody_with_a_factor():
    person = make_staff(RoleKind.OPERATOR, valid_to=timezone.now() + timedelta(hours=1))
    client = browser(person)
    with freeze_time(timezone.now() + timedelta(hours=2)):
        pass_factor(client, person)
        assert client.post(GRANT, grant_form()).status_code == 403
    assert not Role.objects.filter(kind="clerk").exists()


@pytest.mark.parametrize("kind", [RoleKind.MODERATOR, RoleKind.AUDITOR])
def test_a_factor_gives_no_right(kind):
    person = make_staff(kind)
    client = browser(person)
    pass_factor(client, person)
    assert client.post(GRANT, grant_form()).status_code in {302, 403}
    assert not Role.objects.filter(kind="clerk").exists()


def test_the_set_up_person_enters_nothing_without_it():
    person = make_setup_person()
    client = browser(person)
    for path in ("/cms/", "/cms/users/", "/cms/access-roles/", "/cms/pages/"):
        answer = client.get(path)
        assert answer.status_code == 302
        assert answer["Location"].startswith(PAGE)
    pass_factor(client, person)
    assert client.get("/cms/").status_code == 200


# A lost telephone


def test_an_operator_takes_a_lost_one_away_but_not_their_own():
    operator, person = make_operator(), make_operator()
    client = browser(operator)
    make_factor(person)
    path = f"{PAGE}{person.pk}/reset/"
    assert client.get(path).status_code == 302
    pass_factor(client, operator)
    assert client.get(path).status_code == 200
    assert SecondFactor.objects.filter(user=person).exists()
    assert client.post(path).status_code == 302
    assert not SecondFactor.objects.filter(user=person).exists()
    event = Event.objects.get(verb="factor.reset")
    assert event.actor == operator
    with pytest.raises(NotAllowed):
        factor_reset(user=operator, actor=operator)
    client.post(f"{PAGE}{operator.pk}/reset/")
    assert SecondFactor.objects.filter(user=operator).exists()


@pytest.mark.parametrize("kind", [RoleKind.MODERATOR, RoleKind.AUDITOR])
def test_nobody_else_takes_one_away(kind):
    person, other = make_staff(kind), make_operator()
    make_factor(other)
    client = browser(person)
    pass_factor(client, person)
    assert client.post(f"{PAGE}{other.pk}/reset/").status_code in {302, 403}
    with pytest.raises(NotAllowed):
        factor_reset(user=other, actor=person)
    assert SecondFactor.objects.filter(user=other).exists()


def test_the_command_reads_the_iin_from_standard_input(monkeypatch):
    person = make_operator()
    make_factor(person)
    for expected in (True, False):
        monkeypatch.setattr("sys.stdin", io.StringIO(f"{person.vault.iin}\n"))
        out = io.StringIO()
        call_command("second_factor_reset", stdout=out)
        assert json.loads(out.getvalue()) == {"reset": expected}
    monkeypatch.setattr("sys.stdin", io.StringIO(f"{iin_number()}\n"))
    with pytest.raises(CommandError):
        call_command("second_factor_reset")
