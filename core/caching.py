"""What must never be kept: pages for one person, and every step of the sign-in."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils.cache import patch_cache_control

SIGN_IN = "/accounts/"


class PrivatePagesMiddleware:
    """Whatever a signed-in person reads names them in its header, so nobody keeps it.

    On a shared computer the Back button must show nothing after signing out.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if request.path.startswith(SIGN_IN) or _knows_the_person(request):
            patch_cache_control(response, private=True, no_store=True)
        return response


def _knows_the_person(request: HttpRequest) -> bool:
    """Asks the session only when the answer was made with it."""
    session = getattr(request, "session", None)
    return bool(session is not None and session.accessed and request.user.is_authenticated)
