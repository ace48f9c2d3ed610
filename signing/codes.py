"""Signing with a code by SMS: six digits, bound to the digest of exactly what is signed."""

import hmac
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from core.crypto import keyed_hash
from core.errors import Refused, TooMany
from core.rates import rate_take
from core.registry import Signable, adapter_for
from ledger.services import event_record
from messaging.gateways import GatewayError
from messaging.services import sms_send
from signing.limits import (
    CODE_DIGITS,
    CODE_LIFE,
    CODE_PAUSE,
    CODE_RATES_ADDRESS,
    CODE_RATES_PERSON,
    CODE_RATES_PHONE,
    CODE_TRIES,
)
from signing.models import SignatureMethod, SignedPayload, SmsCode
from signing.payloads import payload_check, payload_get
from signing.signatures import payload_lock, signature_make, signed_result

# One SMS holds 160 letters of the old Latin alphabet or 70 of any other.
SMS_LATIN, SMS_ANY = 160, 70
SHORTEST_NAME = 16


@dataclass(frozen=True)
class CodeState:
    """What the page that asks for the code shows."""

    sent_at: datetime
    expires_at: datetime
    tries_left: int
    resend_seconds: int

    @property
    def is_usable(self) -> bool:
        """The code may be typed still."""
        return self.tries_left > 0 and self.expires_at > timezone.now()


@dataclass(frozen=True)
class _WrongCode:
    tries_left: int


def code_send(*, payload: SignedPayload, phone: str | None, ip: str, language: str) -> CodeState:
    """Send a fresh code for this payload; the former one is void.

    Call it outside a transaction: rates count even when the gateway fails. ``Refused`` says why
    nothing was sent (no phone, too soon, too often, payload not live, gateway down).
    """
    owner = payload.owner
    payload = payload_get(owner=owner, payload_id=payload.pk)
    if not phone:
        raise Refused(
            _("egov.kz has no phone of yours, so a code can't be sent. Add a phone there first."),
            code="no_phone",
        )
    payload_check(payload, owner)
    _check_pause(payload)
    _take_rates(owner, phone, ip)
    digits = f"{secrets.randbelow(10**CODE_DIGITS):0{CODE_DIGITS}d}"
    code = _code_make(payload, owner, phone, digits)
    try:
        sms_send(phone=phone, text=_words(payload, digits, language), message_id=uuid4().hex)
    except GatewayError:
        _code_drop(code, owner)
        raise Refused(
            _("The SMS could not be sent. Your text is safe. Please try again in a minute."),
            code="gateway",
        ) from None
    return _state(code)


def code_state(payload: SignedPayload) -> CodeState | None:
    """The code that was sent last, without the code."""
    code = _live_codes(payload).first()
    return _state(code) if code else None


def code_check_and_sign(*, payload: SignedPayload, owner: User, code: str, language: str) -> Any:
    """Check the typed code; when right, sign and return what came of it.

    Sending it twice gives the same result twice. A wrong code costs a try, and that holds
    whatever happens next, so this must not run inside another transaction.
    """
    with translation.override(language), transaction.atomic(durable=True):
        outcome = _check_locked(payload, owner, code)
    if isinstance(outcome, _WrongCode):
        raise _refusal(outcome)
    return outcome


def _check_locked(payload: SignedPayload, owner: User, typed: str) -> Any:
    locked = payload_lock(payload=payload, owner=owner)
    result = signed_result(locked)
    if result is not None:
        return result
    payload_check(locked, owner)
    digits = _digits(typed)
    live = _live_codes(locked).select_for_update().first()
    _check_usable(live)
    assert live is not None
    if not hmac.compare_digest(live.code_hash, _code_hash(locked, digits)):
        return _count_wrong(live, owner)
    now = timezone.now()
    live.used_at = now
    live.save(update_fields=["used_at"])
    return signature_make(
        payload=locked, method=SignatureMethod.SMS, evidence=_evidence(locked, live, now), at=now
    )


def _digits(typed: str) -> str:
    digits = "".join(typed.split()).replace("-", "")
    if not (digits.isascii() and digits.isdigit() and len(digits) == CODE_DIGITS):
        raise Refused(_("Type the six digits from the SMS."), code="code_form")
    return digits


def _check_usable(code: SmsCode | None) -> None:
    if code is None:
        raise Refused(_("There is no code yet. Ask for one."), code="code_none")
    if code.tries_left == 0:
        raise _refusal(_WrongCode(tries_left=0))
    if code.expires_at <= timezone.now():
        raise Refused(_("The code has expired. Ask for a new one."), code="code_expired")


def _count_wrong(code: SmsCode, owner: User) -> _WrongCode:
    code.tries_left -= 1
    code.save(update_fields=["tries_left"])
    event_record(
        verb="code.wrong", target=code.payload, actor=owner, data={"left": code.tries_left}
    )
    return _WrongCode(code.tries_left)


def _refusal(wrong: _WrongCode) -> Refused:
    if wrong.tries_left == 0:
        return Refused(
            _("A wrong code was typed five times. This code is void: ask for a new one."),
            code="code_dead",
        )
    message = ngettext(
        "The code is wrong. You have %(count)s try left.",
        "The code is wrong. You have %(count)s tries left.",
        wrong.tries_left,
    )
    return Refused(message % {"count": wrong.tries_left}, code="code_wrong")


def _evidence(payload: SignedPayload, code: SmsCode, now: datetime) -> dict[str, Any]:
    """What proves the signature later. Who can read it still learns no phone and no code."""
    return {
        "method": "sms",
        "payload": str(payload.pk),
        "digest": payload.digest,
        "phone_hash": code.phone_hash,
        "code_id": code.pk,
        "code_hash": code.code_hash,
        "code_sent_at": code.created_at.isoformat(),
        "signed_at": now.isoformat(),
    }


def _check_pause(payload: SignedPayload) -> None:
    last = _live_codes(payload).first()
    wait = _wait_seconds(last) if last else 0
    if wait:
        message = _("A code was sent already. You can ask for another in %(seconds)s seconds.")
        raise TooMany(wait, str(message) % {"seconds": wait})


def _wait_seconds(code: SmsCode) -> int:
    left = code.created_at + CODE_PAUSE - timezone.now()
    return max(0, -(-left // timedelta(seconds=1)))


def _take_rates(owner: User, phone: str, ip: str) -> None:
    keys = [
        (CODE_RATES_PERSON, owner.subject_key or str(owner.pk)),
        (CODE_RATES_PHONE, phone),
        (CODE_RATES_ADDRESS, ip),
    ]
    for rates, key in keys:
        for scope, limit, seconds in rates:
            rate_take(scope=scope, key=key, limit=limit, per_seconds=seconds)


@transaction.atomic
def _code_make(payload: SignedPayload, owner: User, phone: str, digits: str) -> SmsCode:
    locked = payload_lock(payload=payload, owner=owner)
    payload_check(locked, owner)
    _check_pause(locked)
    now = timezone.now()
    _live_codes(locked).update(replaced_at=now)
    code = SmsCode.objects.create(
        payload=locked,
        code_hash=_code_hash(locked, digits),
        phone_hash=keyed_hash("phone", phone),
        tries_left=CODE_TRIES,
        created_at=now,
        expires_at=min(now + CODE_LIFE, locked.expires_at),
    )
    event_record(verb="code.send", target=locked, actor=owner)
    return code


@transaction.atomic
def _code_drop(code: SmsCode, owner: User) -> None:
    """A code that was never sent is nobody's: no pause follows from it."""
    event_record(verb="code.unsent", target=code.payload, actor=owner)
    code.delete()


def _live_codes(payload: SignedPayload) -> Any:
    return SmsCode.objects.filter(payload=payload, used_at=None, replaced_at=None)


def _code_hash(payload: SignedPayload, digits: str) -> str:
    return keyed_hash("sms-code", f"{payload.pk}:{payload.digest}:{digits}")


def _state(code: SmsCode) -> CodeState:
    return CodeState(code.created_at, code.expires_at, code.tries_left, _wait_seconds(code))


def _words(payload: SignedPayload, digits: str, language: str) -> str:
    """The SMS: what is signed comes last but one, shortened until it fits one message."""
    with translation.override(language):
        name = " ".join(str(adapter_for(Signable, payload.purpose).named(payload)).split())
        whole = _sentence(digits, name)
        limit = SMS_LATIN if whole.isascii() else SMS_ANY
        room = max(SHORTEST_NAME, len(name) - (len(whole) - limit))
        return _sentence(digits, name if room >= len(name) else f"{name[: room - 3]}...")


def _sentence(digits: str, name: str) -> str:
    sentence = gettext("Open Dialogue: code %(code)s to sign: %(name)s. Free.")
    return sentence % {"code": digits, "name": name}
