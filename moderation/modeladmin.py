"""Grounds and routes in the CMS, for operators and chief moderators."""

from typing import Any

from django.contrib.admin import display as admin_field
from django.db.models import Model, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel, ObjectList
from wagtail_modeladmin.helpers import PermissionHelper
from wagtail_modeladmin.options import ModelAdmin

from moderation.forms import RouteForm
from moderation.models import DeskRules, Ground, WorkflowRoute
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
    list_display = (
        "__str__",
        "code",
        "for_refusal",
        "for_cut",
        "is_public",
        "is_active",
        "refused",
        "corrected",
    )
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
        FieldPanel("link"),
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

    def get_queryset(self, request: HttpRequest) -> QuerySet[Ground]:
        """With how often each was used."""
        return super().get_queryset(request).with_uses()

    @admin_field(description=_("Refused on it"))
    def refused(self, ground: Any) -> int:
        """How many texts were refused on it."""
        return int(ground.refused)

    @admin_field(description=_("Words taken out on it"))
    def corrected(self, ground: Any) -> int:
        """How many published texts have a gap on it."""
        return int(ground.corrected)


class WorkflowRouteAdmin(ModelAdmin):
    """Which texts go through which workflow. The workflow itself is composed in its own menu."""

    model = WorkflowRoute
    menu_label = _("Moderation routes")
    menu_icon = "tasks"
    menu_order = 820
    add_to_settings_menu = True
    base_url_path = "moderation-routes"
    permission_helper_class = ComposerPermissions
    list_display = ("kind", "agency", "workflow", "days")
    list_filter = ("kind",)
    list_select_related = ("agency", "workflow")
    ordering = ("kind", "agency")

    def get_edit_handler(self) -> ObjectList:
        """A form of our own: kinds are chosen, not typed."""
        return ObjectList(
            [FieldPanel(name) for name in ("kind", "agency", "workflow", "days")],
            base_form_class=RouteForm,
        )


class DeskRulesPermissions(ComposerPermissions):
    """One row for ever: it is changed, never added or deleted."""

    def user_can_create(self, user: Any) -> bool:
        return False

    def user_can_delete_obj(self, user: Any, obj: Model) -> bool:
        return False


class DeskRulesAdmin(ModelAdmin):
    """How long a claim lasts, and how many texts are read again."""

    model = DeskRules
    menu_label = _("Moderators' desk")
    menu_icon = "cogs"
    menu_order = 830
    add_to_settings_menu = True
    base_url_path = "moderation-rules"
    permission_helper_class = DeskRulesPermissions
    list_display = ("__str__", "claim_minutes", "blind_percent")
    panels = [FieldPanel("claim_minutes"), FieldPanel("blind_percent")]
