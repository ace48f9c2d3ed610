"""NCANode as second verifier: it may only agree; anything else it says is a refusal."""

import base64
import json
from collections.abc import Callable
from typing import Any

from django.conf import LazySettings

import pytest

from signing.eds.ncanode import second_opinion
from signing.eds.refusals import Refusal
from signing.eds.types import Demand
from signing.eds.verifier import signature_verify
from tests.signing.eds.scene import BIN, IIN, OTHER_IIN, PAYLOAD, now, scene, signed
from tests.signing.eds.served import Served, dripping, raw

PATH = "/cms/verify"
GARBAGE = [
    b"",
    b"<html>Welcome</html>",
    b"\xff\xfe",
    b"[" * 100_000,
    b'{"status": 200, "valid": true',
    b"NaN,",
]


def leaf(**changes: Any) -> dict[str, Any]:
    usual = {
        "valid": True,
        "revocations": [{"revoked": False, "by": "OCSP", "revocationTime": None, "reason": None}],
        "keyUsage": "SIGN",
        "keyUser": ["INDIVIDUAL"],
        "subject": {"iin": IIN, "bin": None},
    }
    return {**usual, **changes}


def told(*signers: Any, **changes: Any) -> bytes:
    usual = {"status": 200, "message": "OK", "valid": True}
    people = list(signers) or [{"certificates": [leaf()], "tsp": None}]
    return json.dumps({**usual, "signers": people, **changes}).encode()


def of(**changes: Any) -> bytes:
    """An agreement but for something in the signer's certificate."""
    return told({"certificates": [leaf(**changes)]})


def demand(**changes: Any) -> Demand:
    return Demand(**{"payload": PAYLOAD, "received_at": now(), "iin": IIN, **changes})


def refusal(web: Served, body: bytes, asked: Demand | None = None, *, status: int = 200) -> str:
    web.give(PATH, body, status)
    with pytest.raises(Refusal) as caught:
        second_opinion(web.url, 5, b"cms", asked or demand())
    return caught.value.code


def agrees(web: Served, body: bytes, asked: Demand | None = None) -> bool:
    web.give(PATH, body)
    second_opinion(f"{web.url}/", 5, b"cms", asked or demand())
    return True


def test_what_is_asked(web: Served) -> None:
    assert agrees(web, told())
    ((method, path, headers, body),) = web.asked
    assert (method, path, headers["Content-Type"]) == ("POST", PATH, "application/json")
    assert json.loads(body) == {
        "cms": base64.b64encode(b"cms").decode(),
        "data": base64.b64encode(PAYLOAD).decode(),
        "revocationCheck": ["OCSP", "CRL"],
    }


def test_agreement_about_an_employee(web: Served) -> None:
    asked = demand(owner="organisation", bin=BIN)
    employee = {"keyUser": ["ORGANIZATION", "CEO"], "subject": {"iin": IIN, "bin": BIN}}
    assert agrees(web, of(**employee), asked)
    assert refusal(web, of(**{**employee, "keyUser": ["INDIVIDUAL"]}), asked) == "cross_check"
    other = {"subject": {"iin": IIN, "bin": "000140000001"}}
    assert refusal(web, of(**{**employee, **other}), asked) == "cross_check"


def test_agreement_as_version_4_words_it(web: Served) -> None:
    assert agrees(web, of(revocations=[{"revoked": False, "by": "OCSP", "result": "ACTIVE"}]))


def test_nobody_s_number_is_compared_unless_asked(web: Served) -> None:
    assert agrees(web, of(subject={}), demand(iin=None))


DISAGREEMENTS: dict[str, bytes] = {
    "not valid": told(valid=False),
    "valid as a word": told(valid="true"),
    "valid as a number": told(valid=1),
    "no word of it": told(valid=None),
    "status of an error": told(status=500),
    "status as a word": told(status="200"),
    "no signers": told(signers=[]),
    "two signers": told({"certificates": [leaf()]}, {"certificates": [leaf()]}),
    "signers no list": told(signers={"certificates": [leaf()]}),
    "signer no object": told("signer"),
    "no certificates": told({"certificates": []}),
    "certificates missing": told({"tsp": None}),
    "certificates no list": told({"certificates": {"0": leaf()}}),
    "certificate no object": told({"certificates": ["leaf"]}),
    "certificate not valid": of(valid=False),
    "certificate valid as a word": of(valid="true"),
    "certificate for sign-in": of(keyUsage="AUTH"),
    "certificate of unknown use": of(keyUsage=None),
    "owner missing": of(keyUser=None),
    "owner an organisation": of(keyUser=["ORGANIZATION"]),
    "owner as a word": of(keyUser="NO_INDIVIDUAL"),
    "owner a number": of(keyUser=7),
    "another person": of(subject={"iin": OTHER_IIN}),
    "no number": of(subject={}),
    "number as a number": of(subject={"iin": int(IIN)}),
    "subject missing": of(subject=None),
    "subject as a word": of(subject=IIN),
    "subject a list": of(subject=[IIN]),
    "not asked about revocation": of(revocations=[]),
    "revocation missing": of(revocations=None),
    "revocation no list": of(revocations={"revoked": False}),
    "revocation of no objects": of(revocations=["good"]),
    "revoked": of(revocations=[{"revoked": True}]),
    "revoked by one of two": of(revocations=[{"revoked": False}, {"revoked": True}]),
    "revocation unknown": of(revocations=[{"revoked": None}]),
    "revocation left out": of(revocations=[{"by": "OCSP"}]),
    "not revoked as a number": of(revocations=[{"revoked": 0}]),
    "revocation could not be found out": of(
        revocations=[{"revoked": False, "result": "UNAVAILABLE"}]
    ),
    "a list": b"[]",
    "a number": b"200",
    "null": b"null",
}


@pytest.mark.parametrize("name", DISAGREEMENTS)
def test_disagreement(web: Served, name: str) -> None:
    assert refusal(web, DISAGREEMENTS[name]) == "cross_check"


@pytest.mark.parametrize("body", GARBAGE)
def test_garbage_is_no_answer(web: Served, body: bytes) -> None:
    assert refusal(web, body) == "verifier_unavailable"


@pytest.mark.parametrize("status", [302, 400, 404, 500, 503])
def test_only_200_is_an_answer(web: Served, status: int) -> None:
    body = f"{web.url}/elsewhere".encode()
    web.give("/elsewhere", told())
    assert refusal(web, body, status=status) == "verifier_unavailable"
    assert len(web.asked) == 1


def test_too_large_an_answer(web: Served) -> None:
    assert refusal(web, told(message="x" * 2**20)) == "verifier_unavailable"


def test_down_and_dripping() -> None:
    def code(url: str) -> str:
        with pytest.raises(Refusal) as caught:
            second_opinion(url, 0.5, b"cms", demand())
        assert caught.value.verdict == "pending"
        return caught.value.code

    assert code("http://127.0.0.1:9") == "verifier_unavailable"
    with raw(dripping(b"HTTP/1.0 200 OK\r\n\r\n")) as url:
        assert code(url) == "verifier_unavailable"


# With our own policy


@pytest.fixture(params=["EDS_VERIFIER", "EDS_CROSS_CHECK"])
def both(
    request: pytest.FixtureRequest, web: Served, settings: LazySettings, tmp_path: Any
) -> Callable[..., tuple[str, str]]:
    """Both verifiers decide; OCSP answers truly."""
    there = scene("rsa")
    for name, data in there.authority.anchors.items():
        (tmp_path / f"{name}.cer").write_bytes(data)
    settings.EDS_ANCHORS_DIR, settings.EDS_ANCHORS_PINNED = str(tmp_path), False
    settings.EDS_REVOCATION, settings.NCANODE_URL = "soft", web.url
    setattr(settings, request.param, "ncanode")
    if request.param == "EDS_CROSS_CHECK":
        settings.EDS_OCSP_URL = f"{web.url}/ocsp"

    def decide(body: bytes, blob: bytes = b"", *, status: int = 200) -> tuple[str, str]:
        web.give(PATH, body, status)
        verdict = signature_verify(blob or signed(there, pem=True), demand())
        return verdict.verdict, verdict.code

    return decide


def test_our_own_policy_decides_first(both: Callable[..., tuple[str, str]], web: Served) -> None:
    there = scene("rsa")
    evil = signed(there, there.evil.person(IIN))
    assert both(told(), evil) == ("refused", "untrusted_chain")
    assert both(told(), b"garbage") == ("unreadable", "malformed")
    auth = signed(there, there.authority.auth_person(IIN))
    assert both(told(), auth) == ("refused", "key_usage")
    assert web.asked == []


def test_ncanode_answers_for_revocation(web: Served, settings: LazySettings, tmp_path: Any) -> None:
    there = scene("gost")
    for name, data in there.authority.anchors.items():
        (tmp_path / f"{name}.cer").write_bytes(data)
    settings.EDS_ANCHORS_DIR, settings.EDS_ANCHORS_PINNED = str(tmp_path), False
    settings.EDS_VERIFIER, settings.NCANODE_URL = "ncanode", web.url
    settings.EDS_OCSP_URL = f"{web.url}/ocsp"
    blob = signed(there)

    def decide(body: bytes, status: int = 200) -> tuple[str, str]:
        web.give(PATH, body, status)
        verdict = signature_verify(base64.b64encode(blob), demand())
        return verdict.verdict, verdict.code

    assert decide(told()) == ("valid", "ok")
    assert json.loads(web.asked[0][3])["cms"] == base64.b64encode(blob).decode()
    assert decide(of(revocations=[{"revoked": True}])) == ("refused", "cross_check")
    settings.EDS_REVOCATION = "soft"
    assert decide(b"", 503) == ("pending", "verifier_unavailable")
    settings.EDS_REVOCATION = "hard"
    assert decide(b"", 503) == ("refused", "verifier_unavailable")
    assert {path for _, path, _, _ in web.asked} == {PATH}
