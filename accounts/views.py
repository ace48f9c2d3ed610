"""Leaving."""

from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.views.decorators.http import require_POST

from core.views import safe_next


@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """End the session here; the one at egov is egov's."""
    target = safe_next(request, "/")
    logout(request)
    return HttpResponseRedirect(target)
