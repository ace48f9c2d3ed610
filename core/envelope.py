"""Sealed bytes: each row has a key of its own, wrapped keys lie in another table.

Rotating the house keys rewraps the small keys only. Destroying a row's key destroys its content
for ever, which is how an archive term ends.
"""

import os
from typing import TYPE_CHECKING

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from core.crypto import decrypt, encrypt

if TYPE_CHECKING:
    from core.models import RowKey, SealedBlob

NONCE_BYTES, TAG_BYTES = 12, 16


class KeyDestroyed(Exception):
    """The row's key was destroyed on purpose; the content can't come back."""


def seal(data: bytes) -> "SealedBlob":
    """Store the bytes encrypted (AES-256-GCM) under a fresh key and return the row."""
    from core.models import SealedBlob

    row_key, key = row_key_make()
    return SealedBlob.objects.create(ciphertext=seal_with(key, data), row_key=row_key)


def seal_with(key: bytes, data: bytes, bound: bytes = b"") -> bytes:
    """Nonce and AES-256-GCM ciphertext of the bytes under a key.

    ``bound`` is what lies beside in clear (associated data): without exactly it nothing opens.
    """
    nonce = os.urandom(NONCE_BYTES)
    return nonce + AESGCM(key).encrypt(nonce, data, bound or None)


def unseal(blob: "SealedBlob") -> bytes:
    """The bytes again; ``KeyDestroyed`` when the key is gone."""
    if blob.row_key is None:
        raise KeyDestroyed
    return unseal_with(row_key_open(blob.row_key), bytes(blob.ciphertext))


def unseal_with(key: bytes, sealed: bytes, bound: bytes = b"") -> bytes:
    """What ``seal_with`` sealed; ``InvalidTag`` when a bit of it or of ``bound`` was touched."""
    if len(sealed) < NONCE_BYTES + TAG_BYTES:
        raise InvalidTag
    return AESGCM(key).decrypt(sealed[:NONCE_BYTES], sealed[NONCE_BYTES:], bound or None)


def row_key_make() -> tuple["RowKey", bytes]:
    """A fresh key, stored wrapped, for bytes that lie outside the database (files)."""
    from core.models import RowKey

    key = AESGCM.generate_key(bit_length=256)
    return RowKey.objects.create(wrapped=encrypt(key)), key


def row_key_open(row_key: "RowKey") -> bytes:
    """The key itself; ``KeyDestroyed`` when it is gone."""
    if row_key.wrapped is None:
        raise KeyDestroyed
    return decrypt(bytes(row_key.wrapped))
