"""Giving many applications to a colleague: first the dry count, then the deed."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from appeals.desk.entry import worker_of
from appeals.desk.forms import AssignForm
from appeals.desk.selectors import colleagues
from appeals.desk.tabs import FIRST, TABS
from appeals.permissions import WORKERS
from appeals.services.assigning import Assigned, appeals_assign, appeals_assign_dry
from core.audience import Reader
from core.errors import Refused


def desk_assign(request: HttpRequest) -> HttpResponse:
    """The chosen numbers to one colleague. Nothing changes before ``sure`` is sent."""
    reader = worker_of(request)
    if request.method != "POST":
        return HttpResponseRedirect(reverse("appeals_desk"))
    tab = request.POST.get("tab", FIRST)
    if tab not in TABS:
        raise Http404
    numbers = request.POST.getlist("number")
    form = AssignForm(request.POST, people=colleagues(reader.agencies_as(*WORKERS)))
    if not numbers:
        messages.error(request, _("Choose applications first."))
        return _to_list(tab)
    dry = None
    if form.is_valid():
        try:
            if "sure" in request.POST:
                return _assign(request, reader, numbers, form, tab)
            dry = appeals_assign_dry(numbers=numbers, reader=reader, **form.values())
        except Refused as refusal:
            form.add_error(None, str(refusal.message))
    return _page(request, tab, numbers, form, dry)


def _assign(
    request: HttpRequest, reader: Reader, numbers: list[str], form: AssignForm, tab: str
) -> HttpResponse:
    done = appeals_assign(numbers=numbers, actor=request.user, reader=reader, **form.values())
    if done.numbers:
        text = ngettext(
            "%(count)d application is assigned.",
            "%(count)d applications are assigned.",
            len(done.numbers),
        )
        messages.success(request, text % {"count": len(done.numbers)})
    if done.kept:
        return _page(request, tab, [], form, done, is_done=True)
    return _to_list(tab)


def _page(
    request: HttpRequest,
    tab: str,
    numbers: list[str],
    form: AssignForm,
    counted: Assigned | None,
    *,
    is_done: bool = False,
) -> HttpResponse:
    context: dict[str, Any] = {
        "tab": tab,
        "numbers": numbers,
        "form": form,
        "counted": counted,
        "is_done": is_done,
        "back_url": _list_url(tab),
        "page_title": _("Assign to a colleague"),
        "header_icon": "user",
    }
    status = 422 if form.errors else 200
    return render(request, "appeals/desk/assign.html", context, status=status)


def _to_list(tab: str) -> HttpResponse:
    return HttpResponseRedirect(_list_url(tab))


def _list_url(tab: str) -> str:
    return f"{reverse('appeals_desk')}?tab={tab}"
