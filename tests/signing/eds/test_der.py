"""The strict reader: what X.690 allows once is read, every other encoding is refused."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta, timezone

import pytest

from signing.eds import der
from signing.eds.der import MAX_DEPTH, MAX_NODES, MAX_OID, Malformed, Node
from standins.nca import der as writing


def refused(data: bytes) -> None:
    with pytest.raises(Malformed):
        der.read(data)


def refused_value(data: bytes, method: Callable[[Node], object]) -> None:
    """Read as a whole, refused as this kind of value."""
    node = der.read(data)
    with pytest.raises(Malformed):
        method(node)


def nested(depth: int) -> bytes:
    data = b"\x05\x00"
    for _ in range(depth):
        data = writing.sequence(data)
    return data


# Identifier and length (§8.1, §10.1)


def test_an_element_knows_its_tag_content_and_raw_octets() -> None:
    node = der.read(bytes.fromhex("3005020105 0500".replace(" ", "")))
    assert (node.tag, node.content.hex(), node.raw.hex()) == (0x30, "0201050500", "30050201050500")
    assert [child.raw.hex() for child in node.children()] == ["020105", "0500"]


def test_the_list_of_children_is_the_callers_own() -> None:
    node = der.read(b"\x30\x02\x05\x00")
    node.children().clear()
    assert len(node.children()) == 1


@pytest.mark.parametrize(
    "data",
    [
        "",  # nothing
        "30",  # no length
        "0201",  # cut short
        "020200",  # cut short by one
        "0500ff",  # an octet after the end
        "05000500",  # another element after the end
        "0500000000",  # zeros after the end
        "3003020105ff",
    ],
)
def test_an_element_is_there_whole_and_alone(data: str) -> None:
    refused(bytes.fromhex(data))


@pytest.mark.parametrize(
    "data",
    [
        "3080 0500 0000",  # indefinite (BER)
        "2480 0401ff 0000",  # indefinite string (BER)
        "0481 01ff",  # long form where the short one does
        "0481 7f" + "00" * 127,
        "0482 0080" + "00" * 128,  # a zero in front
        "0483 000100" + "00" * 256,
        "0485 0000000001ff",  # five octets of length
        "0484 ffffffff",  # four gigabytes announced
        "0488 ffffffffffffffff",
        "04ff" + "ff" * 127,  # 127 octets of length; X.690 §8.1.3.5 keeps 0xff for later
        "0482 01",  # length itself cut short
        "0481",
    ],
)
def test_length_is_definite_and_minimal(data: str) -> None:
    refused(bytes.fromhex(data.replace(" ", "")))


@pytest.mark.parametrize("size", [0, 1, 127, 128, 255, 256, 65535, 65536])
def test_every_minimal_length_is_read(size: int) -> None:
    assert der.read(writing.octets(b"x" * size)).octets() == b"x" * size


@pytest.mark.parametrize("length", [0, 1, 2, 4])
def test_a_part_never_reaches_beyond_its_whole(length: int) -> None:
    inner = bytes([0x04, length + 1]) + b"x" * length
    refused(writing.sequence(inner))
    refused(writing.sequence(inner) + b"x")


@pytest.mark.parametrize("tag", [0x1F, 0x3F, 0x5F, 0x7F, 0x9F, 0xBF, 0xDF, 0xFF])
def test_no_tags_of_several_octets(tag: int) -> None:
    refused(bytes([tag, 0x20, 0x00]))
    refused(bytes([tag, 0x00]))


def test_no_end_of_contents_as_an_element() -> None:
    refused(b"\x00\x00")
    refused(writing.sequence(b"\x00\x00"))


@pytest.mark.parametrize("tag", [0x21, 0x22, 0x23, 0x24, 0x25, 0x26, 0x2C, 0x33, 0x36, 0x37, 0x38])
def test_simple_types_never_come_in_parts(tag: int) -> None:
    """§10.2 for strings, §8 for the rest."""
    refused(writing.tlv(tag, b""))
    refused(writing.tlv(tag, writing.octets(b"ab")))


@pytest.mark.parametrize("tag", [0x10, 0x11])
def test_sequence_and_set_are_never_primitive(tag: int) -> None:
    """§8.9.1, §8.11.1."""
    refused(writing.tlv(tag, b""))
    refused(writing.tlv(tag, writing.null()))


def test_an_empty_sequence_has_no_children() -> None:
    assert der.read(b"\x30\x00").children() == []
    assert der.read(b"\x31\x00").children() == []


def test_context_tags_are_constructed_or_not_as_they_say() -> None:
    assert der.read(b"\xa0\x02\x05\x00").children()[0].tag == 0x05
    assert der.read(b"\x80\x02\x05\x00").content == b"\x05\x00"
    refused_value(b"\x80\x02\x05\x00", Node.children)
    refused(b"\xa0\x02\x05\x01")


# Limits


def test_depth_has_a_limit() -> None:
    assert der.read(nested(MAX_DEPTH)).tag == 0x30
    refused(nested(MAX_DEPTH + 1))


def test_the_number_of_elements_has_a_limit() -> None:
    assert len(der.read(writing.sequence(b"\x05\x00" * (MAX_NODES - 1))).children()) == 19_999
    refused(writing.sequence(b"\x05\x00" * MAX_NODES))


# BOOLEAN, INTEGER, ENUMERATED, NULL


def test_boolean() -> None:
    assert der.read(b"\x01\x01\xff").boolean() is True
    assert der.read(b"\x01\x01\x00").boolean() is False


@pytest.mark.parametrize("data", ["0100", "010101", "0101fe", "01017f", "0102ffff"])
def test_boolean_is_all_ones_or_zero(data: str) -> None:
    """§11.1."""
    refused(bytes.fromhex(data))


@pytest.mark.parametrize(
    ("data", "value"),
    [
        ("020100", 0),
        ("02017f", 127),
        ("02020080", 128),
        ("0201ff", -1),
        ("020180", -128),
        ("0202ff7f", -129),
        ("0a0102", 2),
        ("020900ffffffffffffffff", 2**64 - 1),
    ],
)
def test_integer(data: str, value: int) -> None:
    assert der.read(bytes.fromhex(data)).integer() == value


@pytest.mark.parametrize(
    "data",
    ["0200", "02020000", "0202007f", "0202ffff", "0202ff80", "0203000080", "0a00", "0a020001"],
)
def test_integer_is_minimal(data: str) -> None:
    """§8.3.2."""
    refused(bytes.fromhex(data))


@pytest.mark.parametrize("data", ["050100", "05020500"])
def test_null_is_empty(data: str) -> None:
    refused(bytes.fromhex(data))


# BIT STRING, OCTET STRING


def test_bits() -> None:
    assert der.read(b"\x03\x03\x00ab").bits() == b"ab"
    assert der.read(b"\x03\x01\x00").bits() == b""


@pytest.mark.parametrize(
    "data",
    [
        "0300",  # no count of unused bits
        "030101",  # unused bits of nothing
        "03020880",  # eight unused bits
        "0302ff80",
        "03020101",  # an unused bit that is set (§11.2.1)
        "03020381",
        "030307ff81",
    ],
)
def test_unused_bits_are_few_and_zero(data: str) -> None:
    refused(bytes.fromhex(data))


def test_bits_that_are_octets_have_no_unused_ones() -> None:
    refused_value(b"\x03\x02\x01\x80", Node.bits)


@pytest.mark.parametrize(
    ("data", "bits"),
    [
        ("030203c8", {0, 1, 4}),
        ("030206c0", {0, 1}),
        ("03020106", {5, 6}),
        ("0303070080", {8}),
        ("030100", set()),
    ],
)
def test_named_bits(data: str, bits: set[int]) -> None:
    assert der.read(bytes.fromhex(data)).named_bits() == bits


@pytest.mark.parametrize("data", ["03020000", "030200c0", "030205c0", "0303008000", "0303000600"])
def test_named_bits_have_no_zeros_at_the_end(data: str) -> None:
    """§11.2.2: else a key usage could be written in several ways."""
    refused_value(bytes.fromhex(data), Node.named_bits)


# OBJECT IDENTIFIER


@pytest.mark.parametrize(
    "dotted",
    [
        "0.0",
        "0.39",
        "1.0",
        "1.39",
        "2.0",
        "2.5.29.15",
        "2.999.3",
        "1.2.398.3.10.1.1.2.2",
        "1.2.840.113549.1.1.11",
        f"1.2.{2**64}",
    ],
)
def test_oid(dotted: str) -> None:
    assert der.read(writing.oid(dotted)).oid() == dotted


@pytest.mark.parametrize(
    "data", ["0600", "060180", "06032a8001", "06028001", "06022a80", "06042a030480"]
)
def test_arcs_are_minimal_and_whole(data: str) -> None:
    """§8.19.2."""
    refused(bytes.fromhex(data))


def test_oid_has_a_limit() -> None:
    assert der.read(writing.tlv(0x06, b"\x2a" * MAX_OID)).oid().startswith("1.2.42")
    refused(writing.tlv(0x06, b"\x2a" * (MAX_OID + 1)))


# Text


@pytest.mark.parametrize(
    ("tag", "content", "text"),
    [
        (0x0C, "ӘБДІ".encode(), "ӘБДІ"),
        (0x13, b"IIN123456789011", "IIN123456789011"),
        (0x16, b"a@b.kz", "a@b.kz"),
        (0x14, b"caf\xe9", "café"),
        (0x1E, "ӘБДІ".encode("utf-16-be"), "ӘБДІ"),
        (0x1C, "Ә".encode("utf-32-be"), "Ә"),
    ],
)
def test_text(tag: int, content: bytes, text: str) -> None:
    assert der.read(writing.tlv(tag, content)).text() == text


@pytest.mark.parametrize(
    ("tag", "content"),
    [
        (0x0C, b"\xc0\x80"),  # a zero the long way
        (0x0C, b"\xff"),
        (0x0C, b"\xed\xa0\x80"),  # half of a surrogate pair
        (0x13, "Ә".encode()),
        (0x16, b"\x80"),
        (0x1E, b"\x04"),  # half a character
        (0x1E, b"\xd8\x00"),
        (0x1C, b"\x00\x11\x00\x00"),  # beyond Unicode
        (0x04, b"octets"),
        (0x02, b"1"),
        (0x80, b"text"),
    ],
)
def test_text_that_is_none(tag: int, content: bytes) -> None:
    refused_value(writing.tlv(tag, content), Node.text)


# Time


@pytest.mark.parametrize(
    ("tag", "content", "moment"),
    [
        (0x17, "260508101112Z", datetime(2026, 5, 8, 10, 11, 12, tzinfo=UTC)),
        (0x17, "491231235959Z", datetime(2049, 12, 31, 23, 59, 59, tzinfo=UTC)),
        (0x17, "500101000000Z", datetime(1950, 1, 1, tzinfo=UTC)),
        (0x17, "000229000000Z", datetime(2000, 2, 29, tzinfo=UTC)),
        (0x18, "20500101000000Z", datetime(2050, 1, 1, tzinfo=UTC)),
        (0x18, "20260508101112.5Z", datetime(2026, 5, 8, 10, 11, 12, 500_000, tzinfo=UTC)),
        (0x18, "20260508101112.000001Z", datetime(2026, 5, 8, 10, 11, 12, 1, tzinfo=UTC)),
    ],
)
def test_time(tag: int, content: str, moment: datetime) -> None:
    assert der.read(writing.tlv(tag, content.encode())).time() == moment


@pytest.mark.parametrize(
    ("tag", "content"),
    [
        (0x17, "2605081011Z"),  # no seconds (§11.8.2)
        (0x17, "260508101112"),  # no zone
        (0x17, "260508101112+0600"),  # another zone (§11.8.1)
        (0x17, "260508101112z"),
        (0x17, "260508101112Z "),
        (0x17, "260508101112Z\n"),
        (0x17, "260508101112.5Z"),
        (0x17, "260230101112Z"),  # 30 February
        (0x17, "261301101112Z"),
        (0x17, "260508241112Z"),
        (0x17, "260508101160Z"),  # leap second
        (0x17, "20260508101112Z"),
        (0x17, "2605081011 2Z"),
        (0x17, "-60508101112Z"),
        (0x17, ""),
        (0x18, "20260508101112"),
        (0x18, "20260508101112+0000"),
        (0x18, "20260508101112.Z"),
        (0x18, "20260508101112.0Z"),  # a fraction ends with no zero (§11.7.3)
        (0x18, "20260508101112.50Z"),
        (0x18, "20260508101112,5Z"),  # a point, not a comma (§11.7.4)
        (0x18, "20260508101112.1234567Z"),
        (0x18, "202605081011Z"),
        (0x18, "260508101112Z"),
        (0x18, "00000101000000Z"),
        (0x18, "20260508101112Z\x00"),
        (0x13, "260508101112Z"),
        (0x02, "260508101112Z"),
    ],
)
def test_time_has_one_form(tag: int, content: str) -> None:
    refused_value(writing.tlv(tag, content.encode()), Node.time)


def test_no_digits_but_those_of_ascii() -> None:
    refused_value(writing.tlv(0x18, "٢٠٢٦٠٥٠٨١٠١١١٢Z".encode()), Node.time)


def test_a_written_time_is_read_back_in_utc() -> None:
    moment = datetime(2026, 11, 23, 5, 0, tzinfo=timezone(timedelta(hours=5)))
    assert der.read(writing.time(moment)).time() == datetime(2026, 11, 23, tzinfo=UTC)


# Values of another kind


@pytest.mark.parametrize(
    "method",
    [
        Node.boolean,
        Node.integer,
        Node.octets,
        Node.bits,
        Node.named_bits,
        Node.oid,
        Node.text,
        Node.time,
    ],
)
@pytest.mark.parametrize("data", ["0500", "3000", "3100", "8001ff", "a000", "4001ff"])
def test_a_value_of_another_kind(data: str, method: Callable[[Node], object]) -> None:
    refused_value(bytes.fromhex(data), method)


@pytest.mark.parametrize("data", ["0500", "020101", "0400", "8000"])
def test_a_primitive_element_has_no_parts(data: str) -> None:
    refused_value(bytes.fromhex(data), Node.children)


def test_expect() -> None:
    node = der.read(b"\x30\x00")
    assert node.expect(0x30) is node
    with pytest.raises(Malformed):
        node.expect(0x31)


def test_retag_changes_the_identifier_alone() -> None:
    raw = writing.explicit(0, writing.null(), writing.integer(300))
    changed = der.read(der.retag(raw, 0x31))
    assert changed.tag == 0x31
    assert changed.raw[1:] == raw[1:]


@pytest.mark.parametrize(("start", "end"), [(0, 0), (0, 1), (2, 2), (3, 4), (4, 2)])
def test_header_of_a_part_that_is_not_there(start: int, end: int) -> None:
    with pytest.raises(Malformed):
        der.header(b"\x30\x02\x05\x00", start, end)


def test_header_ends_where_it_was_told_to() -> None:
    """Also when the data goes on: a list's entry may not reach into the next."""
    data = writing.octets(b"x" * 200)
    assert der.header(data, 0, len(data)) == (0x04, 3, 203)
    with pytest.raises(Malformed):
        der.header(data, 0, len(data) - 1)
    with pytest.raises(Malformed):
        der.header(data, 0, 2)
