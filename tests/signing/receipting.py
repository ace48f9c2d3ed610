"""Applications signed as the form does it, published by a moderator, and their receipts."""

import json
from typing import Any

from django.test import Client

from appeals.models import Appeal
from moderation.screening import PERSONAL
from signing.receipts.documents import token_of
from signing.receipts.making import receipt_of
from tests.appeals.people import approve_item, item_of, make_moderator
from tests.appeals.signed import make_appeal_payload, sign
from tests.factories.moderation import make_grounds

SUBJECT = "Яма на улице Образцовой"
PHONE = "+77011234567"
TEXT = f"Прошу заделать яму у школы. Мой телефон {PHONE}, звоните вечером. Спасибо!"
GAPPED = "Прошу заделать яму у школы. Мой телефон […], звоните вечером. Спасибо!"
REWORDED = GAPPED.replace("звоните вечером", "свяжитесь утром")


def signed(text: str = TEXT, **fields: Any) -> Appeal:
    return sign(make_appeal_payload(text=text, **fields))


def published(body: str = GAPPED, text: str = TEXT) -> Appeal:
    """A moderator approved this wording; each sign of a gap in it is a cut."""
    make_grounds()
    appeal, cuts, at = signed(text), [], body.find("[…]")
    while at >= 0:
        cuts.append({"start": at, "end": at + 3, "ground": PERSONAL})
        at = body.find("[…]", at + 3)
    item = item_of(appeal)
    item.body, item.cuts = body, cuts
    approve_item(item, make_moderator(), body=body, cuts=cuts)
    appeal.refresh_from_db()
    assert appeal.publication == "published"
    return appeal


def document_of(appeal: Appeal) -> dict[str, Any]:
    receipt = receipt_of(appeal.payload)
    assert receipt is not None
    return receipt.read()


def file_of(appeal: Appeal, **changes: Any) -> bytes:
    return json.dumps({**document_of(appeal), **changes}, ensure_ascii=False).encode()


def address_of(appeal: Appeal) -> str:
    return f"/en/check/{token_of(document_of(appeal))}/"


def check_text(client: Client, address: str, text: str, subject: str = SUBJECT) -> Any:
    return client.post(address, {"bring": "text", "subject": subject, "text": text})


def check_pasted(client: Client, address: str, data: bytes | str) -> Any:
    pasted = data if isinstance(data, str) else data.decode()
    return client.post(address, {"bring": "receipt", "pasted": pasted})
