"""Requests about data: the list and the decision; for anybody but operators they don't exist."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.models import ArchiveDuty, DataRequest, IdentityView
from accounts.services import reading_note
from core.audience import Reader
from core.errors import Refused
from core.keyset import count_up_to
from core.listing import TabLink, pager_of, public_page, tab_link
from home.account.deciding import blocking_lift, request_decide
from home.datadesk.entry import operator_reader

OPEN_KEYS, DECIDED_KEYS = ("sent_at", "id"), ("-sent_at", "-id")
DECIDED = "done"


@require_safe
def requests_page(request: HttpRequest) -> HttpResponse:
    """What waits, the oldest first; behind a tab what was decided, the newest first."""
    operator_reader(request)
    decided = request.GET.get("state") == DECIDED
    rows = DataRequest.objects.filter(state=DataRequest.State.OPEN)
    keys = OPEN_KEYS
    if decided:
        rows, keys = DataRequest.objects.exclude(state=DataRequest.State.OPEN), DECIDED_KEYS
    page = public_page(rows, keys=keys, cursor=request.GET.get("cursor", "")[:400])
    context = {
        "rows": page.rows,
        "is_decided": decided,
        "tabs": _tabs(decided),
        "pager": pager_of(page, state=DECIDED if decided else ""),
        "page_title": _("Requests about data"),
        "header_icon": "user",
    }
    return render(request, "home/datadesk/list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def request_page(request: HttpRequest, pk: int) -> HttpResponse:
    """One request: who asks, what for; decide. That it was opened is told to the person."""
    reader = operator_reader(request)
    row = get_object_or_404(DataRequest.objects.select_related("user__vault"), pk=pk)
    error = _decide(request, row, reader) if request.method == "POST" else ""
    if request.method == "POST" and not error:
        messages.success(request, _("Decided. The person is told."))
        return HttpResponseRedirect(reverse("data_requests"))
    _note(request, row)
    context = {
        "row": row,
        "duty": ArchiveDuty.current(),
        "is_own": row.user_id == request.user.pk,
        "error": error,
        "typed": request.POST.get("answer", ""),
        "page_title": _("Request about data"),
        "header_icon": "user",
    }
    return render(request, "home/datadesk/item.html", context, status=422 if error else 200)


@require_POST
def unblock_act(request: HttpRequest, pk: int) -> HttpResponse:
    """Lift the blocking of whoever sent this request."""
    reader = operator_reader(request)
    row = get_object_or_404(DataRequest.objects.select_related("user"), pk=pk)
    try:
        lifted = blocking_lift(user=row.user, actor=request.user, reader=reader)
    except Refused as refusal:
        messages.error(request, str(refusal.message))
    else:
        said = _("The blocking is lifted. The person is told.") if lifted else _("None was there.")
        messages.success(request, said)
    return HttpResponseRedirect(reverse("data_request", args=[pk]))


def _note(request: HttpRequest, row: DataRequest) -> None:
    reading_note(
        verb="data_request.read",
        target=row,
        person=row.user,
        actor=request.user,  # type: ignore[arg-type]
        what=IdentityView.What.REQUEST,
        reason=IdentityView.Reason.DECIDE,
    )


def _tabs(decided: bool) -> list[TabLink]:
    rows, address = DataRequest.objects.all(), reverse("data_requests")
    is_open = {"state": DataRequest.State.OPEN}
    waiting, done = rows.filter(**is_open), rows.exclude(**is_open)
    return [
        tab_link(_("Waiting"), address, current=not decided, counted=count_up_to(waiting)),
        tab_link(
            _("Decided"), f"{address}?state={DECIDED}", current=decided, counted=count_up_to(done)
        ),
    ]


def _decide(request: HttpRequest, row: DataRequest, reader: Reader) -> str:
    """Empty when it went well, else what was refused."""
    decision = request.POST.get("decision", "")
    if decision not in ("done", "refused"):
        return _("Choose what becomes of the request.")
    try:
        request_decide(
            request_id=row.pk,
            done=decision == "done",
            answer=request.POST.get("answer", ""),
            actor=request.user,
            reader=reader,
        )
    except Refused as refusal:
        return str(refusal.message)
    return ""
