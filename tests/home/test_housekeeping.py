"""The daily clean-up."""

import json
from datetime import timedelta
from io import StringIO

from django.core.management import call_command
from django.utils import timezone

import pytest

from core.models import RateWindow
from core.rates import rate_take
from signing.models import EvidenceAnchor, SignedPayload
from tests.factories.signing import make_payload
from tests.signing.archive import add

pytestmark = pytest.mark.django_db
NOTHING = {"payloads": 0, "rate_windows": 0, "anchors": 0}


def clean_up() -> dict[str, int]:
    out = StringIO()
    call_command("housekeeping", stdout=out)
    return json.loads(out.getvalue())


def test_old_unsigned_payloads_and_passed_windows_go():
    payload = make_payload()
    past = timezone.now() - timedelta(days=3)
    SignedPayload.objects.filter(pk=payload.pk).update(
        created_at=past, expires_at=past + timedelta(minutes=30)
    )
    rate_take(scope="test", key="a", limit=5, per_seconds=60)
    RateWindow.objects.update(expires_at=past)
    assert clean_up() == {"payloads": 1, "rate_windows": 1, "anchors": 0}
    assert clean_up() == NOTHING


def test_a_payload_that_waits_for_its_code_stays():
    make_payload()
    rate_take(scope="test", key="a", limit=5, per_seconds=3600)
    assert clean_up() == NOTHING
    assert SignedPayload.objects.count() == 1


def test_new_evidence_is_anchored():
    add()
    assert clean_up() == {**NOTHING, "anchors": 1}
    assert EvidenceAnchor.objects.get().count == 1
    assert clean_up() == NOTHING
