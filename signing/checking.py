"""The public check: confirms a receipt or a text that a visitor brings, and tells nothing else.

An address nobody was given and one that belongs to somebody answer alike until the right thing
is brought. The whole text must be right: no answer depends on single words.
"""

from dataclasses import dataclass
from datetime import date, datetime

from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from core.envelope import KeyDestroyed
from core.errors import Refused
from core.localized import ORDER
from core.rates import rate_take
from core.registry import Receipted, ShownText, adapter_for
from signing.commitment import words
from signing.limits import CHECK_RATES_ADDRESS, CHECK_RATES_TOKEN
from signing.models import SignedPayload
from signing.payloads import committed_text, payload_opening, payload_salts
from signing.portal_keys import keyring
from signing.receipts.comparing import (
    Changes,
    Opened,
    Segment,
    is_all_open,
    is_shown,
    is_signed,
    nobodys,
    shown_segments,
    signed_segments,
    summed,
)
from signing.receipts.documents import Document, token_of
from signing.receipts.making import receipt_by_token
from signing.receipts.matching import Aligned, align, tokens_of
from signing.receipts.offline import UNREADABLE, VALID, receipt_decide, text_tidied

NOT_A_RECEIPT = _(
    "This is not a receipt of the portal that we can read. Choose the file you downloaded, whose "
    "name ends in .json."
)
NOT_SEALED = _(
    "The portal's seal doesn't fit. Somebody changed this receipt, or it isn't from the portal."
)
UNTRUSTED = _("The seal on this receipt can't be trusted any more. Ask for a new one: call 1414.")
MESSAGES: dict[str, Promise] = {
    "too_large": _("This file is too large to be a receipt. Choose the file you downloaded."),
    "version_unknown": _("This receipt is of a newer kind that we can't read yet."),
    "key_compromised": UNTRUSTED,
    "key_time": UNTRUSTED,
    "receipt_elsewhere": _(
        "The seal is right, but this receipt belongs to another check address. Open the address "
        "printed on it."
    ),
    "receipt_unknown": _(
        "The seal is right, but this is not the receipt we keep. Please tell us: call 1414."
    ),
    "text_unconfirmed": _(
        "We can't confirm this. Either the text differs in at least one word, or it belongs to "
        "another receipt. Copy all of it, the subject too, with its gaps as published, and look at "
        "the check address again."
    ),
}


@dataclass(frozen=True)
class Confirmed:
    """What the visitor may be told. ``document`` only for whoever brought it; ``is_published``:
    the text brought is the public wording; ``path`` of the public page only with a receipt."""

    method: str
    signed_at: datetime
    document: Document | None = None
    is_retired: bool = False
    is_published: bool = False
    segments: tuple[Segment, ...] = ()
    changes: Changes = Changes()
    path: str = ""

    @property
    def addressee(self) -> str:
        """As the receipt names it, in the reader's language."""
        names = self.document["addressee"] if self.document else {}
        return str(names.get((get_language() or ORDER[0])[:2]) or names.get(ORDER[0], ""))

    @property
    def registered_on(self) -> date | None:
        """The day the receipt says."""
        return date.fromisoformat(self.document["registered_on"]) if self.document else None

    @property
    def due_on(self) -> date | None:
        """The day the receipt says."""
        return date.fromisoformat(self.document["due_on"]) if self.document else None


def check_take(*, token: str, address: str) -> None:
    """Count one try, by check address and by visitor; ``TooMany`` when there were too many.

    Tries at an address that everybody knows count by visitor only.
    """
    for scope, limit, seconds in CHECK_RATES_ADDRESS:
        rate_take(scope=scope, key=address, limit=limit, per_seconds=seconds)
    receipt = receipt_by_token(token)
    if receipt is not None and _is_open(receipt.signature.payload):
        return
    for scope, limit, seconds in CHECK_RATES_TOKEN:
        rate_take(scope=scope, key=token, limit=limit, per_seconds=seconds)


def receipt_check(*, token: str, data: bytes) -> Confirmed:
    """Confirm a receipt at its check address; ``Refused`` says why not."""
    decision = receipt_decide(data, keyring())
    document = decision.document
    if document is None:
        default = NOT_A_RECEIPT if decision.verdict == UNREADABLE else NOT_SEALED
        raise _refused(decision.code, default)
    if token_of(document) != token:
        raise _refused("receipt_elsewhere")
    receipt = receipt_by_token(token)
    is_ours = receipt is not None and receipt.read() == document
    # Our own copy speaks for a receipt whose key got lost.
    if not is_ours and decision.verdict != VALID:
        raise _refused(decision.code)
    if receipt is None or not is_ours:
        raise _refused("receipt_unknown")
    shown = _shown(receipt.signature.payload)
    return Confirmed(
        method=str(receipt.signature.get_method_display()),
        signed_at=receipt.signature.signed_at,
        document=document,
        is_retired=decision.is_retired,
        changes=_changes(receipt.signature.payload, shown),
        path=shown.path if shown else "",
    )


def text_check(*, token: str, text: str) -> Confirmed:
    """Confirm a text: as it was signed, or as everybody reads it now. ``Refused`` else."""
    brought = text_tidied(text)
    receipt = receipt_by_token(token)
    opened = _opened(receipt.signature.payload) if receipt else None
    if receipt is None or opened is None:
        # The same work as for a receipt there is.
        is_signed(nobodys(), words(brought))
        raise _refused("text_unconfirmed")
    shown = _shown(receipt.signature.payload)
    tokens = tokens_of(shown.pieces) if shown else []
    aligned = align(opened.words, tokens) if shown else Aligned()
    is_guessable = bool(shown) and _is_open(receipt.signature.payload) and not is_all_open(aligned)
    if is_signed(opened, words(brought)) and not is_guessable:
        segments = signed_segments(opened.words, aligned)
    elif shown and is_shown(opened, words(brought), tokens, aligned):
        segments = shown_segments(tokens, aligned)
    else:
        raise _refused("text_unconfirmed")
    return Confirmed(
        method=str(receipt.signature.get_method_display()),
        signed_at=receipt.signature.signed_at,
        is_published=bool(shown) and words(brought) == [token.word for token in tokens],
        segments=segments,
        changes=summed(tokens, aligned),
    )


def _opened(payload: SignedPayload) -> Opened | None:
    """None after the end of the archive's term."""
    try:
        opening = payload_opening(payload)
    except KeyDestroyed:
        return None
    text = committed_text(opening)
    return Opened(text, words(text), payload_salts(opening), payload.text_root)


def _shown(payload: SignedPayload) -> ShownText | None:
    shown: ShownText | None = adapter_for(Receipted, payload.purpose).shown_text(payload)
    return shown


def _is_open(payload: SignedPayload) -> bool:
    """The check address stands on a public page."""
    return getattr(adapter_for(Receipted, payload.purpose), "address_is_public", False)


def _changes(payload: SignedPayload, shown: ShownText | None) -> Changes:
    opened = _opened(payload) if shown else None
    if shown is None or opened is None:
        return Changes()
    tokens = tokens_of(shown.pieces)
    return summed(tokens, align(opened.words, tokens))


def _refused(code: str, default: Promise = NOT_A_RECEIPT) -> Refused:
    return Refused(MESSAGES.get(code, default), code=code)
