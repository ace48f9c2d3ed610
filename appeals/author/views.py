"""The author's verbs by POST. Anybody else finds nothing; a refusal keeps what was typed."""

from collections.abc import Callable
from typing import Any, cast

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache

from accounts.models import User
from accounts.readers import reader_of
from appeals.author.page import FORMS
from appeals.models import Appeal
from appeals.pages import appeal_found, detail_page
from appeals.services import answer_rate, appeal_reopen, appeal_withdraw, supplement_give
from core.errors import Refused
from moderation.services.objecting import objection_file

Do = Callable[[HttpRequest, Appeal, dict[str, Any]], None]


def _who(request: HttpRequest, appeal: Appeal) -> dict[str, Any]:
    return {"appeal_id": appeal.pk, "actor": request.user, "reader": reader_of(request)}


def _supplement(request: HttpRequest, appeal: Appeal, said: dict[str, Any]) -> None:
    supplement_give(**_who(request, appeal), **said)


def _rate(request: HttpRequest, appeal: Appeal, said: dict[str, Any]) -> None:
    answer_rate(**_who(request, appeal), **said)


def _review(request: HttpRequest, appeal: Appeal, said: dict[str, Any]) -> None:
    appeal_reopen(**_who(request, appeal), **said)


def _objection(request: HttpRequest, appeal: Appeal, said: dict[str, Any]) -> None:
    actor = cast(User, request.user)
    objection_file(kind="appeal", target_id=str(appeal.pk), actor=actor, **said)


VERBS: dict[str, tuple[Do, str | Promise]] = {
    "supplement": (_supplement, _("Your answer is with the agency.")),
    "rate": (_rate, _("Thank you. The agency reads what you said.")),
    "review": (_review, _("Another person will review it.")),
    "objection": (_objection, _("Another moderator will look at the decision.")),
}


@never_cache
@login_required
def author_verb(request: HttpRequest, number: str, verb: str) -> HttpResponse:
    """One form of the page. A sign-in on the way comes back here by GET and does nothing."""
    appeal, detail = appeal_found(request, number)
    if not detail.is_mine:
        raise Http404
    page = HttpResponseRedirect(reverse("appeal_detail", args=[appeal.number]))
    if request.method != "POST":
        return page
    form = FORMS[verb](request.POST, prefix=verb)
    if form.is_valid():
        do, done = VERBS[verb]
        try:
            do(request, appeal, form.cleaned_data)
        except Refused as refusal:
            form.add_error(form.main, str(refusal.message))
        else:
            messages.success(request, str(done))
            return page
    appeal, detail = appeal_found(request, number)
    return detail_page(request, appeal, detail, bound=(verb, form), status=422)


@never_cache
@login_required
def appeal_take_back(request: HttpRequest, number: str) -> HttpResponse:
    """The author withdraws the application. A sign-in on the way comes back here by GET."""
    appeal, detail = appeal_found(request, number)
    if not detail.is_mine:
        raise Http404
    page = HttpResponseRedirect(reverse("appeal_detail", args=[appeal.number]))
    if request.method != "POST":
        return page
    try:
        appeal_withdraw(**_who(request, appeal))
        messages.success(request, str(_("Your application is withdrawn.")))
    except Refused as refusal:
        messages.error(request, str(refusal.message))
    return page
