"""Who read my data: each opening is an event and a line on a page of its own; the desk's queue."""

from datetime import timedelta

from django.test import Client
from django.urls import reverse
from django.utils import timezone

from wagtail.users.models import UserProfile

import pytest

from accounts.access.letters import Letter
from accounts.access.wanted import Wanted
from accounts.models import AccessRequest, DataRequest, IdentityView, RoleKind, User
from accounts.readers import reader_for
from accounts.services import access_request_send, data_request_send, identity_view
from core.errors import Refused
from ledger.models import Event
from tests.conferences.desk import in_english  # noqa: F401
from tests.factories.people import (
    PDF,
    bin_number,
    give,
    make_citizen,
    make_operator,
    make_staff,
)

pytestmark = pytest.mark.django_db
LETTERS = "/cms/access-requests/"
PAGE, QUEUE = "/en/account/data/readings/", "/cms/data-requests/"


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def desk_of(operator: User) -> Client:
    UserProfile.objects.get_or_create(user=operator, defaults={"preferred_language": "en"})
    return signed_in(operator)


def ask(user: User, **fields: object) -> DataRequest:
    row = data_request_send(user=user, kind="correct", words="")
    DataRequest.objects.filter(pk=row.pk).update(**fields)
    return row


def test_opened_request_is_told_without_a_name() -> None:
    user, operator = make_citizen(), make_operator()
    operator.vault.surname = "Тыңшиева"
    operator.vault.save()
    row = ask(user)
    assert desk_of(operator).get(f"{QUEUE}{row.pk}/").status_code == 200
    assert Event.objects.get(verb="data_request.read").actor == operator
    seen = IdentityView.objects.get(person=user)
    assert (seen.what, seen.reason, seen.reader) == ("request", "decide", operator)
    page = signed_in(user).get(PAGE).content.decode()
    assert "Your request about your data" in page
    assert "operator of the portal" in page
    assert "Тыңшиева" not in page
    assert str(operator.pk) not in page


def test_who_may_not_open_leaves_no_line() -> None:
    user = make_citizen()
    row = ask(user)
    for person in (make_staff(RoleKind.MODERATOR), make_citizen()):
        assert signed_in(person).get(f"{QUEUE}{row.pk}/").status_code in (302, 403, 404)
    assert not IdentityView.objects.exists()
    assert not Event.objects.filter(verb="data_request.read").exists()


def test_own_request_is_no_news() -> None:
    operator = make_operator()
    row = ask(operator)
    page = desk_of(operator).get(f"{QUEUE}{row.pk}/").content.decode()
    assert "Another operator decides about your own data." in page
    assert "It is not possible" not in page
    assert not IdentityView.objects.exists()


def test_role_of_an_employee_opened_to_be_ended() -> None:
    user, operator = make_citizen(), make_operator()
    role = give(user, RoleKind.MODERATOR)
    assert desk_of(operator).get(reverse("accounts_role_end", args=[role.pk])).status_code == 200
    seen = IdentityView.objects.get(person=user)
    assert (seen.what, seen.reason) == ("role", "rights")
    assert "Your role at an agency" in signed_in(user).get(PAGE).content.decode()


def send_letter(user: User) -> AccessRequest:
    said = {
        "agency": None,
        "agency_name": "Үлгі министрлігі",
        "agency_bin": bin_number(),
        "full_name": "Үлгіева Әлия Сынаққызы",
        "iin": user.vault.iin,
        "email": "aliya@ulgi.example",
        "phone": "+77010000000",
        "letter_number": "12-3/45",
        "letter_date": timezone.localdate(),
    }
    scan = Letter(data=PDF, content_type="application/pdf")
    return access_request_send(wanted=Wanted(**said), letter=scan, language="kk")


def test_letter_that_names_me_opened_and_taken() -> None:
    user, operator = make_citizen(), make_operator()
    row = send_letter(user)
    desk = desk_of(operator)
    assert desk.get(f"{LETTERS}inspect/{row.pk}/").status_code == 200
    assert desk.get(f"{LETTERS}{row.pk}/letter/").status_code == 200
    seen = IdentityView.objects.filter(person=user).order_by("pk")
    assert [one.what for one in seen] == ["letter", "scan"]
    assert {one.reader for one in seen} == {operator}
    assert "An agency’s letter" in signed_in(user).get(PAGE).content.decode().replace("&#x27;", "’")


def test_letter_that_names_a_stranger_is_an_event_only() -> None:
    user = make_citizen()
    row = send_letter(user)
    user.subject_key = None  # as if nobody with this IIN had signed in
    user.save()
    assert desk_of(make_operator()).get(f"{LETTERS}inspect/{row.pk}/").status_code == 200
    assert Event.objects.filter(verb="access_request.read").count() == 1
    assert not IdentityView.objects.exists()


@pytest.mark.parametrize("reason", ["decide", "access", "rights", "proof"])
def test_reasons_of_the_portal_are_not_for_choosing(reason: str) -> None:
    operator = make_operator()
    about = {"about_kind": "appeals.appeal", "about_id": "7"}
    with pytest.raises(Refused) as refused:
        identity_view(
            actor=operator,
            reader=reader_for(operator),
            person=make_citizen(),
            reason=reason,
            **about,
        )
    assert refused.value.code == "reason"


def test_list_is_paged_by_twenty_and_my_own() -> None:
    user, other, operator = make_citizen(), make_citizen(), make_operator()
    now = timezone.now()
    IdentityView.objects.bulk_create(
        IdentityView(
            reader=operator,
            role="operator",
            person=person,
            about_kind="appeals.appeal",
            about_id=f"{'mine' if person is user else 'foreign'}-{number}",
            reason="reach",
            at=now - timedelta(minutes=number // 3),
        )
        for person in (user, other)
        for number in range(45)
    )
    client, found, address = signed_in(user), [], PAGE
    for size in (20, 20, 5):
        answer = client.get(address)
        rows = [row.about_id for row in answer.context["rows"]]
        assert len(rows) == size
        found += rows
        address = f"{PAGE}{answer.context['pager'].older_url}"
    assert address == PAGE
    assert sorted(found) == sorted(f"mine-{number}" for number in range(45))
    assert client.get(f"{PAGE}?cursor=made-up").status_code == 404
    first = client.get("/en/account/data/").content.decode()
    assert first.count("mine-") == 3
    assert PAGE in first


def test_visitors_and_posts_get_nothing() -> None:
    assert "/accounts/egov/login/" in Client().get(PAGE)["Location"]
    assert signed_in(make_citizen()).post(PAGE).status_code == 405


# The operators' queue


def test_queue_pages_open_ones_the_oldest_first() -> None:
    now = timezone.now()
    people = [make_citizen() for _ in range(25)]
    rows = [ask(person, sent_at=now - timedelta(hours=n)) for n, person in enumerate(people)]
    desk = desk_of(make_operator())
    first = desk.get(QUEUE)
    assert [row.pk for row in first.context["rows"]] == [row.pk for row in rows[:4:-1]]
    second = desk.get(f"{QUEUE}{first.context['pager'].older_url}")
    assert [row.pk for row in second.context["rows"]] == [row.pk for row in rows[4::-1]]
    assert "(25)" in first.content.decode()
    back = desk.get(f"{QUEUE}{second.context['pager'].newer_url}")
    assert len(back.context["rows"]) == 20


def test_decided_ones_have_a_tab() -> None:
    operator = make_operator()
    desk = desk_of(operator)
    row = ask(make_citizen())
    assert not desk.get(f"{QUEUE}?state=done").context["rows"]
    answer = {"decision": "refused", "answer": "It is not possible."}
    assert desk.post(f"{QUEUE}{row.pk}/", {"answer": answer["answer"]}).status_code == 422
    assert desk.post(f"{QUEUE}{row.pk}/", answer).status_code == 302
    assert [one.pk for one in desk.get(f"{QUEUE}?state=done").context["rows"]] == [row.pk]
    assert not desk.get(QUEUE).context["rows"]
