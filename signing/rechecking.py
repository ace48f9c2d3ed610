"""Checking again the signatures that wait, then counting or giving them up."""

from django.db import transaction
from django.utils import timezone, translation

from core.envelope import unseal
from core.errors import Refused
from core.registry import Signable, adapter_for
from ledger.services import event_record
from signing.eds.verifier import signature_verify
from signing.eds_signing import demand_of, eds_sign, refusals_noted
from signing.limits import PENDING_LIFE
from signing.models import PendingSignature
from signing.pending import pending_lock, pending_resolve
from signing.signatures import payload_lock

Outcome = PendingSignature.Outcome
# Nothing was decided, whatever mode the portal is in now: it waits on, until its time is over.
UNDECIDED = frozenset({"revocation_unavailable", "verifier_unavailable", "busy", "internal"})


def pending_check(row: PendingSignature) -> str:
    """Check one again; returns its outcome, empty while it still waits."""
    if row.resolved_at is not None:
        return row.outcome
    assert row.blob is not None
    payload, blob = row.payload, unseal(row.blob)
    with translation.override(row.language):
        try:
            with refusals_noted(payload):
                demand = demand_of(payload, row.received_at)
                verdict = signature_verify(blob, demand)
                is_over = row.received_at + PENDING_LIFE <= timezone.now()
                if verdict.code in UNDECIDED and not is_over:
                    return _still_waits(row, verdict.code)
                eds_sign(payload=payload, blob=blob, demand=demand, verdict=verdict, pending=row)
        except Refused as refusal:
            return _give_up(row, refusal.code)
    row.refresh_from_db()
    return row.outcome


def pendings_check() -> dict[str, int]:
    """Check everything that waits; returns how many came to which outcome."""
    done = {"waiting": 0, **{str(value): 0 for value in Outcome.values if value}}
    for row in PendingSignature.objects.filter(resolved_at=None).order_by("checked_at"):
        done[pending_check(row) or "waiting"] += 1
    return done


def _still_waits(row: PendingSignature, code: str) -> str:
    row.tries += 1
    PendingSignature.objects.filter(pk=row.pk, resolved_at=None).update(
        tries=row.tries, checked_at=timezone.now(), code=code
    )
    return ""


def _give_up(row: PendingSignature, code: str) -> str:
    """Refused: the person is told, and the draft can be changed and signed again."""
    with transaction.atomic(durable=True):
        locked = payload_lock(payload=row.payload, owner=row.payload.owner)
        waiting = pending_lock(locked)
        if waiting is None:
            row.refresh_from_db()
            return row.outcome
        pending_resolve(waiting, Outcome.REFUSED, code)
        locked.replaced_at = timezone.now()
        locked.save(update_fields=["replaced_at"])
        event = event_record(
            verb="eds.give_up", target=locked, actor=locked.owner, data={"code": code}
        )
        adapter_for(Signable, locked.purpose).signature_refused(locked, event)
    return Outcome.REFUSED
