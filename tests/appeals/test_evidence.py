"""An application and the signed answer to it are one chain of evidence."""

from django.db import transaction
from django.utils import timezone

import pytest

from accounts.models import RoleKind
from accounts.readers import reader_for
from appeals.services import answer_override, answer_payload, answer_prepare
from appeals.states import Channel
from signing.evidence import evidence_open, object_key_of
from signing.models import Evidence, SignatureMethod
from signing.signatures import payload_lock, signature_make
from tests.appeals import people
from tests.appeals.signed import make_appeal_payload, sign
from tests.factories.agencies import AgencyFactory, OfficeFactory
from tests.factories.appeals import AppealFactory

pytestmark = pytest.mark.django_db

BODY = "Здравствуйте! Яму на улице заделали, асфальт положили новый."


@pytest.fixture
def office():
    return OfficeFactory(agency=AgencyFactory(signing=True))


def signed_answer(appeal, office):
    head = people.make_worker(office.agency, RoleKind.HEAD)
    asked = {"appeal_id": appeal.pk, "actor": head, "reader": reader_for(head)}
    answer_prepare(body=BODY, private="", seen=0, **asked)
    answer_override(seen=1, **asked)
    payload = answer_payload(**asked)
    with transaction.atomic():
        signature_make(
            payload=payload_lock(payload=payload, owner=head),
            method=SignatureMethod.EDS,
            evidence={"verifier": "builtin 1", "policy": "eds 1", "code": "ok"},
            blobs={"signature.cms": b"cms"},
            at=timezone.now(),
            signature_sha256=payload.digest,
        )
    return payload


def test_the_answer_goes_on_where_the_application_began(office):
    question = make_appeal_payload(office=office)
    appeal = sign(question)
    people.take(appeal, people.make_worker(office.agency))
    answer = signed_answer(appeal, office)
    first, second = Evidence.objects.filter(object_key=object_key_of(question)).order_by("position")
    assert (first.signature.payload, second.signature.payload) == (question, answer)
    assert (first.method, second.method) == ("sms", "eds")
    assert second.previous_hash == first.hash
    assert evidence_open(second).blobs == {"signature.cms": b"cms"}


def test_an_application_of_the_former_portal_has_a_chain_of_its_answers_alone(office):
    appeal = AppealFactory(office=office, in_work=True, channel=Channel.LEGACY, payload=None)
    answer = signed_answer(appeal, office)
    row = Evidence.objects.get(signature__payload=answer)
    assert (row.object_key, row.position) == (f"appeal:{appeal.number}", 1)


def test_each_application_has_a_chain_of_its_own(office):
    """Whoever writes to one akim doesn't wait for another."""
    payloads = [make_appeal_payload(office=office) for _ in range(2)]
    for payload in payloads:
        sign(payload)
    rows = Evidence.objects.filter(object_key__in=map(object_key_of, payloads))
    assert [row.position for row in rows] == [1, 1]
