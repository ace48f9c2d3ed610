"""Objections of authors: their own queue and clock, and the page of one."""

from typing import Any

from django.contrib import messages
from django.db.models import Exists, OuterRef, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from wagtail.admin.ui.tables import Column, DateColumn, StatusTagColumn, TitleColumn

from core.errors import Refused
from moderation.forms import ObjectionForm
from moderation.models import ModerationDecision, ModerationObjection, ObjectionOutcome
from moderation.selectors import objection_get, objections_open
from moderation.services import Judged, objection_decide
from moderation.services.checks import acted_before
from moderation.views.base import DeskList, DeskPage, DueColumn, agency_name, kind_label
from moderation.views.decided import sides_of

LIST = "moderation:objections"


class ObjectionsView(DeskList):
    """Objections that nobody has judged, the most urgent first."""

    tab = "objections"
    model = ModerationObjection
    page_title = _("Objections")
    index_url_name = LIST
    index_results_url_name = "moderation:objections_results"
    default_ordering = ("due_at", "id")
    no_results_message: Any = _("No objection waits.")
    columns = [
        TitleColumn(
            "decision",
            label=_("Decision"),
            accessor=lambda row: row.decision.get_decision_display(),
            url_name="moderation:objection",
        ),
        Column(
            "kind",
            classname="moderation-wide",
            label=_("Kind"),
            accessor=lambda row: kind_label(row.kind),
        ),
        Column("agency", label=_("Agency"), accessor=lambda row: agency_name(row.decision)),
        Column(
            "ground",
            classname="moderation-wide",
            label=_("Ground"),
            accessor=lambda row: row.decision.ground or "",
        ),
        DateColumn("filed_at", classname="moderation-wide", label=_("Filed")),
        DueColumn("due_at", label=_("Decide by")),
        StatusTagColumn(
            "is_mine",
            label=_("For you"),
            accessor=lambda row: _("you decided") if row.is_mine else _("open"),
            primary=lambda row: not row.is_mine,
        ),
    ]

    def get_base_queryset(self) -> QuerySet[ModerationObjection]:
        acted = ModerationDecision.acted_by.through.objects.filter(
            moderationdecision_id=OuterRef("decision_id"), user_id=self.request.user.pk
        )
        return objections_open().annotate(is_mine=Exists(acted))


class ObjectionPage(DeskPage):
    """One objection: the decision, the author's reason, both wordings, the judgement."""

    tab = "objections"
    template_name = "moderation/objection.html"
    list_url = LIST
    list_label: str | Promise = _("Objections")

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Show it."""
        return self._page(self._objection(pk), ObjectionForm())

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Judge it."""
        objection = self._objection(pk)
        form = ObjectionForm(request.POST)
        if not form.is_valid():
            return self._page(objection, form)
        try:
            judged = objection_decide(objection=objection, actor=request.user, **form.cleaned_data)
        except Refused as refusal:
            form.add_error("note" if refusal.code == "note" else None, str(refusal.message))
            return self._page(self._objection(pk), form)
        return self._judged(request, judged)

    def _objection(self, pk: int) -> ModerationObjection:
        objection = objection_get(pk)
        if objection is None:
            raise Http404
        return objection

    def _judged(self, request: HttpRequest, judged: Judged) -> HttpResponse:
        if judged.item is None:
            messages.success(request, _("The decision stands. The author is told."))
            return redirect(LIST)
        messages.success(
            request, _("The decision is overturned. The text is yours: decide on it now.")
        )
        return redirect("moderation:item", pk=judged.item.pk)

    def _page(self, objection: ModerationObjection, form: ObjectionForm) -> HttpResponse:
        user = self.request.user
        told, sides = sides_of(objection.decision)
        self.title = str(told.get("title") or objection)
        is_mine = acted_before(objection.decision, user) or objection.filed_by_id == user.pk
        outcome = ObjectionOutcome(objection.outcome).label if objection.outcome else ""
        return self.render_to_response(
            self.get_context_data(
                objection=objection,
                decision=objection.decision,
                kind=kind_label(objection.kind),
                told=told,
                sides=sides,
                form=form,
                is_mine=is_mine,
                outcome=outcome,
            )
        )
