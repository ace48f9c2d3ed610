"""Redirects from the former portal's addresses."""

from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.utils.translation import get_language_from_request

from core.context import section_url
from executives.models import ExecutivePage

SECTIONS = {
    "welcome": "",
    "posts": "posts/",
    "biography": "biography/",
    "questions": "applications/",
    "archive": "archive/",
}


def list_redirect(request: HttpRequest, section: str = "applications") -> HttpResponse:
    """A list of the former portal leads to the same list here."""
    language = get_language_from_request(request)[:2]
    return HttpResponsePermanentRedirect(section_url(section, language))


def blog_redirect(request: HttpRequest, legacy_id: int, section: str) -> HttpResponse:
    """A blog by its former id leads to the blog of the same office."""
    language = get_language_from_request(request)[:2]
    pages = ExecutivePage.objects.live().filter(
        office__legacy_id=legacy_id, locale__language_code=language
    )
    page = pages.first()
    if page is None or section not in SECTIONS:
        raise Http404
    return HttpResponsePermanentRedirect(f"{page.get_url(request)}{SECTIONS[section]}")
