"""What every API router shares: paging, languages and problem documents (RFC 9457)."""

import logging
from collections.abc import Callable
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse

from ninja import NinjaAPI, Schema
from ninja.errors import HttpError, ValidationError
from pydantic import Field

from core.errors import Refused, TooMany
from core.keyset import Page

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

    cursor: str = Field("", max_length=400)
    limit: int = Field(20, ge=1, le=MAX_LIMIT)


def page_document(page: Page, items: list[Any]) -> dict[str, Any]:
    """The answer of a list: the items and where to go on."""
    return {"items": items, "next": page.older or None, "previous": page.newer or None}


def problem(
    *, code: str, title: str, status: int, detail: str = "", errors: list[Any] | None = None
) -> HttpResponse:
    """One problem document."""
    body = {"type": f"/problems/{code}", "title": title, "status": status, "detail": detail}
    return JsonResponse({**body, "errors": errors or []}, status=status, content_type=PROBLEM)


def install_problems(api: NinjaAPI) -> None:
    """Make every error of the API a problem document; nothing is a bare 500 page."""
    handlers: dict[type[Exception], Callable[[HttpRequest, Any], HttpResponse]] = {
        Refused: _refused,
        Http404: lambda request, error: problem(
            code="not_found", title="There is nothing at this address.", status=404
        ),
        LookupError: lambda request, error: problem(
            code="not_found", title="There is nothing at this address.", status=404
        ),
        PermissionDenied: lambda request, error: problem(
            code="not_allowed", title="You may not do this.", status=403
        ),
        ValidationError: _invalid,
        HttpError: lambda request, error: problem(
            code="http", title=str(error), status=error.status_code
        ),
        Exception: _unexpected,
    }
    for kind, handler in handlers.items():
        api.add_exception_handler(kind, handler)


def _refused(request: HttpRequest, error: Refused) -> HttpResponse:
    answer = problem(code=error.code, title=str(error.message), status=error.status)
    if isinstance(error, TooMany):
        answer["Retry-After"] = str(error.retry_after)
    return answer


def _invalid(request: HttpRequest, error: ValidationError) -> HttpResponse:
    errors = [
        {"field": ".".join(str(part) for part in item["loc"]), "message": item["msg"]}
        for item in error.errors
    ]
    return problem(code="invalid", title="Some values are not valid.", status=422, errors=errors)


def _unexpected(request: HttpRequest, error: Exception) -> HttpResponse:
    logger.error("unexpected error at %s", request.path, exc_info=error)
    return problem(code="unexpected", title="Something went wrong on our side.", status=500)
