"""Destroying what was never sent: rows, bytes on disk and the keys that open them."""

from functools import partial

from django.core.files.storage import storages
from django.db import transaction

from core.models import SealedBlob
from signing.models import File, SignedPayload


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
