"""From a signature to a registered application."""

from datetime import date

from django.db import IntegrityError, transaction

import pytest

from appeals.models import Appeal
from appeals.originals import original_of
from appeals.services import appeal_register
from appeals.states import Publication, State
from core.errors import Refused
from ledger.counters import counter_values
from ledger.models import Event
from moderation.models import ModeratedText
from notifications.models import Notice
from tests.appeals.signed import TEXT, make_appeal_payload, sign
from tests.factories.agencies import AgencyFactory, OfficeFactory
from tests.factories.signing import make_person

pytestmark = pytest.mark.django_db


def test_signing_registers_with_number_dates_event_notice_and_figure():
    appeal = sign(make_appeal_payload())
    assert appeal.number == f"OD-{appeal.submitted_at.year}-00000001"
    assert appeal.state == State.REGISTERED
    assert appeal.due_on > appeal.registered_on >= date(2020, 1, 1)
    assert original_of(appeal).text == TEXT
    assert Event.objects.filter(verb="appeal.register", target_id=str(appeal.pk)).count() == 1
    notice = Notice.objects.get(user=appeal.author)
    assert notice.data["number"] == appeal.number
    assert counter_values("appeals.")["appeals.total"] == 1


def test_numbers_follow_each_other_without_gaps():
    numbers = [sign(make_appeal_payload()).number[-8:] for _ in range(3)]
    assert numbers == ["00000001", "00000002", "00000003"]


def test_text_waits_for_a_moderator_when_the_author_wants_publication():
    appeal = sign(make_appeal_payload(publish="yes"))
    assert appeal.publication == Publication.PENDING
    assert ModeratedText.objects.filter(kind="appeal", target_id=str(appeal.pk)).count() == 1


def test_no_item_in_moderation_when_the_author_does_not_want_publication():
    appeal = sign(make_appeal_payload(publish="no"))
    assert appeal.publication == Publication.PRIVATE
    assert not ModeratedText.objects.exists()


def test_the_same_payload_never_becomes_two_applications():
    payload = make_appeal_payload()
    sign(payload)
    payload.refresh_from_db()
    with pytest.raises(Refused), transaction.atomic():
        appeal_register(payload=payload, signature=payload.signature)
    assert Appeal.objects.count() == 1


def test_an_agency_that_closed_after_signing_still_gets_the_application():
    office = OfficeFactory()
    payload = make_appeal_payload(office=office)
    closed = AgencyFactory.build(closed=True)
    office.agency.accepts_applications = False
    office.agency.closed_reason_kk = closed.closed_reason_kk
    office.agency.save()
    assert sign(payload).office == office


def test_language_is_the_text_s_own():
    kazakh = "Біздің ауылда көше шамдары жанбайды. Қараңғыда жүру қауіпті, жөндеп беріңіздер."
    assert sign(make_appeal_payload(text=kazakh)).language == "kk"


def test_the_database_refuses_a_published_text_without_consent():
    appeal = sign(make_appeal_payload(publish="no"))
    with pytest.raises(IntegrityError):
        Appeal.objects.filter(pk=appeal.pk).update(publication=Publication.PENDING)


def test_a_person_without_iin_may_apply_by_sms():
    person = make_person(has_iin=False)
    assert sign(make_appeal_payload(owner=person)).author == person
