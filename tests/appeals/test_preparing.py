"""Answers of agencies that sign: prepared at the desk, delivered by nobody without a signature."""

from datetime import timedelta

from django.db import connection
from django.urls import reverse
from django.utils import timezone

import pytest

from accounts.models import RoleKind
from accounts.readers import reader_for
from appeals.models import Answer, PreparedAnswer
from appeals.services import answer_payload, answer_prepare, prepared_of
from core.errors import NotAllowed, Refused
from signing.payloads import payload_content, payload_opening
from tests.appeals import people
from tests.factories.agencies import AgencyFactory, OfficeFactory
from tests.factories.appeals import AppealFactory

pytestmark = pytest.mark.django_db

BODY = "Здравствуйте! Остановку отремонтировали, скамейку поставили."


@pytest.fixture
def agency():
    return OfficeFactory(agency=AgencyFactory(signing=True)).agency


@pytest.fixture
def clerk(agency):
    return people.make_worker(agency)


@pytest.fixture
def head(agency):
    return people.make_worker(agency, RoleKind.HEAD)


@pytest.fixture
def appeal(agency):
    return AppealFactory(office=agency.offices.first(), in_work=True)


def prepare(appeal, actor, body=BODY, private="", seen=0):
    return answer_prepare(
        appeal_id=appeal.pk,
        actor=actor,
        reader=reader_for(actor),
        body=body,
        private=private,
        seen=seen,
    )


def payload_of(appeal, actor):
    return answer_payload(appeal_id=appeal.pk, actor=actor, reader=reader_for(actor))


def post(client, appeal, **said):
    data = {f"prepare-{name}": value for name, value in said.items()}
    address = reverse("appeals_desk_item", args=[appeal.number])
    return client.post(address, {"verb": "prepare", **data})


@pytest.mark.parametrize("kind", [RoleKind.CLERK, RoleKind.HEAD])
def test_no_answer_leaves_unsigned(appeal, agency, kind):
    with pytest.raises(Refused) as refused:
        people.answer(appeal, people.make_worker(agency, kind))
    assert refused.value.code == "answer_unsigned"
    assert not Answer.objects.exists()


@pytest.mark.parametrize(("days", "needs"), [(0, True), (-9, True), (1, False), (None, False)])
def test_from_the_day_the_registry_names(appeal, agency, clerk, days, needs):
    day = None if days is None else timezone.localdate() + timedelta(days=days)
    agency.answers_signed_from = day
    agency.save()
    if needs:
        with pytest.raises(Refused):
            people.answer(appeal, clerk)
    else:
        assert people.answer(appeal, clerk).signature is None


def test_a_clerk_prepares_and_the_head_finds_it(client, appeal, clerk, head):
    client.force_login(clerk)
    assert post(client, appeal, body=BODY, private="Ваш пропуск готов.").status_code == 302
    assert prepared_of(appeal).words.body == BODY
    client.force_login(head)
    listed = client.get(reverse("appeals_desk"), {"tab": "to_agree"}).content.decode()
    assert appeal.number in listed
    page = client.get(reverse("appeals_desk_item", args=[appeal.number])).content.decode()
    assert BODY in page
    assert "Ваш пропуск готов." in page


def test_the_words_are_not_in_the_table_in_clear(appeal, clerk):
    prepare(appeal, clerk, private="Пропуск № 77")
    with connection.cursor() as cursor:
        cursor.execute("select content from appeals_preparedanswer")
        stored = bytes(cursor.fetchone()[0])
    assert len(stored) > 50
    assert "ропуск".encode() not in stored
    assert b"\\u" not in stored


def test_a_colleague_s_newer_words_are_not_replaced_unseen(client, appeal, clerk, agency):
    prepare(appeal, clerk)
    other = people.make_worker(agency)
    client.force_login(other)
    answer = post(client, appeal, body=f"{BODY} Иначе.", seen=0)
    assert answer.status_code == 422
    assert f"{BODY} Иначе." in answer.content.decode()
    assert prepared_of(appeal).words.body == BODY
    assert post(client, appeal, body=f"{BODY} Иначе.", seen=1).status_code == 302
    assert prepared_of(appeal).words.body == f"{BODY} Иначе."


@pytest.mark.parametrize("body", ["", "   ", "Да."])
def test_an_empty_or_short_answer_is_refused_at_the_form(client, appeal, clerk, body):
    client.force_login(clerk)
    assert post(client, appeal, body=body).status_code == 422
    assert not PreparedAnswer.objects.exists()


@pytest.mark.parametrize("kind", [RoleKind.EDITOR, RoleKind.MODERATOR, RoleKind.OPERATOR])
def test_other_roles_prepare_nothing(appeal, agency, kind):
    user = people.make_worker(agency, kind) if kind == RoleKind.EDITOR else people.make_moderator()
    with pytest.raises(NotAllowed):
        prepare(appeal, user)


def test_another_agency_reads_and_changes_nothing(client, appeal, clerk):
    prepare(appeal, clerk)
    stranger = people.make_worker(OfficeFactory(agency=AgencyFactory(signing=True)).agency)
    with pytest.raises(NotAllowed):
        prepare(appeal, stranger, seen=1)
    client.force_login(stranger)
    assert post(client, appeal, body=BODY).status_code == 404


def test_it_does_not_go_along_with_a_hand_over(appeal, clerk):
    prepare(appeal, clerk, private="только наше")
    other = OfficeFactory(agency=AgencyFactory(signing=True)).agency
    taker = people.make_worker(other)
    people.accept(people.hand_over(appeal, clerk, other), taker)
    appeal.refresh_from_db()
    assert prepared_of(appeal) is None
    prepare(appeal, taker, body=f"{BODY} От другого органа.")
    assert prepared_of(appeal).words.private == ""


# What the head signs.


def test_the_head_signs_exactly_the_prepared_words(appeal, clerk, head, agency):
    prepare(appeal, clerk, private="Код 5")
    payload = payload_of(appeal, head)
    content, opening = payload_content(payload), payload_opening(payload)
    assert content["purpose"] == "answer"
    assert content["object"] == f"appeal:{appeal.pk}"
    assert opening["text"] == BODY
    assert opening["fields"]["private"] == "Код 5"
    assert opening["fields"]["agency_bin"] == agency.bin
    assert content["terms"] == {}
    assert payload.owner == head


def test_a_clerk_signs_nothing(appeal, clerk):
    prepare(appeal, clerk)
    with pytest.raises(NotAllowed):
        payload_of(appeal, clerk)


def test_a_former_head_signs_nothing(appeal, clerk, agency):
    prepare(appeal, clerk)
    with pytest.raises(NotAllowed):
        payload_of(appeal, people.make_worker(agency, RoleKind.HEAD, ended=True))


def test_there_must_be_something_to_sign(appeal, head):
    with pytest.raises(Refused) as refused:
        payload_of(appeal, head)
    assert refused.value.code == "not_prepared"


def test_nothing_is_signed_for_a_withdrawn_application(appeal, clerk, head):
    prepare(appeal, clerk)
    people.withdraw(appeal)
    with pytest.raises(Refused) as refused:
        payload_of(appeal, head)
    assert refused.value.code == "wrong_state"
