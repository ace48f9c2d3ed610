"""The generic last steps of a signed form: choose how, code by SMS, EDS, waiting for its check.

The form's own view guards each (signed in, still open) and then calls these.
"""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _

from core.address import client_address
from core.errors import Refused
from signing.codes import code_check_and_sign, code_send, code_state
from signing.eds_signing import eds_bind, eds_check_and_sign, eds_request
from signing.models import PendingSignature, SignedPayload
from signing.payloads import payload_current, payload_live
from signing.pending import pending_withdraw
from signing.signatures import signed_result
from signing.steps.form import SignedForm, language_now


def way_chosen(request: HttpRequest, form: SignedForm) -> HttpResponse:
    """What was pressed on the look-over page. ``Refused`` says why there is no code."""
    if request.POST.get("way") == "eds":
        _bound_payload(request, form)
        return form.go("sign-eds")
    payload = payload_current(form.draft, form.user) or form.payload()
    code = code_state(payload)
    # A reload must not spoil the code that is on its way; a dead one helps nobody.
    if code is None or not code.is_usable:
        _send_code(request, payload)
    return form.go("sign")


# With a code by SMS


def code_shown(request: HttpRequest, form: SignedForm) -> HttpResponse:
    """The page that asks for the code."""
    payload = payload_current(form.draft, form.user)
    return _code_page(request, form, payload) if payload else _too_late(request, form)


def code_posted(request: HttpRequest, form: SignedForm, payload: SignedPayload) -> HttpResponse:
    """One right code makes one thing. The page names the payload, so a second click leads to the
    same result, and a code typed in an old tab is told what has changed."""
    try:
        if "resend" in request.POST:
            _send_code(request, payload)
            messages.success(request, _("We have sent you a new code. The old one is void."))
            return form.go("sign")
        result = code_check_and_sign(
            payload=payload,
            owner=form.user,
            code=request.POST.get("code", ""),
            language=language_now(),
        )
    except Refused as refusal:
        return _code_page(request, form, payload, str(refusal.message))
    return HttpResponseRedirect(form.result_url(request, result))


def _code_page(
    request: HttpRequest, form: SignedForm, payload: SignedPayload, error: str = ""
) -> HttpResponse:
    context = {"error": error, "payload": payload, "code": code_state(payload)}
    return form.show(request, "sign", context)


def _send_code(request: HttpRequest, payload: SignedPayload) -> None:
    phone = payload.owner.vault.phone
    code_send(
        payload=payload,
        phone=str(phone) if phone else None,
        ip=client_address(request),
        language=language_now(),
    )


# With a digital signature


def eds_shown(request: HttpRequest, form: SignedForm) -> HttpResponse:
    """The page to sign on; the browser brings the signature from NCALayer."""
    payload = payload_current(form.draft, form.user)
    if payload is None or not _bind(request, payload):
        return _too_late(request, form)
    return _eds_page(request, form, payload)


def eds_posted(request: HttpRequest, form: SignedForm, payload: SignedPayload) -> HttpResponse:
    """Check what came; one that has to wait for its check leads to the waiting page."""
    try:
        outcome = eds_check_and_sign(
            payload=payload,
            owner=form.user,
            blob=request.POST.get("signature", ""),
            session=request.session.session_key or "",
            ip=client_address(request),
            language=language_now(),
        )
    except Refused as refusal:
        return _eds_page(request, form, payload, str(refusal.message))
    if isinstance(outcome, PendingSignature):
        return form.go("waiting")
    return HttpResponseRedirect(form.result_url(request, outcome))


def _eds_page(
    request: HttpRequest, form: SignedForm, payload: SignedPayload, error: str = ""
) -> HttpResponse:
    """One whose payload can't be signed any more only says why."""
    is_live = payload_live(payload, form.user) and _bind(request, payload)
    try:
        asked = eds_request(payload, form.user)
    except Refused as refusal:
        messages.warning(request, str(refusal.message))
        return form.go("check")
    context: dict[str, Any] = {
        **(form.looked_over() if is_live else {}),
        "error": error,
        "payload": payload,
        "asked": {"data": asked.data, "iin": asked.iin, "usages": asked.usages},
        "is_live": is_live,
    }
    return form.show(request, "sign_eds", context)


def _bound_payload(request: HttpRequest, form: SignedForm) -> None:
    """A payload that this web session may sign by EDS."""
    payload = payload_current(form.draft, form.user)
    if payload is None or not _bind(request, payload):
        _bind(request, form.payload())


def _bind(request: HttpRequest, payload: SignedPayload) -> bool:
    session = request.session.session_key or ""
    return eds_bind(payload=payload, owner=payload.owner, session=session)


# While it is checked


def waiting_step(request: HttpRequest, form: SignedForm) -> HttpResponse:
    """The signature is kept and its certificate is being checked."""
    row = form.last_pending
    result = signed_result(row.payload) if row else None
    if result is not None:
        return HttpResponseRedirect(form.result_url(request, result))
    if row is None or row.resolved_at is not None:
        if row is not None and row.outcome == PendingSignature.Outcome.REFUSED:
            messages.warning(request, _("Your signature was not accepted. Please sign again."))
        return form.go("check")
    if request.method == "POST":
        pending_withdraw(payload=row.payload)
        messages.info(request, _("The waiting signature is taken back. Sign in another way now."))
        return form.go("check")
    return form.show(request, "waiting", {"pending": row})


def _too_late(request: HttpRequest, form: SignedForm) -> HttpResponse:
    messages.info(request, _("Your text has changed or too much time has passed. Look it over."))
    return form.go("check")
