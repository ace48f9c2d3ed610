"""The law in the CMS: terms, calendar, grounds to stop, for people with the permission."""

from typing import Any

from django.contrib import messages
from django.forms.models import model_to_dict
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _

from wagtail import hooks
from wagtail.admin.panels import ObjectList
from wagtail.admin.ui.tables import BooleanColumn, Column
from wagtail.admin.views.generic import CreateView, DeleteView, EditView, InspectView
from wagtail.admin.viewsets.base import ViewSetGroup
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.permission_policies import ModelPermissionPolicy
from wagtail.permissions import register_permission_policy

from law.forms import CalendarDayForm, StopGroundForm, TermSetForm
from law.models import CalendarDay, StopGround, Term, TermSet
from law.panels import CALENDAR_DAY_PANELS, STOP_GROUND_PANELS, TERM_SET_PANELS
from law.promises import PROMISES

# What a new set takes over from the newest one, beside its terms.
SETTINGS = (
    "source",
    "arrival_day_counts",
    "arrival_day_confirmed",
    "cut_off",
    "cut_off_confirmed",
    "redirect_restarts",
    "redirect_restarts_confirmed",
    *PROMISES,
)


class KeepsTermsInForce:
    """A set in force may be looked at only; a newer set takes its place."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        term_set = self.get_object()  # type: ignore[attr-defined]
        if term_set.is_in_force:
            messages.error(
                request, _("These terms are in force and cannot be changed. Add a new set instead.")
            )
            return redirect("term_sets:inspect", term_set.pk)
        return super().dispatch(request, *args, **kwargs)  # type: ignore[misc,no-any-return]


class TermSetEditView(KeepsTermsInForce, EditView):
    pass


class TermSetDeleteView(KeepsTermsInForce, DeleteView):
    pass


class TermSetInspectView(InspectView):
    """What is set, in words."""

    def get_field_display_value(self, field_name: str, field: Any) -> Any:
        value = super().get_field_display_value(field_name, field)
        if isinstance(value, bool):
            return _("Yes") if value else _("No")
        return value


class TermSetCreateView(CreateView):
    """A new set starts from the newest one."""

    def get_initial_form_instance(self) -> TermSet:
        newest = TermSet.objects.first()
        if newest is None:
            return TermSet()
        fresh = TermSet(**{name: getattr(newest, name) for name in SETTINGS})
        fresh.terms = [_copy(term) for term in newest.terms.all()]
        return fresh


def _copy(term: Term) -> Term:
    return Term(**model_to_dict(term, exclude=["id", "term_set"]))


class TermSetViewSet(ModelViewSet):
    model = TermSet
    name = "term_sets"
    url_prefix = "law/terms"
    icon = "list-ol"
    menu_label = _("Terms")
    list_display = ["version", "valid_from", "arrival_day_counts", "cut_off"]
    add_view_class = TermSetCreateView
    edit_view_class = TermSetEditView
    delete_view_class = TermSetDeleteView
    inspect_view_enabled = True
    inspect_view_class = TermSetInspectView
    inspect_view_fields = ["version", "valid_from", "note", *SETTINGS, "terms"]
    # A copy would share its start with the original; adding a set already starts from the newest.
    copy_view_enabled = False
    edit_handler = ObjectList(TERM_SET_PANELS, base_form_class=TermSetForm)


class CalendarDayViewSet(ModelViewSet):
    model = CalendarDay
    name = "calendar_days"
    url_prefix = "law/calendar"
    icon = "calendar-alt"
    menu_label = _("Working calendar")
    list_display = [
        "date",
        BooleanColumn("is_working", label=_("Working day"), sort_key="is_working"),
        "reason_kk",
        "reason_ru",
        BooleanColumn("is_estimated", label=_("Estimated"), sort_key="is_estimated"),
        Column("get_origin_display", label=_("Entered by"), sort_key="origin"),
    ]
    list_filter = ["is_working", "is_estimated", "origin"]
    copy_view_enabled = False
    edit_handler = ObjectList(CALENDAR_DAY_PANELS, base_form_class=CalendarDayForm)


class StopGroundPolicy(ModelPermissionPolicy):
    """Stopped applications name their ground, so it is switched off, never deleted."""

    def user_has_permission(self, user: Any, action: str) -> bool:
        return action != "delete" and super().user_has_permission(user, action)


register_permission_policy(StopGround, StopGroundPolicy(StopGround))


class StopGroundViewSet(ModelViewSet):
    model = StopGround
    name = "stop_grounds"
    url_prefix = "law/stop-grounds"
    icon = "cross"
    menu_label = _("Grounds to stop")
    list_display = [
        "__str__",
        "code",
        Column("get_first_step_display", label=_("First step"), sort_key="first_step"),
        BooleanColumn("is_guide", label=_("In the guide"), sort_key="is_guide"),
        BooleanColumn("confirmed", label=_("Confirmed"), sort_key="confirmed"),
        BooleanColumn("is_active", label=_("In use"), sort_key="is_active"),
    ]
    list_filter = ["is_active", "first_step", "confirmed"]
    search_fields = ["code", "title_kk", "title_ru", "title_en"]
    copy_view_enabled = False
    edit_handler = ObjectList(STOP_GROUND_PANELS, base_form_class=StopGroundForm)


class LawGroup(ViewSetGroup):
    menu_label = _("Law")
    menu_icon = "clipboard-list"
    menu_order = 850
    items = (TermSetViewSet, CalendarDayViewSet, StopGroundViewSet)


hooks.register("register_admin_viewset", LawGroup)
