"""Accounts in the CMS: registries, and what keeps agencies apart where Wagtail alone doesn't."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import F, Q, QuerySet
from django.http import Http404, HttpRequest
from django.urls import URLPattern, path

from wagtail import hooks
from wagtail.admin.action_menu import ActionMenuItem, SubmitForModerationMenuItem
from wagtail.models import Page, ReferenceIndex, get_default_page_content_type
from wagtail.permissions import policy_registry
from wagtail_modeladmin.options import modeladmin_register

from accounts.gate import own_pages, sees_everything
from accounts.groups import agency_id_of_row
from accounts.modeladmin import Registries, request_letter, role_end_page
from accounts.models import RoleKind
from accounts.readers import reader_of
from core.audience import Reader
from core.pages import FacePage


class ShortSubmit(SubmitForModerationMenuItem):
    """Wagtail's button to hand a page to the moderators, under Wagtail's own short words."""

    def get_context_data(self, parent_context: Any) -> Any:
        """Without the workflow's name."""
        return {**super().get_context_data(parent_context), "label": self.label}


@hooks.register("register_admin_urls")
def account_urls() -> list[URLPattern]:
    """Beside the addresses that modeladmin makes."""
    return [
        path("access-roles/<int:pk>/end/", role_end_page, name="accounts_role_end"),
        path("access-requests/<int:pk>/letter/", request_letter, name="accounts_request_letter"),
    ]


@hooks.register("construct_page_action_menu")
def short_submit(items: list[ActionMenuItem], request: HttpRequest, context: Any) -> None:
    """The button says what it does; the workflow's name, in three languages, is too long for it."""
    items[:] = [
        ShortSubmit(item.order) if type(item) is SubmitForModerationMenuItem else item
        for item in items
    ]


@hooks.register("construct_page_chooser_queryset")
def public_and_own_pages(pages: QuerySet[Page], request: HttpRequest) -> QuerySet[Page]:
    """Links may lead to public pages and one's own; another's title in work is nobody's business.

    The chooser shows titles of drafts, so pages whose title is being changed stay out, and what
    lies below them too: their parent's title is shown beside them.
    """
    if _works_for_all(request, reader_of(request)):
        return pages
    own = own_pages(request.user).values("pk")
    renamed = Page.objects.filter(live=True, depth__gt=1).exclude(draft_title=F("title"))
    for branch in renamed.exclude(pk__in=own).values_list("path", flat=True):
        pages = pages.exclude(path__startswith=branch)
    return pages.filter(Q(live=True) | Q(pk__in=own))


@hooks.register("before_edit_page")
def face_stays_own(request: HttpRequest, page: Page) -> None:
    """Nobody turns a page of theirs into the face of another agency."""
    if request.method == "POST":
        _check_face(request, page.specific_class)


@hooks.register("before_create_page")
def new_face_is_own(request: HttpRequest, parent: Page, page_class: type[Page]) -> None:
    """A new blog is of an office of one's own agency."""
    if request.method == "POST":
        _check_face(request, page_class)


def _check_face(request: HttpRequest, page_class: type[Page]) -> None:
    reader = reader_of(request)
    if not issubclass(page_class, FacePage) or _works_for_all(request, reader):
        return
    chosen = request.POST.get(page_class.face_of, "")
    rows = page_class._meta.get_field(page_class.face_of).remote_field.model.objects
    row = rows.filter(pk=chosen).first() if chosen.isdigit() else None
    # Without a row the form itself says what is missing.
    if row is not None and not reader.works_at(agency_id_of_row(row), RoleKind.EDITOR):
        raise PermissionDenied


def _works_for_all(request: HttpRequest, reader: Reader) -> bool:
    return request.user.is_superuser or sees_everything(reader)


@hooks.register("construct_homepage_summary_items", order=900)
def no_figures_of_others(request: HttpRequest, items: list[Any]) -> None:
    """Wagtail counts everything below the common ancestor, drafts of all agencies too."""
    if not _works_for_all(request, reader_of(request)):
        items.clear()


@hooks.register("construct_main_menu", order=900)
def no_reports(request: HttpRequest, items: list[Any]) -> None:
    """Reports are closed to agencies (see ``accounts.gate``), forms to everybody."""
    hidden = {"forms"}
    if not _works_for_all(request, reader_of(request)):
        hidden.add("reports")
    items[:] = [item for item in items if item.name not in hidden]


@hooks.register("before_serve_document")
def documents_of_public_pages(document: Any, request: HttpRequest) -> None:
    """A document is public once a public page shows it; before that it is its owners'."""
    policy = policy_registry.get_by_type(type(document))
    if request.user.is_authenticated and policy.user_has_permission_for_instance(
        request.user, "change", document
    ):
        return
    shown = ReferenceIndex.get_references_to(document).filter(
        base_content_type=get_default_page_content_type()
    )
    ids = [int(row) for row in shown.values_list("object_id", flat=True)]
    if not Page.objects.filter(pk__in=ids, live=True).exists():
        raise Http404


modeladmin_register(Registries)
