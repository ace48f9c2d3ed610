"""The steps of writing an application. Thin: read the request, call the journey or a service."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from accounts.readers import reader_of
from agencies.models import Topic
from agencies.selectors import office_list
from appeals.apply.forms import DetailsForm, QuestionForm
from appeals.apply.frame import frame, go, show, step_view
from appeals.apply.journey import PURPOSE, Journey
from appeals.models import Appeal, AppealFormPage
from appeals.projections import detail_of, receipt_view_of
from appeals.selectors import appeal_get
from core.errors import Refused
from law.selectors import clock_for_appeal
from signing.drafts import draft_discard, draft_list
from signing.files import file_remove, file_take
from signing.steps.form import status_of
from signing.terms import terms_accept, terms_current


def choose_office(request: HttpRequest, page: AppealFormPage) -> HttpResponse:
    """Who to write to: by topic or from the list; drafts that wait come first."""
    topics = list(Topic.objects.filter(is_active=True))
    topic = next((row for row in topics if row.key == request.GET.get("topic")), None)
    offices = office_list()
    if topic:
        offices = offices.filter(agency__topics=topic)
    drafts = []
    if request.user.is_authenticated:
        by_key = {office.key: office for office in office_list()}
        drafts = [
            (by_key[draft.object_key], draft)
            for draft in draft_list(request.user)
            if draft.revision and draft.purpose == PURPOSE and draft.object_key in by_key
        ]
    context = {"page": page, "topics": topics, "topic": topic, "offices": offices, "drafts": drafts}
    return show(request, "choose", context)


@step_view("start")
def start(request: HttpRequest, journey: Journey) -> HttpResponse:
    """Leads to the first step that isn't done."""
    return go(journey, journey.missing_step() or "check")


@step_view("terms")
def terms(request: HttpRequest, journey: Journey) -> HttpResponse:
    """Accept the terms, then Next."""
    current = terms_current(PURPOSE)
    error = ""
    if request.method == "POST":
        if request.POST.get("accept") == "yes":
            terms_accept(user=request.user, terms=current)
            return go(journey, "question")
        error = _("Tick the box if you accept the terms. Without it we can't go on.")
    context = {"terms": current, "error": error, "accepted": journey.has_accepted}
    return show(request, "terms", frame(journey, "terms", context), status=status_of(error))


@step_view("question")
def question(request: HttpRequest, journey: Journey) -> HttpResponse:
    """Kind, topic, subject, text, place and whatever the editors ask for."""
    form = _posted(request, journey, "question", journey.question_form)
    if form.is_bound and form.is_valid():
        return go(journey, "details")
    context = frame(journey, "question", {"form": form})
    return show(request, "question", context, status=status_of(form.errors))


@step_view("details")
def details(request: HttpRequest, journey: Journey) -> HttpResponse:
    """Files, language of the answer, publication, name."""
    file_error = ""
    if request.method == "POST" and "upload" in request.POST:
        file_error = journey.save_posted(request, "details", journey.details_form())
        file_error = file_error or _take_file(request, journey)
        if not file_error:
            return go(journey, "details")
    elif request.method == "POST" and (file_id := request.POST.get("remove")):
        journey.save_posted(request, "details", journey.details_form())
        _remove_file(request, journey, file_id)
        return go(journey, "details")
    form = journey.details_form()
    if not file_error:
        form = _posted(request, journey, "details", journey.details_form)
        if form.is_bound and form.is_valid():
            return go(journey, "check")
    context = {"form": form, "file_error": file_error, "files": journey.files}
    bad = file_error or form.errors
    return show(request, "details", frame(journey, "details", context), status=status_of(bad))


@step_view("autosave")
def autosave(request: HttpRequest, journey: Journey) -> HttpResponse:
    """Keep what is being typed; answers with the time it was kept."""
    if request.method != "POST":
        raise Http404
    return journey.autosave(request, journey.question_form(), journey.details_form())


@step_view("discard")
def discard(request: HttpRequest, journey: Journey) -> HttpResponse:
    """Throw the draft away, on a second look."""
    if request.method == "POST":
        draft_discard(draft=journey.draft, owner=request.user)
        messages.success(request, _("The draft is deleted."))
        return HttpResponseRedirect(journey.page.get_url(request))
    return show(request, "discard", frame(journey, "question", {}))


@never_cache
def done(request: HttpRequest, page: AppealFormPage, number: str) -> HttpResponse:
    """The receipt: number, dates, what happens next. For the author only."""
    reader = reader_of(request)
    try:
        appeal = appeal_get(number, reader)
    except Appeal.DoesNotExist:
        raise Http404 from None
    if not reader.is_person(appeal.author_id):
        raise Http404
    clock = clock_for_appeal(appeal.kind_registered, appeal.submitted_at)
    context = {
        "page": page,
        "appeal": detail_of(appeal, reader),
        "clock": clock,
        "receipt": receipt_view_of(appeal, reader),
    }
    return show(request, "done", context)


def _posted(
    request: HttpRequest, journey: Journey, step: str, make: Callable[..., Any]
) -> QuestionForm | DetailsForm:
    """The step's form; what came in is kept in the draft before it is judged."""
    if request.method != "POST":
        form: QuestionForm | DetailsForm = make()
        return form
    bound: QuestionForm | DetailsForm = make(request.POST)
    if problem := journey.save_posted(request, step, bound):
        bound.add_error(None, problem)
    return bound


def _take_file(request: HttpRequest, journey: Journey) -> str:
    upload = request.FILES.get("file")
    if upload is None:
        return _("Choose a file first.")
    try:
        file_take(owner=request.user, draft=journey.draft, upload=upload)
    except Refused as refusal:
        return str(refusal.message)
    return ""


def _remove_file(request: HttpRequest, journey: Journey, file_id: str) -> None:
    for file in journey.files:
        if str(file.pk) == file_id:
            file_remove(owner=request.user, file=file)
