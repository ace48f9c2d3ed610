"""What every API router shares: paging, languages and problem documents (RFC 9457)."""

import logging
from collections.abc import Callable, Iterable, Mapping
from functools import wraps
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.urls import URLPattern
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from ninja import NinjaAPI, Schema
from ninja.errors import HttpError, ValidationError
from pydantic import Field

from core.errors import Refused, TooMany
from core.keyset import CURSOR_LENGTH, Page

logger = logging.getLogger(__name__)

PROBLEM = "application/problem+json"
MAX_LIMIT = 100


class Problem(Schema):
    """A problem document."""

    type: str = Field(description="Stable code of the problem, as a relative reference")
    title: str
    status: int
    detail: str = ""
    errors: list[dict[str, Any]] = Field(default_factory=list)


class Paging(Schema):
    """Query of a list. ``cursor`` comes from ``next`` or ``previous`` of an earlier answer."""

    cursor: str = Field("", max_length=CURSOR_LENGTH)
    limit: int = Field(20, ge=1, le=MAX_LIMIT)


def page_document(page: Page, items: list[Any]) -> dict[str, Any]:
    """The answer of a list: the items and where to go on."""
    return {"items": items, "next": page.older or None, "previous": page.newer or None}


def problem(
    *,
    code: str,
    title: str | Promise,
    status: int,
    detail: str = "",
    errors: list[Any] | None = None,
) -> HttpResponse:
    """One problem document."""
    body = {"type": f"/problems/{code}", "title": title, "status": status, "detail": detail}
    return JsonResponse({**body, "errors": errors or []}, status=status, content_type=PROBLEM)


def bad_filters(errors: Mapping[str, Iterable[str]]) -> HttpResponse:
    """A problem document from the errors of a filter form."""
    told = [
        {"field": name, "message": str(message)}
        for name, messages in errors.items()
        for message in messages
    ]
    title = _("Some filters have values we don't know.")
    return problem(code="bad_filter", title=title, status=422, errors=told)


def install_problems(api: NinjaAPI) -> None:
    """Make every error of an operation a problem document; nothing is a bare 500 page."""
    handlers: dict[type[Exception], Callable[[HttpRequest, Any], HttpResponse]] = {
        Refused: _refused,
        Http404: problem_not_found,
        LookupError: _lookup,
        PermissionDenied: lambda request, error: problem(
            code="not_allowed", title=_("You may not do this."), status=403
        ),
        ValidationError: _invalid,
        HttpError: lambda request, error: problem(
            code="http", title=str(error), status=error.status_code
        ),
        Exception: _unexpected,
    }
    for kind, handler in handlers.items():
        api.add_exception_handler(kind, handler)


def api_urls(api: NinjaAPI) -> tuple[list[URLPattern], str, str]:
    """The API's addresses, with HEAD, and problem documents for methods nobody takes."""
    patterns, app_name, namespace = api.urls
    for pattern in patterns:
        pattern.callback = _with_methods(pattern.callback)
    return patterns, app_name, namespace


def _with_methods(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """HEAD is answered as GET (RFC 9110, 9.1); the server leaves the body away."""

    @wraps(view)
    def told(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        asked = request.method
        request.method = "GET" if asked == "HEAD" else asked
        try:
            answer = view(request, *args, **kwargs)
        finally:
            request.method = asked
        return _other_method(answer) if answer.status_code == 405 else answer

    return told


def _other_method(answer: HttpResponse) -> HttpResponse:
    told = problem(
        code="method_not_allowed", title=_("This address takes other methods."), status=405
    )
    told["Allow"] = answer.get("Allow", "")
    return told


def problem_not_found(request: HttpRequest, error: Exception | None = None) -> HttpResponse:
    """Nothing here, or nothing for this reader."""
    return problem(code="not_found", title=_("There is nothing at this address."), status=404)


def _lookup(request: HttpRequest, error: LookupError) -> HttpResponse:
    """Raised on purpose it says "no such thing"; a missing key or index is our own mistake."""
    told = problem_not_found if type(error) is LookupError else _unexpected
    return told(request, error)


def _refused(request: HttpRequest, error: Refused) -> HttpResponse:
    answer = problem(code=error.code, title=error.message, status=error.status)
    if isinstance(error, TooMany):
        answer["Retry-After"] = str(error.retry_after)
    return answer


def _invalid(request: HttpRequest, error: ValidationError) -> HttpResponse:
    errors = [
        {"field": ".".join(str(part) for part in item["loc"]), "message": item["msg"]}
        for item in error.errors
    ]
    title = _("Some values are not valid.")
    return problem(code="invalid", title=title, status=422, errors=errors)


def _unexpected(request: HttpRequest, error: Exception) -> HttpResponse:
    logger.error("unexpected error at %s", request.path, exc_info=error)
    return problem(code="unexpected", title=_("Something went wrong on our side."), status=500)
