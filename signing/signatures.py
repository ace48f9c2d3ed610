"""The one way from a checked signature to its result, whatever the method."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db.models import Q

from accounts.models import User
from core.registry import Signable, adapter_for
from ledger.services import event_record
from signing.drafts import draft_close
from signing.evidence import evidence_make, object_key_of
from signing.models import Draft, Signature, SignatureMethod, SignedPayload
from signing.payloads import payload_bytes
from signing.receipts.making import receipt_make

NO_BLOBS: Mapping[str, bytes] = {}
NO_FACTS: Mapping[str, str] = {}


def payload_lock(*, payload: SignedPayload, owner: User) -> SignedPayload:
    """The payload's row and its draft's, locked: draft first, as everywhere."""
    drafts = Draft.objects.select_for_update(of=("self",))
    draft = drafts.filter(payloads=payload).first()
    locked = SignedPayload.objects.select_for_update().filter(pk=payload.pk, owner=owner).first()
    if locked is None or draft is None or locked.draft_id != draft.pk:
        raise LookupError("no such payload")
    locked.draft = draft
    return locked


def signed_result(payload: SignedPayload) -> Any | None:
    """What came of this payload, or of another payload of the same draft; else nothing."""
    same = Q(pk=payload.pk) if payload.draft_id is None else Q(draft_id=payload.draft_id)
    signed = SignedPayload.objects.filter(same, consumed_at__isnull=False).first()
    return adapter_for(Signable, signed.purpose).result_of(signed) if signed else None


def signature_make(
    *,
    payload: SignedPayload,
    method: SignatureMethod,
    evidence: Mapping[str, Any],
    at: datetime,
    blobs: Mapping[str, bytes] = NO_BLOBS,
    object_key: str = "",
    signature_sha256: str | None = None,
    certificate: Mapping[str, str] = NO_FACTS,
) -> Any:
    """Consume the locked payload, add the evidence to the archive, close the draft, and let the
    app that owns the purpose register what was signed. Returns the app's object.

    ``evidence`` and ``blobs`` are what proves it (see ``signing.evidence.evidence_make``).
    ``object_key`` names the chain of evidence; without it the adapter's ``chain_of`` does, and
    else the payload begins one. ``certificate`` is public: never a citizen's.
    """
    adapter = adapter_for(Signable, payload.purpose)
    payload.consumed_at = at
    payload.save(update_fields=["consumed_at"])
    signature = Signature.objects.create(
        payload=payload,
        method=method,
        signed_at=at,
        signature_sha256=signature_sha256,
        certificate=dict(certificate),
    )
    evidence_make(
        signature=signature,
        payload=payload_bytes(payload),
        facts={
            **evidence,
            "method": method.value,
            "user": str(payload.owner_id),
            "received_at": at.isoformat(),
        },
        blobs=blobs,
        object_key=object_key or getattr(adapter, "chain_of", object_key_of)(payload),
    )
    event_record(
        verb="signature.make", target=payload, actor=payload.owner, data={"method": method.value}
    )
    if payload.draft is not None:
        draft_close(payload.draft)
    # Last, because the app locks the shared rows (number, counters).
    result = adapter.signed(payload, signature)
    receipt_make(signature=signature)
    return result
