"""Drafts: what a person has typed, kept from the first sentence.

The content is JSON, encrypted. ``values`` are the words of the form by field name. Saving merges:
fields that aren't given stay as they are, so each step of a form sends its own.

Two tabs: the last one to save wins, and nothing is lost. A save tells the revision its page was
made from. When the draft has moved on since then, an empty value never replaces words, and words
that are replaced go to ``draft_before``, from where the page can offer them back.
"""

import json
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from core.errors import Refused
from ledger.services import event_record
from signing.destroying import file_destroy, payload_destroy
from signing.limits import DRAFT_BYTES
from signing.models import Draft, File, PendingSignature, SignedPayload

Values = dict[str, Any]


@dataclass(frozen=True)
class _Content:
    values: Values
    before: Values


def draft_open(*, owner: User, purpose: str, object_key: str) -> Draft:
    """The person's one live draft for this thing, made when there is none."""
    with transaction.atomic():
        draft, is_new = Draft.objects.get_or_create(
            owner=owner,
            purpose=purpose,
            object_key=object_key,
            sent_at=None,
            defaults={"content": _pack(_Content({}, {}))},
        )
        if is_new:
            event_record(verb="draft.open", target=draft, actor=owner)
    return draft


def draft_get(*, owner: User, draft_id: Any) -> Draft:
    """A draft of this person, open or sent; ``LookupError`` for anybody else's."""
    found = Draft.objects.filter(pk=draft_id, owner=owner).first()
    if found is None:
        raise LookupError("no such draft")
    return found


@transaction.atomic
def draft_save(
    *,
    draft: Draft,
    owner: User,
    values: Values,
    step: str,
    expected_revision: int | None = None,
) -> Draft:
    """Merge these values into the draft and return it as it is now.

    ``expected_revision`` is the revision the page was made from. Without it the values win, but
    what they replace is kept in ``draft_before`` all the same. Saving the same words again
    changes no revision, so an idle tab never spoils a payload that waits for its code.
    """
    locked = draft_lock(draft=draft, owner=owner)
    content = _unpack(locked)
    is_stale = expected_revision is not None and expected_revision != locked.revision
    given = _without_erasing(content.values, values) if is_stale else values
    merged = {**content.values, **given}
    before = content.before
    if is_stale or expected_revision is None:
        before = {**before, **_replaced(content.values, given)}
    _check_size(merged)
    if merged != content.values:
        locked.content = _pack(_Content(merged, before))
        locked.revision += 1
    locked.step = step
    locked.updated_at = timezone.now()
    locked.save(update_fields=["content", "revision", "step", "updated_at"])
    return locked


def draft_read(draft: Draft) -> Values:
    """The words of the form by field name."""
    return _unpack(draft).values


def draft_before(draft: Draft) -> Values:
    """Words that another tab's save replaced, by field name; empty when there are none."""
    return _unpack(draft).before


def draft_list(owner: User) -> list[Draft]:
    """The person's live drafts, the newest first."""
    return list(Draft.objects.filter(owner=owner, sent_at=None).order_by("-updated_at", "pk"))


@transaction.atomic
def draft_discard(*, draft: Draft, owner: User, actor: User | None = None) -> None:
    """Destroy a live draft with its files and everything made of it for signing. ``actor``: an
    operator whom the owner has asked."""
    locked = draft_lock(draft=draft, owner=owner)
    event_record(verb="draft.discard", target=locked, actor=actor or owner)
    for payload in SignedPayload.objects.filter(draft=locked):
        payload_destroy(payload)
    for file in File.objects.filter(draft=locked):
        file_destroy(file)
    locked.delete()


def draft_lock(*, draft: Draft, owner: User) -> Draft:
    """The open draft's row, locked: everything that changes a draft begins here."""
    locked = Draft.objects.select_for_update().filter(pk=draft.pk, owner=owner).first()
    if locked is None:
        raise LookupError("no such draft")
    if locked.sent_at is not None:
        raise Refused(_("You have sent this already. It can't be changed."), code="draft_sent")
    draft_check_waiting(locked)
    return locked


def draft_check_waiting(draft: Draft | None) -> None:
    """Refuse while a signature for this draft is being checked: what is signed stays."""
    waiting = PendingSignature.objects.filter(payload__draft=draft, resolved_at=None)
    if draft is not None and waiting.exists():
        raise Refused(
            _("Your signature is being checked. Until then nothing here can be changed."),
            code="signature_waits",
        )


def draft_touch(draft: Draft) -> None:
    """Note that the locked draft has changed (its files): what waits for a signature is stale."""
    draft.revision += 1
    draft.updated_at = timezone.now()
    draft.save(update_fields=["revision", "updated_at"])


def draft_close(draft: Draft) -> None:
    """Mark the locked draft as sent. Its words now live sealed in the signed payload only."""
    draft.sent_at = draft.updated_at = timezone.now()
    draft.content = _pack(_Content({}, {}))
    draft.save(update_fields=["sent_at", "updated_at", "content"])


def _without_erasing(old: Values, new: Values) -> Values:
    return {
        name: value
        for name, value in new.items()
        if not (value in ("", None, []) and old.get(name))
    }


def _replaced(old: Values, new: Values) -> Values:
    return {name: old[name] for name in new if old.get(name) and old[name] != new[name]}


def _check_size(values: Values) -> None:
    if len(_dump(values)) > DRAFT_BYTES:
        raise Refused(
            _("The text is too long to be kept. Please shorten it or send a part as a file."),
            code="draft_too_large",
        )


def _dump(data: object) -> bytes:
    # A lone half of a surrogate pair is no character; the browser never sends one.
    return json.dumps(data, ensure_ascii=False).encode("utf-8", "replace")


def _pack(content: _Content) -> Any:
    data = {"values": content.values, "before": content.before}
    return _dump(data).decode()


def _unpack(draft: Draft) -> _Content:
    data = json.loads(str(draft.content))
    return _Content(data["values"], data["before"])
