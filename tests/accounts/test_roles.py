"""Giving, ending and claiming roles, and what the CMS opens from one second to the next."""

from datetime import timedelta

from django.contrib.auth.models import Group
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

import pytest
from freezegun import freeze_time

from accounts.groups import agency_group_name
from accounts.models import Role, RoleKind
from accounts.people import iin_hash
from accounts.services import role_end, role_grant, roles_claim
from core.errors import NotAllowed, Refused
from ledger.models import Event
from tests.factories.agencies import AgencyFactory
from tests.factories.factor import pass_factor
from tests.factories.people import (
    give,
    iin_number,
    make_citizen,
    make_operator,
    make_setup_person,
    make_staff,
)

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)
ROLES = "/cms/access-roles/"


def signed_in(user):
    client = Client(headers={"accept-language": "en"})
    client.force_login(user)
    pass_factor(client, user)
    return client


def group_names(user):
    return set(user.groups.values_list("name", flat=True))


# Giving


def test_an_operator_gives_a_role_and_it_is_an_event_without_personal_text():
    operator, person, agency = make_operator(), make_citizen(), AgencyFactory()
    role = role_grant(user=person, kind=RoleKind.EDITOR, agency=agency, actor=operator)
    assert (role.user, role.agency, role.granted_by, role.valid_to) == (
        person,
        agency,
        operator,
        None,
    )
    event = Event.objects.get(verb="role.grant", target_id=str(role.pk))
    assert (event.actor, event.agency_id) == (operator, agency.pk)
    assert event.data == {"kind": "editor"}


@pytest.mark.parametrize(
    "actor",
    [
        make_citizen,
        lambda: make_staff(RoleKind.MODERATOR),
        lambda: make_staff(RoleKind.AUDITOR),
        lambda: make_staff(RoleKind.HEAD, AgencyFactory()),
    ],
    ids=["citizen", "moderator", "auditor", "head"],
)
def test_nobody_else_gives_or_ends_roles(actor):
    person, other = actor(), make_citizen()
    with pytest.raises(NotAllowed):
        role_grant(user=other, kind=RoleKind.MODERATOR, agency=None, actor=person)
    role = give(other, RoleKind.AUDITOR)
    with pytest.raises(NotAllowed):
        role_end(role=role, actor=person)
    role.refresh_from_db()
    assert role.valid_to is None


def test_an_operator_whose_role_has_ended_gives_nothing():
    operator = make_operator()
    role_end(role=operator.roles.get(), actor=make_setup_person())
    with pytest.raises(NotAllowed):
        role_grant(user=make_citizen(), kind=RoleKind.MODERATOR, agency=None, actor=operator)


def test_nobody_gives_a_role_to_themselves_by_name_or_by_iin():
    operator = make_operator()
    for whom in ({"user": operator}, {"iin": operator.vault.iin}):
        with pytest.raises(Refused) as refusal:
            role_grant(kind=RoleKind.MODERATOR, agency=None, actor=operator, **whom)
        assert refusal.value.code == "role_self"
    assert Role.objects.filter(user=operator).count() == 1


@pytest.mark.parametrize(
    ("kind", "at_agency", "code"),
    [
        (RoleKind.EDITOR, False, "role_agency"),
        (RoleKind.MODERATOR, True, "role_agency"),
        ("king", False, "role_kind"),
    ],
)
def test_a_role_fits_its_agency(kind, at_agency, code):
    agency = AgencyFactory() if at_agency else None
    with pytest.raises(Refused) as refusal:
        role_grant(user=make_citizen(), kind=kind, agency=agency, actor=make_operator())
    assert refusal.value.code == code


def test_the_same_role_is_not_given_twice_at_one_time():
    person, agency, other = make_citizen(), AgencyFactory(), AgencyFactory()
    operator = make_operator()
    role_grant(user=person, kind=RoleKind.CLERK, agency=agency, actor=operator)
    with pytest.raises(Refused) as refusal:
        role_grant(iin=person.vault.iin, kind=RoleKind.CLERK, agency=agency, actor=operator)
    assert refusal.value.code == "role_taken"
    role_grant(user=person, kind=RoleKind.CLERK, agency=other, actor=operator)
    role_grant(user=person, kind=RoleKind.HEAD, agency=agency, actor=operator)
    assert person.roles.count() == 3


def test_after_the_end_the_same_role_may_be_given_again():
    person = make_citizen()
    role = give(person, RoleKind.MODERATOR)
    role_end(role=role, actor=make_operator())
    give(person, RoleKind.MODERATOR)
    assert Role.objects.active().filter(user=person).count() == 1


def test_the_database_keeps_one_open_role():
    person, agency = make_citizen(), AgencyFactory()
    give(person, RoleKind.CLERK, agency)
    with pytest.raises(IntegrityError), transaction.atomic():
        Role.objects.create(user=person, kind=RoleKind.CLERK, agency=agency)


def test_dates_must_make_sense():
    now = timezone.now()
    for dates in (
        {"valid_from": now, "valid_to": now - HOUR},
        {"valid_from": now - 9 * HOUR, "valid_to": now - HOUR},
    ):
        with pytest.raises(Refused) as refusal:
            give(make_citizen(), RoleKind.MODERATOR, **dates)
        assert refusal.value.code == "role_dates"


# Ending


def test_ended_twice_or_before_now_is_refused_and_history_stays():
    role = give(make_citizen(), RoleKind.MODERATOR)
    operator, now = make_operator(), timezone.now()
    role_end(role=role, actor=operator, at=now - HOUR)
    role.refresh_from_db()
    assert role.valid_to >= now
    with pytest.raises(Refused) as refusal:
        role_end(role=role, actor=operator)
    assert refusal.value.code == "role_ended"


def test_a_role_that_has_not_begun_can_be_ended():
    role = give(make_citizen(), RoleKind.MODERATOR, valid_from=timezone.now() + HOUR)
    role_end(role=role, actor=make_operator())
    role.refresh_from_db()
    with freeze_time(timezone.now() + 2 * HOUR):
        assert not Role.objects.active().filter(pk=role.pk).exists()


# Waiting for the first sign-in


def test_a_role_waits_for_the_iin_and_is_claimed_once():
    iin, agency = iin_number(), AgencyFactory()
    operator = make_operator()
    role = role_grant(iin=iin, kind=RoleKind.EDITOR, agency=agency, actor=operator)
    assert (role.user, role.iin_hash) == (None, iin_hash(iin))
    assert roles_claim(make_citizen()) == 0
    person = make_citizen(iin)
    assert roles_claim(person) == 1
    assert roles_claim(person) == 0
    role.refresh_from_db()
    assert role.user == person
    assert Event.objects.filter(verb="role.claim", target_id=str(role.pk)).count() == 1


def test_a_waiting_role_is_not_given_twice():
    iin, agency, operator = iin_number(), AgencyFactory(), make_operator()
    role_grant(iin=iin, kind=RoleKind.EDITOR, agency=agency, actor=operator)
    with pytest.raises(Refused):
        role_grant(iin=iin, kind=RoleKind.EDITOR, agency=agency, actor=operator)


# What opens and closes


def test_the_cms_closes_the_second_the_role_ends_though_the_session_is_open():
    agency = AgencyFactory()
    person = make_staff(RoleKind.EDITOR, agency, valid_to=timezone.now() + HOUR)
    client = signed_in(person)
    assert client.get("/cms/").status_code == 200
    assert group_names(person) == {agency_group_name(agency.key)}
    with freeze_time(timezone.now() + HOUR):
        assert client.get("/cms/").status_code == 403
        assert group_names(person) == set()
        assert client.session["_auth_user_id"] == str(person.pk)
        assert not type(person).objects.get(pk=person.pk).has_perm("wagtailadmin.access_admin")


def test_the_cms_opens_the_second_the_role_begins():
    person = make_staff(RoleKind.MODERATOR, valid_from=timezone.now() + HOUR)
    client = signed_in(person)
    assert client.get("/cms/").status_code == 403
    with freeze_time(timezone.now() + HOUR):
        assert client.get("/cms/").status_code == 200
    assert group_names(person) == {"moderators"}


def test_groups_given_by_hand_go_with_the_last_role():
    person = make_citizen()
    role = give(person, RoleKind.MODERATOR)
    person.groups.add(
        Group.objects.create(name="chief moderators"), Group.objects.create(name="agency:x:editor")
    )
    client = signed_in(person)
    client.get("/cms/")
    assert group_names(person) == {"moderators", "chief moderators"}
    role_end(role=role, actor=make_operator())
    client.get("/cms/")
    assert group_names(person) == set()


@pytest.mark.parametrize(
    ("kind", "opened", "closed"),
    [
        (RoleKind.OPERATOR, [ROLES, "/cms/agencies/agency/", "/cms/law/terms/"], ["/cms/users/"]),
        (RoleKind.MODERATOR, ["/cms/reports/workflow/"], ["/cms/users/", "/cms/groups/"]),
        (RoleKind.AUDITOR, ["/cms/"], [ROLES, "/cms/reports/site-history/", "/cms/images/add/"]),
    ],
)
def test_each_role_opens_its_screens(kind, opened, closed):
    client = signed_in(make_staff(kind))
    assert [client.get(path).status_code for path in opened] == [200] * len(opened)
    assert {client.get(path).status_code for path in closed} <= {302, 403}


@pytest.mark.parametrize("kind", [RoleKind.EDITOR, RoleKind.CLERK, RoleKind.HEAD])
def test_people_of_agencies_see_neither_registries_nor_reports(kind):
    client = signed_in(make_staff(kind, AgencyFactory()))
    menu = client.get("/cms/").content.decode()
    assert ROLES not in menu
    for path in (ROLES, f"{ROLES}create/", "/cms/agencies/agency/", "/cms/reports/site-history/"):
        assert client.get(path).status_code == 403


def test_moderators_do_not_reach_the_registries():
    client = signed_in(make_staff(RoleKind.MODERATOR))
    for path in (ROLES, f"{ROLES}create/", "/cms/access-requests/", "/cms/agencies/agency/"):
        assert client.get(path).status_code in {302, 403}


def test_visitors_are_led_to_egov_and_citizens_turned_away():
    sign_in = reverse("egov_login")
    for path in ("/cms/", ROLES, "/cms/login/?next=/cms/pages/"):
        answer = Client().get(path)
        assert answer.status_code == 302
        assert answer["Location"].startswith(sign_in)
    citizen = signed_in(make_citizen())
    assert {citizen.get(path).status_code for path in ("/cms/", ROLES)} == {403}


@pytest.mark.parametrize("who", [make_setup_person, make_operator])
def test_passwords_and_stock_submissions_are_nowhere(who):
    client = signed_in(who())
    for path in ("/cms/password_reset/", "/cms/password_reset/done/", "/cms/forms/"):
        assert client.get(path).status_code == 404
    assert client.post("/cms/login/", {"username": "a", "password": "b"}).status_code == 302


def test_the_list_of_roles_asks_no_more_for_more_people():
    client = signed_in(make_operator())

    def queries() -> int:
        with CaptureQueriesContext(connection) as asked:
            assert client.get(ROLES).status_code == 200
        return len(asked)

    make_staff(RoleKind.MODERATOR)
    queries()
    one = queries()
    for _number in range(5):
        make_staff(RoleKind.MODERATOR)
    assert queries() == one


# What it costs


def role_queries(client, path="/en/display/"):
    with CaptureQueriesContext(
        connection,
    ) as asked:
        client.get(path)
    return [q["sql"] for q in asked if "accounts_role" in q["sql"] or '"auth_group"' in q["sql"]]


def test_visitors_cost_nothing_and_citizens_one_query():
    assert role_queries(Client()) == []
    citizen = [sql for sql in role_queries(signed_in(make_citizen())) if "accounts_role" in sql]
    assert len(citizen) == 1


# The operator's screens


def test_the_operator_gives_a_role_by_iin_and_ends_it():
    client, agency, person = signed_in(make_operator()), AgencyFactory(), make_citizen()
    said = {"iin": person.vault.iin, "person": "", "kind": "clerk", "agency": agency.pk}
    assert client.post(f"{ROLES}create/", said).status_code == 302
    role = Role.objects.get(user=person)
    page = client.get(ROLES).content.decode()
    assert person.vault.masked_iin in page
    assert person.vault.iin not in page
    assert client.get(f"{ROLES}{role.pk}/end/").status_code == 200
    role.refresh_from_db()
    assert role.valid_to is None
    assert client.post(f"{ROLES}{role.pk}/end/").status_code == 302
    role.refresh_from_db()
    assert role.valid_to <= timezone.now()


@pytest.mark.parametrize(
    "wrong",
    [
        {"iin": "123456789012"},
        {"iin": ""},
        {"kind": "operator"},
        {"valid_to": "2001-01-01"},
        {"kind": "nothing"},
    ],
)
def test_a_wrong_grant_form_comes_back_with_what_was_typed(wrong):
    client, agency = signed_in(make_operator()), AgencyFactory()
    said = {"iin": iin_number(), "person": "", "kind": "clerk", "agency": agency.pk} | wrong
    before = Role.objects.count()
    answer = client.post(f"{ROLES}create/", said)
    assert answer.status_code == 422
    assert answer.context["form"].errors
    assert answer.context["form"]["agency"].value() == str(agency.pk)
    assert Role.objects.count() == before


def test_roles_are_neither_edited_deleted_nor_exported():
    role = give(make_citizen(), RoleKind.MODERATOR)
    for client in (signed_in(make_operator()), signed_in(make_setup_person())):
        for verb in ("edit", "delete"):
            assert client.get(f"{ROLES}{verb}/{role.pk}/").status_code in {302, 403}
            assert client.post(f"{ROLES}{verb}/{role.pk}/").status_code in {302, 403}
        assert client.get(f"{ROLES}?export=csv").status_code == 404
    assert Role.objects.filter(pk=role.pk, valid_to=None).exists()
