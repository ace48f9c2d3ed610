"""Destroying: what was never sent goes with its rows; of evidence only the key ever goes."""

from functools import partial

from django.core.files.storage import storages
from django.db import transaction

from accounts.models import User
from core.models import RowKey, SealedBlob
from ledger.services import event_record
from signing.models import Evidence, File, SignedPayload

DESTROYED = "evidence.destroy"


def blob_destroy(blob: SealedBlob) -> None:
    """Delete sealed bytes with their key."""
    row_key = blob.row_key
    blob.delete()
    row_key.delete()


def payload_destroy(payload: SignedPayload) -> None:
    """Delete a payload that was never signed, with its codes and its sealed words."""
    if payload.consumed_at is not None:
        raise ValueError("a signed payload stays")
    content, opening = payload.content, payload.opening
    payload.delete()
    blob_destroy(content)
    blob_destroy(opening)


def file_destroy(file: File) -> None:
    """Delete a file's row and key; its bytes go once the transaction holds."""
    stored_as, row_key = file.stored_as, file.row_key
    file.delete()
    row_key.delete()
    transaction.on_commit(partial(storages["private"].delete, stored_as))


@transaction.atomic
def evidence_destroy(evidence: Evidence, *, actor: User | None = None) -> None:
    """End what can be read of a signature's evidence, when its archive term is over.

    Row, chain and anchors stay and can be verified as before. The event beside it tells a
    destruction from a loss: ``evidence_verify`` reports a key that is gone without one.
    """
    row_key = RowKey.objects.select_for_update().get(pk=evidence.row_key_id)
    if row_key.wrapped is None:
        return
    row_key.wrapped = None
    row_key.save(update_fields=["wrapped"])
    event_record(verb=DESTROYED, target=evidence, actor=actor)
