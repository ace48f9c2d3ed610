"""Requests about data: the list and the decision; for anybody but operators they don't exist."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import DataRequest, RoleKind
from accounts.readers import reader_of
from core.audience import Reader
from core.errors import Refused
from core.listing import pager_of, public_page
from home.account.deciding import request_decide

KEYS = ("-sent_at", "-id")


def requests_page(request: HttpRequest) -> HttpResponse:
    """Open ones first, by age; the decided ones below."""
    _operator(request)
    rows = DataRequest.objects.all()
    open_rows = rows.filter(state=DataRequest.State.OPEN).order_by("sent_at", "pk")
    decided = rows.exclude(state=DataRequest.State.OPEN)
    page = public_page(decided, keys=KEYS, cursor=request.GET.get("cursor", "")[:400])
    context = {
        "open_rows": open_rows[:200],
        "rows": page.rows,
        "pager": pager_of(page),
        "page_title": _("Requests about data"),
        "header_icon": "user",
    }
    return render(request, "home/datadesk/list.html", context)


def request_page(request: HttpRequest, pk: int) -> HttpResponse:
    """One request: who asks, what for; decide."""
    reader = _operator(request)
    row = DataRequest.objects.select_related("user__vault").filter(pk=pk).first()
    if row is None:
        raise Http404
    error = _decide(request, row, reader) if request.method == "POST" else ""
    if request.method == "POST" and not error:
        messages.success(request, _("Decided. The person is told."))
        return HttpResponseRedirect(reverse("data_requests"))
    context = {
        "row": row,
        "error": error,
        "typed": request.POST.get("answer", ""),
        "page_title": _("Request about data"),
        "header_icon": "user",
    }
    return render(request, "home/datadesk/item.html", context, status=422 if error else 200)


def _decide(request: HttpRequest, row: DataRequest, reader: Reader) -> str:
    """Empty when it went well, else what was refused."""
    try:
        request_decide(
            request_id=row.pk,
            done=request.POST.get("decision") == "done",
            answer=request.POST.get("answer", ""),
            actor=request.user,
            reader=reader,
        )
    except Refused as refusal:
        return str(refusal.message)
    return ""


def _operator(request: HttpRequest) -> Reader:
    reader = reader_of(request)
    if not reader.has(RoleKind.OPERATOR):
        raise Http404
    return reader
