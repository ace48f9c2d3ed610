"""Letters compared with the body: what fails is said, and nothing is granted over it in silence."""

from datetime import timedelta
from typing import Any

from django.test import Client
from django.utils import timezone

import pytest

from accounts.access.checks import alike, checks_of
from accounts.access.letters import Letter
from accounts.access.wanted import Wanted
from accounts.models import AccessCheck, AccessRequest, AccessRules, Role, RoleKind
from accounts.services import access_request_grant, access_request_send
from core.errors import Refused
from ledger.models import Event
from tests.factories.agencies import AgencyFactory
from tests.factories.factor import make_factor, pass_factor
from tests.factories.people import (
    PDF,
    bin_number,
    give,
    iin_number,
    make_citizen,
    make_operator,
    make_staff,
)

pytestmark = pytest.mark.django_db
REQUESTS = "/cms/access-requests/"


@pytest.fixture
def agency():
    return AgencyFactory()


def send(body: Any, /, **changes: Any) -> AccessRequest:
    words = {
        "agency": body,
        "agency_name": body.localized("name"),
        "agency_bin": body.bin,
        "full_name": "Үлгіева Әлия Сынаққызы",
        "iin": iin_number(),
        "email": "alia@ulgi.gov.kz",
        "phone": "+7 799 000 01 01",
        "letter_number": "12-34/56",
        "letter_date": timezone.localdate(),
    } | changes
    scan = Letter(data=PDF, content_type="application/pdf")
    return access_request_send(wanted=Wanted(**words), letter=scan, language="kk")


def results(row: AccessRequest, agency: Any) -> dict[str, bool | None]:
    return {one.code: one.passed for one in checks_of(row, agency)}


def confirmed(row: AccessRequest, agency: Any, **reasons: str) -> dict[str, str]:
    return {one.code: "" for one in checks_of(row, agency)} | reasons


def grant(row: AccessRequest, agency: Any, decided: dict[str, str]) -> list[Role]:
    return access_request_grant(
        request=row, agency=agency, kinds=["editor"], actor=make_operator(), decided=decided
    )


def test_a_good_letter_passes_everything_but_what_eyes_must_tell(agency):
    row = send(agency)
    found = results(row, agency)
    assert {code for code, passed in found.items() if passed is None} == {
        "letter_seen",
        "person_seen",
    }
    assert False not in found.values()
    grant(row, agency, confirmed(row, agency))
    kept = dict(row.checks.values_list("code", "outcome"))
    assert kept.keys() == found.keys()
    assert kept["body_same"] == "passed"
    assert kept["letter_seen"] == "by_eye"


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"agency": None, "agency_bin": bin_number(901)}, "body_known"),
        ({"agency": None, "agency_bin": bin_number(902)}, "body_same"),
        ({"agency_name": "Мүлдем басқа мекеме"}, "body_name"),
        ({"letter_date": timezone.localdate() - timedelta(days=91)}, "letter_date"),
        ({"letter_date": timezone.localdate() + timedelta(days=1)}, "letter_date"),
        ({"email": "somebody@mail.example"}, "email_domain"),
        ({"email": "somebody@notgov.kz"}, "email_domain"),
        ({"email": "somebody@gov.kz.example"}, "email_domain"),
    ],
)
def test_what_doesnt_fit_fails_and_stops_the_grant_until_a_reason_is_given(agency, changes, code):
    row = send(agency, **changes)
    assert results(row, agency)[code] is False
    reasons = {one: "x" for one, passed in results(row, agency).items() if passed is False}
    del reasons[code]
    with pytest.raises(Refused) as refusal:
        grant(row, agency, confirmed(row, agency, **reasons))
    assert refusal.value.code == "check_failed"
    with pytest.raises(Refused):
        grant(row, agency, confirmed(row, agency, **reasons, **{code: "  "}))
    assert not Role.objects.filter(request=row).exists()
    assert not AccessCheck.objects.exists()
    grant(row, agency, confirmed(row, agency, **reasons, **{code: "called 1414"}))
    kept = row.checks.get(code=code)
    assert (kept.outcome, kept.reason) == ("failed", "called 1414")
    event = Event.objects.get(verb="access_request.grant")
    assert code in event.data["overridden"]
    assert "1414" not in str(event.data)


def test_a_letter_of_another_body_is_not_granted(agency):
    other = AgencyFactory()
    row = send(other)
    assert results(row, agency)["body_same"] is False
    with pytest.raises(Refused) as refusal:
        grant(row, agency, confirmed(row, agency))
    assert refusal.value.code == "check_failed"
    assert not Role.objects.filter(request=row).exists()


def test_an_unconfirmed_check_stops_the_grant(agency):
    row = send(agency)
    for code in ("letter_seen", "body_known"):
        decided = confirmed(row, agency)
        del decided[code]
        with pytest.raises(Refused) as refusal:
            grant(row, agency, decided)
        assert refusal.value.code == "check_open"


def test_a_number_used_by_another_body_that_year(agency):
    send(AgencyFactory(), letter_number="12-34/57")
    row = send(agency, letter_number="12-34/56")
    assert results(row, agency)["letter_number"] is True
    send(AgencyFactory(), letter_number="№ 12-34 / 56")
    assert results(row, agency)["letter_number"] is False
    own = send(agency, iin=iin_number(), letter_number="7")
    send(agency, iin=iin_number(), letter_number="7")
    assert results(own, agency)["letter_number"] is True


def test_roles_elsewhere_and_another_name_at_egov_are_told(agency):
    person = make_citizen(surname="Мүлдем", name="Бөтен", patronymic="Адамұлы")
    row = send(agency, iin=person.vault.iin)
    found = {one.code: one for one in checks_of(row, agency)}
    assert found["person_name"].passed is False
    assert "Бөтен" in found["person_name"].words
    assert found["role_elsewhere"].passed is True
    give(person, RoleKind.CLERK, AgencyFactory())
    assert results(row, agency)["role_elsewhere"] is False
    same = send(agency, iin=make_citizen().vault.iin)
    assert results(same, agency)["person_name"] is True


def test_an_abolished_body_is_told(agency):
    row = send(agency)
    agency.is_active = False
    agency.save()
    assert results(row, agency)["body_known"] is False


def test_domains_come_from_the_rules_and_from_what_was_granted_before(agency):
    row = send(agency, email="a@samruk.example")
    assert results(row, agency)["email_domain"] is False
    rules = AccessRules.load()
    rules.mail_domains = "gov.kz\n@Samruk.Example"
    rules.save()
    assert results(row, agency)["email_domain"] is True
    rules.mail_domains = ""
    rules.save()
    assert results(row, agency)["email_domain"] is False
    grant(row, agency, confirmed(row, agency, email_domain="called"))
    later = send(agency, email="b@samruk.example", iin=iin_number())
    assert results(later, agency)["email_domain"] is True


def test_names_are_alike_whatever_quotes_case_and_spaces():
    names = ["«Цифрлық даму» министрлігі", ""]
    assert alike("ЦИФРЛЫҚ  ДАМУ министрлігі", names)
    assert not alike("Ауыл шаруашылығы министрлігі", names)
    assert not alike("", names)


# The operator's page


def desk(operator: Any) -> Client:
    client = Client(headers={"accept-language": "en"})
    client.force_login(operator)
    return client


def form(row: AccessRequest, agency: Any, **changes: Any) -> dict[str, Any]:
    ticks = {f"grant-check_{one.code}": "on" for one in checks_of(row, agency)}
    return {"verb": "grant", "grant-agency": agency.pk, "grant-kinds": ["editor"]} | ticks | changes


def test_the_page_says_each_result_in_words_and_lets_compare_with_another(agency):
    operator, other = make_operator(), AgencyFactory()
    row = send(agency)
    client, path = desk(operator), f"{REQUESTS}inspect/{row.pk}/"
    page = client.get(path).content.decode()
    assert f"The request names the BIN of {agency}." in page
    page = client.get(f"{path}?agency={other.pk}").content.decode()
    assert f"but {other} has {other.bin}." in page
    assert client.get(f"{path}?agency=x").status_code == 200


def test_the_page_grants_only_with_all_ticks_and_reasons(agency):
    operator, other = make_operator(), AgencyFactory()
    row = send(agency)
    client, path = desk(operator), f"{REQUESTS}inspect/{row.pk}/"
    pass_factor(client, operator)
    for wrong in (
        {"grant-check_letter_seen": ""},
        {"grant-kinds": []},
        {"grant-kinds": ["operator"]},
        {"grant-agency": ""},
        {"grant-check_body_same": ""},
    ):
        body = form(row, agency, **wrong)
        if wrong == {"grant-agency": ""}:
            body["grant-agency"] = "0"
        assert client.post(path, body).status_code == 422
    mixed = form(row, other, **{"grant-check_body_same": "", "grant-check_body_name": ""})
    assert client.post(path, mixed).status_code == 422
    assert not Role.objects.filter(request=row).exists()
    assert client.post(path, form(row, agency)).status_code == 302
    assert Role.objects.get(request=row).kind == "editor"
    assert client.get(path).status_code == 200


def test_the_page_asks_for_the_second_factor_to_grant_but_not_to_refuse(agency):
    operator = make_operator()
    make_factor(operator)
    row, client = send(agency), desk(operator)
    path = f"{REQUESTS}inspect/{row.pk}/"
    assert client.post(path, form(row, agency)).status_code == 403
    row.refresh_from_db()
    assert row.state == "new"
    assert client.post(path, {"verb": "refuse", "refuse-note": "No stamp"}).status_code == 302


def test_an_agency_of_a_change_is_not_chosen_anew(agency):
    staff = make_staff(RoleKind.HEAD, agency)
    row = send(agency)
    AccessRequest.objects.filter(pk=row.pk).update(
        purpose="end", from_day=timezone.localdate(), filed_by=staff
    )
    row.refresh_from_db()
    row.outgoing.set(staff.roles.all())
    page = desk(make_operator()).get(f"{REQUESTS}inspect/{row.pk}/?agency={AgencyFactory().pk}")
    assert page.context["grant_form"].initial["agency"] == agency.pk
    assert "compare_form" not in page.context
