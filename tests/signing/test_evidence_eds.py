"""Digital signatures in the archive, decided again years later from nothing but what it holds."""

import json
from datetime import timedelta

from django.utils import timezone

import pytest
from freezegun import freeze_time

from signing.archive.bundles import Bundle
from signing.archive.eds import eds_decide_again, eds_evidence
from signing.eds.policy import NotChecked, decide
from signing.eds.types import Demand, RevocationProof
from signing.evidence import evidence_open
from signing.models import Signature, SignatureMethod
from signing.payloads import payload_bytes
from tests.factories.signing import make_payload
from tests.signing.archive import add, verify
from tests.signing.eds.scene import BIN, IIN, KINDS, scene, signed

pytestmark = pytest.mark.django_db


@pytest.fixture(params=KINDS)
def there(request):
    return scene(request.param)


class Listed:
    """Says that a list of revoked certificates was looked at."""

    proof = RevocationProof(
        "crl", b"", timezone.now(), {"number": "17", "nextUpdate": "2030-01-01T00:00:00Z"}
    )

    def check(self, certificate, issuer, **when):
        return self.proof


def keep(there, blob=None, *, payload=None, source=None, leaf=None, **asked):
    """Sign with EDS, judge, and put it into the archive."""
    payload = payload or make_payload()
    data = payload_bytes(payload)
    at = timezone.now()
    demand = Demand(**{"payload": data, "received_at": at, "iin": IIN, **asked})
    blob = blob or signed(there, leaf, data, tst=True)
    verdict = decide(blob, demand, there.trust, source or NotChecked(), now=at)
    assert verdict.code == "ok"
    kept = eds_evidence(
        blob=blob, demand=demand, verdict=verdict, judged_at=at, more={"ncalayer": "1.4"}
    )
    return add(
        f"appeal:{payload.pk}",
        payload=payload,
        method=SignatureMethod.EDS,
        evidence=kept.evidence,
        blobs=kept.blobs,
        signature_sha256=verdict.signature_sha256,
    )


@pytest.fixture
def decide_offline(there, tmp_path):
    """The command with this scene's authorities; gives problems and sums."""
    for name, data in there.authority.anchors.items():
        (tmp_path / f"{name}.cer").write_bytes(data)
    return lambda *more: verify("--decide", "--anchors", str(tmp_path), *more)


def test_everything_the_decision_rests_on_is_kept(there):
    row = keep(there, source=Listed())
    bundle = evidence_open(row)
    assert (row.method, row.verifier, row.policy) == ("eds", "builtin 1", "eds 1")
    assert set(bundle.blobs) == {
        "signature.cms",
        "timestamp.der",
        "chain/0.der",
        "chain/1.der",
        "chain/2.der",
    }
    assert bundle.blobs["chain/0.der"] == there.leaf.certificate_der
    assert bundle.blobs["chain/2.der"] == there.authority.anchors["root"]
    facts = bundle.facts
    assert facts["revocation"]["detail"]["number"] == "17"
    assert facts["verdict"]["signer"]["iin"] == IIN
    assert facts["verdict"]["time_source"] == "tst"
    assert facts["demand"]["iin"] == IIN
    assert facts["ncalayer"] == "1.4"
    assert facts["received_at"]
    assert facts["judged_at"]


def test_it_comes_out_the_same_years_later(there, decide_offline):
    keep(there)
    keep(there, source=Listed())
    with freeze_time(timezone.now() + timedelta(days=3650)):
        found, sums = decide_offline()
    assert found == []
    assert (sums["rows"], sums["decided"]) == (2, 2)


def test_an_employees_signature_comes_out_the_same(there, decide_offline):
    head = there.authority.employee(IIN, BIN, role="head")
    keep(there, leaf=head, owner="organisation", bin=BIN)
    assert decide_offline()[1]["ok"]


@pytest.mark.parametrize(
    ("changes", "detail"),
    [
        ({"signature_sha256": "0" * 64}, "signature_sha256"),
        ({"certificate": {"serial": "1", "bin": BIN}}, "serial"),
        ({"certificate": {"bin": "000000000000"}}, "bin"),
    ],
)
def test_what_pages_say_of_the_signer_is_compared(there, changes, detail):
    head = there.authority.employee(IIN, BIN, role="head")
    row = keep(there, leaf=head, owner="organisation", bin=BIN)
    Signature.objects.filter(pk=row.signature_id).update(**changes)
    found, _sums = verify()
    assert [(one["row"], one["problem"], one["detail"]) for one in found] == [
        (row.pk, "payload", detail)
    ]


def test_codes_by_sms_are_not_decided_again(there, decide_offline):
    add()
    assert decide_offline()[1]["decided"] == 0


def test_without_asking_nothing_is_decided(there):
    keep(there)
    assert verify()[1]["decided"] == 0


def test_the_kept_ocsp_answer_is_checked_again(there, decide_offline):
    leaf = there.authority.person(IIN)
    keep(there, leaf=leaf, source=_answered(there, leaf))
    row = keep(there, leaf=leaf, source=_answered(there, there.authority.person("030303200036")))
    found, _sums = decide_offline()
    assert [(one["row"], one["problem"]) for one in found] == [(row.pk, "decision")]
    assert "ocsp_wrong_cert" in found[0]["detail"]


def _answered(there, leaf):
    source = Listed()
    source.proof = RevocationProof("ocsp", there.authority.ocsp_response(leaf), timezone.now(), {})
    return source


def test_authorities_nobody_trusts_any_more_are_named(there, tmp_path):
    row = keep(there)
    for name, data in there.evil.anchors.items():
        (tmp_path / f"{name}.cer").write_bytes(data)
    found, _sums = verify("--decide", "--anchors", str(tmp_path))
    assert found == [
        {
            "row": row.pk,
            "object": row.object_key,
            "problem": "decision",
            "position": 1,
            "detail": "refused: untrusted_chain",
        }
    ]


def bundle_of(there):
    return evidence_open(keep(there))


CHANGES = {
    "payload": (lambda bundle: Bundle(b"{}", bundle.facts, bundle.blobs), "message_digest"),
    "no signature": (
        lambda bundle: Bundle(bundle.payload, bundle.facts, {}),
        "not enough is kept",
    ),
    "broken signature": (
        lambda bundle: Bundle(bundle.payload, bundle.facts, {"signature.cms": b"x"}),
        "unreadable",
    ),
    "no demand": (
        lambda bundle: Bundle(bundle.payload, _without(bundle.facts, "demand"), bundle.blobs),
        "not enough is kept",
    ),
    "another signer told": (
        lambda bundle: Bundle(
            bundle.payload, _told(bundle.facts, issuer="CN=another"), bundle.blobs
        ),
        "differs: issuer",
    ),
    "another moment told": (
        lambda bundle: Bundle(
            bundle.payload, _told(bundle.facts, signed_at="2020-01-01T00:00:00+00:00"), bundle.blobs
        ),
        "differs: signed_at",
    ),
}


def _without(facts, name):
    return {key: value for key, value in facts.items() if key != name}


def _told(facts, **changes):
    return {**facts, "verdict": {**facts["verdict"], **changes}}


@pytest.mark.parametrize("name", CHANGES)
def test_what_was_kept_otherwise_comes_out_otherwise(there, name):
    change, wrong = CHANGES[name]
    bundle = bundle_of(there)
    assert eds_decide_again(bundle, there.trust) == ""
    assert wrong in eds_decide_again(change(bundle), there.trust)


def test_evidence_is_json(there):
    facts = bundle_of(there).facts
    assert json.loads(json.dumps(facts)) == facts
