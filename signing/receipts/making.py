"""Making receipts and finding them again."""

import base64
import secrets
from datetime import UTC, datetime

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import timezone

from core.crypto import keyed_hash
from core.registry import Receipted, ReceiptFacts, adapter_for
from ledger.services import event_record
from signing.canonical import canonical
from signing.models import Receipt, Signature, SignedPayload
from signing.payloads import payload_content
from signing.portal_keys import current_key, seal_with
from signing.receipts.documents import ADDRESS_PATH, FORMAT, VERSION, Document, sealed_bytes

TOKEN_BYTES = 16


def receipt_make(*, signature: Signature) -> Receipt | None:
    """Seal the receipt of a signature whose thing is registered; None where none is given."""
    payload = signature.payload
    facts = _facts(payload)
    if facts is None:
        return None
    token, key = _token(), current_key()
    # No seal is older than its key, whatever clocks say.
    now = max(timezone.now(), key.valid_from)
    document = {**_document(signature, facts, token, now), "kid": key.kid}
    document["signature"] = seal_with(key, sealed_bytes(document))["signature"]
    receipt = Receipt.objects.create(
        signature=signature,
        token_hash=token_hash(token),
        document=canonical(document).decode(),
        issued_at=now,
    )
    event_record(verb="receipt.make", target=receipt, data={"kid": key.kid})
    return receipt


def receipt_of(payload: SignedPayload) -> Receipt | None:
    """The receipt of a signed payload; one signed before there were receipts gets it now."""
    signature = Signature.objects.select_related("payload__content__row_key").get(payload=payload)
    found = Receipt.objects.filter(signature=signature).first()
    if found is not None:
        return found
    try:
        with transaction.atomic():
            return receipt_make(signature=signature)
    except IntegrityError:
        # Somebody opened the page in two tabs.
        return Receipt.objects.get(signature=signature)


def receipt_by_token(token: str) -> Receipt | None:
    """The receipt with this check address."""
    rows = Receipt.objects.select_related("signature__payload__opening__row_key")
    return rows.filter(token_hash=token_hash(token)).first()


def token_hash(token: str) -> str:
    """How a token is found without being kept."""
    return keyed_hash("receipt-token", token)


def check_address(token: str) -> str:
    """The address on the receipt; it leads to the reader's language."""
    return f"{settings.SITE_URL}{ADDRESS_PATH.format(token=token)}"


def _facts(payload: SignedPayload) -> ReceiptFacts | None:
    try:
        adapter = adapter_for(Receipted, payload.purpose)
    except LookupError:
        return None
    facts: ReceiptFacts | None = adapter.receipt_facts(payload)
    return facts


def _document(signature: Signature, facts: ReceiptFacts, token: str, now: datetime) -> Document:
    payload = signature.payload
    content = payload_content(payload)
    return {
        "format": FORMAT,
        "version": VERSION,
        "site": settings.SITE_URL,
        "purpose": payload.purpose,
        "number": facts.number,
        "submitted_at": _stamp(facts.submitted_at),
        "registered_on": facts.registered_on.isoformat(),
        "due_on": facts.due_on.isoformat(),
        "object": content["object"],
        "addressee": facts.addressee,
        "method": str(signature.method),
        "payload_digest": payload.digest,
        "text_root": payload.text_root,
        "word_count": content["text"]["words"],
        "check_address": check_address(token),
        "issued_at": _stamp(now),
    }


def _stamp(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _token() -> str:
    """128 random bits, in letters and digits that nobody mixes up on paper."""
    return base64.b32encode(secrets.token_bytes(TOKEN_BYTES)).decode().rstrip("=").lower()
