"""Roles and requests for access in the CMS, for operators only. No deletion, no export."""

from typing import Any, cast

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Model, QuerySet
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET

from wagtail_modeladmin.helpers import ButtonHelper, PermissionHelper
from wagtail_modeladmin.options import ModelAdmin, ModelAdminGroup
from wagtail_modeladmin.views import IndexView, InspectView, WMABaseView

from accounts.access.admin_forms import (
    RequestGrantForm,
    RequestRefuseForm,
    RoleEndForm,
    RoleGrantForm,
)
from accounts.models import AccessRequest, Role, RoleKind, User
from accounts.readers import reader_of
from accounts.services import (
    access_request_grant,
    access_request_refuse,
    role_end,
    role_grant,
)
from agencies.modeladmin import (
    AgencyAdmin,
    AgencyGroupAdmin,
    OfficeAdmin,
    RegionAdmin,
    TenureAdmin,
    TopicAdmin,
)
from core.envelope import unseal
from core.errors import Refused
from ledger.services import event_record


class LookPermissions(PermissionHelper):
    """Look with the permission. Adding is a form of its own; nobody edits or deletes."""

    def user_can_list(self, user: Any) -> bool:
        """Whoever may look."""
        return self.user_has_specific_permission(user, self.get_perm_codename("view"))

    def user_has_any_permissions(self, user: Any) -> bool:
        """Asked for the menu on every page of the CMS: one permission tells it."""
        return self.user_can_list(user)

    def user_can_edit_obj(self, user: Any, obj: Model) -> bool:
        """Nobody."""
        return False

    def user_can_delete_obj(self, user: Any, obj: Model) -> bool:
        """Nobody."""
        return False


class RequestPermissions(LookPermissions):
    """Requests come from the public form only."""

    def user_can_create(self, user: Any) -> bool:
        """Nobody."""
        return False


class NoExportIndexView(IndexView):
    """A list of persons leaves the house in no table."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Without modeladmin's export, which is there whether fields are named or not."""
        if "export" in request.GET:
            raise Http404
        return super().dispatch(request, *args, **kwargs)


class RoleGrantView(WMABaseView):
    """The form that gives a role."""

    page_title = gettext_lazy("Give a role")

    def check_action_permitted(self, user: Any) -> bool:
        """Those who may add roles; the service asks for the operator's role itself."""
        return bool(self.permission_helper.user_can_create(user))

    def get_template_names(self) -> list[str]:
        """One form, one button."""
        return ["accounts/admin_form.html"]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The form, empty or as it was sent."""
        kwargs.setdefault("form", RoleGrantForm())
        shown = {
            "page_title": self.get_page_title(),
            "button": _("Give the role"),
            "action": self.create_url,
            "back": self.index_url,
        }
        return super().get_context_data(**shown, **kwargs)

    def post(self, request: HttpRequest) -> HttpResponse:
        """Give it, or say what is wrong with nothing typed lost."""
        form = RoleGrantForm(request.POST)
        if form.is_valid() and _did(form, lambda said: self._grant(request, said)):
            messages.success(request, _("The role is given."))
            return redirect(self.index_url)
        return self.render_to_response(self.get_context_data(form=form), status=422)

    def _grant(self, request: HttpRequest, said: dict[str, Any]) -> None:
        role_grant(
            user=said["person"],
            iin=said["iin"] or None,
            kind=said["kind"],
            agency=said["agency"],
            valid_to=said["valid_to"],
            actor=request.user,  # type: ignore[arg-type]
        )


class RoleButtons(ButtonHelper):
    """One button: end now."""

    def get_buttons_for_obj(self, obj: Role, *args: Any, **kwargs: Any) -> list[dict[str, Any]]:
        """For roles that have not ended."""
        if obj.valid_to is not None and obj.valid_to <= timezone.now():
            return []
        return [
            {
                "url": reverse("accounts_role_end", args=[obj.pk]),
                "label": _("End now"),
                "classname": self.finalise_classname(["button-secondary", "no"]),
                "title": _("End this role now"),
            }
        ]

    def get_primary_button(self, obj: Role) -> None:
        """The row itself leads nowhere."""


class RoleAdmin(ModelAdmin):
    """Who may what, where and until when."""

    model = Role
    menu_label = capfirst(Role._meta.verbose_name_plural)
    menu_item_name = "role"
    menu_icon = "key"
    base_url_path = "access-roles"
    permission_helper_class = LookPermissions
    button_helper_class = RoleButtons
    create_view_class = RoleGrantView
    index_view_class = NoExportIndexView
    history_view_enabled = False
    list_display = ("person_name", "person_iin", "kind", "agency", "valid_from", "valid_to", "now")
    list_filter = ("kind", "agency")
    list_select_related = ("user__vault", "agency")
    list_per_page = 50

    def get_queryset(self, request: HttpRequest) -> QuerySet[Role]:
        """With the vault: names are shown, so one query for all of them."""
        rows: QuerySet[Role] = super().get_queryset(request)
        return rows.select_related("user__vault", "agency", "request")

    @staticmethod
    def _vault(role: Role) -> Any:
        return getattr(role.user, "vault", None) if role.user else None

    def person_name(self, role: Role) -> str:
        """The name as eGov gave it, or that of the letter while nobody has signed in."""
        if role.user:
            return role.user.get_full_name()
        name = str(role.request.full_name) if role.request else _("Nobody yet")
        return _("%(name)s (waits for the first sign-in)") % {"name": name}

    def person_iin(self, role: Role) -> str:
        """Only the last four digits."""
        vault = self._vault(role)
        if vault:
            return str(vault.masked_iin)
        return role.request.masked_iin if role.request else ""

    def now(self, role: Role) -> str:
        """Where the role stands at this moment."""
        moment = timezone.now()
        if role.valid_to is not None and role.valid_to <= moment:
            return _("ended")
        return _("in force") if role.valid_from <= moment else _("begins later")

    person_name.short_description = gettext_lazy("person")  # type: ignore[attr-defined]
    person_iin.short_description = gettext_lazy("IIN")  # type: ignore[attr-defined]
    now.short_description = gettext_lazy("state")  # type: ignore[attr-defined]

    def register_indexing(self) -> None:
        """Plain rows stay out of the index of references."""


class RequestInspectView(InspectView):
    """A request with the person's data opened, the letter and the decision."""

    page_title = gettext_lazy("Request for access")

    def get_template_names(self) -> list[str]:
        """Our own."""
        return ["accounts/admin_request.html"]

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Opening the data is an event of its own."""
        event_record(
            verb="access_request.read",
            target=self.instance,
            actor=request.user,
            agency_id=self.instance.agency_id,
        )
        return super().get(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Both forms, empty or as they were sent."""
        row = self.instance
        kwargs.setdefault("grant_form", RequestGrantForm(prefix="grant", request_row=row))
        kwargs.setdefault("refuse_form", RequestRefuseForm(prefix="refuse"))
        is_new = row.state == AccessRequest.State.NEW
        shown = {"row": row, "is_new": is_new, "buttons": [], "fields": []}
        return super().get_context_data(**shown, **kwargs)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Grant or refuse."""
        verb = request.POST.get("verb")
        if verb not in ("grant", "refuse"):
            raise PermissionDenied
        form, act = self._act(request, verb)
        if form.is_valid() and _did(form, act):
            messages.success(request, _("The decision is kept."))
            return redirect(self.index_url)
        bound = {f"{verb}_form": form}
        return self.render_to_response(self.get_context_data(**bound), status=422)

    def _act(self, request: HttpRequest, verb: str) -> tuple[Form, Any]:
        row, actor = self.instance, cast(User, request.user)
        if verb == "refuse":
            return (
                RequestRefuseForm(request.POST, prefix=verb),
                lambda said: access_request_refuse(request=row, actor=actor, **said),
            )
        return (
            RequestGrantForm(request.POST, prefix=verb, request_row=row),
            lambda said: access_request_grant(
                request=row,
                agency=said["agency"],
                kinds=said["kinds"],
                valid_to=said["valid_to"],
                actor=actor,
            ),
        )


class AccessRequestAdmin(ModelAdmin):
    """Requests of agencies, the newest first. The list tells nobody's name."""

    model = AccessRequest
    menu_label = capfirst(AccessRequest._meta.verbose_name_plural)
    menu_item_name = "accessrequest"
    menu_icon = "form"
    base_url_path = "access-requests"
    permission_helper_class = RequestPermissions
    inspect_view_enabled = True
    inspect_view_class = RequestInspectView
    index_view_class = NoExportIndexView
    history_view_enabled = False
    list_display = (
        "agency_name",
        "agency_bin",
        "letter_number",
        "letter_date",
        "created_at",
        "state",
    )
    list_filter = ("state",)
    search_fields = ("agency_name", "agency_bin", "letter_number")
    list_per_page = 50

    def register_indexing(self) -> None:
        """Plain rows stay out of the index of references."""


class Registries(ModelAdminGroup):
    """One menu for everything an operator keeps."""

    menu_label = gettext_lazy("Registries")
    menu_item_name = "registries"
    menu_icon = "list-ul"
    menu_order = 300
    items = (
        AccessRequestAdmin,
        RoleAdmin,
        AgencyAdmin,
        OfficeAdmin,
        TenureAdmin,
        AgencyGroupAdmin,
        RegionAdmin,
        TopicAdmin,
    )


def role_end_page(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask once more, then end the role."""
    _operators_only(request)
    role = get_object_or_404(Role.objects.select_related("user__vault", "agency"), pk=pk)
    form = RoleEndForm(request.POST or None)
    is_sent = request.method == "POST"
    if is_sent:
        form = RoleEndForm({})
        if form.is_valid() and _did(form, lambda said: role_end(role=role, actor=request.user)):  # type: ignore[arg-type]
            messages.success(request, _("The role has ended."))
            return HttpResponseRedirect(roles_url())
    context = {
        "page_title": _("End the role"),
        "header_icon": "key",
        "form": form,
        "whom": role.user.get_full_name() if role.user else "",
        "text": _("%(kind)s. The person loses these rights at once, wherever they are signed in.")
        % {"kind": f"{role.get_kind_display()} · {role.agency or ''}".rstrip(" ·")},
        "button": _("End now"),
        "action": request.path,
        "back": roles_url(),
    }
    return render(request, "accounts/admin_form.html", context, status=422 if is_sent else 200)


@require_GET
def request_letter(request: HttpRequest, pk: int) -> HttpResponse:
    """The scan of the letter, always as an attachment; who took it is an event."""
    _operators_only(request)
    row = get_object_or_404(AccessRequest.objects.select_related("letter__row_key"), pk=pk)
    event_record(
        verb="access_request.letter", target=row, actor=request.user, agency_id=row.agency_id
    )
    return HttpResponse(
        unseal(row.letter),
        content_type=row.letter_type,
        headers={
            "Content-Disposition": f'attachment; filename="{row.letter_name}"',
            "X-Content-Type-Options": "nosniff",
            "Content-Security-Policy": "default-src 'none'; sandbox",
            "Cross-Origin-Resource-Policy": "same-origin",
            "Cache-Control": "private, no-store",
        },
    )


def roles_url() -> str:
    """The list of roles."""
    return reverse("access-roles_modeladmin_index")


def _operators_only(request: HttpRequest) -> None:
    if not request.user.is_superuser and not reader_of(request).has(RoleKind.OPERATOR):
        raise PermissionDenied


def _did(form: Form, act: Any) -> bool:
    """Do it; a refusal is shown on the form with everything typed still there."""
    try:
        act(form.cleaned_data)
    except Refused as refusal:
        form.add_error(None, str(refusal.message))
        return False
    return True
