"""One application at the desk. A foreign application is a 404, whatever is asked of it."""

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from accounts.identity_page import identity_page
from accounts.models import RoleKind
from accounts.readers import reader_of
from appeals.desk.case import Case
from appeals.desk.entry import appeal_at_desk, ended_page, role_ended, worker_of
from appeals.desk.look import look_of
from appeals.desk.table import VERBS
from appeals.desk.verbs import ANSWER, LIST, DeskVerb
from appeals.models import Appeal, AppealFile
from appeals.permissions import can_work_on
from appeals.services.templating import template_fill, templates_for
from core.audience import Reader
from core.errors import Refused
from moderation.selectors import waiting_since
from signing.files import file_response

__all__ = ["appeal_at_desk", "desk_item", "moderator_file", "worker_of"]


def desk_item(request: HttpRequest, number: str) -> HttpResponse:
    """One application with everything that may be done to it."""
    reader = worker_of(request)
    if request.method == "POST" and role_ended(request, number):
        return ended_page(request)
    appeal = appeal_at_desk(number, reader)
    case = Case(appeal, reader, request.user, beginning=_beginning(request, appeal, reader))
    bound: dict[str, forms.Form] = {}
    if request.method == "POST":
        name = request.POST.get("verb", "")
        if name not in VERBS:
            raise Http404
        verb = VERBS[name]
        form = verb.make(case, request.POST, name)
        if form.is_valid() and _did(request, verb, case, form):
            return HttpResponseRedirect(_after(verb, case))
        bound[name] = form
    status = 422 if bound else 200
    return render(request, "appeals/desk/item.html", look_of(case, bound), status=status)


def desk_identity(request: HttpRequest, number: str) -> HttpResponse:
    """Who the author is, for a reason that is recorded; for those who work on the case."""
    reader = worker_of(request)
    appeal = appeal_at_desk(number, reader)
    if appeal.author is None:
        raise Http404
    return identity_page(
        request,
        person=appeal.author,
        about_kind=Appeal._meta.label_lower,
        about_id=str(appeal.pk),
        back_url=reverse("appeals_desk_item", args=[appeal.number]),
        allowed=can_work_on(reader, appeal),
        agency_id=appeal.agency_id,
        about=appeal.number,
    )


def moderator_file(request: HttpRequest, number: str, file_id: UUID) -> HttpResponse:
    """A file of an application that waits for this moderator's decision."""
    if not reader_of(request).has(RoleKind.MODERATOR):
        raise PermissionDenied
    row = AppealFile.objects.filter(appeal__number=number.upper(), file_id=file_id).first()
    if row is None or waiting_since("appeal", str(row.appeal_id)) is None:
        raise Http404
    return file_response(row.file)


def _beginning(request: HttpRequest, appeal: Appeal, reader: Reader) -> str:
    """Words of the template that was chosen; a template that isn't offered is nothing."""
    chosen = request.GET.get("template", "")
    if not chosen or request.method == "POST":
        return ""
    for template in templates_for(appeal, reader):
        if str(template.pk) == chosen:
            try:
                return template_fill(template=template, appeal=appeal, reader=reader)
            except Refused as refusal:
                messages.error(request, str(refusal.message))
    return ""


def _did(request: HttpRequest, verb: DeskVerb, case: Case, form: forms.Form) -> bool:
    """Do the verb; a refusal is shown on the form with everything typed still there."""
    said: dict[str, Any] = form.cleaned_data
    try:
        words = verb.do(request, case, said)
    except Refused as refusal:
        form.add_error(None, str(refusal.message))
        return False
    if words:
        messages.success(request, str(words))
    return True


def _after(verb: DeskVerb, case: Case) -> str:
    if verb.after == LIST:
        return reverse("appeals_desk")
    number = case.appeal.number
    if verb.after == ANSWER:
        # A head who has written it looks it over where it is signed.
        signs = case.heads and case.appeal.agency.signs_answers
        return reverse("appeals_desk_sign" if signs else "appeals_desk_answer", args=[number])
    return reverse("appeals_desk_item", args=[number])
