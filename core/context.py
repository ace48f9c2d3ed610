"""What every page's frame needs: sections, languages, the person, display choices."""

from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from core.display import display_of
from core.localized import ORDER

LANGUAGE_LABELS = {"kk": "ҚАЗ", "ru": "РУС", "en": "ENG"}
SECTIONS = ("blogs", "conferences", "surveys", "guide")


def section_url(slug: str, language: str | None = None) -> str:
    """Address of a section's index page. The slugs are fixed and the same in each language."""
    return f"/{language or (get_language() or ORDER[0])[:2]}/{slug}/"


def frame(request: HttpRequest) -> dict[str, Any]:
    """Context processor; makes no query for a visitor."""
    language = (get_language() or ORDER[0])[:2]
    return {
        "frame": {
            "language": language,
            "home_url": f"/{language}/",
            "sections": _sections(request.path, language),
            "languages": _languages(request, language),
            "search_url": section_url("search", language),
            "links": _links(language),
            **_person(request),
        },
        "display": display_of(request),
    }


def _sections(path: str, language: str) -> list[dict[str, Any]]:
    labels = {
        "blogs": _("Blogs of executives"),
        "conferences": _("Internet conferences"),
        "surveys": _("Surveys"),
        "guide": _("User guide"),
    }
    return [
        {
            "label": labels[slug],
            "url": section_url(slug, language),
            "current": path.startswith(section_url(slug, language)),
        }
        for slug in SECTIONS
    ]


def _languages(request: HttpRequest, current: str) -> list[dict[str, Any]]:
    """The same page in each language: only the prefix changes, faces share their slugs.

    A page without language, such as the way back from egov.kz, leads home and hands on nothing of
    its address.
    """
    path = request.path
    has_language = path[1:3] in ORDER and path[3:4] in ("/", "")
    rest = path[3:] if has_language else "/"
    asked = request.META.get("QUERY_STRING") if has_language else ""
    query = f"?{asked}" if asked else ""
    return [
        {
            "code": code,
            "label": LANGUAGE_LABELS[code],
            "url": f"/{code}{rest}{query}",
            "current": code == current,
        }
        for code in ORDER
    ]


def _links(language: str) -> dict[str, str]:
    return {
        "guide": section_url("guide", language),
        "about": section_url("about", language),
        "accessibility": section_url("accessibility", language),
        "open_data": section_url("open-data", language),
        "terms": section_url("terms", language),
        "access": section_url("agency-access", language),
        "statistics": section_url("statistics", language),
        "applications": section_url("applications", language),
        "apply": section_url("apply", language),
        "display": section_url("display", language),
        "api": "/api/docs",
    }


def _person(request: HttpRequest) -> dict[str, Any]:
    user = getattr(request, "user", None)
    signed_in = bool(user and user.is_authenticated)
    return {
        "sign_in_url": _sign_in_url(request),
        "sign_out_url": _url("sign_out"),
        "account_url": section_url("account"),
        "cms_url": _url("wagtailadmin_home") if signed_in and _is_staff(request) else "",
        "person": user.get_short_name() if signed_in and user else "",
        "waiting": user.notices.filter(read_at__isnull=True).count() if signed_in and user else 0,
    }


def _sign_in_url(request: HttpRequest) -> str:
    """Comes back to this page; a page of the sign-in itself leads home."""
    path = request.get_full_path()
    wanted = path if path[1:3] in ORDER else "/"
    return f"{_url('egov_login')}?{urlencode({'next': wanted})}"


def _is_staff(request: HttpRequest) -> bool:
    return bool(request.user.has_perm("wagtailadmin.access_admin"))


def _url(name: str) -> str:
    try:
        return reverse(name)
    except NoReverseMatch:
        return ""
