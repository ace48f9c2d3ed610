"""The law in the CMS: sets of terms and the working calendar, for people with the permission."""

from typing import Any

from django.contrib import messages
from django.forms.models import model_to_dict
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _

from wagtail import hooks
from wagtail.admin.panels import (
    FieldPanel,
    FieldRowPanel,
    InlinePanel,
    MultiFieldPanel,
    ObjectList,
)
from wagtail.admin.ui.tables import BooleanColumn, Column
from wagtail.admin.views.generic import CreateView, DeleteView, EditView
from wagtail.admin.viewsets.base import ViewSetGroup
from wagtail.admin.viewsets.model import ModelViewSet

from law.forms import CalendarDayForm, TermSetForm
from law.models import CalendarDay, Term, TermSet

TERM_SET_PANELS = [
    FieldRowPanel([FieldPanel("version"), FieldPanel("valid_from")]),
    FieldPanel("source"),
    FieldPanel("note"),
    MultiFieldPanel(
        [
            FieldRowPanel([FieldPanel("cut_off"), FieldPanel("cut_off_confirmed")]),
            FieldRowPanel([FieldPanel("arrival_day_counts"), FieldPanel("arrival_day_confirmed")]),
        ],
        heading=_("How the days are counted"),
    ),
    InlinePanel(
        "terms",
        heading=_("Terms by kind"),
        label=_("term"),
        panels=[
            FieldRowPanel([FieldPanel("kind"), FieldPanel("days"), FieldPanel("basis")]),
            FieldRowPanel([FieldPanel("extension_days"), FieldPanel("extension_cap_months")]),
            FieldRowPanel([FieldPanel("redirect_days"), FieldPanel("notice_days")]),
            FieldPanel("source_kk"),
            FieldPanel("source_ru"),
            FieldPanel("source_en"),
            FieldPanel("confirmed"),
        ],
    ),
]

CALENDAR_DAY_PANELS = [
    FieldRowPanel([FieldPanel("date"), FieldPanel("is_working"), FieldPanel("is_estimated")]),
    FieldPanel("reason_kk"),
    FieldPanel("reason_ru"),
    FieldPanel("reason_en"),
    FieldPanel("source"),
]


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


class TermSetCreateView(CreateView):
    """A new set starts from the newest one."""

    def get_initial_form_instance(self) -> TermSet:
        newest = TermSet.objects.first()
        if newest is None:
            return TermSet()
        kept = (
            "source",
            "arrival_day_counts",
            "arrival_day_confirmed",
            "cut_off",
            "cut_off_confirmed",
        )
        fresh = TermSet(**{name: getattr(newest, name) for name in kept})
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
    inspect_view_fields = [
        "version",
        "valid_from",
        "source",
        "note",
        "arrival_day_counts",
        "arrival_day_confirmed",
        "cut_off",
        "cut_off_confirmed",
        "terms",
    ]
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


class LawGroup(ViewSetGroup):
    menu_label = _("Law")
    menu_icon = "clipboard-list"
    menu_order = 850
    items = (TermSetViewSet, CalendarDayViewSet)


hooks.register("register_admin_viewset", LawGroup)
