"""Payload version 1: exactly what a person signs.

The bytes are canonical JSON (``signing.canonical``) with these keys:

``version`` 1 · ``purpose`` · ``site`` · ``person`` {``subject_key``, ``iin`` yes or no} ·
``object`` (what it is addressed to, ``office:12``) · ``text`` {``root``, ``words``}: the
commitment to subject, empty line and text (``signing.commitment``); an answer of an agency has
no subject · ``fields``: the answers to every other field · ``files`` [{``name``, ``size``,
``sha256``}] · ``terms`` {``purpose``, ``version``}, empty for staff · ``nonce`` · ``created_at``
· ``expires_at`` (UTC, whole seconds).

They stay near 2 KB, since a Kazakh digital signature costs time by the byte: a field's value
longer than ``SHORT_VALUE_BYTES`` stands as {"$sha256": digest of its canonical bytes}; when all
fields together are still long, they stand as one such object. A long file name is
``name_sha256``. The opening, sealed apart, holds it all in clear.
"""

import base64
import hashlib
import json
import secrets
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.services.blocking import blocked_check, blocked_refusal, is_blocked
from core.envelope import seal, unseal
from core.errors import Refused
from core.text import clean_text, is_blank
from ledger.services import event_record
from signing.canonical import canonical, digest_of
from signing.commitment import SALT_BYTES, Commitment, commit, verify
from signing.destroying import payload_destroy
from signing.drafts import draft_check_waiting, draft_lock
from signing.limits import PAYLOAD_KEPT, PAYLOAD_LIFE, SHORT_FIELDS_BYTES, SHORT_VALUE_BYTES
from signing.models import Draft, File, PendingSignature, SignedPayload, Terms
from signing.terms import terms_accepted

VERSION = 1


@transaction.atomic
def payload_make(
    *,
    owner: User,
    draft: Draft,
    purpose: str,
    object_ref: str,
    subject: str,
    text: str,
    fields: Mapping[str, object],
    files: Sequence[File],
    terms: Terms | None,
    person: Mapping[str, object],
    are_own: bool = True,
) -> SignedPayload:
    """Make and seal what will be signed; it takes the place of the draft's former payload.

    ``fields`` are the answers to every field but subject and text; ``person`` the parts of the
    name for the agency (``surname``, ``name``, ``patronymic``); ``terms`` what its owner has to
    have accepted (staff sign answers without). ``are_own``: the files have to be the owner's, of
    this draft; else the caller vouches for them (a head signs what colleagues added). Subject and
    text are cleaned as ``core.text`` does, so show ``payload_opening`` to the person, not what
    was typed.
    """
    locked = draft_lock(draft=draft, owner=owner)
    _check_ready(owner, locked, text, files if are_own else [], terms)
    opening: dict[str, Any] = {
        "subject": clean_text(subject),
        "text": clean_text(text),
        "fields": {name: _plain(value) for name, value in fields.items()},
        "person": {name: str(value or "") for name, value in person.items()},
        "files": [str(file.pk) for file in files],
    }
    commitment = commit(committed_text(opening))
    opening["salts"] = base64.b64encode(b"".join(commitment.salts)).decode()
    content = _content(owner, purpose, object_ref, opening["fields"], files, terms, commitment)
    return _store(owner, locked, content, opening)


def payload_content(payload: SignedPayload) -> dict[str, Any]:
    """What the signed bytes say."""
    content: dict[str, Any] = json.loads(payload_bytes(payload))
    return content


def payload_bytes(payload: SignedPayload) -> bytes:
    """The very bytes that are signed; verification reads nothing else."""
    return unseal(payload.content)


def payload_opening(payload: SignedPayload) -> dict[str, Any]:
    """What opens the commitment: subject, text, fields, person, files (ids), salts (base64)."""
    opening: dict[str, Any] = json.loads(unseal(payload.opening))
    return opening


def payload_salts(opening: Mapping[str, Any]) -> list[bytes]:
    """The salts of an opening, one a word and the layout's."""
    joined = base64.b64decode(opening["salts"])
    return [joined[at : at + SALT_BYTES] for at in range(0, len(joined), SALT_BYTES)]


def committed_text(opening: Mapping[str, Any]) -> str:
    """The text the root commits to: subject, an empty line, text; an answer has no subject."""
    subject, text = opening["subject"], opening["text"]
    return f"{subject}\n\n{text}" if subject else str(text)


def payload_is_sound(payload: SignedPayload) -> bool:
    """Whether the digest fits the bytes and the opening fits what they commit to."""
    data, opening = payload_bytes(payload), payload_opening(payload)
    content = json.loads(data)
    try:
        salts = payload_salts(opening)
    except ValueError:
        return False
    return (
        hashlib.sha256(data).hexdigest() == payload.digest
        and content["text"]["root"] == payload.text_root
        and verify(committed_text(opening), salts, payload.text_root)
        and content["fields"] == fields_committed(opening["fields"])
    )


def payload_current(draft: Draft, owner: User) -> SignedPayload | None:
    """The payload of the draft as it is now that may be signed still. Use it again after a
    reload: a new one would spoil the code that is on its way."""
    payload = SignedPayload.objects.filter(draft=draft, owner=owner, replaced_at=None).first()
    return payload if payload is not None and payload_live(payload, owner) else None


def payload_get(*, owner: User, payload_id: Any) -> SignedPayload:
    """A payload of this person; ``LookupError`` for anybody else's."""
    found = SignedPayload.objects.filter(pk=payload_id, owner=owner).first()
    if found is None:
        raise LookupError("no such payload")
    return found


def payload_live(payload: SignedPayload, owner: User) -> bool:
    """Whether this person may sign it now."""
    fresh = SignedPayload.objects.select_related("draft").filter(pk=payload.pk).first()
    try:
        if fresh is not None:
            payload_check(fresh, owner)
    except (Refused, LookupError):
        return False
    return fresh is not None


def payload_check(payload: SignedPayload, owner: User) -> None:
    """Say why a payload can't be signed: sent, waiting for the check of a signature that was
    given already, expired, replaced, its draft has changed, or its owner's data is blocked."""
    payload_check_at(payload, owner, timezone.now())
    draft_check_waiting(payload.draft)
    if is_blocked(owner) and payload_content(payload)["terms"]:
        raise blocked_refusal()


def payload_check_at(payload: SignedPayload, owner: User, at: datetime) -> None:
    """The same for a signature that came in at this moment, whatever waits."""
    if payload.owner_id != owner.pk:
        raise LookupError("no such payload")
    draft = payload.draft
    if payload.consumed_at is not None or (draft is not None and draft.sent_at is not None):
        raise Refused(_("You have signed and sent this already."), code="payload_signed")
    if payload.replaced_at is not None or (
        draft is not None and draft.revision != payload.draft_revision
    ):
        raise Refused(
            _("You changed the text in another tab. Look over the newest text and sign that."),
            code="payload_replaced",
        )
    if payload.expires_at <= at:
        raise Refused(
            _("The time to sign has run out. Your text is safe: look it over and sign again."),
            code="payload_expired",
        )


def payloads_prune() -> int:
    """Destroy payloads that were never signed and expired a day ago; returns how many. One whose
    signature is being checked still stays."""
    old = SignedPayload.objects.filter(
        consumed_at=None, expires_at__lt=timezone.now() - PAYLOAD_KEPT
    ).exclude(pending__outcome=PendingSignature.Outcome.WAITING)
    rows = list(old.select_related("content__row_key", "opening__row_key")[:1000])
    for payload in rows:
        with transaction.atomic():
            payload_destroy(payload)
    return len(rows)


def fields_committed(fields: Mapping[str, Any]) -> dict[str, Any]:
    """The fields as the signed bytes hold them: short ones in clear, long ones by their hash."""
    short = {name: _by_hash(value, SHORT_VALUE_BYTES) for name, value in fields.items()}
    if len(canonical(short)) > SHORT_FIELDS_BYTES:
        return {"$sha256": digest_of(dict(fields))}
    return short


def _by_hash(value: object, limit: int) -> object:
    return value if len(canonical(value)) <= limit else {"$sha256": digest_of(value)}


def _plain(value: object) -> object:
    """A form's value as canonical JSON knows it."""
    match value:
        case None:
            return ""
        case bool() | int() | str():
            return value
        case list() | tuple():
            return [_plain(item) for item in value]
        case _:
            return str(value)


def _check_ready(
    owner: User, draft: Draft, text: str, files: Sequence[File], terms: Terms | None
) -> None:
    if terms is not None:  # staff sign answers without: those are not their own
        blocked_check(owner)
    if not owner.subject_key:
        raise Refused(_("Please sign in through egov.kz to sign."), code="no_subject")
    if is_blank(text):
        raise Refused(_("The text is empty."), code="text_empty")
    if terms is not None and not terms_accepted(owner, terms):
        raise Refused(_("Please accept the terms first."), code="terms_not_accepted")
    if any(file.owner_id != owner.pk or file.draft_id != draft.pk for file in files):
        raise LookupError("no such file")


def _content(
    owner: User,
    purpose: str,
    object_ref: str,
    fields: Mapping[str, Any],
    files: Sequence[File],
    terms: Terms | None,
    commitment: Commitment,
) -> dict[str, Any]:
    now = timezone.now().replace(microsecond=0)
    return {
        "version": VERSION,
        "purpose": purpose,
        "site": settings.SITE_URL,
        "person": {"subject_key": owner.subject_key, "iin": _has_iin(owner)},
        "object": object_ref,
        "text": {"root": commitment.root, "words": commitment.word_count},
        "fields": fields_committed(fields),
        "files": [_file_entry(file) for file in files],
        "terms": {"purpose": terms.purpose, "version": terms.version} if terms else {},
        "nonce": secrets.token_hex(16),
        "created_at": _stamp(now),
        "expires_at": _stamp(now + PAYLOAD_LIFE),
    }


def _has_iin(owner: User) -> bool:
    vault = getattr(owner, "vault", None)
    return bool(vault and vault.has_iin)


def _file_entry(file: File) -> dict[str, Any]:
    is_short = len(file.name.encode()) <= SHORT_VALUE_BYTES
    name = {"name": file.name} if is_short else {"name_sha256": digest_of(file.name)}
    return {**name, "size": file.size, "sha256": file.sha256}


def _stamp(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _store(
    owner: User, draft: Draft, content: dict[str, Any], opening: dict[str, Any]
) -> SignedPayload:
    data = canonical(content)
    SignedPayload.objects.filter(draft=draft, replaced_at=None).update(replaced_at=timezone.now())
    payload = SignedPayload.objects.create(
        version=VERSION,
        purpose=content["purpose"],
        owner=owner,
        draft=draft,
        draft_revision=draft.revision,
        content=seal(data),
        opening=seal(json.dumps(opening, ensure_ascii=False).encode()),
        digest=hashlib.sha256(data).hexdigest(),
        text_root=content["text"]["root"],
        nonce=content["nonce"],
        created_at=datetime.fromisoformat(content["created_at"]),
        expires_at=datetime.fromisoformat(content["expires_at"]),
    )
    event_record(verb="payload.make", target=payload, actor=owner)
    return payload
