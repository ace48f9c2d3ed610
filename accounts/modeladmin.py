"""Roles in the CMS, for operators only, and the menu of registries. No deletion, no export."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from wagtail_modeladmin.helpers import ButtonHelper
from wagtail_modeladmin.options import ModelAdmin, ModelAdminGroup
from wagtail_modeladmin.views import WMABaseView

from accounts.access.admin import AccessRequestAdmin
from accounts.access.admin_forms import RoleEndForm, RoleGrantForm
from accounts.admin_base import LookPermissions, NoExportIndexView, form_did, operators_only
from accounts.factor import factor_ask
from accounts.models import IdentityView, Role
from accounts.selectors import person_name
from accounts.services import reading_note, role_end, role_grant
from agencies.modeladmin import (
    AgencyAdmin,
    AgencyGroupAdmin,
    OfficeAdmin,
    RegionAdmin,
    TenureAdmin,
    TopicAdmin,
)


class RoleGrantView(WMABaseView):
    """The form that gives a role."""

    page_title = gettext_lazy("Give a role")

    def check_action_permitted(self, user: Any) -> bool:
        """Those who may add roles; the service asks for the operator's role itself."""
        return bool(self.permission_helper.user_can_create(user))

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Whoever may give roles is asked for the second factor first."""
        if not self.check_action_permitted(request.user):
            raise PermissionDenied
        return factor_ask(request) or super().dispatch(request, *args, **kwargs)

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
        if form.is_valid() and form_did(form, lambda said: self._grant(request, said)):
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
    """End now; take a lost second factor away."""

    def get_buttons_for_obj(self, obj: Role, *args: Any, **kwargs: Any) -> list[dict[str, Any]]:
        """For roles that have not ended."""
        if obj.valid_to is not None and obj.valid_to <= timezone.now():
            return []
        lost = [self._lost(obj)] if hasattr(obj.user, "second_factor") else []
        return [
            *lost,
            {
                "url": reverse("accounts_role_end", args=[obj.pk]),
                "label": _("End now"),
                "classname": self.finalise_classname(["button-secondary", "no"]),
                "title": _("End this role now"),
            },
        ]

    def _lost(self, obj: Role) -> dict[str, Any]:
        return {
            "url": reverse("accounts_factor_reset", args=[obj.user_id]),
            "label": _("Lost telephone"),
            "classname": self.finalise_classname(["button-secondary"]),
            "title": _("Take this person's second factor away"),
        }

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
    list_select_related = ("user__vault", "user__second_factor", "agency")
    list_per_page = 50

    def get_queryset(self, request: HttpRequest) -> QuerySet[Role]:
        """With the vault: names are shown, so one query for all of them."""
        rows: QuerySet[Role] = super().get_queryset(request)
        return rows.select_related("user__vault", "user__second_factor", "agency", "request")

    @staticmethod
    def _vault(role: Role) -> Any:
        return getattr(role.user, "vault", None) if role.user else None

    def person_name(self, role: Role) -> str:
        """The name as eGov gave it, or that of the letter while nobody has signed in."""
        name = person_name(role)
        if role.user:
            return name
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
    operators_only(request)
    role = get_object_or_404(Role.objects.select_related("user__vault", "agency"), pk=pk)
    if request.method != "POST":
        reading_note(
            verb="role.read",
            target=role,
            person=role.user,
            actor=request.user,  # type: ignore[arg-type]
            what=IdentityView.What.ROLE,
            reason=IdentityView.Reason.RIGHTS,
            agency_id=role.agency_id,
        )
    form = RoleEndForm(request.POST or None)
    is_sent = request.method == "POST"
    if is_sent:
        form = RoleEndForm({})
        if form.is_valid() and form_did(form, lambda said: role_end(role=role, actor=request.user)):  # type: ignore[arg-type]
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


def roles_url() -> str:
    """The list of roles."""
    return reverse("access-roles_modeladmin_index")
