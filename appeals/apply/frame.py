"""What the steps share: who may see a step, the frame of its page, the way to the next one."""

from collections.abc import Callable
from contextlib import suppress
from functools import wraps
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from agencies.models import Office
from agencies.selectors import office_list
from appeals.apply.journey import PURPOSE, Journey
from appeals.models import AppealFormPage
from core.errors import Refused
from signing.drafts import draft_list, draft_read
from signing.steps.aside import aside_put, aside_take, owner_mark
from signing.steps.fields import typed
from signing.steps.form import page_of_step

STEPS = ("terms", "question", "details", "check")
FORM_STEPS = ("question", "details")
# Pages that may speak with NCALayer on the reader's computer.
SOCKET_PAGES = ("start", "terms", "sign_eds")
# Steps of a person whose signature is being checked; every other one leads to "waiting".
WAITING_STEPS = ("waiting", "autosave")
Step = Callable[[HttpRequest, Journey], HttpResponse]


def step_view(name: str) -> Callable[[Step], Callable[..., HttpResponse]]:
    """A step: signed in, office open, never cached, refusals shown on the page itself."""

    def wrap(step: Step) -> Callable[..., HttpResponse]:
        @never_cache
        @wraps(step)
        def view(request: HttpRequest, page: AppealFormPage, office_key: str) -> HttpResponse:
            office = office_of(office_key)
            if not request.user.is_authenticated:
                return _signed_out(request, page, office, name)
            if not office.accepts_applications:
                return _closed(request, page, office, name)
            journey = Journey.open(page, office, request.user)
            if name not in WAITING_STEPS and journey.is_waiting:
                return go(journey, "waiting")
            _take_from_aside(request, journey)
            if name in STEPS[1:] and not journey.has_accepted:
                return go(journey, "terms")
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
    kept = is_sent and aside_put(request, purpose=PURPOSE, object_key=office.key, step=step)
    return show(request, "start", {"page": page, "office": office, "kept": kept})


def _closed(request: HttpRequest, page: AppealFormPage, office: Office, step: str) -> HttpResponse:
    """Where to write instead. Whoever had begun here takes the text along."""
    if step == "autosave":
        message = _("This agency takes no applications any more. Copy your text.")
        return JsonResponse({"error": message}, status=409)
    begun = [draft for draft in draft_list(request.user) if draft.object_key == office.key]
    kept = draft_read(begun[0]).get("text", "") if begun else ""
    context = {"page": page, "office": office, "text": request.POST.get("text") or kept}
    return show(request, "closed", context, status=409)


def _take_from_aside(request: HttpRequest, journey: Journey) -> None:
    """Bring back what was sent while signed out."""
    found = aside_take(request, purpose=PURPOSE, object_key=journey.office.key)
    if found is None:
        return
    step, data = found
    form = journey.question_form() if step == "question" else journey.details_form()
    with suppress(Refused):
        journey.save(typed(form, data), step, data.get("revision"))
        messages.info(request, _("What you had typed is back."))


def office_of(key: str) -> Office:
    """The office with this key; 404 when there is none."""
    office = office_list().filter(key=key).first()
    if office is None:
        raise Http404
    return office


def go(journey: Journey, step: str) -> HttpResponse:
    """On to a step."""
    return HttpResponseRedirect(f"{journey.page.get_url()}{journey.office.key}/{step}/")


def frame(journey: Journey, step: str, context: dict[str, Any]) -> dict[str, Any]:
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


def show(
    request: HttpRequest, name: str, context: dict[str, Any], status: int = 200
) -> HttpResponse:
    """The page of a step."""
    return page_of_step(
        request,
        f"pages/appeals/apply/{name}.html",
        context,
        status=status,
        socket=name in SOCKET_PAGES,
    )
