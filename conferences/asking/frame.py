"""What the steps share: who may see a step, the frame of its page, the way to the next one."""

from collections.abc import Callable
from contextlib import suppress
from functools import wraps
from typing import Any, cast

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from accounts.models import User
from accounts.readers import reader_of
from conferences.asking.journey import Asking
from conferences.asking.view import AskView, ask_view
from conferences.models import ConferencePage
from conferences.phases import takes_questions
from conferences.services.asking import PURPOSE
from core.context import section_url
from core.errors import Refused
from signing.drafts import draft_list, draft_read
from signing.steps.aside import aside_put, aside_take, owner_mark
from signing.steps.fields import typed
from signing.steps.form import page_of_step

# Pages that may speak with NCALayer on the reader's computer.
SOCKET_PAGES = ("start", "sign_eds")
# Steps of a person whose signature is being checked; every other one leads to "waiting".
WAITING_STEPS = ("waiting", "autosave")
Step = Callable[[HttpRequest, Asking], HttpResponse]
Page = Callable[[HttpRequest, ConferencePage], HttpResponse]


def step_view(name: str) -> Callable[[Step], Page]:
    """A step: signed in, questions taken, never cached, refusals shown on the page itself."""

    def wrap(step: Step) -> Page:
        @never_cache
        @wraps(step)
        def view(request: HttpRequest, page: ConferencePage) -> HttpResponse:
            if not request.user.is_authenticated:
                return _signed_out(request, page, name)
            user = request.user
            is_open = takes_questions(page.conference, timezone.now())
            asking = Asking.open(page, user) if is_open else Asking.waited(page, user)
            if asking is None or not (is_open or asking.is_waiting or name == "waiting"):
                return _closed(request, page, name)
            if name not in WAITING_STEPS and asking.is_waiting:
                return go(asking.page, "waiting")
            _take_from_aside(request, asking)
            return step(request, asking)

        return view

    return wrap


def go(page: ConferencePage, step: str) -> HttpResponse:
    """On to a step."""
    return HttpResponseRedirect(f"{page.get_url()}ask/{'' if step == 'question' else f'{step}/'}")


def frame(asking: Asking, context: dict[str, Any]) -> dict[str, Any]:
    """What every step's page shows."""
    return {
        **_of_page(asking.page),
        "draft": asking.draft,
        "vault": getattr(asking.user, "vault", None),
        "owner_mark": owner_mark(asking.user),
        "replaced": asking.replaced,
        **context,
    }


def show(
    request: HttpRequest, name: str, context: dict[str, Any], status: int = 200
) -> HttpResponse:
    """The page of a step."""
    template = f"pages/conferences/ask/{name}.html"
    socket = name in SOCKET_PAGES
    return page_of_step(request, template, context, status=status, socket=socket)


def closed_page(request: HttpRequest, page: ConferencePage, text: str) -> HttpResponse:
    """Why nothing can be asked here now, with the words to take along."""
    context = {
        **_of_page(page),
        "ask": _ask(request, page),
        "text": text,
        "blogs_url": section_url("blogs"),
    }
    return show(request, "closed", context, status=409)


def _of_page(page: ConferencePage) -> dict[str, Any]:
    return {"page": page, "conference": page.conference, "base": f"{page.get_url()}ask/"}


def _ask(request: HttpRequest, page: ConferencePage) -> AskView:
    return ask_view(page.conference, page, reader_of(request), timezone.now())


def _signed_out(request: HttpRequest, page: ConferencePage, step: str) -> HttpResponse:
    """How to sign in; what was sent by somebody whose session had run out is kept meanwhile."""
    if step == "autosave":
        message = _("You are signed out. Press Next to sign in again: your text is kept.")
        return JsonResponse({"error": message}, status=401)
    kept = (
        request.method == "POST"
        and step == "question"
        and aside_put(request, purpose=PURPOSE, object_key=page.conference.key, step=step)
    )
    return show(request, "start", {**_of_page(page), "ask": _ask(request, page), "kept": kept})


def _closed(request: HttpRequest, page: ConferencePage, step: str) -> HttpResponse:
    if step == "autosave":
        message = _("Questions aren't taken any more. Copy your text.")
        return JsonResponse({"error": message}, status=409)
    return closed_page(request, page, request.POST.get("text") or _draft_text(request, page))


def _draft_text(request: HttpRequest, page: ConferencePage) -> str:
    begun = (
        draft
        for draft in draft_list(cast(User, request.user))
        if draft.purpose == PURPOSE and draft.object_key == page.conference.key
    )
    return next((str(draft_read(draft).get("text", "")) for draft in begun), "")


def _take_from_aside(request: HttpRequest, asking: Asking) -> None:
    """Bring back what was sent while signed out."""
    found = aside_take(request, purpose=PURPOSE, object_key=asking.conference.key)
    if found is None:
        return
    step, data = found
    with suppress(Refused):
        asking.save(typed(asking.form(), data), step, data.get("revision"))
        messages.info(request, _("What you had typed is back."))
