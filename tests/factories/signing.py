"""People who sign, their drafts and payloads, and a small room that takes signed notes."""

import io
from itertools import count
from typing import Any
from uuid import uuid4

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from PIL import Image

from accounts.models import User, Vault
from core.crypto import keyed_hash
from core.registry import Signable, register
from ledger.models import Event
from ledger.services import event_record
from messaging.gateways import GatewayError
from signing.drafts import draft_open, draft_save
from signing.models import Draft, SignedPayload, Terms
from signing.payloads import payload_make
from signing.terms import terms_accept, terms_current, terms_seed

PURPOSE = "test-note"
PHONE = "+77010000001"
IP = "203.0.113.7"
NAME = {"surname": "Үлгіева", "name": "Әлия", "patronymic": "Сынаққызы"}
_numbers = count(1)


class Notes:
    """A room that takes signed notes and keeps each as one event."""

    label = "Note"
    refusal: Exception | None = None

    def named(self, payload: SignedPayload) -> str:
        return "note to the akim of Ülgi"

    def signed(self, payload: SignedPayload, signature: Any) -> Event:
        if self.refusal:
            raise self.refusal
        return event_record(verb="note.register", target=payload, actor=payload.owner)

    def bin_of(self, payload: SignedPayload) -> None:
        """People sign for themselves."""

    def result_of(self, payload: SignedPayload) -> Event | None:
        return notes_of(payload).first()

    def signature_refused(self, payload: SignedPayload, event: Event) -> None:
        event_record(verb="note.refused", target=payload, actor=payload.owner)


def notes_of(payload: SignedPayload) -> Any:
    return Event.objects.filter(verb="note.register", target_id=str(payload.pk))


NOTES = Notes()
register(Signable, PURPOSE, NOTES)


class DownGateway:
    """A gateway that takes nothing."""

    def send(self, *, phone: str, text: str, message_id: str) -> None:
        raise GatewayError("down")


def make_person(*, has_iin: bool = True, phone: str | None = PHONE) -> User:
    number = next(_numbers)
    iin = f"{number:012d}"
    user = User.objects.create(
        username=uuid4().hex, subject_key=keyed_hash("subject", f"{uuid4()}:{iin}")
    )
    Vault.objects.create(
        user=user,
        iin=iin if has_iin else None,
        has_iin=has_iin,
        phone=phone,
        has_phone=bool(phone),
        **NAME,
    )
    return user


def make_terms(*, version: int = 2, published: bool = True, purpose: str = "appeal") -> Terms:
    return Terms.objects.create(
        purpose=purpose,
        version=version,
        title_kk="Шарттар",
        body_kk="<p>Үлгі</p>",
        published_at=timezone.now() if published else None,
    )


def make_draft(*, owner: User | None = None, object_key: str = "office:7", **values: Any) -> Draft:
    owner = owner or make_person()
    draft = draft_open(owner=owner, purpose=PURPOSE, object_key=object_key)
    values = {"subject": "Жол", "text": "Көшеде шам жанбайды.", **values}
    return draft_save(draft=draft, owner=owner, values=values, step="write")


def make_payload(*, draft: Draft | None = None, **changes: Any) -> SignedPayload:
    draft = draft or make_draft()
    owner = draft.owner
    terms_seed()
    terms = terms_current()
    terms_accept(user=owner, terms=terms)
    arguments: dict[str, Any] = {
        "owner": owner,
        "draft": draft,
        "purpose": PURPOSE,
        "object_ref": "office:7",
        "subject": "Жол",
        "text": "Көшеде шам жанбайды.",
        "fields": {"kind": "application", "publish": "yes"},
        "files": [],
        "terms": terms,
        "person": NAME,
    }
    return payload_make(**{**arguments, **changes})


def make_picture(kind: str = "JPEG", *, size: tuple[int, int] = (40, 20), **options: Any) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", size, (200, 30, 30)).save(out, format=kind, **options)
    return out.getvalue()


def upload(data: bytes, name: str = "letter.txt") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, data)
