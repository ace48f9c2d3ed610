"""Registries of state bodies in the CMS. Whoever has the permissions (operators) sees them.

Nothing is deleted here: applications, answers and roles point at these rows. What is over is
switched off or given an end.
"""

from typing import Any

from django import forms
from django.db.models import Model
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel, ObjectList
from wagtail_modeladmin.helpers import PermissionHelper
from wagtail_modeladmin.options import ModelAdmin

from agencies.models import Agency, AgencyGroup, Office, Region, Tenure, Topic
from core.localized import ORDER


class KeptPermissions(PermissionHelper):
    """Add and change with the permission; delete nobody."""

    def user_can_list(self, user: Any) -> bool:
        """Whoever may look."""
        return self.user_has_specific_permission(user, self.get_perm_codename("view"))

    def user_has_any_permissions(self, user: Any) -> bool:
        """Asked for the menu on every page of the CMS: one permission tells it."""
        return self.user_can_list(user)

    def user_can_delete_obj(self, user: Any, obj: Model) -> bool:
        """Nobody."""
        return False


class KeyedForm(WagtailAdminModelForm):
    """A key is chosen once: addresses, groups and other programs know the row by it."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk and "key" in self.fields:
            self.fields["key"].disabled = True


class AgencyForm(KeyedForm):
    """What the database would refuse is said at the field."""

    def clean(self) -> dict[str, Any]:
        """A closed agency says why; no agency is its own parent."""
        data: dict[str, Any] = super().clean()
        if not data.get("accepts_applications") and not data.get("closed_reason_kk"):
            self.add_error("closed_reason_kk", _("Say why the agency takes no applications."))
        if self.instance.pk and data.get("parent") == self.instance:
            self.add_error("parent", _("An agency can't be its own parent."))
        return data


class TenureForm(WagtailAdminModelForm):
    """Two tenures of one office never overlap."""

    def clean(self) -> dict[str, Any]:
        """The order of the dates, then the other tenures of the office."""
        data: dict[str, Any] = super().clean()
        office, starts, ends = data.get("office"), data.get("starts_on"), data.get("ends_on")
        if not office or not starts:
            return data
        if ends and ends <= starts:
            self.add_error("ends_on", _("The end must be later than the beginning."))
            return data
        others = Tenure.objects.filter(office=office).exclude(pk=self.instance.pk)
        if ends:
            others = others.filter(starts_on__lt=ends)
        if others.exclude(ends_on__lte=starts).exists():
            self.add_error(
                "starts_on", _("Another tenure of this office covers these days. End it first.")
            )
        return data


def words(name: str, heading: Any) -> MultiFieldPanel:
    """The same text in three languages."""
    return MultiFieldPanel([FieldPanel(f"{name}_{code}") for code in ORDER], heading=heading)


class Registry(ModelAdmin):
    """What the registries share."""

    permission_helper_class = KeptPermissions
    history_view_enabled = False
    list_per_page = 50
    base_form_class: type[forms.BaseModelForm] = WagtailAdminModelForm

    def get_menu_label(self) -> Any:
        """Spoken in each reader's language: the menu is made once for all of them."""
        return self.menu_label or capfirst(self.opts.verbose_name_plural)

    def get_menu_item_name(self) -> str:
        """The menu's key, whatever language comes first."""
        return self.menu_item_name or str(self.opts.model_name)

    def get_edit_handler(self) -> ObjectList:
        """The panels with our form."""
        return ObjectList(self.panels, base_form_class=self.base_form_class)


class AgencyAdmin(Registry):
    """State bodies."""

    model = Agency
    base_form_class = AgencyForm
    menu_icon = "home"
    list_display = ("__str__", "key", "bin", "group", "accepts_applications", "is_active")
    list_filter = ("group", "region", "accepts_applications", "is_active")
    list_select_related = ("group",)
    search_fields = ("name_kk", "name_ru", "name_en", "bin", "key")
    ordering = ("sort_kk",)
    panels = [
        FieldRowPanel([FieldPanel("key"), FieldPanel("bin")]),
        words("name", _("Name")),
        words("short_name", _("Short name")),
        FieldRowPanel([FieldPanel("group"), FieldPanel("region"), FieldPanel("parent")]),
        FieldPanel("topics", widget=forms.CheckboxSelectMultiple),
        FieldPanel("accepts_applications"),
        words("closed_reason", _("Why it is closed")),
        FieldPanel("handover_url"),
        FieldPanel("answers_signed_from"),
        FieldPanel("is_active"),
    ]


class AgencyGroupAdmin(Registry):
    """Ministries, akimats and so on."""

    model = AgencyGroup
    base_form_class = KeyedForm
    menu_icon = "folder-open-inverse"
    list_display = ("__str__", "key", "order")
    panels = [FieldRowPanel([FieldPanel("key"), FieldPanel("order")]), words("name", _("Name"))]


class RegionAdmin(Registry):
    """Regions and cities of republican significance."""

    model = Region
    base_form_class = KeyedForm
    menu_icon = "site"
    list_display = ("__str__", "key", "order")
    search_fields = ("name_kk", "name_ru", "name_en")
    panels = [FieldRowPanel([FieldPanel("key"), FieldPanel("order")]), words("name", _("Name"))]


class TopicAdmin(Registry):
    """What applications are about."""

    model = Topic
    base_form_class = KeyedForm
    menu_icon = "tag"
    list_display = ("__str__", "key", "order", "is_active")
    list_filter = ("is_active",)
    search_fields = ("name_kk", "name_ru", "name_en")
    panels = [
        FieldRowPanel([FieldPanel("key"), FieldPanel("order")]),
        words("name", _("Name")),
        FieldPanel("is_active"),
    ]


class OfficeAdmin(Registry):
    """Posts that keep a blog."""

    model = Office
    base_form_class = KeyedForm
    menu_icon = "clipboard-list"
    list_display = ("title_kk", "agency", "key", "is_active")
    list_filter = ("is_active", "agency")
    list_select_related = ("agency",)
    search_fields = ("title_kk", "title_ru", "title_en", "agency__name_kk", "agency__name_ru")
    panels = [
        FieldRowPanel([FieldPanel("key"), FieldPanel("agency"), FieldPanel("order")]),
        words("title", pgettext_lazy("of an office", "Title")),
        FieldPanel("is_active"),
    ]


class TenureAdmin(Registry):
    """Who holds an office and when."""

    model = Tenure
    base_form_class = TenureForm
    menu_icon = "user"
    list_display = ("person_kk", "office", "starts_on", "ends_on", "is_acting")
    list_filter = ("is_acting", "office__agency")
    list_select_related = ("office__agency",)
    search_fields = ("person_kk", "person_ru", "person_en")
    ordering = ("-starts_on",)
    panels = [
        FieldPanel("office"),
        words("person", _("Name of the person")),
        FieldRowPanel([FieldPanel("starts_on"), FieldPanel("ends_on")]),
        FieldPanel("is_acting"),
    ]
