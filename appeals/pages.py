"""The page of one application, for whoever reads it."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import add_never_cache_headers

from accounts.readers import reader_of
from appeals.author.forms import AuthorForm
from appeals.author.page import author_page
from appeals.ball import age_of, ball_of, bodies_of, usual_days
from appeals.models import Appeal
from appeals.projections import Detail, detail_of
from appeals.selectors import appeal_get
from appeals.states import OPEN_STATES
from appeals.timeline import timeline_of


def appeal_found(request: HttpRequest, number: str) -> tuple[Appeal, Detail]:
    """The application as this reader may read it; else it looks like nothing at all."""
    reader = reader_of(request)
    try:
        appeal = appeal_get(number, reader)
    except Appeal.DoesNotExist:
        raise Http404 from None
    return appeal, detail_of(appeal, reader)


def detail_page(
    request: HttpRequest,
    appeal: Appeal,
    detail: Detail,
    *,
    bound: tuple[str, AuthorForm] | None = None,
    status: int = 200,
) -> HttpResponse:
    """The page; ``bound`` is an author's form that came back, with what was typed."""
    is_open = appeal.state in OPEN_STATES
    context = {
        "appeal": detail,
        "timeline": timeline_of(appeal, detail),
        "author": author_page(appeal, detail, bound),
        "ball": ball_of(detail),
        "bodies": bodies_of(detail),
        "age": age_of(detail),
        "is_open": is_open,
        "usual": usual_days(appeal) if is_open else None,
    }
    response = render(request, "pages/appeals/detail.html", context, status=status)
    if detail.shows_original:
        add_never_cache_headers(response)
    return response
