"""The head's desk: one screen on a phone."""

from dataclasses import dataclass, replace
from typing import Any

from django import forms
from django.contrib import messages
from django.db.models import Count, Q
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from accounts.models import RoleKind
from appeals.desk.approving import approvals
from appeals.desk.entry import appeal_at_desk, head_of
from appeals.desk.figures import Figure
from appeals.desk.forms import WordForm
from appeals.desk.selectors import desk_counts, names_of
from appeals.desk.tabs import TABS
from appeals.models import Appeal
from appeals.services.preparing import answer_send_back
from appeals.states import OPEN_STATES
from core.audience import Reader
from core.errors import Refused

SHOWN = ("overdue", "today", "to_sign", "to_agree", "registered", "returned")
LATE = ("overdue",)
MOST_PEOPLE = 50


@dataclass(frozen=True)
class Load:
    """How much somebody has in hand."""

    name: str
    open: int
    late: int


@never_cache
def head_desk(request: HttpRequest) -> HttpResponse:
    """Answers to approve, the most urgent first, and how the agency stands."""
    reader = head_of(request)
    bound: dict[str, forms.Form] = {}
    if request.method == "POST":
        number = request.POST.get("number", "")
        form = WordForm(request.POST)
        if form.is_valid() and _sent_back(request, number, reader, form):
            return HttpResponseRedirect(reverse("appeals_desk_head"))
        bound[number.upper()] = form
    status = 422 if bound else 200
    return render(request, "appeals/desk/head.html", _page(reader, bound), status=status)


def _page(reader: Reader, bound: dict[str, forms.Form]) -> dict[str, Any]:
    rows, more = approvals(reader)
    shown = {row.card.number for row in rows}
    return {
        "figures": _figures(reader),
        "approvals": [
            {
                "row": row,
                "form": bound.get(row.card.number) or WordForm(),
                "is_open": row.card.number in bound,
            }
            for row in rows
        ],
        # What was typed is never lost, even when the answer has left the list meanwhile.
        "refused": [form for number, form in bound.items() if number not in shown],
        "more": more,
        "loads": _loads(reader),
        "page_title": _("Head's desk"),
        "header_icon": "user",
    }


def _sent_back(request: HttpRequest, number: str, reader: Reader, form: forms.Form) -> bool:
    appeal = appeal_at_desk(number, reader)
    if not reader.works_at(appeal.agency_id, RoleKind.HEAD):
        raise Http404
    word = form.cleaned_data["word"]
    try:
        answer_send_back(appeal_id=appeal.pk, actor=request.user, reader=reader, word=word)
    except Refused as refusal:
        form.add_error(None, str(refusal.message))
        return False
    messages.success(request, _("The draft went back with your word."))
    return True


def _as_head(reader: Reader) -> Reader:
    """The same person, only as head: what they do as a clerk elsewhere is another desk."""
    roles = frozenset(role for role in reader.roles if role[0] == RoleKind.HEAD)
    return replace(reader, roles=roles)


def _figures(reader: Reader) -> list[Figure]:
    counts = desk_counts(_as_head(reader), SHOWN)
    return [
        Figure(
            TABS[name].label,
            *counts[name],
            f"{reverse('appeals_desk')}?tab={name}",
            is_late=name in LATE and counts[name][0] > 0,
        )
        for name in SHOWN
    ]


def _loads(reader: Reader) -> list[Load]:
    """Who has how much in hand and how much of it late; the fullest hands first."""
    agencies = sorted(reader.agencies_as(RoleKind.HEAD))
    rows = Appeal.objects.filter(
        agency_id__in=agencies, state__in=OPEN_STATES, executor__isnull=False
    )
    late = Count("pk", filter=Q(due_on__lt=timezone.localdate()))
    counted = rows.order_by().values_list("executor_id").annotate(open=Count("pk"), late=late)
    found = list(counted.order_by("-late", "-open", "executor_id")[:MOST_PEOPLE])
    names = names_of(executor for executor, _open, _late in found)
    return [Load(names[executor], count, late) for executor, count, late in found]
