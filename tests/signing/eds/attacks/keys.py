"""Attacks with keys."""

from standins.nca import Leaf, der, oids
from standins.nca import certificates as x509
from tests.signing.eds.attacks.table import attack
from tests.signing.eds.scene import IIN, Scene, Trial, signed


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
