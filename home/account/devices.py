"""Where a person is signed in, and how to end it."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts.selectors import devices_of
from accounts.services import device_end, devices_end_all
from home.account.tabs import account_tabs


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def devices_page(request: HttpRequest) -> HttpResponse:
    """The list; a POST ends one, or all others."""
    user: Any = request.user
    if request.method == "POST":
        messages.success(request, _act(request, user))
        return HttpResponseRedirect(reverse("account_devices"))
    rows = devices_of(user, session_key=request.session.session_key or "")
    context = {"tabs": account_tabs("account_devices"), "rows": rows}
    return render(request, "pages/home/account/devices.html", context)


def _act(request: HttpRequest, user: Any) -> str:
    if "everywhere" in request.POST:
        devices_end_all(user=user, request=request)
        return _("You are signed out everywhere but here.")
    public_id = _uuid(request.POST.get("id", ""))
    if public_id is None or not device_end(user=user, public_id=public_id):
        # Somebody else's, made up, or ended meanwhile: nobody can tell which from here.
        raise Http404
    return _("Signed out there.")


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
