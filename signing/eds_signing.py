"""Signing with a digital signature (EDS): checked outside any lock, counted in one transaction.

The check takes some 50 ms of processor time and a question to the certification authority, so
nothing is locked meanwhile; what it was based on is looked at again under the lock.
"""

import base64
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import timezone, translation
from django.utils.translation import gettext_lazy as _

from accounts.models import User, Vault
from core.crypto import keyed_hash
from core.errors import Refused
from core.rates import rate_take
from core.registry import Signable, adapter_for
from ledger.services import event_record
from signing.archive.eds import eds_evidence
from signing.eds.certificates import EMAIL_PROTECTION
from signing.eds.refusals import PENDING
from signing.eds.types import LEGAL_ENTITY, PERSON, Demand, Verdict
from signing.eds.verifier import signature_verify, verifier_name
from signing.eds_messages import refused_for
from signing.limits import EDS_BYTES, EDS_RATES_ADDRESS, EDS_RATES_PERSON
from signing.models import PendingSignature, Signature, SignatureMethod, SignedPayload
from signing.payloads import payload_bytes, payload_check, payload_check_at, payload_get
from signing.pending import pending_keep, pending_lock, pending_of, pending_resolve
from signing.signatures import payload_lock, signature_make, signed_result

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class EdsRequest:
    """What the browser hands to NCALayer. ``iin`` preselects the key; it is the reader's own."""

    data: str
    iin: str
    usages: tuple[str, ...]


def eds_request(payload: SignedPayload, owner: User) -> EdsRequest:
    """The bytes to sign (base64) and which key fits. Refuses people without an IIN."""
    owner_kind = LEGAL_ENTITY if _bin_of(payload) else PERSON
    return EdsRequest(
        data=base64.b64encode(payload_bytes(payload)).decode(),
        iin=_iin_of(owner),
        usages=(EMAIL_PROTECTION, owner_kind),
    )


def eds_bind(*, payload: SignedPayload, owner: User, session: str) -> bool:
    """Tie signing by EDS to this web session, for good. False when another session has it: make
    a new payload then."""
    if not session:
        return False
    own = SignedPayload.objects.filter(pk=payload.pk, owner=owner)
    own.filter(session_hash="").update(session_hash=_session_hash(session))
    return own.filter(session_hash=_session_hash(session)).exists()


def eds_check_and_sign(
    *, payload: SignedPayload, owner: User, blob: str | bytes, session: str, ip: str, language: str
) -> Any | PendingSignature:
    """Check a signature (PEM, base64 or DER) and return what came of it.

    Sending it twice gives the same result twice. Where the certificate's status can't be told
    and the portal may wait for it, the answer is a ``PendingSignature``. ``Refused`` says why
    not; ``LookupError``: nobody's payload, or another person's. It must not run inside another
    transaction.
    """
    payload = payload_get(owner=owner, payload_id=payload.pk)
    with translation.override(language):
        known = signed_result(payload) or pending_of(payload)
        if known is not None:
            return known
        with refusals_noted(payload):
            at = timezone.now()
            _check_session(payload, session)
            payload_check(payload, owner)
            demand = demand_of(payload, at)
            data = _bytes_of(blob)
            _take_rates(owner, ip)
            verdict = signature_verify(data, demand)
            if verdict.verdict == PENDING and settings.EDS_REVOCATION == "soft":
                return pending_keep(
                    payload=payload, blob=data, at=at, language=language, code=verdict.code
                )
            return eds_sign(payload=payload, blob=data, demand=demand, verdict=verdict)


def eds_sign(
    *,
    payload: SignedPayload,
    blob: bytes,
    demand: Demand,
    verdict: Verdict,
    pending: PendingSignature | None = None,
) -> Any:
    """Count a signature that was found valid, or raise the refusal of its verdict."""
    judged_at = timezone.now()
    if not verdict.is_valid:
        raise refused_for(verdict.code, is_agency=demand.bin is not None)
    try:
        with transaction.atomic(durable=True):
            return _sign_locked(payload, blob, demand, verdict, judged_at, pending)
    except IntegrityError:
        if _is_used(verdict):
            raise refused_for("replay") from None
        raise


def demand_of(payload: SignedPayload, received_at: datetime) -> Demand:
    """What a signature for this payload must fulfil."""
    return Demand(
        payload=payload_bytes(payload),
        received_at=received_at,
        owner="organisation" if _bin_of(payload) else "person",
        iin=_iin_of(payload.owner),
        bin=_bin_of(payload),
        not_before=payload.created_at,
        not_after=payload.expires_at,
    )


@contextmanager
def refusals_noted(payload: SignedPayload) -> Iterator[None]:
    """The code of every refusal goes to the log and to an event, outside the lost transaction."""
    try:
        yield
    except Refused as refusal:
        logger.warning("EDS refused: %s, payload %s", refusal.code, payload.pk)
        event_record(
            verb="eds.refuse", target=payload, actor=payload.owner, data={"code": refusal.code}
        )
        raise


def _sign_locked(
    payload: SignedPayload,
    blob: bytes,
    demand: Demand,
    verdict: Verdict,
    judged_at: datetime,
    pending: PendingSignature | None,
) -> Any:
    locked = payload_lock(payload=payload, owner=payload.owner)
    result = signed_result(locked)
    if result is not None:
        return result
    payload_check_at(locked, payload.owner, demand.received_at)
    waiting = pending_lock(locked)
    # Another one waits already, or the person has taken this one back.
    if waiting != pending:
        return waiting
    if _iin_of(payload.owner) != demand.iin:
        raise Refused(
            _("Your data at egov.kz changed meanwhile. Look your text over and sign again."),
            code="iin_changed",
        )
    if _is_used(verdict):
        raise refused_for("replay")
    if waiting is not None:
        pending_resolve(waiting, PendingSignature.Outcome.CONFIRMED, verdict.code)
    kept = eds_evidence(
        blob=blob,
        demand=demand,
        verdict=verdict,
        judged_at=judged_at,
        verifier=verifier_name(),
    )
    return signature_make(
        payload=locked,
        method=SignatureMethod.EDS,
        evidence=kept.evidence,
        blobs=kept.blobs,
        at=demand.received_at,
        signature_sha256=verdict.signature_sha256,
        certificate=_public_facts(demand, verdict),
    )


def _public_facts(demand: Demand, verdict: Verdict) -> dict[str, str]:
    """Of an agency's signer what the public may know; of a citizen nothing."""
    signer = verdict.signer
    if demand.bin is None or signer is None:
        return {}
    return {
        "name": " ".join(filter(None, (signer.common_name, signer.given_name))),
        "post": "head" if signer.is_head else "signatory",
        "bin": signer.bin,
        "organisation": signer.organisation,
        "serial": signer.serial,
        "issuer": verdict.issuer,
        "algorithm": verdict.algorithm,
        "time_source": verdict.time_source,
    }


def _is_used(verdict: Verdict) -> bool:
    return Signature.objects.filter(signature_sha256=verdict.signature_sha256).exists()


def _check_session(payload: SignedPayload, session: str) -> None:
    if not session or payload.session_hash != _session_hash(session):
        raise Refused(
            _("You have signed in again meanwhile. Look your text over and sign again."),
            code="session",
        )


def _bytes_of(blob: str | bytes) -> bytes:
    if len(blob) > EDS_BYTES:
        raise refused_for("too_large")
    return blob.encode() if isinstance(blob, str) else blob


def _take_rates(owner: User, ip: str) -> None:
    person = owner.subject_key or str(owner.pk)
    for rates, key in ((EDS_RATES_PERSON, person), (EDS_RATES_ADDRESS, ip)):
        for scope, limit, seconds in rates:
            rate_take(scope=scope, key=key, limit=limit, per_seconds=seconds)


def _iin_of(owner: User) -> str:
    """The IIN as the vault has it at this moment."""
    vault = Vault.objects.filter(user=owner).first()
    if vault is None or not vault.iin:
        raise Refused(
            _("A digital signature is bound to an IIN, and you have none. Sign with an SMS code."),
            code="no_iin",
        )
    return str(vault.iin)


def _bin_of(payload: SignedPayload) -> str | None:
    """The agency the signer acts for, if any."""
    bin_: str | None = adapter_for(Signable, payload.purpose).bin_of(payload)
    return bin_


def _session_hash(session: str) -> str:
    return keyed_hash("eds-session", session)
