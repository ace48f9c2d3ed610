"""The operator's desk: what stands still in the whole portal, and hand-overs to decide."""

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from appeals.desk.entry import operator_of
from appeals.desk.figures import Figure, office_figures
from appeals.desk.forms import SettleForm
from appeals.desk.stuck import WATCHES, since_of, watch_counts, watch_list
from appeals.models import Appeal, Redirect
from appeals.permissions import can_settle
from appeals.projections import detail_of
from appeals.selectors import appeal_get
from appeals.services.redirecting import redirect_decide
from appeals.states import OPEN_STATES, Publication, RedirectState, State
from appeals.timeline import timeline_of
from core.audience import Reader
from core.errors import Refused
from core.listing import pager_of, public_page

LIMIT = 30


@dataclass(frozen=True)
class StuckRow:
    """An application that stands still: no word of its text."""

    number: str
    agency: str
    topic: str
    state: str
    registered_on: Any
    due_on: Any
    is_overdue: bool
    url: str


def operator_desk(request: HttpRequest) -> HttpResponse:
    """Every figure leads to its list."""
    reader = operator_of(request)
    counts = watch_counts(reader.user_id, since_of())
    context = {
        "figures": [_figure(name, counts[name]) for name in WATCHES],
        "office": office_figures(request),
        "page_title": _("Operator's desk"),
        "header_icon": "view",
    }
    return render(request, "appeals/desk/operator.html", context)


def operator_list(request: HttpRequest, name: str) -> HttpResponse:
    """One list, the oldest first."""
    reader = operator_of(request)
    if name not in WATCHES:
        raise Http404
    watch = WATCHES[name]
    cursor = request.GET.get("cursor", "")
    rows = watch_list(name, since_of())
    page = public_page(rows, keys=watch.keys, cursor=cursor, limit=LIMIT)
    context = {
        "watch": watch,
        "rows": [_row(row, name, reader) for row in page.rows],
        "pager": pager_of(page),
        "page_title": watch.label,
        "header_icon": "view",
    }
    return render(request, "appeals/desk/operator_list.html", context)


def operator_settle(request: HttpRequest, number: str) -> HttpResponse:
    """Say which body is competent for an application that has gone round."""
    reader = operator_of(request)
    appeal = _to_settle(number, reader)
    redirect = _open_redirect(appeal, reader)
    form = SettleForm(request.POST or None, holder_id=None)
    if form.is_valid() and _settled(request, redirect, reader, form):
        return HttpResponseRedirect(reverse("appeals_operator_list", args=["redirects"]))
    detail = detail_of(appeal, reader)
    context = {
        "appeal": detail,
        "timeline": timeline_of(appeal, detail),
        "redirect": redirect,
        "from_agency": redirect.from_agency.localized("name"),
        "to_agency": redirect.to_agency.localized("name"),
        "form": form,
        "page_title": appeal.number,
        "page_subtitle": _("Who is competent?"),
        "header_icon": "view",
    }
    status = 422 if form.errors else 200
    return render(request, "appeals/desk/settle.html", context, status=status)


def _to_settle(number: str, reader: Reader) -> Appeal:
    """An application whose hand-over waits for the operator; anything else is a 404."""
    try:
        return appeal_get(number, reader)
    except Appeal.DoesNotExist:
        raise Http404 from None


def _open_redirect(appeal: Appeal, reader: Reader) -> Redirect:
    rows = [row for row in appeal.redirects.all() if row.state == RedirectState.OPERATOR]
    if not rows or not can_settle(reader, rows[0], appeal):
        raise Http404
    return rows[0]


def _settled(request: HttpRequest, redirect: Redirect, reader: Reader, form: SettleForm) -> bool:
    """Decide; a refusal is shown on the form with everything typed still there."""
    said = form.cleaned_data
    try:
        redirect_decide(redirect_id=redirect.pk, actor=request.user, reader=reader, **said)
    except Refused as refusal:
        form.add_error(None, str(refusal.message))
        return False
    messages.success(request, _("Decided. The author and the bodies are told."))
    return True


def _figure(name: str, counted: tuple[int, bool]) -> Figure:
    watch = WATCHES[name]
    url = reverse("appeals_operator_list", args=[name])
    return Figure(watch.label, *counted, url, watch.help, is_late=counted[0] > 0)


def _row(appeal: Appeal, name: str, reader: Reader) -> StuckRow:
    return StuckRow(
        number=appeal.number,
        agency=appeal.agency.localized("name"),
        topic=appeal.topic.localized("name"),
        state=str(State(appeal.state).label),
        registered_on=appeal.registered_on,
        due_on=appeal.due_on,
        is_overdue=appeal.state in OPEN_STATES and appeal.due_on < timezone.localdate(),
        url=_url(appeal, name),
    )


def _url(appeal: Appeal, name: str) -> str:
    """What the operator may open: a hand-over to decide, and what is public anyway."""
    if name == "redirects":
        return reverse("appeals_operator_settle", args=[appeal.number])
    if appeal.publication == Publication.PUBLISHED:
        return reverse("appeal_detail", args=[appeal.number])
    return ""
