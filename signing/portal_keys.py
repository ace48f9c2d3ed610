"""The portal's own keys: sealing, rotation, publication."""

import base64
from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import timezone

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from ledger.services import event_record
from signing.models import PortalKey
from signing.seals import KEYS_FORMAT, KEYS_VERSION, Keyring, PublishedKey, Seal, kid_of

__all__ = [
    "Seal",
    "current_key",
    "keyring",
    "keys_document",
    "portal_key_distrust",
    "portal_key_rotate",
    "portal_seal",
    "seal_verify",
    "seal_with",
]


def portal_seal(data: bytes) -> Seal:
    """Seal these bytes with the current key; the first seal ever makes the first key.

    Whoever calls begins the bytes with something of its own, so that a seal for one purpose
    never fits another.
    """
    return seal_with(current_key(), data)


def seal_with(key: PortalKey, data: bytes) -> Seal:
    """The same with a key at hand, for whoever seals the key's name too."""
    assert key.private_key is not None
    private = Ed25519PrivateKey.from_private_bytes(base64.b64decode(key.private_key))
    return {"kid": key.kid, "signature": base64.b64encode(private.sign(data)).decode()}


def current_key() -> PortalKey:
    """The key that seals now."""
    row = PortalKey.objects.filter(valid_to=None).first()
    if row is not None:
        return row
    try:
        with transaction.atomic():
            return _make()
    except IntegrityError:
        return PortalKey.objects.get(valid_to=None)


def seal_verify(data: bytes, seal: Mapping[str, Any]) -> bool:
    """Whether a key of ours, current or retired, sealed exactly these bytes. Never raises."""
    try:
        kid, signature = seal["kid"], seal["signature"]
    except (KeyError, TypeError):
        return False
    key = keyring().get(str(kid))
    return key is not None and key.fits(data, str(signature))


def keyring() -> Keyring:
    """All our public keys by their names."""
    return {row.kid: _published(row) for row in PortalKey.objects.order_by("valid_from", "pk")}


def keys_document() -> dict[str, Any]:
    """What is published at ``/.well-known/open-dialogue-keys.json`` (see ``signing.seals``)."""
    return {
        "format": KEYS_FORMAT,
        "version": KEYS_VERSION,
        "site": settings.SITE_URL,
        "keys": [key.entry() for key in keyring().values()],
    }


@transaction.atomic
def portal_key_rotate() -> PortalKey:
    """Retire the current key, destroying its private half, and make the next one."""
    for row in PortalKey.objects.select_for_update().filter(valid_to=None):
        _retire(row)
    return _make()


@transaction.atomic
def portal_key_distrust(*, kid: str) -> PortalKey:
    """Say that somebody else may hold this key; the current one is rotated too.

    What it sealed proves nothing by itself from now on; the portal still confirms the receipts it
    keeps itself. ``LookupError`` when there is no such key.
    """
    row = PortalKey.objects.select_for_update().filter(kid=kid).first()
    if row is None:
        raise LookupError("no such key")
    if row.compromised_at is None:
        row.compromised_at = timezone.now()
        row.save(update_fields=["compromised_at"])
        event_record(verb="portal_key.distrust", target=row, data={"kid": kid})
    if row.valid_to is None:
        _retire(row)
        _make()
    return row


def _retire(row: PortalKey) -> None:
    row.valid_to, row.private_key = timezone.now(), None
    row.save(update_fields=["valid_to", "private_key"])
    event_record(verb="portal_key.retire", target=row, data={"kid": row.kid})


def _make() -> PortalKey:
    private = Ed25519PrivateKey.generate()
    public = private.public_key().public_bytes_raw()
    row = PortalKey.objects.create(
        kid=kid_of(public),
        public_key=base64.b64encode(public).decode(),
        private_key=base64.b64encode(private.private_bytes_raw()).decode(),
    )
    event_record(verb="portal_key.make", target=row, data={"kid": row.kid})
    return row


def _published(row: PortalKey) -> PublishedKey:
    return PublishedKey(
        kid=row.kid,
        public_key=base64.b64decode(row.public_key),
        valid_from=row.valid_from,
        valid_to=row.valid_to,
        compromised_at=row.compromised_at,
    )
