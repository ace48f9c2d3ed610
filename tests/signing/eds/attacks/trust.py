"""Attacks on whom to believe."""

from standins.nca import cms, der, oids
from tests.signing.eds.attacks.table import attack
from tests.signing.eds.scene import DAY, IIN, Scene, Trial, now, signed


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
