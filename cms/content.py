"""Wagtail's API v3 as the portal offers it: for reading.

It is a preview (Wagtail 8.0): it lists every picture and document of every agency, published or
not, and lets a token that may change one picture change them all. So nothing is written through
it, and a picture or document is there once a public page shows it. Pages that are live but not
for the public yet (``hidden_ids``) are left out as well.
"""

import json
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import Model
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from wagtail.api.v3.urls import api
from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.models import Page, ReferenceIndex, get_page_models

from cms.decorate import decorate_patterns
from core.api import problem
from core.pages import BasePage

View = Callable[..., HttpResponse]
LISTS = {"list_images", "list_documents"}


def content_urls() -> Any:
    """Addresses of the API, each behind the gate."""
    patterns, app_name, namespace = api.urls
    decorate_patterns(patterns, _gated)
    return patterns, app_name, namespace


def _gated(view: View) -> View:
    @wraps(view)
    def gate(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.method not in ("GET", "HEAD", "OPTIONS"):
            return problem(code="read_only", title=_("This API is for reading."), status=405)
        match = request.resolver_match
        name = match.url_name if match else ""
        if name in LISTS or not _is_shown(name or "", kwargs):
            raise Http404
        answer = view(request, *args, **kwargs)
        return _without_hidden(answer) if name == "list_pages" else answer

    return gate


def _without_hidden(answer: HttpResponse) -> HttpResponse:
    """A list of pages without those that the public may not read yet."""
    hidden = hidden_page_ids()
    if not hidden or answer.status_code != 200:
        return answer
    said = json.loads(answer.content)
    shown = [item for item in said["items"] if item["id"] not in hidden]
    said["count"] -= len(said["items"]) - len(shown)
    said["items"] = shown
    answer.content = json.dumps(said, ensure_ascii=False).encode()
    return answer


def hidden_page_ids() -> set[int]:
    """Live pages that are not for the public yet, of every kind."""
    models = [model for model in get_page_models() if issubclass(model, BasePage)]
    return set().union(*(model.hidden_ids() for model in models))


def _is_shown(name: str, kwargs: dict[str, Any]) -> bool:
    """Not hidden; of pictures and documents, those that a public page shows."""
    if "page_id" in kwargs and int(kwargs["page_id"]) in hidden_page_ids():
        return False
    if name == "detail_image":
        return is_on_public_page(get_image_model(), kwargs["image_id"])
    if name == "detail_document":
        return is_on_public_page(get_document_model(), kwargs["document_id"])
    return True


def is_on_public_page(model: type[Model], pk: object) -> bool:
    """Whether a live page refers to this row, by Wagtail's reference index."""
    rows = ReferenceIndex.objects.filter(
        to_content_type=ContentType.objects.get_for_model(model),
        to_object_id=str(pk),
        base_content_type=ContentType.objects.get_for_model(Page),
    )
    ids = [int(page_id) for page_id in rows.values_list("object_id", flat=True).distinct()]
    shown = Page.objects.live().public().filter(pk__in=ids)
    return shown.exclude(pk__in=hidden_page_ids()).exists()
