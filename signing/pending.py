"""Signatures that wait for their certificate's status: kept sealed until they are decided.

Only with ``EDS_REVOCATION`` "soft". While one waits, its draft stays as it is.
"""

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from core.envelope import seal
from core.registry import Signable, adapter_for
from ledger.services import event_record
from signing.destroying import blob_destroy
from signing.limits import PENDING_PAUSE, PENDING_PAUSE_LONGEST
from signing.models import PendingSignature, SignedPayload
from signing.payloads import payload_check_at
from signing.signatures import payload_lock

Outcome = PendingSignature.Outcome


def pending_of(payload: SignedPayload) -> PendingSignature | None:
    """The signature of this payload that waits now."""
    return PendingSignature.objects.filter(payload=payload, resolved_at=None).first()


def pending_keep(
    *, payload: SignedPayload, blob: bytes, at: datetime, language: str, code: str
) -> PendingSignature:
    """Keep a signature whose certificate's status nobody can tell now; one per payload."""
    with transaction.atomic(durable=True):
        locked = payload_lock(payload=payload, owner=payload.owner)
        waiting = pending_of(locked)
        if waiting is not None:
            return waiting
        payload_check_at(locked, payload.owner, at)
        # One that the person took back makes room.
        PendingSignature.objects.filter(payload=locked).delete()
        row = PendingSignature.objects.create(
            payload=locked,
            blob=seal(blob),
            received_at=at,
            checked_at=at,
            language=language,
            code=code,
        )
        event_record(verb="eds.wait", target=locked, actor=locked.owner, data={"code": code})
        _tell(locked, "signature_waits")
    pending_check_later(row)
    return row


def pending_withdraw(*, payload: SignedPayload) -> None:
    """The person would rather sign in another way."""
    with transaction.atomic(durable=True):
        locked = payload_lock(payload=payload, owner=payload.owner)
        row = pending_lock(locked)
        if row is not None:
            pending_resolve(row, Outcome.WITHDRAWN, row.code)
            event_record(verb="eds.withdraw", target=locked, actor=locked.owner)
            _tell(locked, "signature_withdrawn")


def pending_check_later(row: PendingSignature) -> None:
    """Let the worker look again, less and less often; the command ``eds_pending`` does the same."""
    from signing.tasks import pending_check_task

    pause = min(PENDING_PAUSE * 2 ** min(row.tries - 1, 10), PENDING_PAUSE_LONGEST)
    if pending_check_task.get_backend().supports_defer:
        pending_check_task.using(run_after=timezone.now() + pause).enqueue(row.pk)


def pending_lock(payload: SignedPayload) -> PendingSignature | None:
    """The same, its row locked; lock the payload first."""
    rows = PendingSignature.objects.select_for_update(of=("self",))
    return rows.filter(payload=payload, resolved_at=None).first()


def pending_resolve(row: PendingSignature, outcome: str, code: str) -> None:
    """Decide a locked one. The signature is destroyed; a confirmed one lives on as evidence."""
    blob, row.blob = row.blob, None
    row.outcome, row.code, row.resolved_at = outcome, code, timezone.now()
    row.save()
    if blob is not None:
        blob_destroy(blob)


def _tell(payload: SignedPayload, hook: str) -> None:
    """Tell the app that owns the purpose, if it wants to know (``core.registry.Signable``)."""
    told = getattr(adapter_for(Signable, payload.purpose), hook, None)
    if told is not None:
        told(payload)
