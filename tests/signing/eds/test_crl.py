"""Revocation lists: what counts as revoked, and every list that must not be believed."""

import time
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from signing.eds import crl
from signing.eds.armour import certificates_unwrap
from signing.eds.certificates import Certificate, certificate_read
from signing.eds.crl import SERIAL_BYTES, Crl, crl_read, holds, signature_check, status_check
from signing.eds.refusals import Refusal
from signing.eds.types import RevocationProof
from standins.nca import Leaf, Revoked, der, oids
from standins.nca import certificates as x509
from standins.nca.crl import crl_make
from tests.signing.eds.samples import needs_samples, sample
from tests.signing.eds.scene import DAY, HOUR, KINDS, OTHER_IIN, Scene, now, scene

MINUTE = timedelta(minutes=1)
REMOVE = 8


@pytest.fixture(params=KINDS)
def there(request: pytest.FixtureRequest) -> Scene:
    return scene(request.param)


def issuing(there: Scene) -> Certificate:
    return certificate_read(there.authority.issuing.certificate_der)


def full(there: Scene, *leaves: Leaf, **changes: Any) -> Crl:
    return crl_read(there.authority.crl(list(leaves), **{"number": 5, **changes}))


def delta(there: Scene, *leaves: Leaf, removed: bool = False, **changes: Any) -> Crl:
    reason = REMOVE if removed else None
    entries = {leaf.serial: Revoked(now() - HOUR, reason) for leaf in leaves}
    usual = {"number": 7, "base_number": 5}
    return crl_read(there.authority.crl(entries, delta=True, **{**usual, **changes}))


def check(
    there: Scene, whole: Crl, part: Crl | None = None, *, at: datetime | None = None
) -> RevocationProof:
    leaf = certificate_read(there.leaf.certificate_der)
    return status_check(whole, part, leaf, now=at or now())


def refusal(
    there: Scene, whole: Crl, part: Crl | None = None, *, at: datetime | None = None
) -> str:
    with pytest.raises(Refusal) as caught:
        check(there, whole, part, at=at)
    return caught.value.code


def unreadable(data: bytes) -> str:
    with pytest.raises(Refusal) as caught:
        crl_read(data)
    assert caught.value.code == "crl_malformed"
    return caught.value.detail


def others(there: Scene, count: int = 3) -> list[Leaf]:
    return [there.authority.person(OTHER_IIN) for _ in range(count)]


# Status


def test_nobody_is_revoked(there: Scene) -> None:
    whole = full(there)
    proof = check(there, whole)
    assert (proof.source, proof.data, proof.produced_at) == ("crl", b"", whole.this_update)
    assert proof.detail == {
        "number": "5",
        "this_update": whole.this_update.isoformat(),
        "next_update": whole.next_update.isoformat(),
        "sha256": whole.sha256,
    }


def test_others_are_revoked(there: Scene) -> None:
    whole, part = full(there, *others(there)), delta(there, *others(there))
    proof = check(there, whole, part)
    assert proof.produced_at == part.this_update
    assert proof.detail["number"] == "5"
    assert proof.detail["delta_number"] == "7"
    assert proof.detail["delta_sha256"] == part.sha256


def test_revoked_by_the_full_list(there: Scene) -> None:
    whole = full(there, *others(there), there.leaf)
    assert refusal(there, whole) == "revoked"
    assert refusal(there, whole, delta(there)) == "revoked"


def test_revoked_by_the_delta_only(there: Scene) -> None:
    assert refusal(there, full(there), delta(there, there.leaf)) == "revoked"


def test_taken_back_by_the_delta(there: Scene) -> None:
    whole = full(there, there.leaf)
    assert check(there, whole, delta(there, there.leaf, removed=True)).source == "crl"
    assert refusal(there, whole, delta(there, *others(there), removed=True)) == "revoked"


def test_a_delta_older_than_the_full_list_takes_nothing_back(there: Scene) -> None:
    whole = full(there, there.leaf, number=8)
    assert refusal(there, whole, delta(there, there.leaf, removed=True)) == "revoked"


def test_a_full_list_that_came_after_the_delta_is_enough(there: Scene) -> None:
    assert check(there, full(there, number=8), delta(there, there.leaf)).source == "crl"


def test_a_delta_of_a_later_full_list(there: Scene) -> None:
    assert refusal(there, full(there), delta(there, base_number=6)) == "crl_stale"


def test_a_delta_in_place_of_the_full_list(there: Scene) -> None:
    assert refusal(there, delta(there)) == "crl_stale"


def test_a_full_list_in_place_of_the_delta(there: Scene) -> None:
    assert refusal(there, full(there), full(there, number=7)) == "crl_stale"


def test_stale(there: Scene) -> None:
    whole, part = full(there), delta(there)
    assert check(there, whole, part, at=part.next_update).source == "crl"
    assert refusal(there, whole, part, at=part.next_update + MINUTE) == "crl_stale"
    assert check(there, whole, at=whole.next_update).source == "crl"
    assert refusal(there, whole, at=whole.next_update + timedelta(seconds=1)) == "crl_stale"


def test_of_the_future(there: Scene) -> None:
    assert check(there, full(there, this_update=now() + 4 * MINUTE)).source == "crl"
    assert refusal(there, full(there, this_update=now() + 6 * MINUTE)) == "crl_stale"


@pytest.mark.parametrize("serial", [0, 1, 0x7F, 0x80, 0xFF, 0x100, (1 << 160) - 1])
def test_serial_numbers_of_every_length(serial: int) -> None:
    there = scene("rsa")
    entries = {one: Revoked(now()) for one in {serial, 7, 1 << 100}}
    found = crl_read(there.authority.crl(entries)).entries
    assert holds(found, serial)
    assert not holds(found, serial ^ 2)
    assert len(found) == SERIAL_BYTES * len(entries)


@given(st.sets(st.integers(0, (1 << 160) - 1)), st.integers(0, (1 << 160) - 1))
def test_search(serials: set[int], other: int) -> None:
    row = b"".join(sorted(one.to_bytes(SERIAL_BYTES, "big") for one in serials))
    assert all(holds(row, one) for one in serials)
    assert holds(row, other) == (other in serials)


def test_a_certificate_s_serial_number_that_no_list_can_hold() -> None:
    there = scene("rsa")
    leaf = certificate_read(there.authority.person(serial=1 << 160).certificate_der)
    with pytest.raises(Refusal, match="crl_malformed"):
        status_check(full(there), None, leaf, now=now())


def test_a_long_list_is_read_quickly() -> None:
    there = scene("rsa")
    serials = {(1 << 150) + number: Revoked(now()) for number in range(40_000)}
    data = there.authority.crl({**serials, there.leaf.serial: Revoked(now())})
    begun = time.process_time()
    whole = crl_read(data)
    assert time.process_time() - begun < 5
    assert len(whole.entries) == SERIAL_BYTES * 40_001
    assert refusal(there, whole) == "revoked"


# Who signed


def test_signature(there: Scene) -> None:
    signature_check(full(there), issuing(there))
    signature_check(delta(there), issuing(there))


def unsigned(found: Crl, authority: Certificate) -> str:
    with pytest.raises(Refusal) as caught:
        signature_check(found, authority)
    return caught.value.code


def test_bad_signatures(there: Scene) -> None:
    flipped = full(there, signature=lambda value: value[:-1] + bytes([value[-1] ^ 1]))
    zeros = full(there, signature=lambda value: bytes(len(value)))
    evil = crl_read(there.evil.crl([]))
    codes = {unsigned(one, issuing(there)) for one in (flipped, zeros, evil)}
    assert codes == {"crl_signature"}


def test_a_list_of_another_issuer(there: Scene) -> None:
    root = certificate_read(there.authority.root.certificate_der)
    assert unsigned(full(there), root) == "crl_wrong_issuer"
    assert unsigned(full(there, issuer=there.authority.root), issuing(there)) == "crl_wrong_issuer"
    assert unsigned(full(there, issuer=there.leaf), issuing(there)) == "crl_wrong_issuer"


def test_whoever_may_not_sign_lists(there: Scene) -> None:
    person = certificate_read(there.leaf.certificate_der)
    assert unsigned(full(there, issuer=there.leaf), person) == "crl_wrong_issuer"


# Lists that can't be read


def made(
    *,
    version: bytes = der.integer(1),
    outer: bytes | None = None,
    inner: bytes | None = None,
    times: tuple[bytes, ...] | None = None,
    entries: bytes = b"",
    extensions: bytes | None = None,
    after: bytes = b"",
) -> bytes:
    """A list with a good signature, whatever stands in it."""
    issuer = scene("rsa").authority.issuing
    algorithm = issuer.key.signature_algorithm
    number = (der.integer(5), False)
    tbs = der.sequence(
        version,
        algorithm if inner is None else inner,
        issuer.subject,
        *((der.time(now()), der.time(now() + DAY)) if times is None else times),
        entries,
        der.explicit(0, x509.extensions_der({oids.CRL_NUMBER: number}))
        if extensions is None
        else extensions,
        after,
    )
    return der.sequence(tbs, algorithm if outer is None else outer, der.bits(issuer.key.sign(tbs)))


def entry(serial: bytes, *rest: bytes) -> bytes:
    return der.sequence(der.sequence(der.tlv(0x02, serial), *(rest or [der.time(now())])))


def extended(*items: bytes) -> bytes:
    return der.explicit(0, der.sequence(*items))


def extension(oid: str, value: bytes, *, critical: bool = False) -> bytes:
    return der.sequence(der.oid(oid), der.boolean(True) if critical else b"", der.octets(value))


NUMBER = extension(oids.CRL_NUMBER, der.integer(5))
EMPTY = der.sequence()

ODD: dict[str, Callable[[], bytes]] = {
    "empty": lambda: b"",
    "garbage": lambda: b"<html>Welcome</html>",
    "octet after the end": lambda: made() + b"\0",
    "zeros after the end": lambda: made() + bytes(4096),
    "cut": lambda: made()[:-1],
    "indefinite length": lambda: b"\x30\x80" + made()[4:] + b"\0\0",
    "a certificate": lambda: scene("rsa").leaf.certificate_der,
    "version 1": lambda: made(version=der.integer(0)),
    "no version": lambda: made(version=b""),
    "algorithms differ": lambda: made(inner=der.algorithm("1.2.3")),
    "no algorithm": lambda: made(inner=EMPTY, outer=EMPTY),
    "no nextUpdate": lambda: made(times=(der.time(now()),)),
    "nextUpdate before thisUpdate": lambda: made(
        times=(der.time(now()), der.time(now() - MINUTE))
    ),
    "nextUpdate at thisUpdate": lambda: made(times=(der.time(now()),) * 2),
    "no time": lambda: made(times=(der.null(), der.time(now()))),
    "no extensions": lambda: made(extensions=b""),
    "no number": lambda: made(extensions=extended(extension("2.5.29.35", EMPTY))),
    "number below zero": lambda: made(
        extensions=extended(extension(oids.CRL_NUMBER, b"\x02\x01\xff"))
    ),
    "number too long": lambda: made(
        extensions=extended(extension(oids.CRL_NUMBER, der.integer(1 << 160)))
    ),
    "base too long": lambda: made(
        extensions=extended(
            NUMBER, extension(oids.DELTA_CRL_INDICATOR, der.integer(1 << 160), critical=True)
        )
    ),
    "number twice": lambda: made(extensions=extended(NUMBER, NUMBER)),
    "empty extension": lambda: made(extensions=extended(NUMBER, EMPTY)),
    "extension of one part": lambda: made(
        extensions=extended(NUMBER, der.sequence(der.oid("1.2.3")))
    ),
    "extension of four parts": lambda: made(
        extensions=extended(NUMBER, der.sequence(der.oid("1.2.3"), *[der.octets(b"")] * 3))
    ),
    "critical extension": lambda: made(
        extensions=extended(NUMBER, extension("2.5.29.28", EMPTY, critical=True))
    ),
    "part after the extensions": lambda: made(after=der.null()),
    "entry no sequence": lambda: made(entries=der.sequence(der.integer(1))),
    "entry empty": lambda: made(entries=der.sequence(EMPTY)),
    "entry without a date": lambda: made(entries=der.sequence(der.sequence(der.integer(1)))),
    "entry with another date": lambda: made(entries=entry(b"\1", der.null())),
    "serial empty": lambda: made(entries=entry(b"")),
    "serial below zero": lambda: made(entries=entry(b"\x80")),
    "serial not minimal": lambda: made(entries=entry(b"\x00\x01")),
    "serial of zeros": lambda: made(entries=entry(b"\x00\x00")),
    "serial of 21 octets": lambda: made(entries=entry(b"\x01" + bytes(20))),
    "serial of 22 octets": lambda: made(entries=entry(b"\x00\x80" + bytes(20))),
    "entry of an indirect list": lambda: made(
        entries=entry(b"\1", der.time(now()), der.sequence(extension("2.5.29.29", EMPTY)))
    ),
    "entry with a critical extension": lambda: made(
        entries=entry(b"\1", der.time(now()), der.sequence(extension("1.2.3", b"", critical=True)))
    ),
    "entry with an empty extension": lambda: made(
        entries=entry(b"\1", der.time(now()), der.sequence(EMPTY))
    ),
    "entry with more behind": lambda: made(
        entries=entry(b"\1", der.time(now()), EMPTY, der.null())
    ),
    "removeFromCRL in a full list": lambda: made(
        entries=entry(
            b"\1",
            der.time(now()),
            der.sequence(extension(oids.CRL_REASON, der.enumerated(REMOVE))),
        )
    ),
}  # fmt: skip


def test_our_own_builder_makes_good_lists() -> None:
    found = crl_read(made(entries=entry(b"\x00\x80" + bytes(19))))
    signature_check(found, issuing(scene("rsa")))
    assert holds(found.entries, 1 << 159)


@pytest.mark.parametrize("name", ODD)
def test_malformed(name: str) -> None:
    unreadable(ODD[name]())


def test_next_update_is_required_of_the_stand_in_s_lists_too(there: Scene) -> None:
    data = crl_make(there.authority.issuing, {}, number=5, this_update=now(), next_update=None)
    assert unreadable(data) == "no nextUpdate"


def test_every_cut_is_refused(there: Scene) -> None:
    whole = there.authority.crl(others(there))
    for end in range(0, len(whole), 7):
        unreadable(whole[:end])


@given(st.integers(0, 10_000), st.integers(1, 255))
def test_every_changed_octet_of_what_is_signed_is_refused(place: int, mask: int) -> None:
    there = scene("rsa")
    data = there.authority.crl([there.leaf])
    tbs = crl_read(data).tbs
    changed = bytearray(data)
    changed[data.index(tbs) + place % len(tbs)] ^= mask
    with pytest.raises(Refusal):
        signature_check(crl_read(bytes(changed)), issuing(there))


@given(st.binary(max_size=400))
def test_garbage_is_refused_and_nothing_else(data: bytes) -> None:
    unreadable(data)


# A real one


@needs_samples
def test_a_real_list() -> None:
    data = sample("skarm_2025_nca_gost2022_test.crl")
    authority, root, production = (
        certificate_read(certificates_unwrap(sample(name))[0])
        for name in ("nca_gost2022_test.cer", "root_test_gost_2022.cer", "nca_gost_2022.pem")
    )
    found = crl_read(data)
    assert len(found.entries) == 54 * SERIAL_BYTES
    assert found.base is None
    assert (found.this_update.year, found.next_update.date().isoformat()) == (2025, "2025-10-26")
    signature_check(found, authority)
    assert unsigned(found, root) == unsigned(found, production) == "crl_wrong_issuer"
    assert not crl.is_fresh(found, now())
    assert crl.is_fresh(found, found.this_update + DAY)
    for place in range(0, len(found.tbs), 211):
        changed = bytearray(data)
        changed[data.index(found.tbs) + place] ^= 1
        with pytest.raises(Refusal):
            signature_check(crl_read(bytes(changed)), authority)
