"""My data: what is kept, taking it away, asking for erasure, blocking or correction."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from accounts.models import DataRequest
from accounts.selectors import identity_views_of
from accounts.services import data_request_send
from core.errors import Refused
from home.account.tabs import account_tabs
from home.account.takeaway import labels_of_parts, takeaway_make


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def data_page(request: HttpRequest) -> HttpResponse:
    """What we keep, and a request about it."""
    user: Any = request.user
    error = ""
    if request.method == "POST":
        try:
            kind, words = request.POST.get("kind", ""), request.POST.get("words", "")
            data_request_send(user=user, kind=kind, words=words)
        except Refused as refusal:
            error = str(refusal.message)
        else:
            messages.success(request, _("Sent. An operator decides, and you will be told."))
            return HttpResponseRedirect(reverse("account_data"))
    context = {
        "tabs": account_tabs("account_data"),
        "vault": getattr(user, "vault", None),
        "parts": labels_of_parts(),
        "kinds": DataRequest.Kind.choices,
        "requests": DataRequest.objects.filter(user=user),
        "identity_views": identity_views_of(user),
        "error": error,
        "typed": request.POST if error else {},
    }
    status = 422 if error else 200
    return render(request, "pages/home/account/data.html", context, status=status)


@never_cache
@login_required
@require_POST
def data_download(request: HttpRequest) -> HttpResponseBase:
    """Everything in one file."""
    user: Any = request.user
    try:
        archive = takeaway_make(user)
    except Refused as refusal:
        messages.error(request, str(refusal.message))
        return HttpResponseRedirect(reverse("account_data"))
    name = f"open-dialogue-{timezone.localdate():%Y-%m-%d}.zip"
    return FileResponse(archive, as_attachment=True, filename=name, content_type="application/zip")
