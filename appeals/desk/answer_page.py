"""The prepared answer on a page of its own: read, agree, send back, files, deliver."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache

from accounts.models import RoleKind
from accounts.readers import reader_of
from appeals.desk.answer_forms import AnswerFileForm, DeliverForm, SeenForm, SendBackForm
from appeals.desk.answer_look import answer_look
from appeals.desk.entry import appeal_at_desk, worker_of
from appeals.models import AnswerFile, Appeal
from appeals.permissions import can_answer, can_sign_answer
from appeals.services.answer_files import (
    answer_file_add,
    answer_file_remove,
    prepared_file_of,
)
from appeals.services.preparing import Prepared, answer_agree, answer_send_back, prepared_of
from appeals.services.sending import answer_send
from appeals.states import State, move_allowed
from core.audience import Reader
from core.errors import Refused
from moderation.selectors import waiting_since
from signing.files import file_response

FORMS: dict[str, type[forms.Form]] = {
    "agree": SeenForm,
    "send_back": SendBackForm,
    "deliver": DeliverForm,
    "add_file": AnswerFileForm,
    "remove_file": SeenForm,
}
TO_ITEM = ("deliver", "send_back")


@never_cache
def desk_answer(request: HttpRequest, number: str) -> HttpResponse:
    """Look over the prepared answer; for clerks and heads of the agency that holds the case."""
    reader = worker_of(request)
    appeal = appeal_at_desk(number, reader)
    if not can_answer(reader, appeal):
        raise PermissionDenied
    bound: dict[str, forms.Form] = {}
    if request.method == "POST":
        verb = request.POST.get("verb", "")
        if verb not in FORMS:
            raise Http404
        form = FORMS[verb](request.POST, request.FILES or None, prefix=verb)
        if form.is_valid() and _did(request, verb, appeal, reader, form):
            name = "appeals_desk_item" if verb in TO_ITEM else "appeals_desk_answer"
            return HttpResponseRedirect(reverse(name, args=[appeal.number]))
        bound[verb] = form
        appeal.refresh_from_db(fields=["state"])
    prepared = prepared_of(appeal)
    if prepared is None:
        messages.info(request, _("There is no prepared answer."))
        return HttpResponseRedirect(reverse("appeals_desk_item", args=[appeal.number]))
    return render(
        request,
        "appeals/desk/answer.html",
        _page(request, appeal, reader, prepared, bound),
        status=422 if bound else 200,
    )


@never_cache
def desk_answer_file(request: HttpRequest, number: str, file_id: UUID) -> HttpResponse:
    """A file of the prepared answer, for those who may change it."""
    reader = worker_of(request)
    appeal = appeal_at_desk(number, reader)
    if not can_answer(reader, appeal):
        raise Http404
    try:
        return file_response(prepared_file_of(appeal, file_id))
    except LookupError:
        raise Http404 from None


@never_cache
def moderator_answer_file(request: HttpRequest, number: str, file_id: UUID) -> HttpResponse:
    """A file of an answer that waits for this moderator's decision; private ones never do."""
    if not reader_of(request).has(RoleKind.MODERATOR):
        raise PermissionDenied
    rows = AnswerFile.objects.filter(answer__appeal__number=number.upper(), is_private=False)
    row = rows.select_related("file").filter(file_id=file_id).first()
    if row is None or waiting_since("answer", str(row.answer_id)) is None:
        raise Http404
    return file_response(row.file)


def offered(appeal: Appeal, reader: Reader, prepared: Prepared) -> set[str]:
    """What this reader may do with the prepared answer now."""
    if prepared.waits:
        return set()
    verbs = set()
    if not reader.is_person(prepared.by.pk):
        verbs = {name for name in ("agree", "send_back") if move_allowed(name, appeal.state)}
    more = "prepare_more" if appeal.state == State.ANSWERED else "prepare"
    if move_allowed(more, appeal.state):
        verbs |= {"add_file", "remove_file"}
    if move_allowed("sign", appeal.state) or appeal.state == State.ANSWERED:
        if not appeal.agency.signs_answers:
            verbs.add("deliver")
        elif can_sign_answer(reader, appeal):
            verbs.add("sign")
    return verbs


def _page(
    request: HttpRequest,
    appeal: Appeal,
    reader: Reader,
    prepared: Prepared,
    bound: dict[str, forms.Form],
) -> dict[str, Any]:
    look = answer_look(appeal, prepared)
    seen = {"seen": prepared.revision}
    fresh = {name: form(prefix=name, initial=seen) for name, form in FORMS.items()}
    fresh["deliver"] = DeliverForm(prefix="deliver", initial=seen, missing=look["missing"])
    return {
        **look,
        "appeal": appeal,
        "verbs": offered(appeal, reader, prepared) | set(bound),
        "forms": {**fresh, **bound},
        "opened": next(iter(bound), ""),
        "page_title": _("The prepared answer"),
        "page_subtitle": appeal.number,
        "header_icon": "edit",
    }


def _did(request: HttpRequest, verb: str, appeal: Appeal, reader: Reader, form: forms.Form) -> bool:
    """Do the verb; a refusal stands on its form with everything typed still there."""
    try:
        said = _VERBS[verb](request, appeal, reader, form.cleaned_data)
    except Refused as refusal:
        form.add_error(None, str(refusal.message))
        return False
    messages.success(request, str(said))
    return True


def _agree(request: HttpRequest, appeal: Appeal, reader: Reader, said: dict[str, Any]) -> Promise:
    answer_agree(appeal_id=appeal.pk, actor=request.user, reader=reader, **said)
    return gettext_lazy("You have agreed to the answer.")


def _send_back(
    request: HttpRequest, appeal: Appeal, reader: Reader, said: dict[str, Any]
) -> Promise:
    answer_send_back(appeal_id=appeal.pk, actor=request.user, reader=reader, **said)
    return gettext_lazy("The draft went back to your colleague.")


def _deliver(request: HttpRequest, appeal: Appeal, reader: Reader, said: dict[str, Any]) -> Promise:
    answer_send(appeal_id=appeal.pk, actor=request.user, reader=reader, **said)
    return gettext_lazy("The answer is delivered to the author.")


def _add_file(
    request: HttpRequest, appeal: Appeal, reader: Reader, said: dict[str, Any]
) -> Promise:
    answer_file_add(appeal_id=appeal.pk, actor=request.user, reader=reader, **said)
    return gettext_lazy("The file is added.")


def _remove_file(
    request: HttpRequest, appeal: Appeal, reader: Reader, said: dict[str, Any]
) -> Promise:
    try:
        file_id = UUID(request.POST.get("file", ""))
        answer_file_remove(
            appeal_id=appeal.pk, actor=request.user, reader=reader, file_id=file_id, **said
        )
    except (ValueError, LookupError):
        raise Http404 from None
    return gettext_lazy("The file is taken out.")


_VERBS: dict[str, Callable[[HttpRequest, Appeal, Reader, dict[str, Any]], Promise]] = {
    "agree": _agree,
    "send_back": _send_back,
    "deliver": _deliver,
    "add_file": _add_file,
    "remove_file": _remove_file,
}
