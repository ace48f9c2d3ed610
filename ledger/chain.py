"""How events of one object hang together: hashes over bytes, no database.

Version 1. ``chained`` of an event = SHA-256 over the ``chained`` of the event before it of the same
object (32 bytes; zeros for the first) and the canonical JSON of its fields: version, verb, target,
sequence, actor, agency, data, time. A published format: it never changes within a version.
"""

import hashlib
import json
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

VERSION = 1
NO_HASH = "0" * 64


def chain_hash(
    previous: str,
    *,
    verb: str,
    target_kind: str,
    target_id: str,
    sequence: int,
    actor_id: Any,
    agency_id: int | None,
    data: Any,
    at: datetime,
) -> str:
    """The hash of one event that follows ``previous``. ``ValueError`` when data is no JSON."""
    fields = {
        "version": VERSION,
        "verb": verb,
        "target": f"{target_kind}:{target_id}",
        "sequence": sequence,
        "actor": None if actor_id is None else str(actor_id),
        "agency": agency_id,
        "data": data,
        "at": at.astimezone(UTC).isoformat(timespec="microseconds"),
    }
    return hashlib.sha256(hash_bytes(previous) + canonical(fields)).hexdigest()


def event_hash(previous: str, event: Any) -> str:
    """The hash that belongs to an ``Event`` row as it is, after ``previous``."""
    return chain_hash(
        previous,
        verb=event.verb,
        target_kind=event.target_kind,
        target_id=event.target_id,
        sequence=event.sequence,
        actor_id=event.actor_id,
        agency_id=event.agency_id,
        data=event.data,
        at=event.at,
    )


def canonical(value: Any) -> bytes:
    """Sorted keys, no white space, ASCII; the same before and after any database kept it."""
    text = json.dumps(_plain(value), sort_keys=True, separators=(",", ":"), allow_nan=False)
    return text.encode()


def hash_bytes(previous: str) -> bytes:
    """Its 32 bytes; of what is no hash (somebody was at it) the hash, so it fits nothing."""
    try:
        raw = bytes.fromhex(previous)
    except ValueError:
        raw = b""
    return raw if len(raw) == 32 else hashlib.sha256(previous.encode()).digest()


def _plain(value: Any) -> Any:
    """As a database gives it back: keys are strings, 1.0 and 1 are one number (jsonb)."""
    if isinstance(value, dict):
        return {str(key): _plain(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(item) for item in value]
    if isinstance(value, float) and value.is_integer():
        # By its decimal digits, which is what jsonb keeps.
        return int(Decimal(repr(value)))
    return value
