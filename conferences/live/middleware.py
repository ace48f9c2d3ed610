"""Answers watchers before sessions, cookies and the rest of the portal wake up."""

import re
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from conferences.live.answers import live_answer

ADDRESS = re.compile(r"/api/v1/conferences/([-\w]{1,50})/live", re.ASCII)


class LiveMiddleware:
    """Stands right behind ``SecurityMiddleware``, which adds its headers and sends to https.

    Whatever it doesn't know (an unknown key, another method) goes the usual way to the documented
    route, which asks the same function and says the problem in the reader's language.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.method in ("GET", "HEAD"):
            found = ADDRESS.fullmatch(request.path_info)
            answer = live_answer(request, found[1]) if found else None
            if answer is not None:
                return answer
        return self.get_response(request)
