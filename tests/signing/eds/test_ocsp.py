"""Answers of an OCSP responder: every wrong one is refused with the code of what is wrong."""

import hashlib
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from cryptography import x509 as known
from cryptography.x509 import ocsp as parsed
from hypothesis import given
from hypothesis import strategies as st

from signing.eds import der as reading
from signing.eds import ocsp
from signing.eds.armour import certificates_unwrap, signature_unwrap
from signing.eds.certificates import Certificate, certificate_of, certificate_read
from signing.eds.refusals import Refusal
from signing.eds.types import RevocationProof
from standins.nca import certificates as x509
from standins.nca import der, oids
from standins.nca import ocsp as made
from tests.signing.eds.samples import needs_samples, sample
from tests.signing.eds.scene import DAY, HOUR, KINDS, OTHER_IIN, Scene, now, scene

NONCE = b"n" * 32
MINUTE = timedelta(minutes=1)


@pytest.fixture(params=KINDS)
def there(request: pytest.FixtureRequest) -> Scene:
    return scene(request.param)


def pair(there: Scene) -> tuple[Certificate, Certificate]:
    issuing = there.authority.anchors["issuing"]
    return certificate_read(there.leaf.certificate_der), certificate_read(issuing)


def check(there: Scene, data: bytes, **changes: Any) -> RevocationProof:
    usual = {"at": now(), "now": now()}
    return ocsp.answer_check(data, *pair(there), **{**usual, **changes})


def refusal(there: Scene, data: bytes, **changes: Any) -> str:
    with pytest.raises(Refusal) as caught:
        check(there, data, **changes)
    return caught.value.code


def answer(there: Scene, **switches: Any) -> bytes:
    return there.authority.ocsp_response(there.leaf, **switches)


def single(there: Scene, *rest: bytes, status: bytes = der.implicit(0, b"")) -> bytes:
    cert_id = made.cert_id(there.authority.issuing, there.leaf.serial)
    return der.sequence(cert_id, status, der.generalized_time(now()), *rest)


def built(
    there: Scene,
    *singles: bytes,
    version: bytes = b"",
    extensions: bytes = b"",
    kind: str = oids.OCSP_BASIC,
    code: bytes = der.enumerated(0),
) -> bytes:
    """An answer with a good signature, whatever stands in it."""
    responder = there.authority.responder
    tbs = der.sequence(
        version,
        der.explicit(1, responder.subject),
        der.generalized_time(now()),
        der.sequence(*(singles or [single(there)])),
        extensions,
    )
    basic = der.sequence(
        tbs,
        responder.key.signature_algorithm,
        der.bits(responder.key.sign(tbs)),
        der.explicit(0, der.sequence(responder.certificate_der)),
    )
    inside = der.sequence(der.oid(kind), der.octets(basic))
    return der.sequence(code, der.explicit(0, inside))


def extension(oid: str, value: bytes, *, critical: bool = False) -> bytes:
    flag = der.boolean(True) if critical else b""
    return der.sequence(der.oid(oid), flag, der.octets(value))


# Questions


def test_a_question_as_others_read_it(there: Scene) -> None:
    leaf, issuing = pair(there)
    data = ocsp.request_make(leaf, issuing, NONCE)
    asked = parsed.load_der_ocsp_request(data)
    assert asked.serial_number == there.leaf.serial
    assert asked.issuer_name_hash == hashlib.sha256(issuing.subject).digest()
    assert asked.extensions.get_extension_for_class(known.OCSPNonce).value.nonce == NONCE
    cert_id, nonce = made.request_read(data)
    assert made.matches(cert_id, there.authority.issuing)
    assert nonce == NONCE


@pytest.mark.parametrize("serial", [1, 0x7F, 0x80, 0xFF, 0x0100, (1 << 159) - 1])
def test_serial_numbers_of_every_length(serial: int) -> None:
    there = scene("rsa")
    leaf = there.authority.person(serial=serial)
    question = ocsp.request_make(certificate_read(leaf.certificate_der), pair(there)[1], NONCE)
    assert parsed.load_der_ocsp_request(question).serial_number == serial


# Good answers


@pytest.mark.parametrize("by_key", [False, True])
def test_good(there: Scene, by_key: bool) -> None:
    data = answer(there, nonce=NONCE, by_key=by_key)
    proof = check(there, data, nonce=NONCE)
    responder = hashlib.sha256(there.authority.responder.certificate_der).hexdigest()
    assert (proof.source, proof.data, proof.detail) == ("ocsp", data, {"responder": responder})
    assert proof.produced_at is not None
    assert abs(proof.produced_at - now()) < MINUTE


def test_no_nonce_is_compared_for_a_kept_answer(there: Scene) -> None:
    assert check(there, answer(there, nonce=b"whatever")).source == "ocsp"
    assert check(there, answer(there)).source == "ocsp"


def test_the_authority_itself_may_answer(there: Scene) -> None:
    proof = check(there, answer(there, responder=there.authority.issuing, certificates=[]))
    assert proof.detail == {"responder": pair(there)[1].sha256}


def test_next_update_in_the_future(there: Scene) -> None:
    assert check(there, answer(there, next_update=now() + HOUR)).source == "ocsp"


def test_answers_about_others_may_stand_beside(there: Scene) -> None:
    other = made.cert_id(there.authority.issuing, there.authority.person(OTHER_IIN).serial)
    beside = der.sequence(other, der.implicit(2, b""), der.generalized_time(now()))
    assert check(there, built(there, beside, single(there))).source == "ocsp"


def test_our_own_builder_makes_good_answers(there: Scene) -> None:
    assert check(there, built(there)).source == "ocsp"


# Bad answers


@pytest.mark.parametrize("nonce", [None, b"", b"n" * 31, b"N" * 32, NONCE + b"n"])
def test_another_nonce(there: Scene, nonce: bytes | None) -> None:
    assert refusal(there, answer(there, nonce=nonce), nonce=NONCE) == "ocsp_nonce"


@pytest.mark.parametrize(
    ("produced", "known_since"),
    [
        (-HOUR - MINUTE, -HOUR - MINUTE),
        (timedelta(), -8 * HOUR - MINUTE),
        (6 * MINUTE, timedelta()),
        (timedelta(), 6 * MINUTE),
        (-20 * DAY, -20 * DAY),
    ],
)
def test_stale_or_of_the_future(there: Scene, produced: timedelta, known_since: timedelta) -> None:
    moment = now()
    data = answer(there, produced_at=moment + produced, this_update=moment + known_since)
    assert refusal(there, data, now=moment) == "ocsp_stale"


def test_within_the_limits_of_age(there: Scene) -> None:
    data = answer(there, produced_at=now() - 59 * MINUTE, this_update=now() - 7 * HOUR)
    assert check(there, data).source == "ocsp"


def test_next_update_has_passed(there: Scene) -> None:
    data = answer(there, this_update=now() - HOUR, next_update=now() - 6 * MINUTE)
    assert refusal(there, data) == "ocsp_stale"


def test_older_than_the_signature(there: Scene) -> None:
    assert refusal(there, answer(there), at=now() + 2 * HOUR) == "ocsp_stale"


@pytest.mark.parametrize("status", [1, 2, 3, 5, 6])
def test_an_answer_that_is_none(there: Scene, status: int) -> None:
    with pytest.raises(Refusal) as caught:
        check(there, made.refusal(status))
    assert (caught.value.code, caught.value.verdict) == ("revocation_unavailable", "pending")


RESPONDERS: dict[str, Callable[[Scene], Any]] = {
    "expired": lambda t: t.authority.responder_make(
        not_before=now() - 9 * DAY, not_after=now() - DAY
    ),
    "not yet valid": lambda t: t.authority.responder_make(not_before=now() + DAY),
    "without the purpose": lambda t: t.authority.responder_make(purposes=(oids.EMAIL_PROTECTION,)),
    "an authority": lambda t: t.authority.responder_make(
        extensions={oids.BASIC_CONSTRAINTS: x509.basic_constraints()}
    ),
    "critical extension": lambda t: t.authority.responder_make(
        extensions={"1.2.398.9.9": (der.null(), True)}
    ),
    "a key that may only encrypt": lambda t: t.authority.responder_make(key_usage=b"\x05\x20"),
    "self-signed": lambda t: t.authority.responder_make(self_signed=True),
    "appointed by the root": lambda t: t.authority.responder_make(issuer=t.authority.root),
    "appointed by a person": lambda t: t.authority.responder_make(issuer=t.leaf),
    "another authority's": lambda t: t.evil.responder,
    "the evil authority itself": lambda t: t.evil.issuing,
    "the person": lambda t: t.leaf,
    "time stamps": lambda t: t.authority.tsa,
    "the root": lambda t: t.authority.root,
}


@pytest.mark.parametrize("name", RESPONDERS)
def test_who_may_not_answer(there: Scene, name: str) -> None:
    assert refusal(there, answer(there, responder=RESPONDERS[name](there))) == "ocsp_responder"


def test_the_authority_s_name_with_another_key(there: Scene) -> None:
    data = answer(there, responder=there.evil.issuing, certificates=[])
    assert refusal(there, data) == "ocsp_signature"


def test_nobody_of_the_responder_s_name(there: Scene) -> None:
    assert refusal(there, answer(there, certificates=[])) == "ocsp_responder"


def test_a_responder_without_key_usage_as_real_ones_are(there: Scene) -> None:
    bare = there.authority.responder_make(extensions={oids.KEY_USAGE: None})
    assert check(there, answer(there, responder=bare)).source == "ocsp"


def test_signature(there: Scene) -> None:
    flipped = answer(there, signature=lambda value: value[:-1] + bytes([value[-1] ^ 1]))
    zeros = answer(there, signature=lambda value: bytes(len(value)))
    short = answer(there, signature=lambda value: value[1:])
    assert {refusal(there, one) for one in (flipped, zeros, short)} == {"ocsp_signature"}


def test_signature_algorithm_of_another_kind(there: Scene) -> None:
    other = oids.RSA_SHA256 if there.kind == "gost" else oids.GOST_2015_SIGNATURE
    for name in (other, "1.2.840.113549.1.1.5", "1.2.3"):
        data = answer(there, signature_algorithm=der.algorithm(name))
        assert refusal(there, data) == "ocsp_signature"


def test_said_twice_of_one_certificate(there: Scene) -> None:
    bad = single(there, status=der.implicit(2, b""))
    assert refusal(there, built(there, single(there), bad)) == "ocsp_wrong_cert"


def test_cert_id_by_an_unknown_digest(there: Scene) -> None:
    parts = [der.octets(bytes(32)), der.octets(bytes(32)), der.integer(there.leaf.serial)]
    cert_id = der.sequence(der.algorithm("1.2.3"), *parts)
    odd = der.sequence(cert_id, der.implicit(0, b""), der.generalized_time(now()))
    assert refusal(there, built(there, odd)) == "ocsp_wrong_cert"


BUILT: dict[str, Callable[[Scene], bytes]] = {
    "version": lambda t: built(t, version=der.explicit(0, der.integer(0))),
    "kind": lambda t: built(t, kind="1.2.3"),
    "status as INTEGER": lambda t: built(t, code=der.integer(0)),
    "critical extension": lambda t: built(
        t, extensions=der.explicit(1, der.sequence(extension("1.2.3", b"", critical=True)))
    ),
    "two nonces": lambda t: built(
        t,
        extensions=der.explicit(
            1, der.sequence(*[extension(oids.OCSP_NONCE, der.octets(NONCE))] * 2)
        ),
    ),
    "critical extension of one": lambda t: built(
        t, single(t, der.explicit(1, der.sequence(extension("1.2.3", b"", critical=True))))
    ),
    "two times of one": lambda t: built(
        t, single(t, *[der.explicit(0, der.generalized_time(now() + HOUR))] * 2)
    ),
    "unknown part of one": lambda t: built(t, single(t, der.explicit(5, der.null()))),
    "empty extension": lambda t: built(t, extensions=der.explicit(1, der.sequence(der.sequence()))),
    "revoked without a time": lambda t: built(t, single(t, status=der.explicit(1))),
    "revoked at no time": lambda t: built(t, single(t, status=der.explicit(1, der.null()))),
    "garbage": lambda t: b"<html>Welcome</html>",
    "empty": lambda t: b"",
    "octets after the end": lambda t: answer(t) + b"\0",
    "zeros after the end": lambda t: answer(t) + bytes(4096),
    "only a status": lambda t: der.sequence(der.enumerated(0)),
}


@pytest.mark.parametrize("name", BUILT)
def test_malformed(there: Scene, name: str) -> None:
    assert refusal(there, BUILT[name](there)) == "ocsp_malformed"


def test_good_with_a_value_is_not_good(there: Scene) -> None:
    odd = built(there, single(there, status=der.implicit(0, b"\0")))
    assert refusal(there, odd) == "ocsp_unknown"


def test_every_cut_is_refused(there: Scene) -> None:
    whole = answer(there)
    codes = {refusal(there, whole[:end]) for end in range(0, len(whole), 7)}
    assert codes == {"ocsp_malformed"}


@given(st.integers(0, 10_000), st.integers(1, 255))
def test_every_changed_octet_of_what_is_signed_is_refused(place: int, mask: int) -> None:
    there = scene("rsa")
    whole = bytearray(built(there))
    basic = reading.read(bytes(whole)).children()[1].children()[0].children()[1].octets()
    signed = reading.read(basic).children()[0].raw
    whole[whole.index(signed) + place % len(signed)] ^= mask
    with pytest.raises(Refusal):
        check(there, bytes(whole))


@given(st.binary(max_size=400))
def test_garbage_is_refused_and_nothing_else(data: bytes) -> None:
    with pytest.raises(Refusal) as caught:
        check(scene("rsa"), data)
    assert caught.value.code in ("ocsp_malformed", "revocation_unavailable")


# A real one


def _sample_parts() -> tuple[bytes, Certificate, Certificate]:
    node = reading.read(signature_unwrap(sample("ncanode_one_signer_rsa.der")))
    signed_data = node.children()[1].children()[0].children()
    (holder,) = [part for part in signed_data if part.tag == 0xA0]
    (issuing,) = certificates_unwrap(sample("nca_rsa_test.crt"))
    leaf = certificate_of(holder.children()[0])
    return sample("ocsp_response_individual_sign_2004.bin"), leaf, certificate_read(issuing)


@needs_samples
def test_a_real_answer_in_its_time_and_today() -> None:
    data, leaf, issuing = _sample_parts()
    basic = reading.read(data).children()[1].children()[0].children()[1].octets()
    produced = reading.read(basic).children()[0].children()[1].time()
    proof = ocsp.answer_check(data, leaf, issuing, at=produced, now=produced + MINUTE)
    assert (proof.source, proof.produced_at) == ("ocsp", produced)
    with pytest.raises(Refusal, match="ocsp_stale"):
        ocsp.answer_check(data, leaf, issuing, at=produced, now=now())
    with pytest.raises(Refusal, match="ocsp_nonce"):
        ocsp.answer_check(data, leaf, issuing, at=produced, now=produced, nonce=NONCE)
    with pytest.raises(Refusal, match="ocsp_wrong_cert"):
        ocsp.answer_check(data, issuing, issuing, at=produced, now=produced)
