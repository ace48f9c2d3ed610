"""The author's verbs by POST. Anybody else finds nothing; a refusal keeps what was typed."""

from typing import cast

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from accounts.models import User
from accounts.readers import reader_of
from conferences.asking.forms import ObjectionForm
from conferences.asking.view import own_view, with_form
from conferences.models import ConferenceQuestion
from conferences.services.withdrawing import question_withdraw
from core.errors import Refused
from moderation.services.objecting import objection_file


@never_cache
@login_required
def withdraw(request: HttpRequest, key: str, number: int) -> HttpResponse:
    """Take one's question back. A sign-in on the way comes back here by GET and does nothing."""
    question = _own(request, key, number)
    if request.method == "POST":
        try:
            question_withdraw(
                question_id=question.pk,
                actor=cast(User, request.user),
                reader=reader_of(request),
            )
            messages.success(request, _("Your question is taken back."))
        except Refused as refusal:
            messages.error(request, str(refusal.message))
    return _back(question)


@never_cache
@login_required
def objection(request: HttpRequest, key: str, number: int) -> HttpResponse:
    """Object to what a moderator decided about one's question."""
    question = _own(request, key, number)
    if request.method != "POST":
        return _back(question)
    form = ObjectionForm(request.POST, auto_id=f"id_{number}_%s")
    if form.is_valid():
        try:
            objection_file(
                kind="question",
                target_id=str(question.pk),
                actor=cast(User, request.user),
                reason=form.cleaned_data["reason"],
            )
        except Refused as refusal:
            form.add_error("reason", str(refusal.message))
        else:
            messages.success(request, _("Another moderator will look at the decision."))
            return _back(question)
    own = own_view(question, reader_of(request))
    assert own is not None
    context = {"item": with_form(own, form), "question": question, "form": form}
    return render(request, "pages/conferences/ask/own.html", context, status=422)


def _own(request: HttpRequest, key: str, number: int) -> ConferenceQuestion:
    rows = ConferenceQuestion.objects.select_related("conference", "refusal_ground")
    found = rows.filter(conference__key=key, number=number, author_id=request.user.pk).first()
    if found is None:
        raise Http404
    return found


def _back(question: ConferenceQuestion) -> HttpResponse:
    args = [question.conference.key, question.number]
    return HttpResponseRedirect(reverse("conference_question", args=args))
