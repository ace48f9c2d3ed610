"""Throw-away keys of three kinds, one face: what a certificate or a signature needs of them."""

import hashlib
from dataclasses import dataclass, field
from functools import cached_property
from typing import Protocol

from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa

from signing.eds.gost.gost94 import gost94
from signing.eds.gost.streebog import streebog512

from . import der, gost, oids

KINDS = ("gost", "gost2004", "rsa")
RSA_BITS = 2048
DIGESTS = {
    oids.STREEBOG_512: streebog512,
    oids.GOST_94: gost94,
    oids.SHA256: lambda data: hashlib.sha256(data).digest(),
    oids.SHA1: lambda data: hashlib.sha1(data, usedforsecurity=False).digest(),
}


class Key(Protocol):
    @property
    def kind(self) -> str: ...

    @property
    def digest_oid(self) -> str: ...

    @property
    def public_bits(self) -> bytes:
        """Content of the SubjectPublicKeyInfo's BIT STRING; key identifiers hash it."""

    @property
    def spki(self) -> bytes: ...

    @property
    def signature_algorithm(self) -> bytes:
        """AlgorithmIdentifier in certificates."""

    @property
    def cms_signature_algorithm(self) -> bytes: ...

    def sign(self, data: bytes) -> bytes: ...

    def dump(self) -> str:
        """The secret as text, for the file under VAR."""


@dataclass(frozen=True)
class GostKey:
    kind: str
    secret: int

    @property
    def curve(self) -> gost.Curve:
        return gost.TC26_512_A if self.kind == "gost" else gost.CRYPTOPRO_256_A

    @property
    def digest_oid(self) -> str:
        return oids.STREEBOG_512 if self.kind == "gost" else oids.GOST_94

    @cached_property
    def public_bits(self) -> bytes:
        return der.octets(gost.public_of(self.curve, self.secret))

    @property
    def spki(self) -> bytes:
        new = self.kind == "gost"
        key_oid = oids.GOST_2015_KEY if new else oids.GOST_2004_KEY
        params = oids.GOST_2015_PARAMS if new else oids.GOST_2004_PARAMS
        algorithm = der.algorithm(key_oid, der.sequence(*map(der.oid, params)))
        return der.sequence(algorithm, der.bits(self.public_bits))

    @property
    def signature_algorithm(self) -> bytes:
        new = self.kind == "gost"
        return der.algorithm(oids.GOST_2015_SIGNATURE if new else oids.GOST_2004_SIGNATURE)

    @property
    def cms_signature_algorithm(self) -> bytes:
        """Of GOST-2004 Kalkan writes the key's OID here, not the signature's."""
        if self.kind == "gost":
            return self.signature_algorithm
        return der.algorithm(oids.GOST_2004_KEY)

    def sign(self, data: bytes) -> bytes:
        return gost.sign(self.curve, self.secret, DIGESTS[self.digest_oid](data))

    def dump(self) -> str:
        return f"{self.secret:x}"


@dataclass(frozen=True)
class RsaKey:
    private: rsa.RSAPrivateKey
    kind: str = field(default="rsa", init=False)
    digest_oid: str = field(default=oids.SHA256, init=False)

    @cached_property
    def public_bits(self) -> bytes:
        return self.private.public_key().public_bytes(
            serialization.Encoding.DER, serialization.PublicFormat.PKCS1
        )

    @property
    def spki(self) -> bytes:
        return der.sequence(der.algorithm(oids.RSA_KEY), der.bits(self.public_bits))

    @property
    def signature_algorithm(self) -> bytes:
        return der.algorithm(oids.RSA_SHA256)

    @property
    def cms_signature_algorithm(self) -> bytes:
        return self.signature_algorithm

    def sign(self, data: bytes) -> bytes:
        return self.private.sign(data, padding.PKCS1v15(), hashes.SHA256())

    def dump(self) -> str:
        return self.private.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        ).decode()


def key_make(kind: str, *, rsa_bits: int = RSA_BITS) -> Key:
    """A fresh key: gost (GOST 34.10-2015, 512 bits), gost2004 (256 bits) or rsa."""
    if kind == "rsa":
        return RsaKey(rsa.generate_private_key(public_exponent=65537, key_size=rsa_bits))
    key = GostKey(kind, 0)
    return GostKey(kind, gost.secret_make(key.curve))


def key_load(kind: str, text: str) -> Key:
    if kind == "rsa":
        private = serialization.load_pem_private_key(text.encode(), None)
        assert isinstance(private, rsa.RSAPrivateKey)
        return RsaKey(private)
    return GostKey(kind, int(text, 16))


def digest(dotted: str, data: bytes) -> bytes:
    return DIGESTS[dotted](data)
