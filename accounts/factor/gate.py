"""Asking for the second factor where it is needed: one decorator, one question, one check.

What passed is kept in the session: which factor, and when. A factor that was taken away, another
person in the same browser, and too long a time make it void.
"""

import time
from collections.abc import Callable
from functools import wraps
from typing import Any
from urllib.parse import urlencode

from django.contrib.auth.signals import user_logged_in
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from accounts.factor.services import factor_of, factor_try
from accounts.models import AccessRules, SecondFactor, User
from accounts.services.devices import device_moved
from core.errors import Refused

PASSED, SIGNED_IN, CODE = "second_factor", "signed_in_at", "second_factor_code"
# Setting up needs a sign-in at eGov not older than this: an open browser isn't enough.
SIGN_IN_SECONDS = 15 * 60
View = Callable[..., HttpResponse]


def second_factor_check(request: HttpRequest) -> bool:
    """The second factor was passed in this session, not longer ago than the rules allow."""
    return _passed_within(request, AccessRules.load().factor_minutes * 60)


def factor_kept(request: HttpRequest) -> bool:
    """The second factor was passed in this session, however long ago."""
    return _passed_within(request, None)


def factor_passed(request: HttpRequest, factor: SecondFactor) -> None:
    """Remember it in the session, under a new session key."""
    before = request.session.session_key or ""
    request.session.cycle_key()
    device_moved(before, request.session.session_key or "")
    request.session[PASSED] = {"factor": factor.pk, "at": time.time()}


def factor_ask(request: HttpRequest) -> HttpResponse | None:
    """Nothing when the factor is fresh; else the page that asks for it.

    Somebody who comes to a page goes to the question and back. A form that was sent is answered
    with the question and sends everything typed once more, with the code.
    """
    if second_factor_check(request):
        return None
    user: User = request.user  # type: ignore[assignment]
    if request.method in ("GET", "HEAD") or factor_of(user) is None:
        return HttpResponseRedirect(factor_url(request.get_full_path()))
    error = ""
    if CODE in request.POST:
        try:
            factor_passed(request, factor_try(actor=user, code=request.POST[CODE]))
            return None
        except Refused as refusal:
            error = str(refusal.message)
    return _question(request, error)


def second_factor_required(view: View) -> View:
    """A view that acts only with a fresh second factor. Put it below what checks the role."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return factor_ask(request) or view(request, *args, **kwargs)

    return guarded


def factor_url(back: str) -> str:
    """The page of the second factor, and where it leads afterwards."""
    return f"{reverse('accounts_factor')}?{urlencode({'next': back})}"


def signed_in_lately(request: HttpRequest) -> bool:
    """This very session began at eGov a moment ago."""
    at = request.session.get(SIGNED_IN)
    return isinstance(at, float) and 0 <= time.time() - at <= SIGN_IN_SECONDS


def sign_in_note(sender: Any, request: HttpRequest | None, **kwargs: Any) -> None:
    """Remember when this session began."""
    session = getattr(request, "session", None)
    if session is not None:
        session[SIGNED_IN] = time.time()
        session.pop(PASSED, None)


def watch_sign_ins() -> None:
    """Called at start."""
    user_logged_in.connect(sign_in_note, dispatch_uid="accounts.factor.sign_in")


def _passed_within(request: HttpRequest, seconds: int | None) -> bool:
    session = getattr(request, "session", None)
    said = session.get(PASSED) if session is not None else None
    if not isinstance(said, dict) or not request.user.is_authenticated:
        return False
    age = time.time() - said["at"]
    if age < 0 or (seconds is not None and age > seconds):
        return False
    return SecondFactor.objects.filter(
        pk=said["factor"], user=request.user, confirmed_at__isnull=False
    ).exists()


def _question(request: HttpRequest, error: str) -> HttpResponse:
    skipped = {CODE, "csrfmiddlewaretoken"}
    typed = [
        (name, value)
        for name in request.POST
        if name not in skipped
        for value in request.POST.getlist(name)
    ]
    context = {
        "action": request.get_full_path(),
        "typed": typed,
        "error": error,
        "name": CODE,
        "back": "",
    }
    return render(request, "accounts/factor/enter.html", context, status=422 if error else 403)
