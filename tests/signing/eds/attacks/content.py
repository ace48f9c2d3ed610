"""Attacks on what was signed."""

from standins.nca import cms, der, oids, timestamps
from tests.signing.eds.attacks.table import attack
from tests.signing.eds.scene import PAYLOAD, Scene, Trial, attributes, info, now, signed, wrapped


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
