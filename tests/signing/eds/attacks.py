"""The attack table: name -> how it is made and the code the policy must answer with.

`docs/security/attacks.md` has a row for each; `test_attacks.py` runs each for GOST and RSA.
"""

from signing.eds.given_status import GivenStatus
from standins.nca import NOT_ISSUED, Leaf, Revoked, cms, der, oids, timestamps
from standins.nca import certificates as x509
from tests.signing.eds.scene import (
    BIN,
    DAY,
    HOUR,
    IIN,
    OTHER_IIN,
    PAYLOAD,
    Answering,
    Case,
    Scene,
    Trial,
    answered,
    attributes,
    info,
    now,
    signed,
    wrapped,
)

ATTACKS: dict[str, tuple[str, Case]] = {}


def attack(code: str):
    """Register a case under its name and the code it must be refused with."""

    def register(case: Case) -> Case:
        ATTACKS[case.__name__] = (code, case)
        return case

    return register


# Identity


@attack("iin_mismatch")
def wrong_iin(there: Scene) -> Trial:
    return Trial(signed(there), demand={"iin": OTHER_IIN})


@attack("iin_missing")
def two_iins(there: Scene) -> Trial:
    subject = [(oids.COMMON_NAME, "БІР ЕКІ")] + [
        (oids.SERIAL_NUMBER, f"IIN{iin}") for iin in (IIN, OTHER_IIN)
    ]
    return Trial(signed(there, there.authority.person(subject=subject)))


@attack("iin_missing")
def iin_of_eleven_digits(there: Scene) -> Trial:
    return Trial(signed(there, there.authority.person(IIN[:11])))


@attack("subject_type")
def employee_for_a_personal_act(there: Scene) -> Trial:
    return Trial(signed(there, there.authority.employee(IIN, BIN)))


@attack("subject_type")
def bin_beside_the_owner_individual(there: Scene) -> Trial:
    subject = [(oids.SERIAL_NUMBER, f"IIN{IIN}"), (oids.ORGANIZATIONAL_UNIT, f"BIN{BIN}")]
    return Trial(signed(there, there.authority.person(subject=subject)))


@attack("subject_type")
def person_for_an_agency(there: Scene) -> Trial:
    return Trial(signed(there), demand={"owner": "organisation"})


@attack("role_not_accepted")
def ordinary_employee_for_an_agency(there: Scene) -> Trial:
    leaf = there.authority.employee(IIN, BIN, role="employee")
    return Trial(signed(there, leaf), demand={"owner": "organisation", "bin": BIN})


@attack("bin_mismatch")
def head_of_another_agency(there: Scene) -> Trial:
    leaf = there.authority.employee(IIN, "000140000001")
    return Trial(signed(there, leaf), demand={"owner": "organisation", "bin": BIN})


@attack("bin_missing")
def two_bins(there: Scene) -> Trial:
    subject = [(oids.SERIAL_NUMBER, f"IIN{IIN}")] + [
        (oids.ORGANIZATIONAL_UNIT, f"BIN{number}") for number in (BIN, "000140000001")
    ]
    leaf = there.authority.employee(IIN, BIN, subject=subject)
    return Trial(signed(there, leaf), demand={"owner": "organisation"})


@attack("ess_mismatch")
def certificate_substituted_same_key(there: Scene) -> Trial:
    twin = there.authority.person(OTHER_IIN, key=there.leaf.key)
    blob = signed(there, certificates=[twin.certificate_der], sid=twin)
    return Trial(blob, demand={"iin": OTHER_IIN})


@attack("key_usage")
def authentication_certificate(there: Scene) -> Trial:
    return Trial(signed(there, there.authority.auth_person(IIN)))


@attack("key_purpose")
def signing_bits_but_client_authentication(there: Scene) -> Trial:
    purposes = (oids.EMAIL_PROTECTION, oids.CLIENT_AUTH, oids.INDIVIDUAL)
    return Trial(signed(there, there.authority.person(IIN, purposes=purposes)))


@attack("key_purpose")
def no_purpose_at_all(there: Scene) -> Trial:
    return Trial(signed(there, there.authority.person(IIN, purposes=(oids.INDIVIDUAL,))))


# Content


@attack("message_digest")
def altered_payload(there: Scene) -> Trial:
    return Trial(signed(there), payload=PAYLOAD + b" ")


@attack("payload_mismatch")
def attached_other_content(there: Scene) -> Trial:
    return Trial(signed(there, data=b"other", attached=True))


@attack("message_digest")
def attached_content_swapped(there: Scene) -> Trial:
    return Trial(signed(there, data=b"other", content=PAYLOAD))


@attack("signature_invalid")
def bit_of_the_signature_flipped(there: Scene) -> Trial:
    return Trial(signed(there, signature=lambda value: bytes([value[0] ^ 1]) + value[1:]))


@attack("signature_invalid")
def signed_attribute_changed_later(there: Scene) -> Trial:
    blob = signed(there)
    year = der.time(now())[:6]
    return Trial(blob[::-1].replace(year[::-1], (year[:5] + b"9")[::-1], 1)[::-1])


@attack("no_signed_attributes")
def no_signed_attributes(there: Scene) -> Trial:
    return Trial(signed(there, signed_attrs=[]))


@attack("content_type_attr")
def content_type_of_something_else(there: Scene) -> Trial:
    other = [cms.content_type(oids.TST_INFO)]
    return Trial(signed(there, signed_attrs=attributes(there, content_type=other)))


@attack("content_type_attr")
def content_type_missing(there: Scene) -> Trial:
    return Trial(signed(there, signed_attrs=attributes(there, content_type=[])))


@attack("message_digest")
def message_digest_missing(there: Scene) -> Trial:
    return Trial(signed(there, signed_attrs=attributes(there, message_digest=[])))


@attack("duplicate_attribute")
def message_digest_twice(there: Scene) -> Trial:
    right = cms.attributes(there.leaf, PAYLOAD, at=now())["message_digest"]
    wrong = cms.attributes(there.leaf, b"other", at=now())["message_digest"]
    return Trial(signed(there, signed_attrs=attributes(there, message_digest=[right, wrong])))


@attack("message_digest")
def message_digest_of_two_values(there: Scene) -> Trial:
    values = [der.octets(timestamps.digest(there.leaf.key.digest_oid, d)) for d in (PAYLOAD, b"x")]
    both = [cms.attribute(oids.MESSAGE_DIGEST, *values)]
    return Trial(signed(there, signed_attrs=attributes(there, message_digest=both)))


@attack("content_type")
def content_of_another_type(there: Scene) -> Trial:
    return Trial(wrapped(there, info(there), kind=oids.TST_INFO))


# Time


@attack("cert_expired")
def expired(there: Scene) -> Trial:
    leaf = there.authority.person(IIN, not_before=now() - 9 * DAY, not_after=now() - DAY)
    return Trial(signed(there, leaf))


@attack("cert_expired")
def expired_with_signing_time_set_back(there: Scene) -> Trial:
    leaf = there.authority.person(IIN, not_before=now() - 9 * DAY, not_after=now() - DAY)
    return Trial(signed(there, leaf, at=now() - 2 * DAY))


@attack("cert_expired")
def not_yet_valid(there: Scene) -> Trial:
    leaf = there.authority.person(IIN, not_before=now() + DAY, not_after=now() + 9 * DAY)
    return Trial(signed(there, leaf))


@attack("cert_expired")
def stamped_after_the_certificate_ended(there: Scene) -> Trial:
    leaf = there.authority.person(IIN, not_before=now() - 9 * DAY, not_after=now() - HOUR)
    return Trial(signed(there, leaf, tst=True))


@attack("time_window")
def time_stamp_too_old(there: Scene) -> Trial:
    leaf = there.authority.person(IIN, not_before=now() - 9 * DAY)
    blob = signed(there, leaf, tst=lambda v: [there.authority.tst(v, at=now() - HOUR / 2)])
    return Trial(blob, demand={"not_before": now(), "not_after": now() + HOUR / 2})


@attack("time_window")
def time_stamp_after_the_receipt(there: Scene) -> Trial:
    blob = signed(there, tst=lambda v: [there.authority.tst(v, at=now() + HOUR)])
    return Trial(blob, demand={"received_at": now()})


@attack("time_window")
def received_after_the_window(there: Scene) -> Trial:
    return Trial(signed(there), demand={"not_after": now() - HOUR})


# Trust


@attack("untrusted_chain")
def authority_of_the_same_names(there: Scene) -> Trial:
    return Trial(signed(there, there.evil.person(IIN)))


@attack("untrusted_chain")
def authority_of_the_same_names_embedded(there: Scene) -> Trial:
    leaf = there.evil.person(IIN)
    chain = [leaf.certificate_der, *there.evil.anchors.values()]
    return Trial(signed(there, leaf, certificates=chain))


@attack("untrusted_chain")
def self_signed_leaf(there: Scene) -> Trial:
    return Trial(signed(there, there.authority.person(IIN, self_signed=True)))


@attack("untrusted_chain")
def leaf_used_as_authority(there: Scene) -> Trial:
    leaf = there.authority.person(IIN, issuer=there.leaf)
    chain = [leaf.certificate_der, there.leaf.certificate_der]
    return Trial(signed(there, leaf, certificates=chain))


@attack("critical_ext")
def unknown_critical_extension(there: Scene) -> Trial:
    leaf = there.authority.person(IIN, extensions={"1.2.398.9.9": (der.null(), True)})
    return Trial(signed(there, leaf))


@attack("untrusted_chain")
def time_stamp_of_an_evil_authority(there: Scene) -> Trial:
    return Trial(signed(there, tst=lambda value: [there.evil.tst(value)]))


@attack("tst_imprint")
def time_stamp_of_another_signature(there: Scene) -> Trial:
    return Trial(signed(there, tst=lambda value: [there.authority.tst(value + b"x")]))


@attack("tst_count")
def two_time_stamps(there: Scene) -> Trial:
    return Trial(signed(there, tst=lambda value: [there.authority.tst(value) for _ in "12"]))


@attack("tst_count")
def two_time_stamp_attributes(there: Scene) -> Trial:
    def twice(value: bytes) -> list[bytes]:
        return [cms.time_stamp(there.authority.tst(value)) for _ in "12"]

    return Trial(signed(there, unsigned_attrs=twice))


@attack("tsa_eku")
def time_stamp_by_a_citizen(there: Scene) -> Trial:
    return Trial(signed(there, tst=lambda value: [there.authority.tst(value, tsa=there.leaf)]))


@attack("tsa_eku")
def time_stamping_not_critical(there: Scene) -> Trial:
    tsa = there.authority.tsa_make(purposes_critical=False)
    return Trial(signed(there, tst=lambda value: [there.authority.tst(value, tsa=tsa)]))


@attack("tsa_eku")
def time_stamping_beside_other_purposes(there: Scene) -> Trial:
    tsa = there.authority.tsa_make(purposes=(oids.TIME_STAMPING, oids.EMAIL_PROTECTION))
    return Trial(signed(there, tst=lambda value: [there.authority.tst(value, tsa=tsa)]))


@attack("tst_invalid")
def time_stamp_with_a_flipped_bit(there: Scene) -> Trial:
    def flipped(value: bytes) -> list[bytes]:
        return [there.authority.tst(value, signature=lambda v: v[:-1] + bytes([v[-1] ^ 1]))]

    return Trial(signed(there, tst=flipped))


@attack("tst_invalid")
def time_stamp_by_an_expired_authority(there: Scene) -> Trial:
    tsa = there.authority.tsa_make(not_before=now() - 9 * DAY, not_after=now() - DAY)
    return Trial(signed(there, tst=lambda value: [there.authority.tst(value, tsa=tsa)]))


@attack("tst_invalid")
def garbage_for_a_time_stamp(there: Scene) -> Trial:
    return Trial(signed(there, tst=lambda value: [der.sequence(der.octets(value))]))


@attack("weak_digest")
def time_stamp_over_sha1(there: Scene) -> Trial:
    return Trial(
        signed(there, tst=lambda value: [there.authority.tst(value, digest_oid=oids.SHA1)])
    )


# Structure


@attack("signer_count")
def two_signers(there: Scene) -> Trial:
    other = there.authority.person(OTHER_IIN)
    both = [there.leaf.certificate_der, other.certificate_der]
    return Trial(wrapped(there, info(there), info(there, other), certificates=both))


@attack("signer_count")
def two_signers_one_of_them_false(there: Scene) -> Trial:
    other = there.evil.person(OTHER_IIN)
    both = [there.leaf.certificate_der, other.certificate_der]
    return Trial(wrapped(there, info(there), info(there, other), certificates=both))


@attack("signer_count")
def no_signer(there: Scene) -> Trial:
    return Trial(wrapped(there))


@attack("cert_count")
def no_certificate(there: Scene) -> Trial:
    return Trial(signed(there, certificates=[]))


@attack("cert_count")
def two_hundred_certificates(there: Scene) -> Trial:
    return Trial(signed(there, certificates=[there.leaf.certificate_der] * 200))


@attack("signer_cert")
def signer_named_is_not_there(there: Scene) -> Trial:
    return Trial(signed(there, sid=there.authority.person(IIN)))


@attack("signer_cert")
def signer_named_is_there_twice(there: Scene) -> Trial:
    return Trial(signed(there, certificates=[there.leaf.certificate_der] * 2))


@attack("embedded_crls")
def embedded_crls(there: Scene) -> Trial:
    return Trial(signed(there, crls=[there.authority.crl()]))


@attack("unsigned_attribute")
def unknown_unsigned_attribute(there: Scene) -> Trial:
    return Trial(signed(there, unsigned_attrs=lambda _: [cms.attribute("1.2.3.4", der.null())]))


@attack("unsigned_attribute")
def counter_signature(there: Scene) -> Trial:
    return Trial(signed(there, unsigned_attrs=lambda _: [cms.counter_signature(info(there))]))


@attack("message_digest")
def message_digest_among_unsigned(there: Scene) -> Trial:
    named = cms.attributes(there.leaf, PAYLOAD, at=now())
    digest = named.pop("message_digest")
    return Trial(
        signed(there, signed_attrs=list(named.values()), unsigned_attrs=lambda _: [digest])
    )


@attack("algorithm_mismatch")
def signature_algorithm_relabelled(there: Scene) -> Trial:
    other = oids.RSA_SHA256 if there.kind == "gost" else oids.GOST_2015_SIGNATURE
    return Trial(signed(there, signature_algorithm=der.algorithm(other)))


@attack("message_digest")
def digest_algorithm_relabelled(there: Scene) -> Trial:
    other = oids.SHA256 if there.kind == "gost" else oids.STREEBOG_512
    return Trial(signed(there, digest_algorithm=der.algorithm(other)))


@attack("algorithm_mismatch")
def digest_of_another_standard(there: Scene) -> Trial:
    other = oids.SHA256 if there.kind == "gost" else oids.STREEBOG_512
    digest = [cms.message_digest(timestamps.digest(other, PAYLOAD))]
    signed_attrs = attributes(there, message_digest=digest)
    return Trial(signed(there, signed_attrs=signed_attrs, digest_algorithm=der.algorithm(other)))


@attack("weak_digest")
def digest_sha1(there: Scene) -> Trial:
    digest = [cms.message_digest(timestamps.digest(oids.SHA1, PAYLOAD))]
    signed_attrs = attributes(there, message_digest=digest)
    sha1 = der.algorithm(oids.SHA1)
    return Trial(signed(there, signed_attrs=signed_attrs, digest_algorithm=sha1))


@attack("signature_invalid")
def signature_of_zeros(there: Scene) -> Trial:
    return Trial(signed(there, signature=lambda value: bytes(len(value))))


@attack("signature_invalid")
def signature_of_ones(there: Scene) -> Trial:
    return Trial(signed(there, signature=lambda value: b"\xff" * len(value)))


@attack("signature_invalid")
def signature_too_short(there: Scene) -> Trial:
    return Trial(signed(there, signature=lambda value: value[:-1]))


@attack("signature_invalid")
def signature_too_long(there: Scene) -> Trial:
    return Trial(signed(there, signature=lambda value: value + b"\0"))


@attack("malformed")
def signed_attributes_out_of_order(there: Scene) -> Trial:
    backwards = sorted(attributes(there), reverse=True)
    return Trial(signed(there, signed_attrs=backwards, sorted_attrs=False))


@attack("not_signed_data")
def another_kind_of_cms(there: Scene) -> Trial:
    return Trial(wrapped(there, info(there), outer="1.2.840.113549.1.7.3"))


@attack("too_large")
def huge_blob(there: Scene) -> Trial:
    return Trial(der.sequence(der.octets(bytes(600_000))))


@attack("too_large")
def huge_base64(there: Scene) -> Trial:
    return Trial(b"A" * 2_000_000)


@attack("malformed")
def garbage(there: Scene) -> Trial:
    return Trial(bytes(range(0x30, 0x90)) * 20)


@attack("malformed")
def trailing_byte(there: Scene) -> Trial:
    return Trial(signed(there) + b"\0")


@attack("malformed")
def indefinite_length(there: Scene) -> Trial:
    blob = signed(there)
    return Trial(b"\x30\x80" + blob[4:] + b"\0\0")


@attack("malformed")
def truncated(there: Scene) -> Trial:
    return Trial(signed(there)[:-40])


@attack("malformed")
def not_base64(there: Scene) -> Trial:
    return Trial(b"-----BEGIN CMS-----\n%%%%\n-----END CMS-----\n")


@attack("malformed")
def text_after_the_armour(there: Scene) -> Trial:
    return Trial(signed(there, pem=True) + b"more")


@attack("malformed")
def nested_twenty_thousand_deep(there: Scene) -> Trial:
    # Each level adds its own header, so the whole stays below the limit of size.
    blob = b""
    for _ in range(20_000):
        blob = der.tlv(0x30, blob)
    return Trial(blob)


@attack("malformed")
def empty(there: Scene) -> Trial:
    return Trial(b"")


# Keys


@attack("unknown_paramset")
def key_of_another_parameter_set(there: Scene) -> Trial:
    return Trial(signed(there, _with_spki(there, der.oid("1.2.398.3.10.1.1.2.2.9"))))


@attack("unknown_paramset")
def gost_2015_of_256_bits(there: Scene) -> Trial:
    return Trial(signed(there, _with_spki(there, der.oid("1.2.398.3.10.1.1.2.1.1"))))


def _with_spki(there: Scene, curve: bytes) -> Leaf:
    """A person whose certificate claims this parameter set for their key."""
    key_oid = "1.2.398.3.10.1.1.2.1" if curve.endswith(b"\x01\x01") else oids.GOST_2015_KEY
    spki = der.sequence(
        der.algorithm(key_oid, der.sequence(curve, der.oid(oids.STREEBOG_512))),
        der.bits(der.octets(bytes(128))),
    )
    return there.authority.person(IIN, key=_Relabelled(there.leaf.key, spki))


class _Relabelled:
    """A key that signs as ever and shows another public key."""

    def __init__(self, key: object, spki: bytes) -> None:
        self._key, self.spki = key, spki

    def __getattr__(self, name: str) -> object:
        return getattr(self._key, name)


@attack("bad_public_key")
def key_that_is_no_key(there: Scene) -> Trial:
    if there.kind == "gost":
        parameters = der.sequence(*map(der.oid, oids.GOST_2015_PARAMS))
        spki = der.sequence(
            der.algorithm(oids.GOST_2015_KEY, parameters), der.bits(der.octets(b"\x07" * 128))
        )
    else:
        numbers = der.sequence(der.integer(2**2048 - 1), der.integer(1))
        spki = der.sequence(der.algorithm(oids.RSA_KEY), der.bits(numbers))
    leaf = there.authority.person(IIN, key=_Relabelled(there.leaf.key, spki))
    return Trial(signed(there, leaf))


@attack("key_usage")
def certificate_of_an_authority(there: Scene) -> Trial:
    extensions = {oids.BASIC_CONSTRAINTS: x509.basic_constraints()}
    return Trial(signed(there, there.authority.person(IIN, extensions=extensions)))


# Revocation


@attack("revoked")
def revoked(there: Scene) -> Trial:
    return answered(there, status=Revoked(now() - DAY))


@attack("revoked")
def revoked_after_the_signature(there: Scene) -> Trial:
    return answered(there, status=Revoked(now(), 1))


@attack("revoked")
def never_issued(there: Scene) -> Trial:
    return answered(there, status=NOT_ISSUED)


@attack("ocsp_unknown")
def status_unknown(there: Scene) -> Trial:
    return answered(there, status="unknown")


@attack("ocsp_wrong_cert")
def answer_about_another_certificate(there: Scene) -> Trial:
    return answered(there, serial=there.authority.person(OTHER_IIN).serial, status="good")


@attack("ocsp_wrong_cert")
def answer_about_another_issuer_s_key(there: Scene) -> Trial:
    return answered(there, issuer=there.evil.issuing)


@attack("ocsp_responder")
def answer_by_the_citizen(there: Scene) -> Trial:
    return answered(there, responder=there.leaf)


@attack("ocsp_responder")
def answer_by_an_evil_responder(there: Scene) -> Trial:
    return answered(there, responder=there.evil.responder)


@attack("ocsp_signature")
def answer_by_an_evil_key_under_the_right_certificate(there: Scene) -> Trial:
    right = there.authority.responder
    return answered(there, responder=Leaf(right.certificate_der, there.evil.responder.key))


@attack("ocsp_responder")
def answer_by_the_time_stamping_authority(there: Scene) -> Trial:
    return answered(there, responder=there.authority.tsa)


@attack("ocsp_responder")
def answer_by_an_expired_responder(there: Scene) -> Trial:
    ended = there.authority.responder_make(not_before=now() - 9 * DAY, not_after=now() - DAY)
    return answered(there, responder=ended)


@attack("ocsp_signature")
def answer_with_a_flipped_bit(there: Scene) -> Trial:
    return answered(there, signature=lambda value: bytes([value[0] ^ 1]) + value[1:])


@attack("ocsp_stale")
def answer_of_yesterday(there: Scene) -> Trial:
    responder = there.authority.responder_make(not_before=now() - 9 * DAY)
    return answered(there, produced_at=now() - DAY, responder=responder)


@attack("ocsp_stale")
def answer_from_tomorrow(there: Scene) -> Trial:
    return answered(there, produced_at=now() + HOUR)


@attack("ocsp_nonce")
def answer_without_the_nonce(there: Scene) -> Trial:
    return answered(there, asked=b"n" * 32)


@attack("ocsp_nonce")
def answer_to_another_question(there: Scene) -> Trial:
    return answered(there, asked=b"n" * 32, nonce=b"m" * 32)


@attack("ocsp_malformed")
def answer_that_is_none(there: Scene) -> Trial:
    return Trial(signed(there), source=Answering(b"<html>"))


@attack("revoked")
def in_the_full_list(there: Scene) -> Trial:
    return _listed(there, there.authority.crl([there.leaf]))


@attack("revoked")
def in_the_delta_list(there: Scene) -> Trial:
    delta = there.authority.crl([there.leaf], delta=True, number=2)
    return _listed(there, there.authority.crl([]), delta)


@attack("revoked")
def authority_in_the_root_s_list(there: Scene) -> Trial:
    authority = there.authority
    above = authority.crl([authority.issuing], issuer=authority.root)
    return _listed(there, authority.crl([]), above)


@attack("crl_stale")
def list_of_last_week(there: Scene) -> Trial:
    return _listed(there, there.authority.crl([], this_update=now() - 9 * DAY))


@attack("crl_signature")
def list_by_an_authority_of_the_same_name(there: Scene) -> Trial:
    return _listed(there, there.evil.crl([]))


@attack("crl_wrong_issuer")
def list_of_another_authority(there: Scene) -> Trial:
    return _listed(there, there.authority.crl([], issuer=there.authority.root))


@attack("crl_malformed")
def list_that_is_none(there: Scene) -> Trial:
    return _listed(there, b"<html>")


@attack("revocation_unavailable")
def delta_without_its_full_list(there: Scene) -> Trial:
    return _listed(there, there.authority.crl([], delta=True))


def _listed(there: Scene, *lists: bytes) -> Trial:
    return Trial(signed(there), source=GivenStatus(None, lists))
