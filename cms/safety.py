"""What a production start refuses, each with one clear line."""

import base64
from collections.abc import Iterator, Mapping
from importlib.util import find_spec
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured

from cryptography.fernet import Fernet

# The defaults of development; whoever copies them protects nothing.
PUBLIC_WORDS = ("development-only", "stand-in")


def production_check(settings: Mapping[str, Any]) -> None:
    """Stop the start at the first thing that would be unsafe."""
    for problem in _problems(settings):
        raise ImproperlyConfigured(problem)


def _problems(settings: Mapping[str, Any]) -> Iterator[str]:
    if len(settings["SECRET_KEY"]) < 50:
        yield "SECRET_KEY must have at least 50 characters."
    if not settings["FIELD_KEYS"]:
        yield "FIELD_KEYS must hold at least one key; newest first."
    if not all(_is_key(key) for key in settings["FIELD_KEYS"]):
        yield "FIELD_KEYS must hold keys of 32 bytes in URL-safe base64, parted by commas."
    if len(settings["SUBJECT_HASH_KEY"]) < 32:
        yield "SUBJECT_HASH_KEY must have at least 32 characters."
    for name in ("SECRET_KEY", "SUBJECT_HASH_KEY", "EGOV_CLIENT_SECRET", "SMS_GATEWAY_TOKEN"):
        if any(word in settings[name] for word in PUBLIC_WORDS):
            yield f"{name} is a public value of development; make a secret of your own."
    if any(b"development-only" in base64.urlsafe_b64decode(k) for k in settings["FIELD_KEYS"]):
        yield "FIELD_KEYS holds the public key of development; make one of your own."
    if "*" in settings["ALLOWED_HOSTS"]:
        yield "ALLOWED_HOSTS must name the hosts, not *."
    for name in ("SITE_URL", "EGOV_IDP_URL"):
        if not settings[name].startswith("https://"):
            yield f"{name} must begin with https://."
    if urlsplit(settings["NCALAYER_URL"]).hostname not in ("127.0.0.1", "localhost"):
        yield "NCALAYER_URL must lead to the reader's own computer (127.0.0.1)."
    if not settings["NCALAYER_URL"].startswith("wss://"):
        yield "NCALAYER_URL must begin with wss://."
    if not settings["DATABASES"]["default"]["ENGINE"].endswith("postgresql"):
        yield "DATABASE_URL must name a PostgreSQL database."
    yield from _stand_ins(settings)


def _stand_ins(settings: Mapping[str, Any]) -> Iterator[str]:
    if "Viewer" in settings["SMS_GATEWAY"] or "Viewer" in settings["EMAIL_BACKEND"]:
        yield "The message viewer is a stand-in and can't serve production."
    if (Path(settings["BASE_DIR"]) / "standins").exists() or find_spec("standins"):
        yield "The folder standins/ is installed. It holds development stand-ins; remove it."


def _is_key(key: str) -> bool:
    try:
        Fernet(key)
    except ValueError:
        return False
    return True
