"""X.501 names as they stand in certificates: attributes with their text, of any length."""

from collections.abc import Iterator

from signing.eds import der
from signing.eds.der import Malformed

COMMON_NAME, SURNAME, SERIAL_NUMBER = "2.5.4.3", "2.5.4.4", "2.5.4.5"
ORGANISATION, UNIT, GIVEN_NAME = "2.5.4.10", "2.5.4.11", "2.5.4.42"


def name_parts(name: bytes) -> Iterator[tuple[str, str]]:
    """OID and text of every attribute of a Name's DER, in its order; ``Malformed``."""
    for relative in der.read(name).expect(0x30).children():
        for pair in relative.expect(0x31).children():
            fields = pair.expect(0x30).children()
            if len(fields) != 2:
                raise Malformed("attribute of a name")
            yield fields[0].oid(), fields[1].text()


def name_text(name: bytes) -> str:
    """A Name for people to read: its common name, else every part."""
    parts = list(name_parts(name))
    common = [text for oid, text in parts if oid == COMMON_NAME]
    return " ".join(common or [text for _, text in parts])
