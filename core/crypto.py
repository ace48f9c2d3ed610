"""Encryption with rotating keys and keyed hashes. One place, one library (``cryptography``)."""

import hashlib
import hmac
from functools import lru_cache

from django.conf import settings

from cryptography.fernet import Fernet, InvalidToken, MultiFernet

__all__ = ["InvalidToken", "decrypt", "encrypt", "is_newest", "keyed_hash", "rewrap"]


@lru_cache(maxsize=4)
def _box(keys: tuple[str, ...]) -> MultiFernet:
    return MultiFernet([Fernet(key) for key in keys])


def _current_box() -> MultiFernet:
    return _box(tuple(settings.FIELD_KEYS))


def encrypt(data: bytes) -> bytes:
    """Encrypt and authenticate with the newest key of ``FIELD_KEYS``."""
    return _current_box().encrypt(data)


def decrypt(token: bytes) -> bytes:
    """Decrypt with whichever key of ``FIELD_KEYS`` fits; ``InvalidToken`` when none does."""
    return _current_box().decrypt(token)


def rewrap(token: bytes) -> bytes:
    """The same content under the newest key."""
    return _current_box().rotate(token)


def is_newest(token: bytes) -> bool:
    """Whether the newest key wrote this token; nothing to rewrap then."""
    try:
        _box(tuple(settings.FIELD_KEYS[:1])).decrypt(token)
    except InvalidToken:
        return False
    return True


def keyed_hash(purpose: str, value: str) -> str:
    """HMAC-SHA256 (hex) of a value under the subject key, separated by purpose.

    Equal people give equal hashes; nobody without the key can go back or try all IINs.
    """
    message = f"{purpose}\x00{value}".encode()
    return hmac.new(settings.SUBJECT_HASH_KEY.encode(), message, hashlib.sha256).hexdigest()
