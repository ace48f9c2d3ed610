"""The last step: look it over, choose how to sign, sign with a code by SMS or with EDS."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from agencies.models import Office
from appeals.apply.frame import frame, go, office_of, show, status_of, step_view
from appeals.apply.journey import PURPOSE, Journey
from appeals.models import AppealFormPage
from core.address import client_address
from core.errors import Refused
from law.selectors import clock_for_appeal
from signing.codes import code_check_and_sign, code_send, code_state
from signing.drafts import draft_read
from signing.eds_signing import eds_bind, eds_check_and_sign, eds_request
from signing.models import PendingSignature, SignedPayload
from signing.payloads import payload_current, payload_get, payload_live
from signing.pending import pending_withdraw
from signing.signatures import signed_result

Page = Callable[..., HttpResponse]


@step_view("check")
def check(request: HttpRequest, journey: Journey) -> HttpResponse:
    """Look it over; then choose how to sign exactly this."""
    if missing := journey.missing_step():
        return go(journey, missing)
    error = ""
    if request.method == "POST":
        try:
            if request.POST.get("way") == "eds":
                _bound_payload(request, journey)
                return go(journey, "sign-eds")
            _ask_code(request, journey)
            return go(journey, "sign")
        except Refused as refusal:
            error = str(refusal.message)
    context = {"clock": clock_for_appeal(journey.values["kind"], timezone.now()), "error": error}
    page = frame(journey, "check", {**_looked_over(journey), **context})
    return show(request, "check", page, status=status_of(error))


def sign(request: HttpRequest, page: AppealFormPage, office_key: str) -> HttpResponse:
    """Type the code; one right code makes one application.

    The form names the payload, so a second click leads to the same result, and a code typed in
    an old tab is told what has changed.
    """
    return _posted_or_shown(request, page, office_key, _code_posted, _code_shown)


def sign_eds(request: HttpRequest, page: AppealFormPage, office_key: str) -> HttpResponse:
    """Sign with a digital signature; the browser brings it from NCALayer."""
    return _posted_or_shown(request, page, office_key, _eds_posted, _eds_shown)


@step_view("waiting")
def waiting(request: HttpRequest, journey: Journey) -> HttpResponse:
    """The signature is kept and its certificate is being checked."""
    row = journey.last_pending
    result = signed_result(row.payload) if row else None
    if result is not None:
        return HttpResponseRedirect(_receipt(request, journey.page, result))
    if row is None or row.resolved_at is not None:
        if row is not None and row.outcome == PendingSignature.Outcome.REFUSED:
            messages.warning(request, _("Your signature was not accepted. Please sign again."))
        return go(journey, "check")
    if request.method == "POST":
        pending_withdraw(payload=row.payload)
        messages.info(request, _("The waiting signature is taken back. Sign in another way now."))
        return go(journey, "check")
    return show(request, "waiting", frame(journey, "check", {"pending": row}))


def _posted_or_shown(
    request: HttpRequest, page: AppealFormPage, office_key: str, posted: Page, shown: Page
) -> HttpResponse:
    if request.method == "POST" and request.user.is_authenticated:
        return posted(request, page, office_of(office_key))
    return shown(request, page, office_key)


# With a code by SMS


@step_view("sign")
def _code_shown(request: HttpRequest, journey: Journey) -> HttpResponse:
    payload = payload_current(journey.draft, journey.user)
    if payload is None:
        return _too_late(request, journey)
    return _code_page(request, journey, payload)


@never_cache
def _code_posted(request: HttpRequest, page: AppealFormPage, office: Office) -> HttpResponse:
    payload = _payload_posted(request, office)
    journey = _journey_of(request, page, office, payload)
    try:
        if "resend" in request.POST:
            _send_code(request, payload)
            messages.success(request, _("We have sent you a new code. The old one is void."))
            return go(journey, "sign")
        appeal = code_check_and_sign(
            payload=payload,
            owner=request.user,
            code=request.POST.get("code", ""),
            language=_language(),
        )
    except Refused as refusal:
        return _code_page(request, journey, payload, str(refusal.message))
    return HttpResponseRedirect(_receipt(request, page, appeal))


def _code_page(
    request: HttpRequest, journey: Journey, payload: SignedPayload, error: str = ""
) -> HttpResponse:
    context = {"error": error, "payload": payload, "code": code_state(payload)}
    return show(request, "sign", frame(journey, "check", context), status=status_of(error))


def _ask_code(request: HttpRequest, journey: Journey) -> None:
    payload = payload_current(journey.draft, journey.user) or journey.payload()
    code = code_state(payload)
    # A reload must not spoil the code that is on its way; a dead one helps nobody.
    if code is None or not code.is_usable:
        _send_code(request, payload)


def _send_code(request: HttpRequest, payload: SignedPayload) -> None:
    code_send(
        payload=payload,
        phone=request.user.vault.phone,
        ip=client_address(request),
        language=_language(),
    )


# With a digital signature


@step_view("sign-eds")
def _eds_shown(request: HttpRequest, journey: Journey) -> HttpResponse:
    payload = payload_current(journey.draft, journey.user)
    if payload is None or not _bind(request, payload):
        return _too_late(request, journey)
    return _eds_page(request, journey, payload)


@never_cache
def _eds_posted(request: HttpRequest, page: AppealFormPage, office: Office) -> HttpResponse:
    payload = _payload_posted(request, office)
    try:
        outcome = eds_check_and_sign(
            payload=payload,
            owner=request.user,
            blob=request.POST.get("signature", ""),
            session=request.session.session_key or "",
            ip=client_address(request),
            language=_language(),
        )
    except Refused as refusal:
        journey = _journey_of(request, page, office, payload)
        return _eds_page(request, journey, payload, str(refusal.message))
    if isinstance(outcome, PendingSignature):
        return go(_journey_of(request, page, office, payload), "waiting")
    return HttpResponseRedirect(_receipt(request, page, outcome))


def _eds_page(
    request: HttpRequest, journey: Journey, payload: SignedPayload, error: str = ""
) -> HttpResponse:
    """The page to sign on; one whose payload can't be signed any more only says why."""
    is_live = payload_live(payload, request.user) and _bind(request, payload)
    try:
        asked = eds_request(payload, request.user)
    except Refused as refusal:
        messages.warning(request, str(refusal.message))
        return go(journey, "check")
    context = {
        **(_looked_over(journey) if is_live else {}),
        "error": error,
        "payload": payload,
        "asked": {"data": asked.data, "iin": asked.iin, "usages": asked.usages},
        "is_live": is_live,
    }
    return show(request, "sign_eds", frame(journey, "check", context), status=status_of(error))


def _bound_payload(request: HttpRequest, journey: Journey) -> SignedPayload:
    """A payload that this web session may sign by EDS."""
    payload = payload_current(journey.draft, journey.user)
    if payload is None or not _bind(request, payload):
        payload = journey.payload()
        _bind(request, payload)
    return payload


def _bind(request: HttpRequest, payload: SignedPayload) -> bool:
    session = request.session.session_key or ""
    return eds_bind(payload=payload, owner=request.user, session=session)


# Both


def _payload_posted(request: HttpRequest, office: Office) -> SignedPayload:
    """The payload that the form names: of this person and this office, else 404."""
    try:
        payload = payload_get(owner=request.user, payload_id=_uuid(request.POST.get("payload")))
    except LookupError:
        raise Http404 from None
    if payload.draft is None or payload.purpose != PURPOSE:
        raise Http404
    if payload.draft.object_key != office.key:
        raise Http404
    return payload


def _journey_of(
    request: HttpRequest, page: AppealFormPage, office: Office, payload: SignedPayload
) -> Journey:
    assert payload.draft is not None
    return Journey(page, office, request.user, payload.draft, draft_read(payload.draft))


def _looked_over(journey: Journey) -> dict[str, Any]:
    return {"answers": journey.said(), "files": journey.files}


def _too_late(request: HttpRequest, journey: Journey) -> HttpResponse:
    messages.info(request, _("Your text has changed or too much time has passed. Look it over."))
    return go(journey, "check")


def _receipt(request: HttpRequest, page: AppealFormPage, appeal: Any) -> str:
    return f"{page.get_url(request)}done/{appeal.number}/"


def _language() -> str:
    return (get_language() or "kk")[:2]


def _uuid(value: str | None) -> UUID:
    try:
        return UUID(value or "")
    except ValueError:
        raise Http404 from None
