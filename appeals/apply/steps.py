"""Which view answers which step of the form."""

from collections.abc import Callable

from django.http import HttpResponse

from appeals.apply import signing, views

STEP_VIEWS: dict[str, Callable[..., HttpResponse]] = {
    "start": views.start,
    "terms": views.terms,
    "question": views.question,
    "details": views.details,
    "check": signing.check,
    "sign": signing.sign,
    "sign-eds": signing.sign_eds,
    "waiting": signing.waiting,
    "autosave": views.autosave,
    "discard": views.discard,
}
