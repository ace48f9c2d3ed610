"""The guard of the CMS: what Wagtail's own screens may be reached by whom.

Wagtail checks pages one by one in most screens, but not in all: reports, the page chooser, its
internal API, bulk actions and tags tell words of any page. So people of agencies get a closed
list of screens, and of those only what is theirs. Screens of our own rooms check for themselves.
"""

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db.models import Model
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import resolve_url
from django.urls import reverse

from wagtail.admin import filters
from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.images.views import chooser as image_chooser
from wagtail.models import Page
from wagtail.permissions import policy_registry

from accounts.factor.gate import factor_kept, factor_url
from accounts.models import RoleKind
from accounts.readers import reader_of
from core.audience import Reader

STOCK = ("wagtail.", "wagtail_modeladmin.")
# Nobody signs in with a password here, and no form keeps stock submissions.
PASSWORD = "wagtailadmin_password_reset"
LOGIN = "wagtailadmin_login"
FACTOR = "accounts_factor"
CLOSED = ("wagtailforms",)
# Only for the set-up superuser: people, groups and tokens come from roles.
SETUP = (
    "wagtailusers_users",
    "wagtailusers_groups",
    "wagtailusers_api_tokens",
    "wagtailsites",
    "wagtaillocales",
)
FRAME = {"wagtailadmin_sprite", "wagtailadmin_javascript_catalog", "wagtailadmin_logout"}
EVERYBODY = FRAME | {
    "wagtailadmin_home",
    "wagtailadmin_account",
    "wagtailadmin_dismissibles",
    "wagtailadmin_block_preview",
    "wagtailadmin_explore_root",
    "wagtailadmin_explore",
    "wagtailadmin_explore_results",
    "wagtailadmin_choose_page",
    "wagtailadmin_choose_page_child",
    "wagtailadmin_choose_page_search",
    "wagtailadmin_choose_page_external_link",
    "wagtailadmin_choose_page_email_link",
    "wagtailadmin_choose_page_phone_link",
    "wagtailadmin_choose_page_anchor_link",
    "wagtailadmin_api:pages:listing",
    "wagtailadmin_api:pages:detail",
    "wagtail_bulk_action",
}
EVERYBODY_IN = {
    "wagtailadmin_pages",
    "wagtailadmin_editing_sessions",
    "wagtailimages",
    "wagtailimages_chooser",
    "wagtaildocs",
    "wagtaildocs_chooser",
    "wagtailembeds",
}
MODERATORS_TOO = {
    "wagtailadmin_reports:workflow",
    "wagtailadmin_reports:workflow_results",
    "wagtailadmin_reports:workflow_tasks",
    "wagtailadmin_reports:workflow_tasks_results",
}
MODERATORS_IN = {"wagtailadmin_workflows"}
PAGE_NAMES = ("page_id", "parent_page_id", "page_to_move_id", "destination_id")


def cms_gate(request: HttpRequest, view: Callable[..., Any]) -> HttpResponse | None:
    """Nothing, when the request may go on; else a redirect, a 403 or a 404."""
    if not request.path.startswith(reverse("wagtailadmin_home")) or request.resolver_match is None:
        return None
    name = request.resolver_match.view_name or ""
    if name.startswith(PASSWORD) or _is_in(name, CLOSED):
        raise Http404
    if name == LOGIN:
        return _to_sign_in(request)
    user = request.user
    if user.is_authenticated and user.is_superuser:
        return _ask_setup_person(request, name)
    if user.is_authenticated:
        _check(request, view, name, reader_of(request))
    return None


def _ask_setup_person(request: HttpRequest, name: str) -> HttpResponse | None:
    """Whoever may do everything comes in with a second factor only, once in each session."""
    if name in FRAME | {FACTOR} or factor_kept(request):
        return None
    return HttpResponseRedirect(factor_url(request.get_full_path()))


def popular_tags_hide() -> None:
    """Lists of pictures and documents offer the most used tags of everybody. Called at start."""
    for module in (filters, image_chooser):
        module.popular_tags_for_model = _no_tags


def _no_tags(model: type[Model], count: int = 10) -> list[Any]:
    return []


def sees_everything(reader: Reader) -> bool:
    """Works for the whole portal, not for an agency."""
    return reader.has(RoleKind.OPERATOR, RoleKind.MODERATOR)


def own_pages(user: Any) -> Any:
    """Pages a person may see in the explorer: their own, and those that lead there."""
    return policy_registry.get_by_type(Page).explorable_instances(user)


def _check(request: HttpRequest, view: Callable[..., Any], name: str, reader: Reader) -> None:
    if not reader.is_staff:
        if name not in FRAME:
            raise PermissionDenied
        return
    if _is_in(name, SETUP):
        raise PermissionDenied
    if reader.has(RoleKind.OPERATOR) or not view.__module__.startswith(STOCK):
        return
    if reader.has(RoleKind.MODERATOR):
        if not _open_to_moderators(view, name):
            raise PermissionDenied
        return
    if name not in EVERYBODY and not _is_in(name, EVERYBODY_IN):
        raise PermissionDenied
    _check_objects(request, name)


def _open_to_moderators(view: Callable[..., Any], name: str) -> bool:
    # The registries among modeladmin's screens ask for permissions of their own.
    return (
        view.__module__.startswith("wagtail_modeladmin.")
        or name in EVERYBODY | MODERATORS_TOO
        or _is_in(name, EVERYBODY_IN | MODERATORS_IN)
    )


def _check_objects(request: HttpRequest, name: str) -> None:
    """What isn't theirs looks like nothing at all."""
    match = request.resolver_match
    assert match is not None
    asked = {int(match.kwargs[key]) for key in PAGE_NAMES if key in match.kwargs}
    if name in ("wagtailadmin_pages:revisions_compare", "wagtailadmin_api:pages:detail"):
        asked.add(int(match.kwargs["pk"]))
    if name == "wagtailadmin_api:pages:listing" and not request.GET.get("for_explorer"):
        raise Http404
    if name == "wagtailadmin_choose_page_child":
        # The chooser shows public pages too.
        asked -= set(Page.objects.filter(pk__in=asked, live=True).values_list("pk", flat=True))
    if asked and own_pages(request.user).filter(pk__in=asked).count() != len(asked):
        raise Http404
    if name == "wagtail_bulk_action":
        _check_bulk(request)


def _check_bulk(request: HttpRequest) -> None:
    """Wagtail names what it refuses to change, so only own things may be asked for."""
    match = request.resolver_match
    assert match is not None
    asked = request.GET.getlist("id")
    model = _bulk_model(match.kwargs["app_label"], match.kwargs["model_name"])
    if model is None or not asked or not all(word.isdigit() for word in asked):
        raise Http404
    policy = policy_registry.get_by_type(model)
    own = policy.instances_user_has_permission_for(request.user, "change")
    if own.filter(pk__in=asked).count() != len(set(asked)):
        raise Http404


def _bulk_model(app_label: str, model_name: str) -> type[Model] | None:
    models: list[type[Model]] = [Page, get_image_model(), get_document_model()]
    wanted = f"{app_label}.{model_name}".lower()
    return next((model for model in models if model._meta.label_lower == wanted), None)


def _is_in(name: str, namespaces: Any) -> bool:
    return name.partition(":")[0] in namespaces and ":" in name


def _to_sign_in(request: HttpRequest) -> HttpResponse:
    target = request.GET.get("next") or reverse("wagtailadmin_home")
    return HttpResponseRedirect(f"{resolve_url(settings.LOGIN_URL)}?{urlencode({'next': target})}")
