"""How rows of evidence and anchors hang together: hashes over bytes, no database.

Version 1. Of an evidence row: ``hash`` = SHA-256 over the previous hash (32 bytes), SHA-256 of the
ciphertext (32 bytes) and the canonical JSON of the fields in clear. Previous hash and fields are
also the associated data of the ciphertext's AES-256-GCM, so that nobody without the row's key can
make a row that opens. Of an anchor: the same over its previous hash, SHA-256 of its list of rows
and its fields. A published format: it never changes within a version.
"""

import hashlib
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

from signing.canonical import canonical

VERSION = 1
SEAL_PREFIX = b"open-dialogue evidence-anchor 1\n"
Entry = tuple[int, str, int, int, str]


def row_hash(row: Any) -> str:
    """The hash that belongs to an ``Evidence`` row as it is."""
    return _chained(row.previous_hash, bytes(row.ciphertext), row_fields(row))


def row_bound(row: Any) -> bytes:
    """What the row's ciphertext is bound to."""
    return _raw(row.previous_hash) + row_fields(row)


def row_fields(row: Any) -> bytes:
    """Canonical bytes of a row's fields in clear."""
    return canonical(
        {
            "version": row.version,
            "object": row.object_key,
            "position": row.position,
            "signature": row.signature_id,
            "method": str(row.method),
            "payload_digest": row.payload_digest,
            "verifier": row.verifier,
            "policy": row.policy,
            "code": row.verdict_code,
            "created_at": _moment(row.created_at),
        }
    )


def anchor_hash(anchor: Any) -> str:
    """The hash that belongs to an ``EvidenceAnchor`` as it is."""
    fields = {
        "version": anchor.version,
        "number": anchor.number,
        "created_at": _moment(anchor.created_at),
        "last_row": anchor.last_row,
        "count": anchor.count,
        "total": anchor.total,
    }
    return _chained(anchor.previous_hash, anchor.rows.encode(), canonical(fields))


def anchor_sealed_bytes(anchor_hash: str) -> bytes:
    """The bytes the portal's key signs for an anchor; good for nothing else."""
    return SEAL_PREFIX + anchor_hash.encode()


def entries_write(entries: Iterable[Entry]) -> str:
    """The list of rows as an anchor keeps it: id, object, position, id of the signature, hash."""
    return "\n".join(" ".join(map(str, entry)) for entry in entries)


def entries_read(rows: str) -> list[Entry]:
    """The list again; ``ValueError`` when it isn't one."""
    return [_entry(line) for line in rows.split("\n")]


def _entry(line: str) -> Entry:
    row, object_key, position, signature, digest = line.split(" ")
    return int(row), object_key, int(position), int(signature), digest


def _chained(previous: str, content: bytes, fields: bytes) -> str:
    return hashlib.sha256(_raw(previous) + hashlib.sha256(content).digest() + fields).hexdigest()


def _raw(previous: str) -> bytes:
    """Its 32 bytes; of what is no hash (somebody was at it) the hash, so it fits nothing."""
    try:
        raw = bytes.fromhex(previous)
    except ValueError:
        raw = b""
    return raw if len(raw) == 32 else hashlib.sha256(previous.encode()).digest()


def _moment(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="microseconds")
