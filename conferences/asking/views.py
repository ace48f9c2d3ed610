"""The steps of asking. Thin: read the request, call the journey or a service."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _

from conferences.asking import signed
from conferences.asking.frame import Page, closed_page, frame, go, show, step_view
from conferences.asking.journey import Asking, question_send, question_sent
from conferences.asking.signed import SignedQuestion, looked_over
from conferences.models import ConferencePage, ConferenceQuestion
from core.errors import Refused
from signing.drafts import draft_discard
from signing.steps.form import status_of
from signing.steps.ways import way_chosen


@step_view("question")
def question(request: HttpRequest, asking: Asking) -> HttpResponse:
    """Text, name, and whatever the editors ask for; what came in is kept before it is judged."""
    form = asking.form(request.POST if request.method == "POST" else None)
    if form.is_bound:
        if problem := asking.save_posted(request, "question", form):
            form.add_error(None, problem)
        if form.is_valid():
            return go(asking.page, "check")
    return show(request, "question", frame(asking, {"form": form}), status=status_of(form.errors))


def check(request: HttpRequest, page: ConferencePage) -> HttpResponse:
    """Look it over beside what others have asked, then send or sign it. A second click on Send
    leads to the question that came of the first."""
    if request.method == "POST" and request.user.is_authenticated:
        sent = question_sent(request.user, page, request.POST.get("draft", ""))
        if sent is not None:
            return _to(request, sent, is_new=False)
    return _check(request, page)


@step_view("check")
def _check(request: HttpRequest, asking: Asking) -> HttpResponse:
    if not asking.kept().is_valid():
        return go(asking.page, "question")
    error = ""
    if request.method == "POST":
        try:
            return _sent(request, asking)
        except Refused as refusal:
            if refusal.code == "wrong_phase":
                return closed_page(request, asking.page, str(asking.values.get("text", "")))
            error = str(refusal.message)
    context = frame(asking, {**looked_over(asking), "error": error})
    return show(request, "check", context, status=status_of(error))


def _sent(request: HttpRequest, asking: Asking) -> HttpResponse:
    if asking.conference.demands_signature:
        return way_chosen(request, SignedQuestion(asking))
    try:
        return _to(request, question_send(asking))
    except Refused as refusal:
        # Two clicks at the same moment: the second waited for the first one's lock.
        sent = question_sent(asking.user, asking.page, str(asking.draft.pk))
        if refusal.code == "draft_sent" and sent:
            return _to(request, sent, is_new=False)
        raise


@step_view("autosave")
def autosave(request: HttpRequest, asking: Asking) -> HttpResponse:
    """Keep what is being typed; answers with the time it was kept."""
    if request.method != "POST":
        raise Http404
    return asking.autosave(request, asking.form())


@step_view("discard")
def discard(request: HttpRequest, asking: Asking) -> HttpResponse:
    """Throw the draft away, on a second look."""
    if request.method == "POST":
        draft_discard(draft=asking.draft, owner=asking.user)
        messages.success(request, _("The draft is deleted."))
        return HttpResponseRedirect(asking.page.get_url(request))
    return show(request, "discard", frame(asking, {}))


def _to(request: HttpRequest, asked: ConferenceQuestion, *, is_new: bool = True) -> HttpResponse:
    """The question's page with its number."""
    if is_new:
        signed.thanks(request, asked)
    args: list[Any] = [asked.conference.key, asked.number]
    return HttpResponseRedirect(reverse("conference_question", args=args))


STEP_VIEWS: dict[str, Page] = {
    "question": question,
    "check": check,
    "sign": signed.sign,
    "sign-eds": signed.sign_eds,
    "waiting": signed.waiting,
    "autosave": autosave,
    "discard": discard,
}
