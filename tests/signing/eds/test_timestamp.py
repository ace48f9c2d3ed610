"""Time stamps: what a token says, and which tokens say nothing."""

from datetime import UTC, datetime, timedelta

import pytest

from signing.eds import cms as reading
from signing.eds import der as strict
from signing.eds.refusals import Refusal
from signing.eds.timestamp import TimeStamp, token_check, token_node
from standins.nca import cms, der, oids, timestamps
from tests.signing.eds.samples import needs_samples, sample
from tests.signing.eds.scene import KINDS, Scene, scene, trust_in

VALUE = b"a signature value"
AT = datetime(2026, 7, 20, 9, 8, 7, tzinfo=UTC)


@pytest.fixture(params=KINDS)
def there(request: pytest.FixtureRequest) -> Scene:
    return scene(request.param)


def checked(token: bytes, value: bytes = VALUE) -> TimeStamp:
    return token_check(strict.read(token), value)


def refusal(token: bytes, value: bytes = VALUE) -> str:
    with pytest.raises(Refusal) as refused:
        checked(token, value)
    return refused.value.code


def container(there: Scene, info: bytes, **switches: object) -> bytes:
    """A token around any TSTInfo, signed as it should be."""
    tsa = there.authority.tsa
    named = cms.attributes(tsa, info, at=AT, kind=oids.TST_INFO)
    signer = cms.signer_info(tsa, info, signed_attrs=list(named.values()))
    usual = {
        "content": info,
        "certificates": [tsa.certificate_der],
        "digest_oids": [tsa.key.digest_oid],
        "kind": oids.TST_INFO,
    }
    return cms.signed_data([signer], **{**usual, **switches})


def info(there: Scene, *more: bytes, moment: bytes | None = None, version: int = 1) -> bytes:
    return der.sequence(
        der.integer(version),
        der.oid("1.2.398.3.3.2.6.4"),
        timestamps.imprint_of(VALUE, there.authority.tsa.key.digest_oid),
        der.integer(5),
        moment or der.generalized_time(AT),
        *more,
    )


def test_a_token(there: Scene) -> None:
    stamp = checked(there.authority.tst(VALUE, at=AT))
    assert stamp.time == AT
    assert stamp.policy == oids.TSA_POLICIES[there.kind]
    assert stamp.authority.common_name == "STAND-IN TIME-STAMPING AUTHORITY"


def test_optional_fields_of_rfc_3161(there: Scene) -> None:
    accuracy = der.sequence(der.integer(1))
    more = [accuracy, der.boolean(True), der.integer(2**64), der.explicit(0, der.null())]
    assert checked(container(there, info(there, *more))).time == AT


def test_parts_of_a_second(there: Scene) -> None:
    moment = der.tlv(0x18, b"20260720090807.25Z")
    expected = AT + timedelta(milliseconds=250)
    assert checked(container(there, info(there, moment=moment))).time == expected


@pytest.mark.parametrize("text", [b"20260720090807", b"20260720090807+0500", b"20261320090807Z"])
def test_times_that_are_none(there: Scene, text: bytes) -> None:
    assert refusal(container(there, info(there, moment=der.tlv(0x18, text)))) == "tst_invalid"


def test_other_versions_and_critical_extensions_are_not_understood(there: Scene) -> None:
    assert refusal(container(there, info(there, version=2))) == "tst_invalid"
    critical = der.sequence(der.oid("1.2.3.4"), der.boolean(True), der.octets(b""))
    assert refusal(container(there, info(there, der.explicit(1, critical)))) == "tst_invalid"
    harmless = der.sequence(der.oid("1.2.3.4"), der.octets(b""))
    assert checked(container(there, info(there, der.explicit(1, harmless)))).time == AT


@pytest.mark.parametrize(
    "switches",
    [
        {"kind": oids.DATA},
        {"content": None},
        {"certificates": []},
        {"crls": [der.sequence()]},
        {"content": b"\x30\x00"},
        {"outer": oids.DATA},
    ],
)
def test_containers_that_are_no_token(there: Scene, switches: dict[str, object]) -> None:
    assert refusal(container(there, info(there), **switches)) == "tst_invalid"


def test_content_changed_after_stamping(there: Scene) -> None:
    later = info(there, moment=der.generalized_time(AT + timedelta(days=1)))
    assert refusal(container(there, info(there), content=later)) == "tst_invalid"


def test_another_value(there: Scene) -> None:
    assert refusal(there.authority.tst(VALUE), b"another") == "tst_imprint"
    assert refusal(der.sequence(der.null())) == "tst_invalid"


def test_any_strong_digest_may_make_the_imprint(there: Scene) -> None:
    for oid in (oids.SHA256, oids.STREEBOG_512):
        assert checked(there.authority.tst(VALUE, at=AT, digest_oid=oid)).time == AT
    assert refusal(there.authority.tst(VALUE, digest_oid=oids.SHA1)) == "weak_digest"


def test_the_stamp_s_chain_is_for_the_trust_to_judge(there: Scene) -> None:
    evil = checked(there.evil.tst(VALUE, at=datetime.now(UTC)))
    assert trust_in(there.evil).issuer_of(evil.authority) is not None
    assert there.trust.issuer_of(evil.authority) is None


def test_unsigned_attributes() -> None:
    def node(data: bytes) -> strict.Node:
        return strict.read(data)

    token = (oids.TIME_STAMP_TOKEN, (node(der.null()),))
    empty: reading.Attributes = ((oids.TIME_STAMP_TOKEN, ()),)
    other = ("1.2.3.4", (node(der.null()),))
    assert token_node(()) is None
    assert token_node((token,)) is not None
    for attributes, code in [
        ((token, token), "tst_count"),
        (empty, "tst_count"),
        ((other,), "unsigned_attribute"),
        ((token, other), "unsigned_attribute"),
    ]:
        with pytest.raises(Refusal) as refused:
            token_node(attributes)
        assert refused.value.code == code


@needs_samples
def test_a_real_token() -> None:
    container = reading.container_read(strict.read(sample("individual_detached.der")))
    signer = reading.signer_read(container.signers[0])
    token = token_node(signer.unsigned)
    assert token is not None
    stamp = token_check(token, signer.signature)
    assert (stamp.time, stamp.policy) == (AT, "1.2.398.3.3.2.6.4")
    assert stamp.authority.common_name == "TIME-STAMPING AUTHORITY"
    with pytest.raises(Refusal, match="tst_imprint"):
        token_check(token, signer.signature[::-1])
