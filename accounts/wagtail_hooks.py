"""Accounts in the CMS: registries, and what keeps agencies apart where Wagtail alone doesn't."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import F, Q, QuerySet
from django.http import Http404, HttpRequest
from django.urls import URLPattern, path, reverse_lazy
from django.utils.translation import gettext_lazy as _

from wagtail import hooks
from wagtail.admin.action_menu import ActionMenuItem, SubmitForModerationMenuItem
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.components import Component
from wagtail.models import Page, ReferenceIndex, get_default_page_content_type
from wagtail.permissions import policy_registry
from wagtail_modeladmin.options import modeladmin_register

from accounts.access.admin import request_letter
from accounts.audit import hooks as audit_hooks  # noqa: F401 - registers the audit
from accounts.factor.views import factor_codes, factor_page, factor_reset_page
from accounts.gate import own_pages, sees_everything
from accounts.groups import agency_id_of_row
from accounts.modeladmin import Registries, role_end_page
from accounts.models import RoleKind
from accounts.readers import reader_of
from accounts.roster.views import (
    roster_confirm_act,
    roster_dues_page,
    roster_end_act,
    roster_letter_page,
    roster_page,
)
from accounts.selectors import OK, AccessWaiting, access_waiting, roster_state
from accounts.services.requests import ASKERS
from core.audience import Reader
from core.pages import FacePage
from core.registry import ShowsDocuments, adapters


class RosterPanel(Component):
    """What waits about responsible persons, on the first page of the CMS."""

    template_name = "accounts/roster/panel.html"
    order = 250

    def __init__(self, own_state: str, waiting: AccessWaiting | None) -> None:
        self.own_state = own_state
        self.waiting = waiting

    def get_context_data(self, parent_context: Any = None) -> dict[str, Any]:
        """State of one's own list, figures for operators."""
        return {"own_state": self.own_state, "waiting": self.waiting}


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
        path("second-factor/", factor_page, name="accounts_factor"),
        path("second-factor/codes/", factor_codes, name="accounts_factor_codes"),
        path("second-factor/<uuid:pk>/reset/", factor_reset_page, name="accounts_factor_reset"),
        path("responsible/", roster_page, name="accounts_roster"),
        path("responsible/due/", roster_dues_page, name="accounts_roster_dues"),
        path("responsible/due/end/", roster_end_act, name="accounts_roster_end"),
        path(
            "responsible/<int:agency_id>/confirm/",
            roster_confirm_act,
            name="accounts_roster_confirm",
        ),
        path(
            "responsible/<int:agency_id>/<slug:purpose>/",
            roster_letter_page,
            name="accounts_roster_letter",
        ),
    ]


class RoleItem(MenuItem):
    """A line of the menu for those who hold one of these roles now."""

    def __init__(self, *args: Any, kinds: tuple[RoleKind, ...], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.kinds = kinds

    def is_shown(self, request: HttpRequest) -> bool:
        """By the roles of this moment."""
        return reader_of(request).has(*self.kinds)


@hooks.register("register_admin_menu_item")
def roster_item() -> MenuItem:
    """The responsible persons of one's agency."""
    return RoleItem(
        _("Responsible persons"),
        reverse_lazy("accounts_roster"),
        kinds=ASKERS,
        name="responsible",
        icon_name="group",
        order=290,
    )


@hooks.register("register_admin_menu_item")
def roster_dues_item() -> MenuItem:
    """Which agencies are late with their list."""
    return RoleItem(
        _("Confirmations due"),
        reverse_lazy("accounts_roster_dues"),
        kinds=(RoleKind.OPERATOR,),
        name="responsible-due",
        icon_name="group",
        order=291,
    )


@hooks.register("register_settings_menu_item")
def factor_menu_item() -> MenuItem:
    """Where staff find their second factor."""
    return MenuItem(
        _("Second factor"),
        reverse_lazy("accounts_factor"),
        name="second-factor",
        icon_name="lock",
        order=900,
    )


@hooks.register("construct_homepage_panels")
def roster_panel(request: HttpRequest, panels: list[Any]) -> None:
    """What waits: for heads and editors their own list, for operators letters and late agencies."""
    reader = reader_of(request)
    own = reader.agencies_as(*ASKERS)
    state = roster_state(own) if own else ""
    waiting = access_waiting() if reader.has(RoleKind.OPERATOR) else None
    if (state and state != OK) or waiting:
        panels.append(RosterPanel("" if state == OK else state, waiting))


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
    if Page.objects.filter(pk__in=ids, live=True).exists():
        return
    if not any(rows.shows_document(document) for rows in adapters(ShowsDocuments).values()):
        raise Http404


modeladmin_register(Registries)
