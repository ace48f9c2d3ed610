"""Evidence of signatures: adding to the archive and reading from it."""

import re
from collections.abc import Mapping
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from core.envelope import row_key_make, row_key_open, seal_with, unseal_with
from signing.archive.bundles import Bundle, bundle_pack, bundle_unpack
from signing.archive.chain import row_bound, row_hash
from signing.models import Evidence, Signature, SignedPayload
from signing.models.evidence import NO_HASH

OBJECT_KEY = re.compile(r"[A-Za-z0-9_.:-]{1,120}")
# Parallel signatures on one object wait for each other at each try, so one try each is enough.
TRIES = 200
VERIFIER, POLICY, GOOD = "sms-code 1", "sms 1", "ok"


def object_key_of(payload: SignedPayload) -> str:
    """The chain that a payload begins: of the object it becomes. What is signed about that object
    later (an answer) goes on with it, by the adapter's ``chain_of``."""
    return f"{payload.purpose}:{payload.pk}"


def evidence_make(
    *,
    signature: Signature,
    payload: bytes,
    facts: Mapping[str, Any],
    blobs: Mapping[str, bytes],
    object_key: str,
) -> Evidence:
    """Add the evidence of a signature to the end of its object's chain.

    ``facts`` is anything JSON can say; its ``verifier``, ``policy`` and ``code`` also stand in
    clear, so they never hold anything personal (without them: a code by SMS, checked by us).
    ``blobs`` are the files of the bundle. Call it in the transaction that signs.
    """
    if not OBJECT_KEY.fullmatch(object_key):
        raise ValueError("an object key is ASCII letters, digits and _.:-")
    row_key, key = row_key_make()
    row = Evidence(
        signature=signature,
        object_key=object_key,
        method=signature.method,
        payload_digest=signature.payload.digest,
        verifier=facts.get("verifier", VERIFIER),
        policy=facts.get("policy", POLICY),
        verdict_code=facts.get("code", GOOD),
        created_at=timezone.now(),
        row_key=row_key,
    )
    _append(row, key, bundle_pack(Bundle(payload=payload, facts=facts, blobs=blobs)))
    return row


def evidence_open(row: Evidence) -> Bundle:
    """What a row holds. ``KeyDestroyed`` after the end of its term; ``InvalidTag`` when a bit of
    it, or of the fields beside it, was touched."""
    key = row_key_open(row.row_key)
    return bundle_unpack(unseal_with(key, bytes(row.ciphertext), row_bound(row)))


def evidence_seal(row: Evidence, key: bytes, data: bytes) -> None:
    """Fill in ciphertext and hash; all the other fields stand already."""
    row.ciphertext = seal_with(key, data, row_bound(row))
    row.hash = row_hash(row)


def _append(row: Evidence, key: bytes, data: bytes) -> None:
    """Save as the newest of its chain, after whoever was quicker (unique object and position)."""
    for _try in range(TRIES):
        _link(row)
        evidence_seal(row, key, data)
        try:
            with transaction.atomic():
                row.save()
        except IntegrityError:
            if not _is_taken(row):
                raise
        else:
            return
    raise RuntimeError("no end of the chain could be reached")


def _link(row: Evidence) -> None:
    chain = Evidence.objects.filter(object_key=row.object_key).order_by("-position")
    position, previous = chain.values_list("position", "hash").first() or (0, NO_HASH)
    row.position, row.previous_hash = position + 1, previous


def _is_taken(row: Evidence) -> bool:
    place = Evidence.objects.filter(object_key=row.object_key, position=row.position)
    return place.exists()
