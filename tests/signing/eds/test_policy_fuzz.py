"""Damaged signatures: always a verdict of the table, in bounded time, never by accident valid."""

from functools import cache

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from signing.eds import der
from signing.eds.refusals import CODES
from signing.eds.types import Verdict
from standins.nca import der as writing
from tests.signing.eds.scene import IIN, KINDS, PAYLOAD, Trial, scene, signed

# Far above what an honest signature takes; a loop or a bomb takes longer.
MAX_MS = 3_000
often = settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@cache
def blob(kind: str) -> bytes:
    return signed(scene(kind), tst=True, attached=True)


@cache
def unchanged(kind: str) -> Verdict:
    return judged(blob(kind), kind)


def judged(data: bytes, kind: str) -> Verdict:
    verdict = Trial(data).decide(scene(kind).trust)
    assert verdict.code in {*CODES, "ok"}
    assert verdict.code != "internal"
    assert verdict.is_valid == (verdict.code == "ok")
    assert verdict.ms < MAX_MS
    return verdict


def judged_damaged(data: bytes, kind: str) -> None:
    """Nobody signs the wrapping, so a change there may pass; then all that counts is the same."""
    verdict = judged(data, kind)
    if verdict.is_valid:
        assert verdict.signature_sha256 == unchanged(kind).signature_sha256
        assert verdict.signer == unchanged(kind).signer
        # The time stamp may be taken off whole; then our receipt is the time, as ever.
        is_stamped = verdict.time_source == "tst"
        assert not is_stamped or verdict.signed_at == unchanged(kind).signed_at


@st.composite
def damages(draw: st.DrawFn) -> list[tuple[str, float, bytes]]:
    """A few changes: what, where (as a part of the whole), with which octets."""
    change = st.tuples(
        st.sampled_from(["flip", "insert", "delete", "repeat"]),
        st.floats(0, 1, exclude_max=True),
        st.binary(min_size=1, max_size=6),
    )
    return draw(st.lists(change, min_size=1, max_size=4))


def damaged(data: bytes, changes: list[tuple[str, float, bytes]]) -> bytes:
    for what, where, octets in changes:
        at = int(where * len(data))
        before, after = data[:at], data[at:]
        match what:
            case "flip":
                head = bytes(a ^ b for a, b in zip(after, octets, strict=False))
                data = before + head + after[len(head) :]
            case "insert":
                data = before + octets + after
            case "delete":
                data = before + after[len(octets) :]
            case _:
                data = before + after[: 8 * octets[0]] + after
    return data


@pytest.mark.parametrize("kind", KINDS)
@often
@given(changes=damages())
def test_damaged_octets(kind: str, changes: list[tuple[str, float, bytes]]) -> None:
    judged_damaged(damaged(blob(kind), changes), kind)


@pytest.mark.parametrize("kind", KINDS)
@often
@given(
    where=st.integers(0, 10_000),
    what=st.sampled_from(["drop", "double", "empty", "tag", "content", "deepen", "swap"]),
    octets=st.binary(max_size=40),
)
def test_damaged_structure(kind: str, where: int, what: str, octets: bytes) -> None:
    """The same one level up: whole elements change, and every length is right again."""
    root = der.read(blob(kind))
    place = where % _count(root)
    judged_damaged(_rewrite(root, [place], what, octets), kind)


@often
@given(data=st.binary(max_size=3_000))
def test_any_octets(data: bytes) -> None:
    assert not judged(data, "rsa").is_valid


@often
@given(text=st.text(alphabet="-BEGINCMSD= \r\n\tAz09+/%", max_size=400))
def test_any_armour(text: str) -> None:
    assert not judged(text.encode(), "rsa").is_valid


@often
@given(payload=st.binary(max_size=200), iin=st.text(max_size=14))
def test_any_other_demand(payload: bytes, iin: str) -> None:
    trial = Trial(signed(scene("rsa")), payload).asking(iin=iin)
    verdict = trial.decide(scene("rsa").trust)
    assert verdict.is_valid == (payload == PAYLOAD and iin == IIN)


def _count(node: der.Node) -> int:
    return 1 + sum(map(_count, _inside(node)))


def _inside(node: der.Node) -> list[der.Node]:
    return node.children() if node.tag & 0x20 else []


def _rewrite(node: der.Node, countdown: list[int], what: str, octets: bytes) -> bytes:
    """The element written again; the one where the countdown ends is damaged."""
    is_it = countdown[0] == 0
    countdown[0] -= 1
    if is_it:
        return _damage(node, what, octets)
    if not node.tag & 0x20:
        return node.raw
    parts = [_rewrite(child, countdown, what, octets) for child in node.children()]
    return writing.tlv(node.tag, b"".join(parts))


def _damage(node: der.Node, what: str, octets: bytes) -> bytes:
    match what:
        case "drop":
            return b""
        case "double":
            return node.raw * 2
        case "empty":
            return writing.tlv(node.tag, b"")
        case "tag":
            return der.retag(node.raw, (octets or b"\x31")[0])
        case "content":
            return writing.tlv(node.tag, octets)
        case "deepen":
            return writing.sequence(node.raw)
        case _:
            return writing.tlv(node.tag, b"".join(child.raw for child in _inside(node)[::-1]))
