"""Seals of the portal: Ed25519 (RFC 8032) under a published key. Needs no database.

The document of published keys (``/.well-known/open-dialogue-keys.json``): ``format``
``open-dialogue-keys`` · ``version`` 1 · ``site`` · ``keys``: list of {``kid``, ``algorithm``
``Ed25519``, ``public_key`` (32 bytes, base64), ``valid_from``, ``valid_to`` (absent while it is
current), ``compromised_at`` (absent for a good key)}. Times are ISO 8601 with their offset.
"""

import base64
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypedDict

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

KEYS_FORMAT, KEYS_VERSION = "open-dialogue-keys", 1
ALGORITHM = "Ed25519"
KEY_BYTES, KID_LENGTH = 32, 16


class Seal(TypedDict):
    """Which key sealed, and its signature in base64. Plain JSON."""

    kid: str
    signature: str


@dataclass(frozen=True)
class PublishedKey:
    """A public key of the portal and when it was in use."""

    kid: str
    public_key: bytes
    valid_from: datetime
    valid_to: datetime | None = None
    compromised_at: datetime | None = None

    def fits(self, data: bytes, signature: str) -> bool:
        """Whether this key sealed exactly these bytes. Never raises."""
        try:
            given = base64.b64decode(signature, validate=True)
            Ed25519PublicKey.from_public_bytes(self.public_key).verify(given, data)
        except (InvalidSignature, ValueError, TypeError):
            return False
        return True

    def entry(self) -> dict[str, str]:
        """As the document of keys says it."""
        times = {
            "valid_from": self.valid_from,
            "valid_to": self.valid_to,
            "compromised_at": self.compromised_at,
        }
        return {
            "kid": self.kid,
            "algorithm": ALGORITHM,
            "public_key": base64.b64encode(self.public_key).decode(),
            **{name: at.isoformat() for name, at in times.items() if at is not None},
        }


Keyring = Mapping[str, PublishedKey]


def kid_of(public_key: bytes) -> str:
    """The short name of a key, from the key itself."""
    return hashlib.sha256(public_key).hexdigest()[:KID_LENGTH]


def keyring_read(document: Any) -> Keyring:
    """The keys of a published document; ``ValueError`` when it isn't one."""
    try:
        if (document["format"], document["version"]) != (KEYS_FORMAT, KEYS_VERSION):
            raise ValueError("not a document of keys")
        keys = [_key_read(entry) for entry in document["keys"]]
    except (KeyError, TypeError) as error:
        raise ValueError("not a document of keys") from error
    return {key.kid: key for key in keys}


def _key_read(entry: Mapping[str, str]) -> PublishedKey:
    public_key = base64.b64decode(entry["public_key"], validate=True)
    if entry["algorithm"] != ALGORITHM or len(public_key) != KEY_BYTES:
        raise ValueError("a key of another kind")
    if entry["kid"] != kid_of(public_key):
        raise ValueError("a key under another key's name")
    return PublishedKey(
        kid=entry["kid"],
        public_key=public_key,
        valid_from=_moment(entry["valid_from"]),
        valid_to=_moment(entry["valid_to"]) if "valid_to" in entry else None,
        compromised_at=_moment(entry["compromised_at"]) if "compromised_at" in entry else None,
    )


def _moment(text: str) -> datetime:
    at = datetime.fromisoformat(text)
    if at.tzinfo is None:
        raise ValueError("a time without its offset")
    return at
