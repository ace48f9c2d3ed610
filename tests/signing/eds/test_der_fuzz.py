"""Hostile DER: whatever arrives is read strictly or refused as Malformed, at a bounded cost."""

import time
import tracemalloc
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime, timedelta
from functools import cache

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from signing.eds import der
from signing.eds.der import MAX_NODES, Malformed, Node
from standins.nca import der as writing
from tests.signing.eds.scene import scene, signed

often = settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])
MEGABYTE = 2**20
READERS: tuple[Callable[[Node], object], ...] = (
    Node.boolean,
    Node.integer,
    Node.octets,
    Node.bits,
    Node.named_bits,
    Node.oid,
    Node.text,
    Node.time,
)


def walked(data: bytes) -> None:
    """Everything that can be asked of the data; only ``Malformed`` may come out."""
    with suppress(Malformed):
        node = der.read(data)
        assert node.raw == data
        assert written(node) == data
        for part in parts(node):
            for reader in READERS:
                with suppress(Malformed):
                    reader(part)


def parts(node: Node) -> Iterator[Node]:
    waiting = [node]
    while waiting:
        found = waiting.pop()
        yield found
        if found.tag & 0x20:
            waiting += found.children()


def written(node: Node) -> bytes:
    """The element made anew from its parts: what was read has no other encoding."""
    if not node.tag & 0x20:
        return writing.tlv(node.tag, node.content)
    return writing.tlv(node.tag, b"".join(map(written, node.children())))


@contextmanager
def bounded(*, seconds: float, megabytes: float) -> Iterator[None]:
    """Far above what an honest input takes, far below what a bomb would."""
    tracemalloc.start()
    begun = time.process_time()
    try:
        yield
        took, (_, peak) = time.process_time() - begun, tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert took < seconds
    assert peak < megabytes * MEGABYTE


# Real structures to damage


@cache
def certificate() -> bytes:
    """Written by another library than ours."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name(
        [
            x509.NameAttribute(NameOID.COMMON_NAME, "ТЕСТОВ ТЕСТ"),
            x509.NameAttribute(NameOID.SERIAL_NUMBER, "IIN123456789011"),
        ]
    )
    begun = datetime(2026, 1, 1, tzinfo=UTC)
    usage = x509.KeyUsage(True, True, False, False, True, False, False, False, False)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(2**150 + 1)
        .not_valid_before(begun)
        .not_valid_after(begun + timedelta(days=30 * 365))
        .add_extension(usage, critical=True)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, hashes.SHA256())
    )
    return made.public_bytes(serialization.Encoding.DER)


@cache
def signature(kind: str) -> bytes:
    return signed(scene(kind), tst=True, attached=True)


STRUCTURES: dict[str, Callable[[], bytes]] = {
    "certificate": certificate,
    "gost": lambda: signature("gost"),
    "rsa": lambda: signature("rsa"),
}


@pytest.mark.parametrize("name", STRUCTURES)
def test_real_structures_are_read_to_the_last_octet(name: str) -> None:
    data = STRUCTURES[name]()
    assert written(der.read(data)) == data


@given(st.binary(max_size=300))
@example(b"")
@example(b"\x30\x80\x00\x00")
@often
def test_random_octets(data: bytes) -> None:
    walked(data)


# Draws that look like DER get deeper than plain noise.
elements = st.recursive(
    st.builds(
        writing.tlv,
        st.sampled_from([1, 2, 3, 4, 5, 6, 10, 12, 19, 22, 23, 24, 28, 30, 0x80, 0x81, 0x40]),
        st.binary(max_size=12),
    ),
    lambda inner: st.builds(
        lambda tag, members: writing.tlv(tag, b"".join(members)),
        st.sampled_from([0x30, 0x31, 0xA0, 0xA3, 0x60]),
        st.lists(inner, max_size=5),
    ),
    max_leaves=30,
)


@given(elements)
@often
def test_random_elements(data: bytes) -> None:
    walked(data)


@given(
    st.sampled_from(list(STRUCTURES)),
    st.lists(
        st.tuples(
            st.sampled_from(["set", "insert", "delete", "repeat", "cut"]),
            st.floats(0, 1, exclude_max=True),
            st.binary(min_size=1, max_size=8),
        ),
        min_size=1,
        max_size=6,
    ),
)
@often
def test_damaged_structures(name: str, damages: list[tuple[str, float, bytes]]) -> None:
    data = STRUCTURES[name]()
    for how, place, octets in damages:
        data = damaged(data, how, int(place * len(data)), octets)
    walked(data)


def damaged(data: bytes, how: str, at: int, octets: bytes) -> bytes:
    end = at + len(octets)
    return {
        "set": data[:at] + octets + data[end:],
        "insert": data[:at] + octets + data[at:],
        "delete": data[:at] + data[end:],
        "repeat": data[:end] + data[at:],
        "cut": data[:at],
    }[how]


@pytest.mark.parametrize("name", ["certificate", "rsa"])
def test_cut_anywhere(name: str) -> None:
    data = STRUCTURES[name]()
    for size in range(len(data)):
        with pytest.raises(Malformed):
            der.read(data[:size])


def test_every_bit_of_a_certificate_flipped() -> None:
    data = certificate()
    for at in range(len(data)):
        for bit in range(8):
            walked(data[:at] + bytes([data[at] ^ 1 << bit]) + data[at + 1 :])


@given(st.integers(0x80, 0xFF), st.binary(max_size=12))
@often
def test_huge_lengths(first: int, rest: bytes) -> None:
    for tag in (0x04, 0x30, 0xA0):
        walked(bytes([tag, first]) + rest)
        walked(writing.sequence(bytes([tag, first]) + rest))


# Bombs


@pytest.mark.parametrize("tag", [0x30, 0x31, 0xA0])
def test_nesting_20_000_deep(tag: int) -> None:
    """Refused by the depth, not by Python's own limit of recursion."""
    data = b""
    for _ in range(20_000):
        data = writing.tlv(tag, data)
    with bounded(seconds=1, megabytes=10), pytest.raises(Malformed, match="deep"):
        der.read(data)


def test_indefinite_nesting() -> None:
    with bounded(seconds=1, megabytes=10), pytest.raises(Malformed):
        der.read(b"\x30\x80" * 20_000)


@pytest.mark.parametrize("tag", [0x30, 0x31])
@pytest.mark.parametrize("inner", [b"\x05\x00", b"\x30\x00", b"\x02\x01\x00"])
def test_one_element_too_many(tag: int, inner: bytes) -> None:
    data = writing.tlv(tag, inner * MAX_NODES)
    with bounded(seconds=5, megabytes=30), pytest.raises(Malformed, match="many"):
        der.read(data)


def test_a_million_elements_cost_no_more_than_the_limit() -> None:
    data = writing.sequence(b"\x05\x00" * 1_000_000)
    with bounded(seconds=5, megabytes=30), pytest.raises(Malformed, match="many"):
        der.read(data)


def test_elements_are_counted_over_all_levels() -> None:
    group = writing.sequence(b"\x05\x00" * 200)
    with pytest.raises(Malformed, match="many"):
        der.read(writing.sequence(group * 100))


def test_large_content_inside_deep_nesting() -> None:
    """Every level holds a slice of its own, so the depth bounds the memory too."""
    data = writing.octets(b"x" * MEGABYTE)
    for _ in range(der.MAX_DEPTH):
        data = writing.sequence(data)
    with bounded(seconds=2, megabytes=3 * der.MAX_DEPTH):
        der.read(data)


def test_long_numbers_and_identifiers() -> None:
    with bounded(seconds=2, megabytes=20):
        assert der.read(writing.tlv(0x02, b"\x7f" * MEGABYTE)).integer() > 0
        with pytest.raises(Malformed):
            der.read(writing.tlv(0x06, b"\xff" * MEGABYTE + b"\x01"))


def test_many_long_identifiers() -> None:
    """One arc of 126 octets is the longest; turning it into digits stays cheap."""
    arc = b"\xff" * (der.MAX_OID - 1) + b"\x7f"
    node = der.read(writing.sequence(writing.tlv(0x06, arc) * 5_000))
    with bounded(seconds=5, megabytes=20):
        assert len({child.oid() for child in node.children()}) == 1
