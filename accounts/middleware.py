"""Rights follow the roles in force at this very moment, on every request."""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from wagtail.models import APIToken

from accounts.gate import cms_gate
from accounts.groups import groups_for, groups_sync
from accounts.models import Role, User
from core.audience import Reader

BEARER = "bearer "


class RoleMiddleware:
    """Makes the groups of whoever asks equal to what the active roles give, then guards the CMS.

    A visitor costs nothing and a citizen one query, whose answer ``reader_of`` uses as well.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if settings.SESSION_COOKIE_NAME in request.COOKIES and request.user.is_authenticated:
            request._reader = roles_apply(request.user)  # type: ignore[attr-defined]
        _token_apply(request)
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., Any], args: Any, kwargs: Any
    ) -> HttpResponse | None:
        """The guard of the CMS; it knows the view by now."""
        return cms_gate(request, view)


def roles_apply(user: User) -> Reader:
    """Bring a person's groups up to date; returns the reader they are now."""
    now = timezone.now()
    rows = Role.objects.filter(user=user, valid_from__lte=now)
    ever = list(rows.values_list("kind", "agency_id", "agency__key", "valid_to"))
    active = [row[:3] for row in ever if row[3] is None or row[3] > now]
    if ever:
        groups_sync(user, groups_for((kind, key) for kind, _agency, key in active))
    return Reader(user_id=user.pk, roles=frozenset((kind, agency) for kind, agency, _key in active))


def _token_apply(request: HttpRequest) -> None:
    """The content API knows people by a token and asks no session."""
    header = request.headers.get("Authorization", "")
    if not header.lower().startswith(BEARER):
        return
    hashes = APIToken.candidate_key_hashes(header[len(BEARER) :].strip())
    tokens = APIToken.objects.filter(key_hash__in=hashes, revoked_at__isnull=True)
    for token in tokens.select_related("user"):
        if token.user.is_active:
            roles_apply(token.user)
