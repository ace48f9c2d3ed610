"""The steps of writing an application. Thin: read the request, call the journey or a service."""

from collections.abc import Callable
from contextlib import suppress
from functools import wraps
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from accounts.readers import reader_of
from agencies.models import Office, Topic
from agencies.selectors import office_list
from appeals.apply.aside import aside_put, aside_take, owner_mark
from appeals.apply.forms import DetailsForm, QuestionForm
from appeals.apply.journey import PURPOSE, Journey, typed
from appeals.models import Appeal, AppealFormPage
from appeals.projections import detail_of
from appeals.selectors import appeal_get
from core.address import client_address
from core.errors import Refused
from law.selectors import clock_for_appeal
from signing.codes import code_check_and_sign, code_send, code_state
from signing.drafts import draft_discard, draft_list, draft_read
from signing.files import file_remove, file_take
from signing.models import SignedPayload
from signing.payloads import payload_current, payload_get
from signing.terms import terms_accept, terms_current

STEPS = ("terms", "question", "details", "check")
FORM_STEPS = ("question", "details")
Step = Callable[[HttpRequest, Journey], HttpResponse]


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
    return _render(request, "choose", context)


def step_view(name: str) -> Callable[[Step], Callable[..., HttpResponse]]:
    """A step: signed in, office open, never cached, refusals shown on the page itself."""

    def wrap(step: Step) -> Callable[..., HttpResponse]:
        @never_cache
        @wraps(step)
        def view(request: HttpRequest, page: AppealFormPage, office_key: str) -> HttpResponse:
            office = _office(office_key)
            if not request.user.is_authenticated:
                return _signed_out(request, page, office, name)
            if not office.accepts_applications:
                return _closed(request, page, office, name)
            journey = Journey.open(page, office, request.user)
            _take_from_aside(request, journey)
            if name in STEPS[1:] and not journey.has_accepted:
                return _go(journey, "terms")
            return step(request, journey)

        return view

    return wrap


def _signed_out(
    request: HttpRequest, page: AppealFormPage, office: Office, step: str
) -> HttpResponse:
    """How to sign in; what was sent by somebody whose session had run out is kept meanwhile."""
    if step == "autosave":
        message = _("You are signed out. Press Next to sign in again: your text is kept.")
        return JsonResponse({"error": message}, status=401)
    is_sent = request.method == "POST" and step in FORM_STEPS
    kept = is_sent and aside_put(request, office_key=office.key, step=step)
    return _render(request, "start", {"page": page, "office": office, "kept": kept})


def _closed(request: HttpRequest, page: AppealFormPage, office: Office, step: str) -> HttpResponse:
    """Where to write instead. Whoever had begun here takes the text along."""
    if step == "autosave":
        message = _("This agency takes no applications any more. Copy your text.")
        return JsonResponse({"error": message}, status=409)
    begun = [draft for draft in draft_list(request.user) if draft.object_key == office.key]
    kept = draft_read(begun[0]).get("text", "") if begun else ""
    context = {"page": page, "office": office, "text": request.POST.get("text") or kept}
    return _render(request, "closed", context, status=409)


def _take_from_aside(request: HttpRequest, journey: Journey) -> None:
    """Bring back what was sent while signed out."""
    found = aside_take(request, office_key=journey.office.key)
    if found is None:
        return
    step, data = found
    form = journey.question_form() if step == "question" else journey.details_form()
    with suppress(Refused):
        journey.save(typed(form, data), step, data.get("revision"))
        messages.info(request, _("What you had typed is back."))


@step_view("start")
def start(request: HttpRequest, journey: Journey) -> HttpResponse:
    """Leads to the first step that isn't done."""
    return _go(journey, journey.missing_step() or "check")


@step_view("terms")
def terms(request: HttpRequest, journey: Journey) -> HttpResponse:
    """Accept the terms, then Next."""
    current = terms_current(PURPOSE)
    error = ""
    if request.method == "POST":
        if request.POST.get("accept") == "yes":
            terms_accept(user=request.user, terms=current)
            return _go(journey, "question")
        error = _("Tick the box if you accept the terms. Without it we can't go on.")
    context = {"terms": current, "error": error, "accepted": journey.has_accepted}
    return _render(request, "terms", _frame(journey, "terms", context), status=_status(error))


@step_view("question")
def question(request: HttpRequest, journey: Journey) -> HttpResponse:
    """Kind, topic, subject, text, place and whatever the editors ask for."""
    form = _posted(request, journey, "question", journey.question_form)
    if form.is_bound and form.is_valid():
        return _go(journey, "details")
    context = _frame(journey, "question", {"form": form})
    return _render(request, "question", context, status=_status(form.errors))


@step_view("details")
def details(request: HttpRequest, journey: Journey) -> HttpResponse:
    """Files, language of the answer, publication, name."""
    file_error = ""
    if request.method == "POST" and "upload" in request.POST:
        file_error = _keep(request, journey, "details", journey.details_form())
        file_error = file_error or _take_file(request, journey)
        if not file_error:
            return _go(journey, "details")
    elif request.method == "POST" and (file_id := request.POST.get("remove")):
        _keep(request, journey, "details", journey.details_form())
        _remove_file(request, journey, file_id)
        return _go(journey, "details")
    form = journey.details_form()
    if not file_error:
        form = _posted(request, journey, "details", journey.details_form)
        if form.is_bound and form.is_valid():
            return _go(journey, "check")
    context = {"form": form, "file_error": file_error, "files": journey.files}
    bad = file_error or form.errors
    return _render(request, "details", _frame(journey, "details", context), status=_status(bad))


@step_view("check")
def check(request: HttpRequest, journey: Journey) -> HttpResponse:
    """Look it over; then ask for the code that signs exactly this."""
    if missing := journey.missing_step():
        return _go(journey, missing)
    error = ""
    if request.method == "POST":
        try:
            payload = payload_current(journey.draft, journey.user) or journey.payload()
            code = code_state(payload)
            # A reload must not spoil the code that is on its way; a dead one helps nobody.
            if code is None or not code.is_usable:
                _send_code(request, payload)
            return _go(journey, "sign")
        except Refused as refusal:
            error = str(refusal.message)
    context = {
        "answers": journey.said(),
        "files": journey.files,
        "error": error,
        "clock": clock_for_appeal(journey.values["kind"], timezone.now()),
    }
    return _render(request, "check", _frame(journey, "check", context), status=_status(error))


def sign(request: HttpRequest, page: AppealFormPage, office_key: str) -> HttpResponse:
    """Type the code; one right code makes one application.

    The form names the payload, so a second click leads to the same result, and a code typed in
    an old tab is told what has changed.
    """
    if request.method == "POST" and request.user.is_authenticated:
        return _sign_posted(request, page, _office(office_key))
    return _sign_shown(request, page, office_key)


@step_view("sign")
def _sign_shown(request: HttpRequest, journey: Journey) -> HttpResponse:
    payload = payload_current(journey.draft, journey.user)
    if payload is None:
        messages.info(
            request, _("Your text has changed or the code is too old. Look it over again.")
        )
        return _go(journey, "check")
    return _sign_page(request, journey, payload)


@never_cache
def _sign_posted(request: HttpRequest, page: AppealFormPage, office: Office) -> HttpResponse:
    try:
        payload = payload_get(owner=request.user, payload_id=_uuid(request.POST.get("payload")))
    except LookupError:
        raise Http404 from None
    if payload.draft is None or payload.purpose != PURPOSE:
        raise Http404
    if payload.draft.object_key != office.key:
        raise Http404
    journey = Journey(page, office, request.user, payload.draft, draft_read(payload.draft))
    try:
        if "resend" in request.POST:
            _send_code(request, payload)
            messages.success(request, _("We have sent you a new code. The old one is void."))
            return _go(journey, "sign")
        return _signed(request, page, payload)
    except Refused as refusal:
        return _sign_page(request, journey, payload, str(refusal.message))


def _sign_page(
    request: HttpRequest, journey: Journey, payload: SignedPayload, error: str = ""
) -> HttpResponse:
    context = {"error": error, "payload": payload, "code": code_state(payload)}
    frame = _frame(journey, "check", context)
    return _render(request, "sign", frame, status=_status(error))


def _uuid(value: str | None) -> UUID:
    try:
        return UUID(value or "")
    except ValueError:
        raise Http404 from None


@step_view("autosave")
def autosave(request: HttpRequest, journey: Journey) -> HttpResponse:
    """Keep what is being typed; answers with the time it was kept."""
    if request.method != "POST":
        raise Http404
    forms = (journey.question_form(), journey.details_form())
    values = {
        name: value
        for form in forms
        for name, value in typed(form, request.POST).items()
        if name in request.POST
    }
    try:
        step = request.POST.get("step", "question")[:20]
        journey.save(values, step, request.POST.get("revision"))
    except Refused as refusal:
        return JsonResponse({"error": str(refusal.message)}, status=refusal.status)
    saved_at = timezone.localtime(journey.draft.updated_at).strftime("%H:%M")
    return JsonResponse({"saved_at": saved_at, "revision": journey.draft.revision})


@step_view("discard")
def discard(request: HttpRequest, journey: Journey) -> HttpResponse:
    """Throw the draft away, on a second look."""
    if request.method == "POST":
        draft_discard(draft=journey.draft, owner=request.user)
        messages.success(request, _("The draft is deleted."))
        return HttpResponseRedirect(journey.page.get_url(request))
    return _render(request, "discard", _frame(journey, "question", {}))


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
    context = {"page": page, "appeal": detail_of(appeal, reader), "clock": clock}
    return _render(request, "done", context)


def _signed(request: HttpRequest, page: AppealFormPage, payload: SignedPayload) -> HttpResponse:
    appeal = code_check_and_sign(
        payload=payload,
        owner=request.user,
        code=request.POST.get("code", ""),
        language=(get_language() or "kk")[:2],
    )
    return HttpResponseRedirect(f"{page.get_url(request)}done/{appeal.number}/")


def _send_code(request: HttpRequest, payload: SignedPayload) -> None:
    code_send(
        payload=payload,
        phone=request.user.vault.phone,
        ip=client_address(request),
        language=(get_language() or "kk")[:2],
    )


def _posted(
    request: HttpRequest, journey: Journey, step: str, make: Callable[..., Any]
) -> QuestionForm | DetailsForm:
    """The step's form; what came in is kept in the draft before it is judged."""
    if request.method != "POST":
        form: QuestionForm | DetailsForm = make()
        return form
    bound: QuestionForm | DetailsForm = make(request.POST)
    if problem := _keep(request, journey, step, bound):
        bound.add_error(None, problem)
    return bound


def _keep(
    request: HttpRequest, journey: Journey, step: str, form: QuestionForm | DetailsForm
) -> str:
    """Keep what came in; says in words why it could not be kept."""
    try:
        journey.save(typed(form, request.POST), step, request.POST.get("revision"))
    except Refused as refusal:
        return str(refusal.message)
    return ""


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


def _office(key: str) -> Office:
    office = office_list().filter(key=key).first()
    if office is None:
        raise Http404
    return office


def _go(journey: Journey, step: str) -> HttpResponse:
    return HttpResponseRedirect(f"{journey.page.get_url()}{journey.office.key}/{step}/")


def _frame(journey: Journey, step: str, context: dict[str, Any]) -> dict[str, Any]:
    """What every step's page shows: office, position in words, whether a phone is known."""
    base = f"{journey.page.get_url()}{journey.office.key}/"
    vault = getattr(journey.user, "vault", None)
    return {
        "page": journey.page,
        "office": journey.office,
        "draft": journey.draft,
        "step": STEPS.index(step) + 1,
        "steps": len(STEPS),
        "numbers": range(1, len(STEPS) + 1),
        "base": base,
        "vault": vault,
        "owner_mark": owner_mark(journey.user),
        "replaced": journey.replaced,
        **context,
    }


def _status(bad: Any) -> int:
    return 422 if bad else 200


def _render(
    request: HttpRequest, name: str, context: dict[str, Any], status: int = 200
) -> HttpResponse:
    return render(request, f"pages/appeals/apply/{name}.html", context, status=status)
