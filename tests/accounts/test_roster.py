"""Changes, ends and the yearly confirmation of an agency's responsible persons."""

import io
import json
from datetime import timedelta
from typing import Any

from django.core.management import call_command
from django.test import Client
from django.utils import timezone

import pytest
from freezegun import freeze_time

from accounts.access.checks import checks_of
from accounts.access.letters import Letter
from accounts.access.wanted import LetterSaid, NewPerson
from accounts.models import AccessRequest, AccessRules, Role, RoleKind, RosterConfirmation
from accounts.readers import reader_for
from accounts.selectors import access_waiting, role_dues, roster_of, roster_state
from accounts.services import (
    access_change_file,
    access_request_grant,
    roles_unconfirmed_end,
    roster_confirm,
)
from core.errors import NotAllowed, Refused
from ledger.models import Event
from tests.factories.agencies import AgencyFactory
from tests.factories.factor import pass_factor
from tests.factories.people import (
    PDF,
    give,
    iin_number,
    letter_upload,
    make_citizen,
    make_operator,
    make_staff,
)

pytestmark = pytest.mark.django_db
PAGE, REQUESTS = "/cms/responsible/", "/cms/access-requests/"
DAY = timedelta(days=1)


@pytest.fixture
def agency():
    return AgencyFactory()


@pytest.fixture(autouse=True)
def rules():
    """The yearly confirmation has begun today."""
    return AccessRules.load()


@pytest.fixture
def head(agency):
    return make_staff(RoleKind.HEAD, agency)


def browser(user: Any) -> Client:
    client = Client(headers={"accept-language": "en"})
    client.force_login(user)
    return client


def letter(number: str = "12/1") -> LetterSaid:
    scan = Letter(data=PDF, content_type="application/pdf")
    return LetterSaid(number=number, day=timezone.localdate(), scan=scan, language="kk")


def comer(**changes: str) -> NewPerson:
    words = {
        "full_name": "Үлгіева Әлия Сынаққызы",
        "iin": iin_number(),
        "email": "new@ulgi.gov.kz",
        "phone": "+7 799 000 01 01",
    }
    return NewPerson(**(words | changes))


def ask(actor: Any, agency: Any, roles: Any, **said: Any) -> AccessRequest:
    words = {
        "purpose": "change",
        "from_day": timezone.localdate(),
        "letter": letter(),
        "person": comer(),
    } | said
    return access_change_file(
        actor=actor, reader=reader_for(actor), agency=agency, roles=roles, **words
    )


def grant(row: AccessRequest, agency: Any, actor: Any = None) -> list[Role]:
    decided = {
        one.code: "" if one.passed is not False else "called" for one in checks_of(row, agency)
    }
    return access_request_grant(
        request=row, agency=agency, actor=actor or make_operator(), decided=decided
    )


# A change


def test_a_new_person_replaces_the_old_one_the_moment_it_begins(agency, head):
    old = make_staff(RoleKind.EDITOR, agency)
    give(old, RoleKind.CLERK, agency)
    first_day = timezone.localdate() + 3 * DAY
    new = comer()
    row = ask(head, agency, list(old.roles.all()), from_day=first_day, person=new)
    assert (row.purpose, row.filed_by, row.iin) == ("change", head, new.iin)
    roles = grant(row, agency)
    assert {role.kind for role in roles} == {"editor", "clerk"}
    begins = {role.valid_from for role in roles}
    assert begins == set(old.roles.values_list("valid_to", flat=True))
    assert timezone.localdate(begins.pop()) == first_day
    row.refresh_from_db()
    assert row.state == "granted"
    ends = Event.objects.filter(verb="role.end")
    assert {event.data["why"] for event in ends} == {"change"}


def test_an_end_lasts_until_the_day_is_over_and_never_makes_a_role_longer(agency, head):
    leaver = make_citizen()
    give(leaver, RoleKind.CLERK, agency)
    short = give(leaver, RoleKind.EDITOR, agency, valid_to=timezone.now() + timedelta(hours=1))
    last = timezone.localdate() + 5 * DAY
    row = ask(head, agency, list(leaver.roles.all()), purpose="end", person=None, from_day=last)
    assert (row.full_name, row.iin) == (leaver.get_full_name(), "")
    assert grant(row, agency) == []
    clerk = leaver.roles.get(kind="clerk")
    assert timezone.localdate(clerk.valid_to) == last + DAY
    assert leaver.roles.get(kind="editor").valid_to == short.valid_to


@pytest.mark.parametrize("kind", [RoleKind.CLERK, RoleKind.MODERATOR, RoleKind.OPERATOR, None])
def test_only_heads_and_editors_of_the_agency_ask(agency, kind):
    own = agency if kind == RoleKind.CLERK else None
    person = make_staff(kind, own) if kind else make_staff(RoleKind.HEAD, AgencyFactory())
    old = make_staff(RoleKind.EDITOR, agency)
    with pytest.raises(NotAllowed):
        ask(person, agency, list(old.roles.all()))
    assert not AccessRequest.objects.exists()


def test_not_about_another_agencys_people_nor_ended_roles_nor_two_people(agency, head):
    other = make_staff(RoleKind.EDITOR, AgencyFactory())
    gone = make_staff(RoleKind.CLERK, agency, valid_to=timezone.now() + timedelta(hours=1))
    mine = make_staff(RoleKind.EDITOR, agency)
    with freeze_time(timezone.now() + timedelta(hours=2)):
        for roles in (
            list(other.roles.all()),
            list(gone.roles.all()),
            [mine.roles.get(), head.roles.get()],
            [],
        ):
            with pytest.raises(Refused) as refusal:
                ask(head, agency, roles)
            assert refusal.value.code == "roster_person"


def test_not_by_oneself_and_not_in_the_past(agency, head):
    old = make_staff(RoleKind.EDITOR, agency)
    for said, code in (
        ({"person": comer(iin=old.vault.iin)}, "roster_same"),
        ({"person": None}, "roster_same"),
        ({"from_day": timezone.localdate() - DAY}, "day_passed"),
    ):
        with pytest.raises(Refused) as refusal:
            ask(head, agency, [old.roles.get()], **said)
        assert refusal.value.code == code


def test_the_same_letter_sent_twice_is_one_request(agency, head):
    old, new = make_staff(RoleKind.EDITOR, agency), comer()
    first = ask(head, agency, [old.roles.get()], person=new)
    assert ask(head, agency, [old.roles.get()], person=new) == first


def test_a_change_is_all_or_nothing(agency, head):
    old, new = make_staff(RoleKind.EDITOR, agency), make_staff(RoleKind.EDITOR, agency)
    row = ask(head, agency, [old.roles.get()], person=comer(iin=new.vault.iin))
    with pytest.raises(Refused) as refusal:
        grant(row, agency)
    assert refusal.value.code == "role_taken"
    assert old.roles.get().valid_to is None
    row.refresh_from_db()
    assert row.state == "new"


def test_granted_against_another_agency_nothing_changes(agency, head):
    old = make_staff(RoleKind.EDITOR, agency)
    row = ask(head, agency, [old.roles.get()])
    with pytest.raises(Refused):
        grant(row, AgencyFactory())
    assert old.roles.get().valid_to is None


def test_whoever_asked_and_left_since_fails_a_check(agency, head):
    old = make_staff(RoleKind.EDITOR, agency)
    row = ask(head, agency, [old.roles.get()])
    checks = {one.code: one for one in checks_of(row, agency)}
    assert checks["asker"].passed is True
    Role.objects.filter(user=head).update(valid_to=timezone.now())
    assert {one.code: one.passed for one in checks_of(row, agency)}["asker"] is False


# The agency's own page


def test_heads_and_editors_see_their_own_people_only(agency, head):
    other = make_citizen(surname="Басқаев")
    give(other, RoleKind.EDITOR, AgencyFactory())
    mine = make_citizen(surname="Өзіміз")
    give(mine, RoleKind.EDITOR, agency)
    page = browser(head).get(PAGE).content.decode()
    assert "Өзіміз" in page
    assert "Басқаев" not in page
    assert mine.vault.masked_iin not in page
    for kind in (RoleKind.CLERK, RoleKind.MODERATOR, RoleKind.OPERATOR):
        person = make_staff(kind, agency if kind == RoleKind.CLERK else None)
        assert browser(person).get(PAGE).status_code in {302, 403}


@pytest.mark.parametrize("purpose", ["change", "end"])
def test_the_forms_send_the_request_to_the_operator(agency, head, purpose):
    old = make_staff(RoleKind.EDITOR, agency)
    client, path = browser(head), f"{PAGE}{agency.pk}/{purpose}/"
    key = next(one.key for one in roster_of(agency) if old.roles.get().pk in one.role_ids)
    assert client.get(f"{path}?person={key}").status_code == 200
    said = {
        "person": key,
        "from_day": timezone.localdate().isoformat(),
        "letter_number": "5",
        "letter_date": timezone.localdate().isoformat(),
        "letter": letter_upload(),
        "full_name": "Үлгіева Әлия",
        "iin": iin_number(),
        "email": "a@b.gov.kz",
        "phone": "+7 799 000 01 01",
    }
    for wrong in (
        {"person": "999999"},
        {"from_day": "2001-01-01"},
        {"letter_date": "2999-01-01"},
        {"letter": ""},
    ):
        assert client.post(path, said | wrong).status_code == 422
    assert not AccessRequest.objects.exists()
    assert client.post(path, said | {"letter": letter_upload()}).status_code == 302
    row = AccessRequest.objects.get()
    assert (row.purpose, list(row.outgoing.all())) == (purpose, [old.roles.get()])
    assert old.roles.get().valid_to is None
    operator = make_operator()
    desk = browser(operator)
    pass_factor(desk, operator)
    assert desk.get(REQUESTS).status_code == 200
    shown = desk.get(f"{REQUESTS}inspect/{row.pk}/")
    assert old.get_full_name() in shown.content.decode()
    ticks = {
        f"grant-check_{one.code}": "called" if one.passed is False else "on"
        for one in checks_of(row, agency)
    }
    done = desk.post(
        f"{REQUESTS}inspect/{row.pk}/", {"verb": "grant", "grant-agency": agency.pk, **ticks}
    )
    assert done.status_code == 302
    assert old.roles.get().valid_to is not None


def test_another_agencys_forms_are_nowhere(agency, head):
    other = AgencyFactory()
    client = browser(head)
    for path in (f"{PAGE}{other.pk}/change/", f"{PAGE}{other.pk}/end/", f"{PAGE}{agency.pk}/x/"):
        assert client.get(path).status_code == 404
    assert client.post(f"{PAGE}{other.pk}/confirm/", {"person": "1"}).status_code == 404


# The yearly confirmation


def days_on(days: int) -> Any:
    return freeze_time(timezone.now() + days * DAY)


def test_a_role_is_due_overdue_and_lapsed_by_the_rules(agency, head):
    rules = AccessRules.load()
    rules.confirm_days, rules.remind_days, rules.grace_days = 100, 10, 20
    rules.save()
    today = timezone.localdate()
    for days, state in ((0, "ok"), (89, "ok"), (90, "due"), (100, "due"), (101, "overdue")):
        assert [one.state for one in role_dues(on=today + days * DAY)] == [state]
    assert [one.state for one in role_dues(on=today + 120 * DAY)] == ["overdue"]
    (lapsed,) = role_dues(on=today + 121 * DAY)
    assert lapsed.state == "lapsed"
    assert lapsed.ends_on == today + 120 * DAY


def test_roles_older_than_the_rule_have_a_whole_period_ahead(agency, rules):
    make_staff(RoleKind.HEAD, agency, valid_from=timezone.now() - 900 * DAY)
    assert [one.state for one in role_dues()] == ["ok"]
    rules.confirm_since = timezone.localdate() - 900 * DAY
    rules.save()
    assert [one.state for one in role_dues()] == ["lapsed"]


def test_portal_roles_are_not_asked_about(agency):
    make_staff(RoleKind.MODERATOR)
    assert role_dues() == []


def test_a_confirmation_counts_for_those_that_were_ticked(agency, head):
    stays, leaves = make_staff(RoleKind.EDITOR, agency), make_staff(RoleKind.CLERK, agency)
    with days_on(400):
        assert roster_state([agency.pk]) == "lapsed"
        roster_confirm(
            agency=agency,
            role_ids=[stays.roles.get().pk, head.roles.get().pk],
            actor=head,
            reader=reader_for(head),
        )
        states = {one.role.user: one.state for one in role_dues([agency.pk])}
        assert states == {stays: "ok", head: "ok", leaves: "lapsed"}
        assert access_waiting().lapsed == 1
        ended = roles_unconfirmed_end(actor=make_operator())
        assert [role.user for role in ended] == [leaves]
        assert roster_state([agency.pk]) == "ok"
    event = Event.objects.get(verb="roster.confirm")
    assert (event.actor, event.agency_id) == (head, agency.pk)
    assert Event.objects.get(verb="role.end").data == {"kind": "clerk", "why": "unconfirmed"}


def test_nobody_else_confirms_and_not_others_people(agency, head):
    other = make_staff(RoleKind.HEAD, AgencyFactory())
    own = head.roles.get().pk
    for person in (other, make_staff(RoleKind.CLERK, agency), make_operator()):
        with pytest.raises(NotAllowed):
            roster_confirm(agency=agency, role_ids=[own], actor=person, reader=reader_for(person))
    for ids in ([], [own, other.roles.get().pk]):
        with pytest.raises(Refused):
            roster_confirm(agency=agency, role_ids=ids, actor=head, reader=reader_for(head))
    assert not RosterConfirmation.objects.exists()


def test_the_page_confirms_and_says_what_is_due(agency, head):
    editor = make_staff(RoleKind.EDITOR, agency)
    with days_on(360):
        client = browser(head)
        assert "confirmation due" in client.get(PAGE).content.decode()
        assert "confirmation due" in client.get("/cms/").content.decode()
        keys = [one.key for one in roster_of(agency)]
        assert client.post(f"{PAGE}{agency.pk}/confirm/", {"person": []}).status_code == 302
        assert not RosterConfirmation.objects.exists()
        assert client.post(f"{PAGE}{agency.pk}/confirm/", {"person": keys}).status_code == 302
        assert "confirmation due" not in client.get(PAGE).content.decode()
    assert RosterConfirmation.objects.get().roles.count() == 2
    assert editor.roles.get().valid_to is None


def test_the_operators_desk_shows_who_is_late_and_ends_the_lapsed(agency, head):
    operator = make_operator()
    with days_on(380):
        client = browser(operator)
        page = client.get(f"{PAGE}due/").content.decode()
        assert "confirmation overdue" in page
        assert "End them now" not in page
        client.post(f"{PAGE}due/end/")
        assert head.roles.get().valid_to is None
    with days_on(400):
        client = browser(operator)
        assert agency.name_en in client.get(f"{PAGE}due/").content.decode()
        assert f"{PAGE}due/" in client.get("/cms/").content.decode()
        assert client.post(f"{PAGE}due/end/").status_code == 302
        assert head.roles.get().valid_to <= timezone.now()


@pytest.mark.parametrize("kind", [RoleKind.HEAD, RoleKind.MODERATOR, RoleKind.AUDITOR])
def test_nobody_else_sees_the_operators_list_or_ends(agency, kind):
    person = make_staff(kind, agency if kind == RoleKind.HEAD else None)
    with days_on(400):
        client = browser(person)
        assert client.get(f"{PAGE}due/").status_code in {302, 403}
        assert client.post(f"{PAGE}due/end/").status_code in {302, 403}
        with pytest.raises(NotAllowed):
            roles_unconfirmed_end(actor=person)
    assert person.roles.get().valid_to is None


def lines(*args: str) -> list[dict[str, Any]]:
    out = io.StringIO()
    call_command("roles_confirm_due", *args, stdout=out)
    return [json.loads(line) for line in out.getvalue().splitlines()]


def test_the_command_lists_and_ends_only_when_told(agency, head):
    assert lines() == []
    role = head.roles.get()
    with days_on(370):
        (line,) = lines("--end")
        assert (line["state"], line["ended"]) == ("overdue", False)
    with days_on(400):
        (line,) = lines()
        assert (line["role"], line["agency"], line["state"]) == (role.pk, agency.key, "lapsed")
        assert not line["ended"]
        role.refresh_from_db()
        assert role.valid_to is None
        (line,) = lines("--end")
        assert line["ended"]
        assert lines() == []
    role.refresh_from_db()
    assert role.valid_to is not None
    assert Event.objects.get(verb="role.end").actor is None


def test_the_list_of_the_late_asks_no_more_for_more_agencies(
    agency, head, django_assert_max_num_queries
):
    for _number in range(5):
        make_staff(RoleKind.EDITOR, AgencyFactory())
    role_dues()
    with django_assert_max_num_queries(2):
        assert len(role_dues()) == 6
