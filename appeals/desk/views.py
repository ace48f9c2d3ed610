"""Views of the desk. Every one asks who is reading; a foreign application is a 404."""

from collections.abc import Callable
from dataclasses import asdict
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import RoleKind
from accounts.readers import reader_of
from appeals.desk.forms import AnswerForm, PrepareForm, RedirectForm, ReturnForm
from appeals.models import Appeal, AppealFile
from appeals.permissions import WORKERS, can_decide_on, can_open_at_desk, can_sign_answer
from appeals.projections import Detail, card_of, detail_of
from appeals.selectors import appeal_get, desk_keys, desk_list
from appeals.services import (
    answer_deliver,
    answer_prepare,
    appeal_redirect,
    appeal_take,
    prepared_of,
    redirect_accept,
    redirect_return,
)
from appeals.states import move_allowed
from appeals.timeline import timeline_of
from core.audience import Reader
from core.errors import Refused
from core.keyset import count_up_to
from core.listing import public_page
from moderation.selectors import waiting_since
from signing.files import file_response

TABS = {
    "registered": gettext_lazy("New"),
    "in_work": gettext_lazy("In work"),
    "to_sign": gettext_lazy("To sign"),
    "today": gettext_lazy("Due today"),
    "overdue": gettext_lazy("Overdue"),
    "incoming": gettext_lazy("Offered to us"),
    "done": gettext_lazy("Finished"),
}


def worker_of(request: HttpRequest) -> Reader:
    """The reader, if clerk or head somewhere now; everybody else is turned away."""
    reader = reader_of(request)
    if not reader.agencies_as(*WORKERS):
        raise PermissionDenied
    return reader


def desk(request: HttpRequest) -> HttpResponse:
    """What the reader's agencies hold, by tab."""
    reader = worker_of(request)
    tab = request.GET.get("tab", "registered")
    if tab not in TABS:
        raise Http404
    cursor = request.GET.get("cursor", "")
    page = public_page(desk_list(reader, tab), keys=desk_keys(tab), cursor=cursor, limit=30)
    context = {
        "tabs": [_tab(reader, name, name == tab) for name in TABS],
        "tab": tab,
        "cards": [card_of(row, reader) for row in page.rows],
        "page_cursor": page,
        "page_title": _("Applications"),
        "header_icon": "mail",
    }
    return render(request, "appeals/desk/list.html", context)


def desk_item(request: HttpRequest, number: str) -> HttpResponse:
    """One application with everything that may be done to it."""
    reader = worker_of(request)
    appeal = appeal_at_desk(number, reader)
    bound: dict[str, forms.Form] = {}
    if request.method == "POST":
        verb = request.POST.get("verb", "")
        if verb not in VERBS:
            raise Http404
        form = _form(verb, appeal, request.POST)
        if form.is_valid() and _did(request, verb, appeal, reader, form):
            return HttpResponseRedirect(_after(verb, appeal, reader))
        bound[verb] = form
    return render(
        request,
        "appeals/desk/item.html",
        _item(appeal, reader, bound),
        status=422 if bound else 200,
    )


def moderator_file(request: HttpRequest, number: str, file_id: UUID) -> HttpResponse:
    """A file of an application that waits for this moderator's decision."""
    if not reader_of(request).has(RoleKind.MODERATOR):
        raise PermissionDenied
    row = AppealFile.objects.filter(appeal__number=number.upper(), file_id=file_id).first()
    if row is None or waiting_since("appeal", str(row.appeal_id)) is None:
        raise Http404
    return file_response(row.file)


def _item(appeal: Appeal, reader: Reader, bound: dict[str, forms.Form]) -> dict[str, Any]:
    detail = detail_of(appeal, reader)
    return {
        "appeal": detail,
        "timeline": timeline_of(appeal, detail),
        # A refused form stays on the page with what was typed, even if nobody may send it now.
        "verbs": {*_offered(detail, appeal, reader), *bound},
        "forms": {verb: bound.get(verb) or _form(verb, appeal) for verb in VERBS},
        "opened": next(iter(bound), ""),
        "can_sign": can_sign_answer(reader, appeal),
        "page_title": appeal.number,
        "page_subtitle": detail.card.state_label,
        "header_icon": "mail",
    }


def _offered(detail: Detail, appeal: Appeal, reader: Reader) -> set[str]:
    """What this reader can do with it now."""
    verbs = {"accept", "return"} if _offer_id(appeal, reader) else set()
    if detail.can_work:
        names = ("take",) if detail.card.waits_for_takeover else ("take", "answer", "redirect")
        verbs |= {name for name in names if move_allowed(name, appeal.state)}
    if "answer" in verbs and appeal.agency.signs_answers:
        verbs = {*verbs - {"answer"}, "prepare"}
    return verbs


def _offer_id(appeal: Appeal, reader: Reader) -> int | None:
    for row in appeal.redirects.all():
        if row.decided_at is None and can_decide_on(reader, row, appeal):
            return row.pk
    return None


def _did(request: HttpRequest, verb: str, appeal: Appeal, reader: Reader, form: forms.Form) -> bool:
    """Do the verb; a refusal is shown on the form with everything typed still there."""
    try:
        VERBS[verb](request, appeal, reader, form.cleaned_data)
    except Refused as refusal:
        form.add_error(None, str(refusal.message))
        return False
    return True


def _take(request: HttpRequest, appeal: Appeal, reader: Reader, said: dict[str, Any]) -> None:
    appeal_take(appeal_id=appeal.pk, actor=request.user, reader=reader)
    messages.success(request, _("The application is in work with you."))


def _answer(request: HttpRequest, appeal: Appeal, reader: Reader, said: dict[str, Any]) -> None:
    answer_deliver(appeal_id=appeal.pk, actor=request.user, reader=reader, **said)
    messages.success(request, _("The answer is delivered to the author."))


def _prepare(request: HttpRequest, appeal: Appeal, reader: Reader, said: dict[str, Any]) -> None:
    answer_prepare(appeal_id=appeal.pk, actor=request.user, reader=reader, **said)
    if not can_sign_answer(reader, appeal):
        messages.success(request, _("Kept. The head of the agency can sign it now."))


def _redirect(request: HttpRequest, appeal: Appeal, reader: Reader, said: dict[str, Any]) -> None:
    appeal_redirect(appeal_id=appeal.pk, actor=request.user, reader=reader, **said)
    messages.success(request, _("The application is offered to the competent body."))


def _accept(request: HttpRequest, appeal: Appeal, reader: Reader, said: dict[str, Any]) -> None:
    redirect_accept(redirect_id=_open_offer(appeal, reader), actor=request.user, reader=reader)
    messages.success(request, _("The application is yours now."))


def _return(request: HttpRequest, appeal: Appeal, reader: Reader, said: dict[str, Any]) -> None:
    redirect_return(
        redirect_id=_open_offer(appeal, reader), actor=request.user, reader=reader, **said
    )
    messages.success(request, _("The application went back."))


VERBS: dict[str, Callable[[HttpRequest, Appeal, Reader, dict[str, Any]], None]] = {
    "take": _take,
    "answer": _answer,
    "prepare": _prepare,
    "redirect": _redirect,
    "accept": _accept,
    "return": _return,
}


def _open_offer(appeal: Appeal, reader: Reader) -> int:
    offer = _offer_id(appeal, reader)
    if offer is None:
        raise Refused(_("This hand-over is decided already."), code="decided_already")
    return offer


def _form(verb: str, appeal: Appeal, data: Any = None) -> forms.Form:
    if verb == "answer":
        return AnswerForm(data, prefix=verb)
    if verb == "prepare":
        return PrepareForm(data, prefix=verb, initial=_prepared(appeal))
    if verb == "redirect":
        return RedirectForm(data, prefix=verb, holder_id=appeal.agency_id)
    if verb == "return":
        return ReturnForm(data, prefix=verb)
    return forms.Form(data)


def _prepared(appeal: Appeal) -> dict[str, Any]:
    prepared = prepared_of(appeal)
    return {**asdict(prepared.words), "seen": prepared.revision} if prepared else {}


def appeal_at_desk(number: str, reader: Reader) -> Appeal:
    """An application that the reader's agency holds or is offered; anything else is a 404."""
    try:
        appeal = appeal_get(number, reader)
    except Appeal.DoesNotExist:
        raise Http404 from None
    # A published text is on the public page; the desk is for those who work on the case.
    if not can_open_at_desk(reader, appeal):
        raise Http404
    return appeal


def _after(verb: str, appeal: Appeal, reader: Reader) -> str:
    if verb == "prepare" and can_sign_answer(reader, appeal):
        return reverse("appeals_desk_sign", args=[appeal.number])
    if verb in ("take", "answer", "prepare", "accept"):
        return reverse("appeals_desk_item", args=[appeal.number])
    return reverse("appeals_desk")


def _tab(reader: Reader, name: str, is_current: bool) -> dict[str, Any]:
    count, more = count_up_to(desk_list(reader, name))
    return {
        "name": name,
        "label": TABS[name],
        "count": count,
        "more": more,
        "current": is_current,
        "url": f"{reverse('appeals_desk')}?tab={name}",
    }
