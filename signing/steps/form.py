"""What a signed form tells the generic steps."""

from abc import ABC, abstractmethod
from typing import Any, cast
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language

from accounts.models import User
from signing.models import Draft, PendingSignature, SignedPayload
from signing.ncalayer import ncalayer_allow, ncalayer_url
from signing.payloads import payload_get


class SignedForm(ABC):
    """One person before the last steps of one form.

    The steps are called ``check`` (look over and choose how), ``sign`` (code by SMS), ``sign-eds``
    and ``waiting``; ``go`` leads to them and ``show`` draws the pages ``sign``, ``sign_eds`` and
    ``waiting``.
    """

    user: User
    draft: Draft

    @property
    @abstractmethod
    def last_pending(self) -> PendingSignature | None:
        """The signature by EDS that came in last, waiting or decided."""

    @abstractmethod
    def payload(self) -> SignedPayload:
        """Make what will be signed of the draft as it is."""

    @abstractmethod
    def looked_over(self) -> dict[str, Any]:
        """What is signed, for the page: goes into the template's context."""

    @abstractmethod
    def go(self, step: str) -> HttpResponse:
        """On to a step."""

    @abstractmethod
    def show(self, request: HttpRequest, name: str, context: dict[str, Any]) -> HttpResponse:
        """The page of a step; its ``error`` makes it 422."""

    @abstractmethod
    def result_url(self, request: HttpRequest, result: Any) -> str:
        """Where somebody who has signed goes."""


def payload_posted(request: HttpRequest, *, purpose: str, object_key: str) -> SignedPayload:
    """The payload that a form names: of this person, for this thing, else 404."""
    try:
        owner = cast(User, request.user)
        payload = payload_get(owner=owner, payload_id=_uuid(request.POST.get("payload")))
    except LookupError:
        raise Http404 from None
    if payload.draft is None or payload.purpose != purpose:
        raise Http404
    if payload.draft.object_key != object_key:
        raise Http404
    return payload


def page_of_step(
    request: HttpRequest, template: str, context: dict[str, Any], *, status: int, socket: bool
) -> HttpResponse:
    """A page of a form; ``socket``: it may speak with NCALayer on the reader's computer."""
    words = {**context, "ncalayer_url": ncalayer_url()}
    response = render(request, template, words, status=status)
    return ncalayer_allow(response) if socket else response


def status_of(bad: Any) -> int:
    """The HTTP status of a page that may show mistakes."""
    return 422 if bad else 200


def language_now() -> str:
    """The reader's language."""
    return (get_language() or "kk")[:2]


def _uuid(value: str | None) -> UUID:
    try:
        return UUID(value or "")
    except ValueError:
        raise Http404 from None
