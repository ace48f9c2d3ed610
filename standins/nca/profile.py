"""Names and CA certificates: what the profile says besides an end certificate's extensions."""

from datetime import UTC, datetime, timedelta

from . import certificates as x509
from . import oids
from .certificates import Attribute, Leaf
from .keys import key_make

ORGANIZATION = "Open Dialogue stand-in"
YEAR = timedelta(days=365)


def now() -> datetime:
    return datetime.now(UTC).replace(microsecond=0)


def names(common_name: str) -> list[Attribute]:
    return [
        (oids.COMMON_NAME, common_name),
        (oids.COUNTRY, "KZ"),
        (oids.ORGANIZATION, ORGANIZATION),
    ]


def person_names(iin: str, surname: str, given_name: str, patronymic: str) -> list[Attribute]:
    """The authority puts the given name into CN only and the patronymic into GIVENNAME."""
    return [
        (oids.COMMON_NAME, f"{surname} {given_name}".upper()),
        (oids.SURNAME, surname.upper()),
        (oids.SERIAL_NUMBER, f"IIN{iin}"),
        (oids.COUNTRY, "KZ"),
        *([(oids.GIVEN_NAME, patronymic.upper())] if patronymic else []),
    ]


def ca_make(kind: str, which: str, root: Leaf | None) -> Leaf:
    key = key_make(kind)
    subject = x509.name(names(f"STAND-IN {which} CA ({kind.upper()})"))
    begins = now() - YEAR
    return x509.certificate_make(
        subject=subject,
        key=key,
        issuer=root.subject if root else subject,
        issuer_key=root.key if root else key,
        serial=x509.serial_make(),
        not_before=begins,
        not_after=begins + 20 * YEAR,
        extensions={
            oids.BASIC_CONSTRAINTS: x509.basic_constraints(),
            oids.KEY_USAGE: x509.key_usage(x509.CA_USAGE),
            oids.CERTIFICATE_POLICIES: x509.policies(oids.POLICY if root else oids.ROOT_POLICY),
            **x509.key_ids(key, root.key if root else key),
        },
    )
