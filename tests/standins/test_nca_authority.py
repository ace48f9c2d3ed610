"""The throw-away authority: its certificates have the real profile, its signatures verify."""

import hashlib
import shutil
import subprocess
from datetime import UTC, datetime

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding
from cryptography.x509 import ocsp as parsed_ocsp

from signing.eds.gost.curves import CRYPTOPRO_256_A, TC26_512_A
from signing.eds.gost.verifying import PublicPoint
from standins.nca import NOT_ISSUED, Authority, Leaf, Revoked, cms, der, gost, oids
from standins.nca.keys import KINDS, digest, key_load
from standins.nca.reading import element, elements, indefinite, path
from tests.factories.authorities import authority_of, evil_authority

DATA = "Өтініш мәтіні".encode()
OPENSSL = shutil.which("openssl")
needs_openssl = pytest.mark.skipif(not OPENSSL, reason="no openssl command to check against")


@pytest.fixture(params=KINDS)
def authority(request) -> Authority:
    return authority_of(request.param)


def verifies(signer: Leaf, data: bytes, signature: bytes) -> bool:
    """With the product's own verifier or with `cryptography`, never with code of the simulator."""
    if signer.key.kind == "rsa":
        try:
            public = parse(signer).public_key()
            public.verify(signature, data, padding.PKCS1v15(), hashes.SHA256())
        except Exception:  # InvalidSignature and what a wrong length raises
            return False
        return True
    curve = TC26_512_A if signer.key.kind == "gost" else CRYPTOPRO_256_A
    point = PublicPoint(curve, element(signer.key.public_bits)[1])
    return point.verify(digest(signer.key.digest_oid, data), signature)


def parse(leaf: Leaf) -> x509.Certificate:
    return x509.load_der_x509_certificate(leaf.certificate_der)


def extension(leaf: Leaf, dotted: str) -> x509.Extension:
    return parse(leaf).extensions.get_extension_for_oid(x509.ObjectIdentifier(dotted))


def purposes(leaf: Leaf) -> list[str]:
    return [one.dotted_string for one in extension(leaf, oids.EXTENDED_KEY_USAGE).value]


def subject(leaf: Leaf) -> list[tuple[str, str]]:
    return [(one.oid.dotted_string, one.value) for one in parse(leaf).subject]


# Certificates


def test_chain_is_signed_and_flipped_bits_are_not(authority):
    chain = (authority.issuing, authority.root), (authority.root, authority.root)
    for certificate, issuer in chain:
        tbs, signature = parse(certificate).tbs_certificate_bytes, parse(certificate).signature
        assert verifies(issuer, tbs, signature)
        assert not verifies(issuer, tbs + b"\0", signature)
        assert not verifies(authority.tsa, tbs, signature)


def test_issuing_authority_may_sign_certificates(authority):
    for leaf in (authority.root, authority.issuing):
        assert extension(leaf, oids.BASIC_CONSTRAINTS).critical
        assert extension(leaf, oids.BASIC_CONSTRAINTS).value.ca
        usage = extension(leaf, oids.KEY_USAGE).value
        assert (usage.key_cert_sign, usage.crl_sign) == (True, True)
        names = dict(subject(leaf))
        assert names[oids.COMMON_NAME].startswith("STAND-IN ")
        assert names[oids.ORGANIZATION] == "Open Dialogue stand-in"


def test_certificate_of_a_person_has_the_real_profile(authority):
    leaf = authority.person(
        "020202100029", surname="Образцов", given_name="Пример", patronymic="Тестович"
    )
    assert subject(leaf) == [
        (oids.COMMON_NAME, "ОБРАЗЦОВ ПРИМЕР"),
        (oids.SURNAME, "ОБРАЗЦОВ"),
        (oids.SERIAL_NUMBER, "IIN020202100029"),
        (oids.COUNTRY, "KZ"),
        (oids.GIVEN_NAME, "ТЕСТОВИЧ"),
    ]
    assert purposes(leaf) == [oids.EMAIL_PROTECTION, oids.INDIVIDUAL]
    assert b"\x03\x02\x03\xc8" in leaf.certificate_der
    assert b"\x13\x0fIIN020202100029" in leaf.certificate_der  # PrintableString
    kinds = [one.oid.dotted_string for one in parse(leaf).extensions]
    assert oids.BASIC_CONSTRAINTS not in kinds
    assert oids.KEY_STORE_KIND in kinds
    policies = extension(leaf, oids.CERTIFICATE_POLICIES).value
    assert [one.policy_identifier.dotted_string for one in policies] == ["1.2.398.3.3.2"]
    assert verifies(authority.issuing, parse(leaf).tbs_certificate_bytes, parse(leaf).signature)


def test_nobody_without_patronymic_gets_an_empty_one(authority):
    assert oids.GIVEN_NAME not in dict(subject(authority.person(patronymic="")))


@pytest.mark.parametrize(("role", "last"), [("head", 1), ("signer", 2), ("employee", 5)])
def test_certificate_of_an_employee_names_the_agency(role, last):
    leaf = authority_of("gost").employee("060606100072", "991240999119", role)
    assert dict(subject(leaf))[oids.ORGANIZATIONAL_UNIT] == "BIN991240999119"
    legal = "1.2.398.3.3.4.1.2"
    assert purposes(leaf) == [oids.EMAIL_PROTECTION, legal, f"{legal}.{last}"]


def test_certificate_for_signing_in_cannot_sign_acts(authority):
    leaf = authority.auth_person()
    assert purposes(leaf) == [oids.CLIENT_AUTH, oids.INDIVIDUAL]
    assert b"\x03\x02\x05\xa0" in leaf.certificate_der
    assert not extension(leaf, oids.KEY_USAGE).value.content_commitment


def test_stamping_is_the_only_purpose_of_the_stamping_authority(authority):
    assert extension(authority.tsa, oids.EXTENDED_KEY_USAGE).critical
    assert purposes(authority.tsa) == [oids.TIME_STAMPING]


def test_everything_of_a_certificate_can_be_changed():
    authority, evil = authority_of("rsa"), evil_authority("rsa")
    victim = authority.person("020202100029")
    begins, ends = datetime(2020, 1, 1, tzinfo=UTC), datetime(2021, 1, 1, tzinfo=UTC)
    strange = authority.person(
        "030303200036",
        key=victim.key,
        serial=77,
        issuer=evil.issuing,
        not_before=begins,
        not_after=ends,
        extensions={"1.2.3.4": (der.null(), True), oids.KEY_USAGE: None},
    )
    assert strange.serial == 77
    assert strange.key is victim.key
    assert (parse(strange).not_valid_before_utc, parse(strange).not_valid_after_utc) == (
        begins,
        ends,
    )
    kinds = {one.oid.dotted_string: one.critical for one in parse(strange).extensions}
    assert kinds["1.2.3.4"] is True
    assert oids.KEY_USAGE not in kinds
    tbs, signature = parse(strange).tbs_certificate_bytes, parse(strange).signature
    assert verifies(evil.issuing, tbs, signature)
    assert not verifies(authority.issuing, tbs, signature)
    assert evil.issuing.subject == authority.issuing.subject


def test_self_signed_certificate_names_itself():
    leaf = authority_of("gost").person(self_signed=True)
    assert leaf.issuer == leaf.subject
    assert verifies(leaf, parse(leaf).tbs_certificate_bytes, parse(leaf).signature)


def test_old_answers_and_stamps_fall_into_the_life_of_those_who_gave_them(authority):
    for leaf in (authority.tsa, authority.responder, authority.person()):
        assert (datetime.now(UTC) - parse(leaf).not_valid_before_utc).days >= 29
        assert (parse(leaf).not_valid_after_utc - datetime.now(UTC)).days > 300


def test_key_survives_being_written_down(authority):
    again = key_load(authority.kind, authority.issuing.key.dump())
    assert again.public_bits == authority.issuing.key.public_bits


def test_secret_arithmetic_meets_the_order_of_the_group():
    for curve in (gost.TC26_512_A, gost.CRYPTOPRO_256_A):
        assert gost.multiply(curve, 1) == (curve.x, curve.y)
        assert gost.multiply(curve, curve.q - 1) == (curve.x, curve.p - curve.y)


# CMS


def signer_info(blob: bytes) -> list[tuple[int, bytes]]:
    signed = path(blob, 1, 0)
    return list(elements(list(elements(list(elements(signed))[-1][1]))[0][1]))


def test_signature_covers_the_attributes_and_they_the_data(authority):
    leaf = authority.person()
    info = signer_info(authority.sign(leaf, DATA, tst=False))
    attributes, signature = info[3][1], info[5][1]
    assert verifies(leaf, der.tlv(der.SET, attributes), signature)
    assert cms.message_digest(digest(leaf.key.digest_oid, DATA)) in attributes
    assert hashlib.sha256(leaf.certificate_der).digest() in attributes
    assert len(info) == 6  # nothing unsigned


def test_detached_holds_no_data_and_attached_does(authority):
    leaf = authority.person()
    assert DATA not in authority.sign(leaf, DATA)
    assert DATA in authority.sign(leaf, DATA, attached=True)


def test_pem_is_armour_around_the_same(authority):
    blob = authority.sign(authority.person(), DATA, pem=True, tst=False)
    assert blob.startswith(b"-----BEGIN CMS-----\n")
    assert blob.endswith(b"-----END CMS-----\n")


def test_time_stamp_is_of_this_signature(authority):
    leaf = authority.person()
    info = signer_info(authority.sign(leaf, DATA))
    token = path(der.tlv(0xA1, info[6][1]), 0, 1)
    stamped = signer_info(token)
    assert verifies(authority.tsa, der.tlv(der.SET, stamped[3][1]), stamped[5][1])
    assert digest(leaf.key.digest_oid, info[5][1]) in token


@needs_openssl
def test_openssl_accepts_rsa_and_refuses_other_data(tmp_path):
    authority = authority_of("rsa")
    (tmp_path / "anchors.pem").write_text(authority.root.pem + authority.issuing.pem)
    (tmp_path / "data").write_bytes(DATA)
    (tmp_path / "other").write_bytes(DATA + b"!")
    (tmp_path / "cms").write_bytes(authority.sign(authority.person(), DATA))
    (tmp_path / "token").write_bytes(authority.tst(DATA))
    command = [OPENSSL, "cms", "-verify", "-inform", "der", "-in", "cms", "-binary"]
    command += ["-CAfile", "anchors.pem", "-purpose", "any", "-content"]
    stamp = [OPENSSL, "ts", "-verify", "-token_in", "-in", "token", "-CAfile", "anchors.pem"]

    def accepts(*arguments: str) -> bool:
        return subprocess.run(arguments, cwd=tmp_path, capture_output=True).returncode == 0

    assert accepts(*command, "data")
    assert not accepts(*command, "other")
    assert accepts(*stamp, "-data", "data")
    assert not accepts(*stamp, "-data", "other")


def test_switches_of_the_builder_do_what_they_say():
    authority = authority_of("gost")
    leaf, other = authority.person("020202100029"), authority.person("030303200036")
    plain = cms.attributes(leaf, DATA, at=datetime(2026, 1, 2, tzinfo=UTC))

    def info(**switches: object) -> list[tuple[int, bytes]]:
        return signer_info(authority.sign(leaf, DATA, tst=False, **switches))

    assert info(sid=other)[1][1] == element(other.issuer_and_serial)[1]
    assert info(signature=lambda value: bytes(len(value)))[5][1] == bytes(128)
    assert (
        info(digest_algorithm=der.algorithm(oids.SHA256))[2][1]
        == element(der.algorithm(oids.SHA256))[1]
    )
    bare = info(signed_attrs=[])
    assert verifies(leaf, DATA, bare[4][1])
    doubled = info(signed_attrs=[*plain.values(), cms.message_digest(b"again")])
    assert doubled[3][1].count(der.oid(oids.MESSAGE_DIGEST)) == 2
    assert hashlib.sha256(other.certificate_der).digest() in info(ess=other)[3][1]
    unsigned = info(unsigned_attrs=lambda value: [cms.counter_signature(der.null())])
    assert der.oid(oids.COUNTER_SIGNATURE) in unsigned[6][1]
    two = authority.sign(leaf, DATA, tst=lambda value: [authority.tst(value), authority.tst(value)])
    assert two.count(der.oid(oids.TST_INFO)) == 4  # in the content and in the attribute of each
    many = authority.sign(leaf, DATA, certificates=[other.certificate_der], crls=[authority.crl()])
    assert other.certificate_der in many
    assert leaf.certificate_der not in many
    assert authority.crl()[:2] in many
    assert b"swapped" in authority.sign(leaf, DATA, content=b"swapped")


def test_two_and_no_signers():
    authority = authority_of("rsa")
    leaf = authority.person()
    attrs = list(cms.attributes(leaf, DATA, at=datetime.now(UTC)).values())
    one = cms.signer_info(leaf, DATA, signed_attrs=attrs)
    for signers in ([], [one, one]):
        blob = cms.signed_data(
            signers, content=None, certificates=[], digest_oids=[leaf.key.digest_oid]
        )
        assert len(list(elements(list(elements(path(blob, 1, 0)))[-1][1]))) == len(signers)


def test_indefinite_lengths_keep_the_values_and_break_der():
    blob = authority_of("gost").sign(authority_of("gost").person(), DATA, tst=False)
    spoiled = indefinite(blob)
    assert spoiled.startswith(b"\x30\x80")
    assert spoiled.endswith(b"\x00\x00")
    assert element(blob)[2] == b""


# Revocation


def test_ocsp_answer_echoes_the_nonce_and_is_signed(authority):
    leaf = authority.person()
    request = authority.ocsp_request(leaf, nonce=b"0123456789abcdef")
    answer = parsed_ocsp.load_der_ocsp_response(authority.ocsp_response(request))
    assert answer.certificate_status is parsed_ocsp.OCSPCertStatus.GOOD
    assert answer.serial_number == leaf.serial
    nonce = answer.extensions.get_extension_for_class(x509.OCSPNonce)
    assert nonce.value.nonce == b"0123456789abcdef"
    assert verifies(authority.responder, answer.tbs_response_bytes, answer.signature)
    assert purposes(authority.responder) == [oids.OCSP_SIGNING]


def test_ocsp_tells_revoked_and_never_issued():
    authority = Authority.make("gost")
    leaf, stranger = authority.person(), evil_authority("gost").person()
    authority.revoke(leaf, at=datetime(2026, 3, 4, 5, 6, 7, tzinfo=UTC), reason=1)
    answer = parsed_ocsp.load_der_ocsp_response(authority.ocsp_response(leaf))
    assert answer.certificate_status is parsed_ocsp.OCSPCertStatus.REVOKED
    assert answer.revocation_time_utc == datetime(2026, 3, 4, 5, 6, 7, tzinfo=UTC)
    never = parsed_ocsp.load_der_ocsp_response(authority.ocsp_response(stranger))
    assert never.revocation_time_utc == datetime(1970, 1, 1, tzinfo=UTC)
    assert never.revocation_reason is x509.ReasonFlags.certificate_hold


def test_switches_of_ocsp_do_what_they_say():
    authority, evil = authority_of("rsa"), evil_authority("rsa")
    leaf = authority.person()
    request = authority.ocsp_request(leaf, nonce=b"0123456789abcdef")

    def answer(**switches: object) -> parsed_ocsp.OCSPResponse:
        return parsed_ocsp.load_der_ocsp_response(authority.ocsp_response(request, **switches))

    assert len(list(answer(nonce=None).extensions)) == 1
    other = answer(nonce=b"other").extensions.get_extension_for_class(x509.OCSPNonce)
    assert other.value.nonce == b"other"
    assert answer(serial=5).serial_number == 5
    assert answer(issuer=evil.issuing).issuer_key_hash != answer().issuer_key_hash
    assert answer(issuer=evil.issuing).issuer_name_hash == answer().issuer_name_hash
    for responder in (leaf, evil.responder):
        false = answer(responder=responder)
        assert verifies(responder, false.tbs_response_bytes, false.signature)
        assert not verifies(authority.responder, false.tbs_response_bytes, false.signature)
    spoiled = answer(signature=lambda value: bytes(len(value)))
    assert not verifies(authority.responder, spoiled.tbs_response_bytes, spoiled.signature)
    old = datetime(2026, 1, 1, tzinfo=UTC)
    assert answer(produced_at=old).this_update_utc == old
    assert answer(status="unknown").certificate_status is parsed_ocsp.OCSPCertStatus.UNKNOWN
    assert answer(status=NOT_ISSUED).certificate_status is parsed_ocsp.OCSPCertStatus.REVOKED
    assert answer(by_key=True).responder_name is None
    assert answer(certificates=[]).certificates == []


def test_revocation_lists_full_and_delta(authority):
    leaf = authority.person()
    moment = datetime(2026, 5, 6, tzinfo=UTC)
    full = x509.load_der_x509_crl(
        authority.crl({leaf.serial: Revoked(moment, 1)}, number=7, this_update=moment)
    )
    entry = full.get_revoked_certificate_by_serial_number(leaf.serial)
    assert entry.revocation_date_utc == moment
    assert verifies(authority.issuing, full.tbs_certlist_bytes, full.signature)
    assert full.extensions.get_extension_for_class(x509.CRLNumber).value.crl_number == 7
    assert full.last_update_utc == moment
    assert full.next_update_utc > moment
    delta = x509.load_der_x509_crl(authority.crl([leaf], delta=True, number=9, base_number=7))
    indicator = delta.extensions.get_extension_for_class(x509.DeltaCRLIndicator)
    assert (indicator.critical, indicator.value.crl_number) == (True, 7)
    assert len(delta) == 1
    ofroot = x509.load_der_x509_crl(authority.crl({}, issuer=authority.root))
    assert len(ofroot) == 0
    assert verifies(authority.root, ofroot.tbs_certlist_bytes, ofroot.signature)
