"""Signing an application the way the form does, for tests of what comes after."""

from typing import Any

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from agencies.models import Office
from appeals.models import Appeal
from core.registry import Signable, adapter_for
from signing.drafts import draft_open, draft_save
from signing.models import SignatureMethod, SignedPayload
from signing.payloads import payload_make
from signing.signatures import payload_lock, signature_make
from signing.terms import terms_accept, terms_current, terms_seed
from tests.factories.agencies import OfficeFactory, TopicFactory
from tests.factories.signing import NAME, make_person

FIELDS = {
    "kind": "application",
    "place": "",
    "answer_language": "ru",
    "publish": "yes",
    "name_shown": "initials",
}
TEXT = "На улице Образцовой уже неделю открытая яма. Прошу заделать её."


def make_appeal_payload(
    *, owner: User | None = None, office: Office | None = None, text: str = TEXT, **fields: Any
) -> SignedPayload:
    owner = owner or make_person()
    office = office or OfficeFactory()
    terms_seed()
    terms = terms_current("appeal")
    terms_accept(user=owner, terms=terms)
    draft = draft_open(owner=owner, purpose="appeal", object_key=office.key)
    draft = draft_save(draft=draft, owner=owner, values={"text": text}, step="check")
    said = {**FIELDS, "topic": TopicFactory().key, **fields}
    return payload_make(
        owner=owner,
        draft=draft,
        purpose="appeal",
        object_ref=f"office:{office.pk}",
        subject="Яма на улице Образцовой",
        text=text,
        fields=said,
        files=[],
        terms=terms,
        person=NAME,
    )


def sign(payload: SignedPayload) -> Appeal:
    with transaction.atomic():
        locked = payload_lock(payload=payload, owner=payload.owner)
        signature_make(payload=locked, method=SignatureMethod.SMS, evidence={}, at=timezone.now())
    return adapter_for(Signable, "appeal").result_of(payload)
