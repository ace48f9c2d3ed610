"""What the policy accepts, what it says about it, and the order of its checks."""

import hashlib
from dataclasses import FrozenInstanceError
from datetime import UTC, datetime

import pytest

from signing.eds.certificates import Certificate
from signing.eds.policy import decide
from signing.eds.refusals import CODES, Refusal
from signing.eds.types import Demand, RevocationProof
from standins.nca import Authority, oids
from tests.signing.eds.scene import (
    BIN,
    DAY,
    HOUR,
    IIN,
    KINDS,
    OTHER_IIN,
    PAYLOAD,
    Scene,
    Trial,
    answered,
    attributes,
    now,
    scene,
    signed,
    trust_in,
)


@pytest.fixture(params=KINDS)
def there(request: pytest.FixtureRequest) -> Scene:
    return scene(request.param)


class Refusing:
    """A source of revocation that always says this."""

    def __init__(self, code: str) -> None:
        self.code = code

    def check(self, certificate: Certificate, issuer: Certificate, **_: object) -> RevocationProof:
        raise Refusal(self.code)


class Watching:
    """A source that remembers what it was asked about, authorities too."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, str, datetime]] = []

    def check(
        self, certificate: Certificate, issuer: Certificate, *, at: datetime, **_: object
    ) -> RevocationProof:
        self.asked.append((certificate.common_name, issuer.common_name, at))
        return RevocationProof("ocsp", b"answer", at)

    check_authority = check


@pytest.mark.parametrize("switches", [{}, {"attached": True}, {"tst": True}, {"pem": True}])
def test_valid(there: Scene, switches: dict[str, bool]) -> None:
    verdict = Trial(signed(there, **switches)).decide(there.trust)
    assert (verdict.verdict, verdict.code) == ("valid", "ok")
    assert verdict.signer is not None
    assert (verdict.signer.iin, verdict.signer.bin) == (IIN, "")
    assert verdict.signer.common_name == "ОБРАЗЦОВ ПРИМЕР"
    assert verdict.signer.given_name == "ТЕСТОВИЧ"
    assert verdict.issuer.startswith("STAND-IN ISSUING CA")
    assert verdict.time_source == ("tst" if switches.get("tst") else "receipt")
    assert len(verdict.chain) == 3
    assert verdict.ms > 0


def test_bare_base64_is_read_as_commonutils_gives_it(there: Scene) -> None:
    pem = signed(there, pem=True).decode()
    bare = "".join(line for line in pem.splitlines() if not line.startswith("-----"))
    assert Trial(bare.encode()).decide(there.trust).is_valid


def test_without_ess_attribute_as_ncanode_signs(there: Scene) -> None:
    from standins.nca import cms

    named = cms.attributes(there.leaf, PAYLOAD, at=now())
    named.pop("signing_certificate")
    assert Trial(signed(there, signed_attrs=list(named.values()))).decide(there.trust).is_valid


@pytest.mark.parametrize("role", ["head", "signer"])
def test_head_and_signer_may_sign_for_their_agency(there: Scene, role: str) -> None:
    leaf = there.authority.employee(OTHER_IIN, BIN, role)
    trial = Trial(signed(there, leaf)).asking(owner="organisation", iin=OTHER_IIN, bin=BIN)
    verdict = trial.decide(there.trust)
    assert verdict.is_valid
    assert verdict.signer is not None
    assert (verdict.signer.bin, verdict.signer.is_head) == (BIN, role == "head")


def test_any_employee_when_no_role_is_asked_for(there: Scene) -> None:
    leaf = there.authority.employee(OTHER_IIN, BIN, "employee")
    trial = Trial(signed(there, leaf)).asking(owner="organisation", iin=None)
    assert trial.asking(roles=None).decide(there.trust).is_valid
    assert trial.decide(there.trust).code == "role_not_accepted"


def test_information_system_is_nobody(there: Scene) -> None:
    purposes = (oids.EMAIL_PROTECTION, oids.LEGAL_ENTITY, f"{oids.LEGAL_ENTITY}.6")
    leaf = there.authority.employee(OTHER_IIN, BIN, purposes=purposes)
    trial = Trial(signed(there, leaf)).asking(owner="organisation", iin=None, roles=None)
    assert trial.decide(there.trust).code == "subject_type"


def test_stamped_while_valid_is_judged_at_that_time(there: Scene) -> None:
    leaf = there.authority.person(IIN, not_before=now() - 9 * DAY, not_after=now() - HOUR)
    moment = now() - DAY
    tsa = there.authority.tsa_make(not_before=now() - 9 * DAY)
    blob = signed(there, leaf, at=now(), tst=lambda v: [there.authority.tst(v, at=moment, tsa=tsa)])
    verdict = Trial(blob).decide(there.trust)
    assert verdict.is_valid
    assert verdict.signed_at == moment


def test_receipt_is_the_time_without_a_stamp(there: Scene) -> None:
    received = now() - HOUR / 2
    blob = signed(there, at=now() - 900 * DAY)
    verdict = Trial(blob).asking(received_at=received).decide(there.trust)
    assert (verdict.verdict, verdict.signed_at) == ("valid", received)


@pytest.mark.parametrize(
    ("offset", "code"), [(-299, "ok"), (-301, "time_window"), (2099, "ok"), (2101, "time_window")]
)
def test_window_is_the_nonce_s_life_and_five_minutes(there: Scene, offset: int, code: str) -> None:
    begin = now() - HOUR / 2
    demand = {"not_before": begin, "not_after": begin + HOUR / 2}
    received = datetime.fromtimestamp(begin.timestamp() + offset, UTC)
    trial = Trial(signed(there)).asking(received_at=received, **demand)
    assert trial.decide(there.trust).code == code


def test_same_signature_in_other_wrapping_has_the_same_key_of_replay(there: Scene) -> None:
    values: list[bytes] = []
    named = attributes(there)
    first = signed(there, signed_attrs=named, signature=lambda v: (values.append(v), v)[1])
    others = [there.authority.person(OTHER_IIN).certificate_der, there.leaf.certificate_der]
    again = signed(
        there,
        signed_attrs=named,
        signature=lambda _: values[0],
        attached=True,
        certificates=others,
        pem=True,
        tst=True,
    )
    verdicts = [Trial(blob).decide(there.trust) for blob in (first, again)]
    assert all(verdict.is_valid for verdict in verdicts)
    assert first != again
    expected = hashlib.sha256(values[0]).hexdigest()
    assert [verdict.signature_sha256 for verdict in verdicts] == [expected, expected]


@pytest.mark.parametrize(
    "code", ["revoked", "ocsp_unknown", "ocsp_nonce", "crl_stale", "revocation_unavailable"]
)
def test_the_source_s_refusal_is_the_verdict(there: Scene, code: str) -> None:
    verdict = Trial(signed(there), source=Refusing(code)).decide(there.trust)
    assert (verdict.verdict, verdict.code) == (CODES[code][0], code)
    assert verdict.revocation is None


def test_revocation_is_asked_of_signer_and_authority_at_the_trusted_time(there: Scene) -> None:
    source = Watching()
    verdict = Trial(signed(there, tst=True), source=source).decide(there.trust)
    assert verdict.is_valid
    assert verdict.revocation is not None
    assert [names[:2] for names in source.asked] == [
        ("ОБРАЗЦОВ ПРИМЕР", verdict.issuer),
        (verdict.issuer, verdict.issuer.replace("ISSUING", "ROOT")),
    ]
    assert {at for *_, at in source.asked} == {verdict.signed_at}


@pytest.mark.parametrize("nonce", [None, b"n" * 32])
def test_valid_with_an_ocsp_answer(there: Scene, nonce: bytes | None) -> None:
    verdict = answered(there, asked=nonce, nonce=nonce).decide(there.trust)
    assert verdict.is_valid
    assert verdict.revocation is not None
    assert verdict.revocation.source == "ocsp"


def test_nobody_is_asked_about_a_signature_that_fails_before(there: Scene) -> None:
    source = Watching()
    assert not Trial(signed(there), payload=b"x", source=source).decide(there.trust).is_valid
    assert source.asked == []


def test_a_name_stays_out_until_an_authority_vouches_for_it(there: Scene) -> None:
    leaf = there.evil.person(IIN)
    verdict = Trial(signed(there, leaf)).decide(there.trust)
    assert (verdict.code, verdict.signer, verdict.issuer) == ("untrusted_chain", None, "")
    known = Trial(signed(there)).asking(iin=OTHER_IIN).decide(there.trust)
    assert known.signer is not None


def test_a_source_that_breaks_is_no_traceback(
    there: Scene, caplog: pytest.LogCaptureFixture
) -> None:
    class Broken:
        def check(self, *_: object, **__: object) -> RevocationProof:
            raise ZeroDivisionError

    verdict = Trial(signed(there), source=Broken()).decide(there.trust)
    assert (verdict.verdict, verdict.code) == ("unreadable", "internal")
    assert "ZeroDivisionError" in caplog.text


def test_of_several_faults_the_first_in_order_is_named(there: Scene) -> None:
    leaf = there.evil.employee(
        OTHER_IIN, BIN, "employee", not_before=now() - 9 * DAY, not_after=now() - DAY
    )
    window = {"not_before": now() + DAY}
    source = Refusing("revoked")

    def code(who: object, payload: bytes = PAYLOAD, **demand: object) -> str:
        trial = Trial(signed(there, who), payload, source).asking(**demand)  # type: ignore[arg-type]
        return trial.decide(there.trust).code

    assert code(leaf, b"other", **window) == "message_digest"
    assert code(leaf, **window) == "time_window"
    assert code(leaf) == "cert_expired"
    assert code(there.evil.employee(OTHER_IIN, BIN)) == "untrusted_chain"
    auth = there.authority.auth_person(OTHER_IIN)
    assert code(auth) == "key_usage"
    assert code(there.authority.employee(OTHER_IIN, BIN)) == "subject_type"
    assert code(there.authority.person(OTHER_IIN)) == "iin_mismatch"
    assert code(there.leaf) == "revoked"


def test_authorities_of_the_past_serve_archives_only() -> None:
    old = Authority.make("gost2004")
    leaf = old.person(IIN)
    trust = trust_in(old)
    trial = Trial(old.sign(leaf, PAYLOAD, tst=True))
    assert trial.decide(trust).code == "weak_key"
    verdict = trial.asking(archive=True).decide(trust)
    assert (verdict.verdict, verdict.algorithm) == ("valid", "gost2004")


def test_rsa_below_2048_bits_is_weak() -> None:
    from standins.nca import key_make

    there = scene("rsa")
    leaf = there.authority.person(IIN, key=key_make("rsa", rsa_bits=1024))
    assert Trial(signed(there, leaf)).decide(there.trust).code == "weak_key"


def test_mixed_kinds_may_stand_in_one_chain() -> None:
    """tsp.pki.gov.kz answers SHA-256 with an RSA certificate, whoever signed."""
    gost, rsa = scene("gost"), scene("rsa")
    blob = signed(gost, tst=lambda value: [rsa.authority.tst(value)])
    assert Trial(blob).decide(gost.trust).code == "untrusted_chain"
    assert Trial(blob).decide(trust_in(gost.authority, rsa.authority)).is_valid


def test_verdict_and_demand_cannot_be_changed(there: Scene) -> None:
    demand = Demand(payload=PAYLOAD, received_at=now())
    verdict = decide(b"", demand, there.trust, Refusing("revoked"))
    with pytest.raises(FrozenInstanceError):
        verdict.verdict = "valid"  # type: ignore[misc]
    with pytest.raises(FrozenInstanceError):
        demand.payload = b""  # type: ignore[misc]
