"""The button "Follow" posts here; a search that is followed opens from here."""

from typing import cast
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from accounts.models import User
from core.errors import Refused
from core.rates import rate_take
from notifications.models import Followed, Pace, Subscription
from notifications.services.following import follow, pace_set, unfollow

ACTS_AN_HOUR = 60


@never_cache
@login_required
@require_POST
def follow_post(request: HttpRequest) -> HttpResponse:
    """Follow, change how often, or let go; then back to where the person was."""
    try:
        rate_take(scope="follow", key=str(request.user.pk), limit=ACTS_AN_HOUR, per_seconds=3600)
        said = _act(request)
    except Refused as refusal:
        messages.error(request, str(refusal.message))
    else:
        messages.success(request, said)
    return HttpResponseRedirect(_back(request))


@never_cache
@login_required
@require_safe
def search_open(request: HttpRequest, public_id: str) -> HttpResponse:
    """What a followed search finds now."""
    user = cast(User, request.user)
    rows = Subscription.objects.filter(user=user, kind=Followed.SEARCH)
    row = rows.filter(public_id=public_id).first()
    if row is None:
        raise Http404
    return HttpResponseRedirect(f"{reverse('search')}?{urlencode({'q': row.said})}")


def _act(request: HttpRequest) -> str:
    said, user = request.POST, cast(User, request.user)
    public_id = said.get("id", "")
    if said.get("action") == "unfollow":
        unfollow(user=user, public_id=_uuid(public_id))
        return _("You don't follow it any more.")
    if said.get("action") == "pace":
        pace_set(user=user, public_id=_uuid(public_id), pace=said.get("pace", ""))
        return _("Saved.")
    follow(
        user=user,
        kind=said.get("kind", ""),
        key=said.get("key", "")[:200],
        language=(get_language() or "kk")[:2],
        pace=said.get("pace", Pace.ONCE),
    )
    return _("You follow it now. How notices reach you stands in your account.")


def _uuid(text: str) -> str:
    try:
        return str(UUID(text))
    except ValueError:
        raise Http404 from None


def _back(request: HttpRequest) -> str:
    """An address of ours, else the list of what is followed."""
    wanted = request.POST.get("next", "")
    if url_has_allowed_host_and_scheme(
        wanted, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    ):
        return wanted
    return reverse("account_following")
