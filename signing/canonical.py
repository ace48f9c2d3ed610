"""Canonical JSON: one value, one row of bytes.

A subset of RFC 8785 (JSON Canonicalization Scheme) that needs no arithmetic: objects with ASCII
keys, arrays, strings, integers up to 2^53 and booleans. Keys are sorted, there is no white space,
strings are UTF-8 with only the escapes JSON asks for. Numbers with a fraction and null are
refused: where they could differ between languages, a signature would.
"""

import hashlib
import json

LARGEST = 2**53 - 1


def canonical(value: object) -> bytes:
    """The bytes of a value; ``ValueError`` when it isn't of the subset."""
    _check(value)
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def digest_of(value: object) -> str:
    """SHA-256 (hex) of the canonical bytes."""
    return hashlib.sha256(canonical(value)).hexdigest()


def _check(value: object) -> None:
    match value:
        case bool() | str():
            return
        case int():
            if abs(value) > LARGEST:
                raise ValueError("a whole number must stay below 2^53")
        case list():
            for item in value:
                _check(item)
        case dict():
            for key, item in value.items():
                _check_key(key)
                _check(item)
        case _:
            raise ValueError(f"{type(value).__name__} has no canonical form")


def _check_key(key: object) -> None:
    if not isinstance(key, str) or not key.isascii():
        raise ValueError("keys are ASCII strings")
