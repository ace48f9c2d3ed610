"""The portal's decision: settings, slots, a second verifier, and never an exception."""

import json
from pathlib import Path

from django.conf import LazySettings

import pytest

from signing.eds.slots import slot
from signing.eds.types import Demand, Verdict
from signing.eds.verifier import signature_verify
from standins.nca.keystore import Keystore
from tests.signing.eds.samples import needs_samples, sample
from tests.signing.eds.scene import IIN, OTHER_IIN, PAYLOAD, now
from tests.signing.eds.served import Served
from tests.signing.eds.test_ncanode import PATH, leaf, told
from tests.standins.running import StandIn

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def configured(nca: StandIn, settings: LazySettings, tmp_path: Path) -> LazySettings:
    settings.VAR_DIR = tmp_path
    settings.EDS_ANCHORS_DIR = str(nca.var / "nca" / "anchors")
    settings.EDS_ANCHORS_PINNED = False
    settings.EDS_OCSP_URL = f"{nca.address}/nca/ocsp"
    settings.EDS_REVOCATION = "soft"
    return settings


class Person:
    """Somebody of the simulator with a key of one kind."""

    def __init__(self, store: Keystore, key: str) -> None:
        self.entry = store.entries[key]
        self.authority = store.authority_of(self.entry)

    def decide(self, *, payload: bytes = PAYLOAD, **demand: str) -> Verdict:
        asked = {"iin": self.entry.iin, **demand}
        blob = self.authority.sign(self.entry.leaf, PAYLOAD, tst=True, pem=True)
        return signature_verify(blob, Demand(payload=payload, received_at=now(), **asked))

    def told(self, **demand: str) -> tuple[str, str]:
        verdict = self.decide(**demand)
        return verdict.verdict, verdict.code


@pytest.fixture(params=["azamat-sign", "primer-rsa"])
def person(request: pytest.FixtureRequest, store: Keystore) -> Person:
    return Person(store, request.param)


def test_valid_with_everything_found(person: Person) -> None:
    verdict = person.decide()
    assert (verdict.verdict, verdict.code, verdict.time_source) == ("valid", "ok", "tst")
    assert verdict.signer is not None
    assert verdict.signer.iin == person.entry.iin
    assert len(verdict.chain) == 3
    assert verdict.revocation is not None
    assert verdict.revocation.source == "ocsp"


@pytest.mark.parametrize(
    ("key", "code"),
    [
        ("primer-expired", "cert_expired"),
        ("primer-revoked", "revoked"),
        ("azamat-auth", "key_usage"),
        ("a-head-head", "subject_type"),
    ],
)
def test_keys_that_may_not_sign(store: Keystore, key: str, code: str) -> None:
    assert Person(store, key).told() == ("refused", code)


def test_other_refusals(person: Person) -> None:
    assert person.told(iin=OTHER_IIN) == ("refused", "iin_mismatch")
    assert person.decide(payload=b"other").code == "message_digest"


@pytest.mark.parametrize("blob", [b"", b"garbage", b"\x30\x80\x00\x00", b"\xff" * 5000])
def test_garbage_is_unreadable(blob: bytes) -> None:
    verdict = signature_verify(blob, Demand(payload=PAYLOAD, received_at=now(), iin=IIN))
    assert (verdict.verdict, verdict.code) == ("unreadable", "malformed")


# Slots


def test_busy_when_every_slot_is_taken(
    person: Person, configured: LazySettings, tmp_path: Path
) -> None:
    configured.EDS_PARALLEL = 2
    with slot(tmp_path / "locks", 2):
        assert person.told() == ("valid", "ok")
        with slot(tmp_path / "locks", 2):
            assert person.told() == ("refused", "busy")
    assert person.told() == ("valid", "ok")


def test_a_refusal_gives_its_slot_back(person: Person, configured: LazySettings) -> None:
    configured.EDS_PARALLEL = 1
    for _ in range(3):
        assert person.told(iin=OTHER_IIN) == ("refused", "iin_mismatch")


# What the operator has to mend


@pytest.mark.parametrize(("mode", "expected"), [("soft", "pending"), ("hard", "refused")])
def test_authorities_that_can_t_be_read(
    person: Person, configured: LazySettings, mode: str, expected: str
) -> None:
    configured.EDS_REVOCATION = mode
    configured.EDS_ANCHORS_PINNED = True  # the simulator's are nowhere published
    assert person.told() == (expected, "verifier_unavailable")


@pytest.mark.parametrize(("mode", "expected"), [("soft", "pending"), ("hard", "refused")])
def test_no_folder_for_slots(
    person: Person, configured: LazySettings, tmp_path: Path, mode: str, expected: str
) -> None:
    configured.EDS_REVOCATION = mode
    (tmp_path / "locks").write_text("a file where the folder belongs")
    assert person.told() == (expected, "verifier_unavailable")


# A second verifier


@pytest.fixture
def node(web: Served, configured: LazySettings) -> Served:
    configured.EDS_CROSS_CHECK, configured.NCANODE_URL = "ncanode", web.url
    return web


def agreement(person: Person) -> bytes:
    subject = {"iin": person.entry.iin}
    return told({"certificates": [leaf(subject=subject)]})


def test_both_agree(person: Person, node: Served) -> None:
    node.give(PATH, agreement(person))
    verdict = person.decide()
    assert (verdict.verdict, verdict.code) == ("valid", "ok")
    assert verdict.revocation is not None
    assert verdict.revocation.source == "ocsp"
    assert len(node.asked) == 1


def test_they_disagree(person: Person, node: Served, nca: StandIn) -> None:
    node.give(PATH, json.dumps({"status": 200, "valid": False, "signers": []}).encode())
    assert person.told() == ("refused", "cross_check")
    node.give(PATH, agreement(person))
    nca.nca(lie="revoked")
    assert person.told() == ("refused", "revoked")
    nca.nca(lie="", ocsp="down")
    assert person.told() == ("pending", "revocation_unavailable")


@pytest.mark.parametrize(("mode", "expected"), [("soft", "pending"), ("hard", "refused")])
def test_the_second_verifier_is_down(
    person: Person, node: Served, configured: LazySettings, mode: str, expected: str
) -> None:
    configured.EDS_REVOCATION = mode
    node.give(PATH, agreement(person), 503)
    assert person.told() == (expected, "verifier_unavailable")


def test_without_the_setting_nobody_else_is_asked(
    person: Person, web: Served, configured: LazySettings
) -> None:
    configured.NCANODE_URL = web.url
    assert person.told() == ("valid", "ok")
    assert web.asked == []


# A real one


@needs_samples
def test_production_trust_refuses_the_public_sample(configured: LazySettings) -> None:
    configured.EDS_ANCHORS_DIR = ""
    demand = Demand(
        payload=sample("individual_document.txt"), received_at=now(), iin="123456789011"
    )
    verdict = signature_verify(sample("individual_detached.der"), demand)
    assert (verdict.verdict, verdict.code, verdict.signer) == ("refused", "untrusted_chain", None)
