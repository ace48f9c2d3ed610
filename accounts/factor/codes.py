"""Codes of six digits (RFC 6238, as every authenticator app makes them) and recovery codes."""

import base64
import hmac
import secrets

from cryptography.hazmat.primitives.hashes import SHA1
from cryptography.hazmat.primitives.twofactor.hotp import HOTP
from cryptography.hazmat.primitives.twofactor.totp import TOTP

DIGITS, STEP_SECONDS, SECRET_BYTES = 6, 30, 20
# One half-minute of clocks going wrong, both ways.
LEEWAY = 1
RECOVERY_CODES, RECOVERY_LENGTH = 8, 10
# No signs that read alike.
SIGNS = "abcdefghjkmnpqrstuvwxyz23456789"


def secret_make() -> str:
    """A new secret in base32, as apps take it."""
    return base64.b32encode(secrets.token_bytes(SECRET_BYTES)).decode()


def secret_url(secret: str, *, name: str, issuer: str) -> str:
    """What the picture for the app says."""
    totp = TOTP(_key(secret), DIGITS, SHA1(), STEP_SECONDS)
    return totp.get_provisioning_uri(name, issuer)


def code_of(secret: str, step: int) -> str:
    """The code of one half-minute, counted from 1970."""
    return HOTP(_key(secret), DIGITS, SHA1()).generate(step).decode()


def step_of(secret: str, code: str, *, now: float, after: int) -> int | None:
    """Which half-minute a code is of; None when it is wrong, or not later than ``after``."""
    middle = int(now) // STEP_SECONDS
    found = None
    for step in range(middle - LEEWAY, middle + LEEWAY + 1):
        fits = hmac.compare_digest(code_of(secret, step).encode(), code.encode())
        if fits and step > after:
            found = step
    return found


def recovery_make() -> list[str]:
    """Codes for the day the telephone is lost."""
    return [
        "".join(secrets.choice(SIGNS) for _sign in range(RECOVERY_LENGTH))
        for _code in range(RECOVERY_CODES)
    ]


def plain(code: str) -> str:
    """What was typed, without spaces and dashes, in small letters."""
    return "".join(sign for sign in code.lower() if sign.isalnum())


def is_digits(code: str) -> bool:
    """A code of the app, not one for recovery."""
    return len(code) == DIGITS and code.isascii() and code.isdigit()


def _key(secret: str) -> bytes:
    return base64.b32decode(secret)
