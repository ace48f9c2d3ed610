"""Public keys, digests and the short list of algorithms that we accept.

GOST 34.10-2015 with 512 bits, RSA from 2048 bits with SHA-2, and, for archives only,
GOST 34.310-2004. The 256-bit keys of GOST 34.10-2015 stay off until a real sample is proven
(docs/security/eds-policy.md). Identifiers of RSA: RFC 8017 §C; those of НУЦ were read from its
certificates.
"""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import Protocol

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding, rsa

from signing.eds import der
from signing.eds.gost.curves import CRYPTOPRO_256_A, TC26_512_A, Curve
from signing.eds.gost.gost94 import gost94
from signing.eds.gost.streebog import streebog512
from signing.eds.gost.verifying import BadPublicKey, PublicPoint
from signing.eds.refusals import Refusal

GOST_2015, GOST_2004, RSA = "gost2015-512", "gost2004", "rsa"
# Kinds that only the check of an archive may accept.
ARCHIVE_KINDS = frozenset({GOST_2004})

STREEBOG_512, GOST_94 = "1.2.398.3.10.1.3.3", "1.2.398.3.10.1.3.1"
SHA1 = "1.3.14.3.2.26"
SHA256, SHA384, SHA512 = (f"2.16.840.1.101.3.4.2.{last}" for last in (1, 2, 3))
_WEAK_DIGESTS = frozenset({SHA1, "1.2.840.113549.2.5", "1.2.840.113549.2.2"})

_DIGESTS: dict[str, Callable[[bytes], bytes]] = {
    STREEBOG_512: streebog512,
    GOST_94: gost94,
    SHA256: lambda data: hashlib.sha256(data).digest(),
    SHA384: lambda data: hashlib.sha384(data).digest(),
    SHA512: lambda data: hashlib.sha512(data).digest(),
}
_RSA_HASHES: dict[str, hashes.HashAlgorithm] = {
    SHA256: hashes.SHA256(),
    SHA384: hashes.SHA384(),
    SHA512: hashes.SHA512(),
}

_RSA_KEY = "1.2.840.113549.1.1.1"
_GOST_2015_KEY, _GOST_2004_KEY = "1.2.398.3.10.1.1.2.2", "1.2.398.3.10.1.1.1.1"

# signature algorithm -> kind of key and the digests it may go with
_SIGNATURES: dict[str, tuple[str, frozenset[str]]] = {
    "1.2.398.3.10.1.1.2.3.2": (GOST_2015, frozenset({STREEBOG_512})),
    "1.2.398.3.10.1.1.1.2": (GOST_2004, frozenset({GOST_94})),
    # What Kalkan writes in a CMS: the key's identifier.
    _GOST_2004_KEY: (GOST_2004, frozenset({GOST_94})),
    "1.2.840.113549.1.1.11": (RSA, frozenset({SHA256})),
    "1.2.840.113549.1.1.12": (RSA, frozenset({SHA384})),
    "1.2.840.113549.1.1.13": (RSA, frozenset({SHA512})),
    _RSA_KEY: (RSA, frozenset({SHA256, SHA384, SHA512})),
}
_WEAK_SIGNATURES = frozenset(f"1.2.840.113549.1.1.{last}" for last in (2, 3, 4, 5))

RSA_BITS = range(2048, 8192 + 1)


class PublicKey(Protocol):
    """A public key of one kind."""

    @property
    def kind(self) -> str:
        """Which kind: one of the three above."""

    def verify(self, digest_oid: str, data: bytes, signature: bytes) -> bool:
        """Whether the signature over the data's digest is this key's."""


@dataclass(frozen=True)
class GostKey:
    """A point on one of the two curves of НУЦ."""

    kind: str
    point: PublicPoint

    def verify(self, digest_oid: str, data: bytes, signature: bytes) -> bool:
        """As ``PublicKey``."""
        return self.point.verify(digest_of(digest_oid, data), signature)


@dataclass(frozen=True)
class RsaKey:
    """RSA with PKCS #1 v1.5 padding, the only one НУЦ uses (RFC 8017 §8.2)."""

    key: rsa.RSAPublicKey
    kind: str = RSA

    def verify(self, digest_oid: str, data: bytes, signature: bytes) -> bool:
        """As ``PublicKey``."""
        try:
            self.key.verify(signature, data, padding.PKCS1v15(), _RSA_HASHES[digest_oid])
        except InvalidSignature:
            return False
        return True


def digest_of(oid: str, data: bytes) -> bytes:
    """The digest; ``Refusal`` when the function is weak or not ours."""
    if oid in _WEAK_DIGESTS:
        raise Refusal("weak_digest", oid)
    function = _DIGESTS.get(oid)
    if function is None:
        raise Refusal("algorithm_mismatch", f"digest {oid}")
    return function(data)


def signature_verify(
    key: PublicKey, signature_oid: str, data: bytes, signature: bytes, digest_oid: str = ""
) -> bool:
    """Whether the signature is the key's.

    ``digest_oid`` is what a CMS names beside the signature's algorithm; a certificate has none.
    ``Refusal``: key, signature algorithm and digest don't belong together, or are too weak.
    """
    if signature_oid in _WEAK_SIGNATURES:
        raise Refusal("weak_digest", signature_oid)
    kind, digests = _SIGNATURES.get(signature_oid, ("", frozenset()))
    digest_oid = digest_oid or (next(iter(digests)) if len(digests) == 1 else "")
    if kind != key.kind or digest_oid not in digests:
        raise Refusal("algorithm_mismatch", f"{key.kind}, {signature_oid}, {digest_oid}")
    return key.verify(digest_oid, data, signature)


@lru_cache(maxsize=32)
def key_read(spki: bytes) -> PublicKey:
    """The key of a SubjectPublicKeyInfo (RFC 5280 §4.1.2.7).

    The latest stay at hand: those of time stamps and OCSP answers come with every signature, and
    a key that is met often makes itself a table.

    ``Refusal``: ``unknown_paramset`` for keys we don't take, ``weak_key``, ``bad_public_key``.
    """
    parts = der.read(spki).expect(0x30).children()
    if len(parts) != 2:
        raise der.Malformed("SubjectPublicKeyInfo")
    algorithm, bits = parts[0].expect(0x30).children(), parts[1].bits()
    oid = algorithm[0].oid() if algorithm else ""
    parameters = tuple(item.oid() for item in _parameters(algorithm)) if oid != _RSA_KEY else ()
    if oid == _RSA_KEY:
        return _rsa_key(bits)
    if (oid, parameters) in _GOST_KEYS:
        kind, curve = _GOST_KEYS[oid, parameters]
        return _gost_key(kind, curve, bits)
    raise Refusal("unknown_paramset", f"{oid} {parameters}")


# algorithm and its two parameters (curve, digest) -> kind, curve
_GOST_KEYS: dict[tuple[str, tuple[str, ...]], tuple[str, Curve]] = {
    (_GOST_2015_KEY, (f"{_GOST_2015_KEY}.1", STREEBOG_512)): (GOST_2015, TC26_512_A),
    (_GOST_2004_KEY, (f"{_GOST_2004_KEY}.1", f"{GOST_94}.1.0")): (GOST_2004, CRYPTOPRO_256_A),
}


def _parameters(algorithm: list[der.Node]) -> list[der.Node]:
    if len(algorithm) != 2 or algorithm[1].tag != 0x30:
        return []
    return [item for item in algorithm[1].children() if item.tag == 0x06]


def _gost_key(kind: str, curve: Curve, bits: bytes) -> PublicKey:
    try:
        return GostKey(kind, PublicPoint(curve, der.read(bits).octets()))
    except BadPublicKey as problem:
        raise Refusal("bad_public_key", str(problem)) from problem


def _rsa_key(bits: bytes) -> PublicKey:
    fields = der.read(bits).expect(0x30).children()
    if len(fields) != 2:
        raise der.Malformed("RSAPublicKey")
    modulus, exponent = fields[0].integer(), fields[1].integer()
    if modulus.bit_length() not in RSA_BITS:
        raise Refusal("weak_key", f"RSA with {modulus.bit_length()} bits")
    # A huge exponent would only cost us time.
    if not 3 <= exponent < 2**32:
        raise Refusal("bad_public_key", "RSA exponent")
    try:
        return RsaKey(rsa.RSAPublicNumbers(exponent, modulus).public_key())
    except ValueError as problem:
        raise Refusal("bad_public_key", str(problem)) from problem
