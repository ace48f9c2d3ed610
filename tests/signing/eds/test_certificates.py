"""Certificates as НУЦ issues them, and what must not pass for one."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from signing.eds.certificates import certificate_read
from signing.eds.der import Malformed
from signing.eds.names import name_text
from signing.eds.refusals import Refusal
from signing.eds.types import HEAD
from standins.nca import certificates as x509
from standins.nca import der, oids
from tests.signing.eds.scene import BIN, IIN, scene


def read(**changes: object):
    return certificate_read(scene("rsa").authority.person(IIN, **changes).certificate_der)


def test_a_person_s_certificate() -> None:
    certificate = read()
    assert (certificate.iin, certificate.bin) == (IIN, "")
    assert (certificate.surname, certificate.given_name) == ("ОБРАЗЦОВ", "ТЕСТОВИЧ")
    assert certificate.key_usage == {0, 1, 4}
    assert certificate.ekus == (oids.EMAIL_PROTECTION, oids.INDIVIDUAL)
    assert certificate.policies == (oids.POLICY,)
    assert (certificate.is_ca, certificate.path_len) == (False, None)
    assert certificate.key.kind == "rsa"


def test_an_employee_s_certificate() -> None:
    leaf = scene("rsa").authority.employee(IIN, BIN, "head")
    certificate = certificate_read(leaf.certificate_der)
    assert (certificate.iin, certificate.bin) == (IIN, BIN)
    assert certificate.organisation == "Мысал органы"
    assert HEAD in certificate.ekus


def test_names_longer_than_x520_allows() -> None:
    long = "ҰЛТТЫҚ КУӘЛАНДЫРУШЫ ОРТАЛЫҚ " * 6
    certificate = read(subject=[(oids.COMMON_NAME, long), (oids.SERIAL_NUMBER, f"IIN{IIN}")])
    assert certificate.common_name == long
    assert name_text(certificate.subject) == long


@pytest.mark.parametrize(
    "subject",
    [
        [],
        [(oids.SERIAL_NUMBER, IIN)],
        [(oids.SERIAL_NUMBER, f"IIN{IIN}0")],
        [(oids.SERIAL_NUMBER, f"iin{IIN}")],
        [(oids.SERIAL_NUMBER, f"IIN{IIN}"), (oids.SERIAL_NUMBER, f"IIN{IIN}")],
        [(oids.COMMON_NAME, f"IIN{IIN}")],
    ],
)
def test_no_iin(subject: list[tuple[str, str]]) -> None:
    assert read(subject=[(oids.COUNTRY, "KZ"), *subject]).iin == ""


def test_digits_of_other_scripts_are_no_iin() -> None:
    arabic = "".join(chr(0x660 + int(digit)) for digit in IIN)
    subject = x509.name([(oids.COMMON_NAME, "A")])
    assert arabic.isdigit()
    unit = [(oids.ORGANIZATIONAL_UNIT, f"BIN{arabic}"), (oids.SERIAL_NUMBER, f"IIN{IIN}")]
    certificate = read(subject=unit)
    assert subject
    assert (certificate.bin, certificate.bins) == ("", (f"BIN{arabic}",))


def test_quirks_of_extensions() -> None:
    short_aki = (der.sequence(der.implicit(0, b"\x01\x02\x03\x04")), False)
    certificate = read(
        extensions={oids.AUTHORITY_KEY_ID: short_aki, oids.OCSP_NO_CHECK: (b"", False)}
    )
    assert certificate.critical_unknown == ()
    assert certificate.extensions[oids.OCSP_NO_CHECK] == (False, b"")


def test_unknown_critical_extension_is_named() -> None:
    assert read(extensions={"1.2.3.4": (b"", True)}).critical_unknown == ("1.2.3.4",)


def test_authorities() -> None:
    authority = scene("gost").authority
    root, issuing = (certificate_read(one) for one in authority.anchors.values())
    assert root.may_issue
    assert root.is_self_issued
    assert issuing.may_issue
    assert not issuing.is_self_issued
    assert issuing.issuer == root.subject
    assert issuing.key.kind == "gost2015-512"
    assert issuing.not_before < datetime.now(UTC) < issuing.not_after


@pytest.mark.parametrize("cut", [0, 1, 10, -1, -200])
def test_a_cut_certificate_is_malformed(cut: int) -> None:
    data = scene("rsa").leaf.certificate_der
    with pytest.raises(Malformed):
        certificate_read(data[:cut])


def test_other_structures_are_no_certificate() -> None:
    for data in (der.null(), der.sequence(), der.sequence(der.sequence(), der.null(), der.null())):
        with pytest.raises(Malformed):
            certificate_read(data)


def test_two_signature_algorithms_are_malformed() -> None:
    data = scene("rsa").leaf.certificate_der
    once = der.algorithm(oids.RSA_SHA256)
    place = data.rindex(once)
    changed = data[:place] + der.algorithm("1.2.840.113549.1.1.13") + data[place + len(once) :]
    with pytest.raises(Malformed):
        certificate_read(changed)


def test_a_key_without_its_bits_is_malformed() -> None:
    """OCSP hashes the key of every certificate in an answer, read or not."""
    leaf = certificate_read(scene("rsa").leaf.certificate_der)
    with pytest.raises(Malformed):
        replace(leaf, spki=der.sequence(der.algorithm(oids.RSA_KEY))).key_bits  # noqa: B018


def test_the_same_extension_twice_is_malformed() -> None:
    twice = der.sequence(*[der.sequence(der.oid("1.2.3.4"), der.octets(b""))] * 2)
    fields = [der.explicit(0, der.integer(2)), der.integer(1), der.algorithm(oids.RSA_SHA256)]
    name = x509.name([(oids.COMMON_NAME, "A")])
    now = der.time(datetime.now(UTC))
    key = scene("rsa").leaf.key
    tbs = der.sequence(
        *fields, name, der.sequence(now, now), name, key.spki, der.explicit(3, twice)
    )
    with pytest.raises(Malformed):
        certificate_read(der.sequence(tbs, der.algorithm(oids.RSA_SHA256), der.bits(b"\0")))


@pytest.mark.parametrize(
    ("exponent", "bits", "code"),
    [(1, 2048, "bad_public_key"), (2**40 + 1, 2048, "bad_public_key"), (65537, 1024, "weak_key")],
)
def test_rsa_keys_that_are_refused(exponent: int, bits: int, code: str) -> None:
    from signing.eds.keys import key_read

    numbers = der.sequence(der.integer(2**bits - 1), der.integer(exponent))
    spki = der.sequence(der.algorithm(oids.RSA_KEY), der.bits(numbers))
    with pytest.raises(Refusal) as refusal:
        key_read(spki)
    assert refusal.value.code == code
