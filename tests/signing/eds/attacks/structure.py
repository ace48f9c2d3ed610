"""Attacks with the file itself."""

from standins.nca import cms, der, oids, timestamps
from tests.signing.eds.attacks.table import attack
from tests.signing.eds.scene import (
    IIN,
    OTHER_IIN,
    PAYLOAD,
    Scene,
    Trial,
    attributes,
    info,
    now,
    signed,
    wrapped,
)


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
