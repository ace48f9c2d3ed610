"""Votes, comments and reports, from the page of a conference."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_POST


@require_POST
def vote(request: HttpRequest, key: str, number: int) -> HttpResponse:
    """Vote for a question, or take the vote back."""
    raise Http404


@require_POST
def comment(request: HttpRequest, key: str, number: int) -> HttpResponse:
    """Write a comment or a reply."""
    raise Http404


@require_POST
def comment_report(request: HttpRequest, key: str, number: int, comment_id: Any) -> HttpResponse:
    """Tell the moderators of a comment."""
    raise Http404


@require_POST
def comment_withdraw(request: HttpRequest, key: str, number: int, comment_id: Any) -> HttpResponse:
    """Take one's own comment back."""
    raise Http404
