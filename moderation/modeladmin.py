"""Grounds and routes in the CMS, for operators and chief moderators."""

from typing import Any

from django.db.models import Model
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel, ObjectList
from wagtail_modeladmin.helpers import PermissionHelper
from wagtail_modeladmin.options import ModelAdmin

from moderation.forms import RouteForm
from moderation.models import Ground, WorkflowRoute
from moderation.permissions import may_compose


class ComposerPermissions(PermissionHelper):
    """A right of the model counts only together with the role, while it lasts."""

    def user_has_any_permissions(self, user: Any) -> bool:
        """Asked for the menu on every page of the CMS, so by one question."""
        return self.user_has_specific_permission(user, self.get_perm_codename("change"))

    def user_has_specific_permission(self, user: Any, perm_codename: str) -> bool:
        return may_compose(user, f"{self.opts.app_label}.{perm_codename}")


class GroundPermissions(ComposerPermissions):
    """A ground is switched off, not deleted: public texts name it."""

    def user_can_delete_obj(self, user: Any, obj: Model) -> bool:
        return False


class GroundAdmin(ModelAdmin):
    """The closed list of reasons."""

    model = Ground
    menu_label = _("Grounds")
    menu_icon = "list-ul"
    menu_order = 810
    add_to_settings_menu = True
    base_url_path = "moderation-grounds"
    permission_helper_class = GroundPermissions
    list_display = ("__str__", "code", "for_refusal", "for_cut", "is_public", "is_active")
    list_filter = ("is_active", "for_refusal", "for_cut")
    search_fields = ("code", "title_kk", "title_ru", "title_en")
    ordering = ("order", "code")
    panels = [
        FieldRowPanel([FieldPanel("code"), FieldPanel("order")]),
        MultiFieldPanel(
            [FieldPanel(f"title_{code}") for code in ("kk", "ru", "en")],
            heading=pgettext_lazy("of a ground", "Title"),
        ),
        MultiFieldPanel(
            [FieldPanel(f"explanation_{code}") for code in ("kk", "ru", "en")],
            heading=_("Explanation for the author"),
        ),
        FieldPanel("source"),
        MultiFieldPanel(
            [
                FieldPanel("for_refusal"),
                FieldPanel("for_cut"),
                FieldPanel("is_public"),
                FieldPanel("is_active"),
            ],
            heading=_("Use"),
        ),
    ]


class WorkflowRouteAdmin(ModelAdmin):
    """Which texts go through which workflow. The workflow itself is composed in its own menu."""

    model = WorkflowRoute
    menu_label = _("Moderation routes")
    menu_icon = "tasks"
    menu_order = 820
    add_to_settings_menu = True
    base_url_path = "moderation-routes"
    permission_helper_class = ComposerPermissions
    list_display = ("kind", "agency", "workflow")
    list_filter = ("kind",)
    list_select_related = ("agency", "workflow")
    ordering = ("kind", "agency")

    def get_edit_handler(self) -> ObjectList:
        """A form of our own: kinds are chosen, not typed."""
        return ObjectList(
            [FieldPanel("kind"), FieldPanel("agency"), FieldPanel("workflow")],
            base_form_class=RouteForm,
        )
