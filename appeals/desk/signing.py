"""The head signs a prepared answer with EDS: what is shown is what is signed."""

from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from appeals.desk.answer_forms import SendBackForm
from appeals.desk.answer_look import answer_look
from appeals.desk.entry import appeal_at_desk, worker_of
from appeals.models import Appeal
from appeals.permissions import can_sign_answer
from appeals.services.preparing import answer_send_back, prepared_of
from appeals.services.signed_answers import (
    PURPOSE,
    answer_override,
    answer_payload,
    appeal_id_of,
)
from appeals.states import move_allowed
from core.address import client_address
from core.audience import Reader
from core.errors import Refused
from signing.eds_signing import eds_bind, eds_check_and_sign, eds_request
from signing.models import PendingSignature, SignedPayload
from signing.ncalayer import ncalayer_allow
from signing.payloads import payload_get, payload_opening
from signing.pending import pending_of, pending_withdraw


@never_cache
def desk_sign(request: HttpRequest, number: str) -> HttpResponse:
    """Look over the prepared answer and sign it; for heads of the agency."""
    reader = worker_of(request)
    appeal = appeal_at_desk(number, reader)
    if not can_sign_answer(reader, appeal):
        raise PermissionDenied
    if request.method == "POST" and "word" in request.POST:
        return _sent_back(request, appeal, reader)
    if request.method == "POST":
        return _posted(request, appeal, reader)
    return _fresh(request, appeal, reader)


def _fresh(
    request: HttpRequest, appeal: Appeal, reader: Reader, form: SendBackForm | None = None
) -> HttpResponse:
    try:
        payload = _payload_shown(request, appeal, reader)
        return _page(request, appeal, payload, send_back=form)
    except Refused as refusal:
        messages.error(request, str(refusal.message))
        return _to_item(appeal)


def _sent_back(request: HttpRequest, appeal: Appeal, reader: Reader) -> HttpResponse:
    form = SendBackForm(request.POST)
    if form.is_valid():
        try:
            answer_send_back(
                appeal_id=appeal.pk, actor=request.user, reader=reader, **form.cleaned_data
            )
        except Refused as refusal:
            form.add_error(None, str(refusal.message))
        else:
            messages.success(request, _("The draft went back to your colleague."))
            return _to_item(appeal)
    return _fresh(request, appeal, reader, form)


def _payload_shown(request: HttpRequest, appeal: Appeal, reader: Reader) -> SignedPayload:
    """The one that waits for its check; else one that this web session may sign."""
    mine = PendingSignature.objects.filter(payload__owner=request.user, resolved_at=None)
    waiting = mine.filter(payload__draft__object_key=appeal.number, payload__purpose=PURPOSE)
    if (row := waiting.select_related("payload").first()) is not None:
        return row.payload
    payload = answer_payload(appeal_id=appeal.pk, actor=request.user, reader=reader)
    if not _bind(request, payload):
        payload = answer_payload(appeal_id=appeal.pk, actor=request.user, reader=reader, anew=True)
        _bind(request, payload)
    return payload


def _bind(request: HttpRequest, payload: SignedPayload) -> bool:
    session = request.session.session_key or ""
    return eds_bind(payload=payload, owner=request.user, session=session)


def _posted(request: HttpRequest, appeal: Appeal, reader: Reader) -> HttpResponse:
    payload = _payload_posted(request, appeal)
    if "withdraw" in request.POST:
        pending_withdraw(payload=payload)
        messages.info(request, _("The waiting signature is taken back."))
        return _to_item(appeal)
    try:
        if request.POST.get("override"):
            answer_override(
                appeal_id=appeal.pk,
                actor=request.user,
                reader=reader,
                seen=payload_opening(payload)["fields"]["revision"],
            )
        outcome = eds_check_and_sign(
            payload=payload,
            owner=request.user,
            blob=request.POST.get("signature", ""),
            session=request.session.session_key or "",
            ip=client_address(request),
            language=(get_language() or "kk")[:2],
        )
    except Refused as refusal:
        return _refused(request, appeal, payload, str(refusal.message))
    if isinstance(outcome, PendingSignature):
        return _page(request, appeal, payload)
    messages.success(request, _("The answer is signed and delivered to the author."))
    return _to_item(appeal)


def _refused(
    request: HttpRequest, appeal: Appeal, payload: SignedPayload, error: str
) -> HttpResponse:
    """Sign again on the same page; when the words have changed, go back to them."""
    payload.refresh_from_db()
    if payload.replaced_at is None and payload.consumed_at is None:
        return _page(request, appeal, payload, error)
    messages.error(request, error)
    return _to_item(appeal)


def _page(
    request: HttpRequest,
    appeal: Appeal,
    payload: SignedPayload,
    error: str = "",
    send_back: SendBackForm | None = None,
) -> HttpResponse:
    asked, opening = eds_request(payload, request.user), payload_opening(payload)
    prepared = prepared_of(appeal)
    # Fresh from the database: a signature that waits has moved the application meanwhile.
    appeal.refresh_from_db(fields=["state"])
    is_own = prepared is None or prepared.by.pk == request.user.pk
    context: dict[str, Any] = {
        **answer_look(appeal, prepared),
        "appeal": appeal,
        "payload": payload,
        "is_waiting": pending_of(payload) is not None,
        "body": opening["text"],
        "private": opening["fields"]["private"],
        "agency": appeal.agency.localized("name"),
        "asked": {"data": asked.data, "iin": asked.iin, "usages": asked.usages},
        "ncalayer_url": settings.NCALAYER_URL,
        "error": error,
        "send_back": send_back or SendBackForm(),
        "may_send_back": not is_own and move_allowed("send_back", appeal.state),
        "page_title": _("Sign the answer"),
        "page_subtitle": appeal.number,
        "header_icon": "key",
    }
    status = 422 if error or send_back else 200
    return ncalayer_allow(render(request, "appeals/desk/sign.html", context, status=status))


def _payload_posted(request: HttpRequest, appeal: Appeal) -> SignedPayload:
    """The payload that the form names: of this person and this application, else 404."""
    try:
        payload_id = UUID(request.POST.get("payload") or "")
        payload = payload_get(owner=request.user, payload_id=payload_id)
    except (ValueError, LookupError):
        raise Http404 from None
    if payload.purpose != PURPOSE or appeal_id_of(payload) != appeal.pk:
        raise Http404
    return payload


def _to_item(appeal: Appeal) -> HttpResponse:
    return HttpResponseRedirect(reverse("appeals_desk_item", args=[appeal.number]))
