"""What was decided: the list, and the page of one decided text with its differences."""

from typing import Any

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column, DateColumn, TitleColumn

import django_filters

from core.registry import Moderated, adapter_for
from moderation.models import Decision, ModerationDecision
from moderation.models.decision import DECIDED
from moderation.projections import SideBySide, side_by_side
from moderation.selectors import decided, decision_get, kind_choices
from moderation.views.base import DeskList, DeskPage, agency_name, kind_label
from moderation.wording import Wording


class DecidedFilters(WagtailFilterSet):
    """Kind and decision."""

    kind = django_filters.ChoiceFilter(label=_("Kind of text"), choices=kind_choices)
    decision = django_filters.ChoiceFilter(
        label=_("Decision"), choices=[(value, value.label) for value in DECIDED]
    )

    class Meta:
        model = ModerationDecision
        fields: list[str] = []


class DecidedView(DeskList):
    """Every decision, the newest first."""

    tab = "decided"
    model = ModerationDecision
    page_title = _("Decided texts")
    index_url_name = "moderation:decided"
    index_results_url_name = "moderation:decided_results"
    filterset_class = DecidedFilters
    default_ordering = ("-id",)
    no_results_message: Any = _("Nothing is decided yet.")
    columns = [
        TitleColumn(
            "decision",
            label=_("Decision"),
            accessor="get_decision_display",
            url_name="moderation:decided_item",
            id_accessor="item_id",
        ),
        Column(
            "kind",
            classname="moderation-wide",
            label=_("Kind"),
            accessor=lambda row: kind_label(row.kind),
        ),
        Column("agency", label=_("Agency"), accessor=agency_name),
        Column("ground", classname="moderation-wide", label=_("Ground")),
        Column(
            "by",
            classname="moderation-wide",
            label=_("By"),
            accessor=lambda row: row.decided_by.get_short_name(),
        ),
        DateColumn("decided_at", label=_("Decided")),
    ]

    def get_base_queryset(self) -> QuerySet[ModerationDecision]:
        return decided()


class DecidedPage(DeskPage):
    """One decision: original and public wording of now, differences marked."""

    tab = "decided"
    template_name = "moderation/decided.html"
    list_url = "moderation:decided"
    list_label: str | Promise = _("Decided texts")

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Show it; nothing can be changed here."""
        decision = decision_get(pk)
        if decision is None:
            raise Http404
        told, sides = sides_of(decision)
        self.title = str(told.get("title") or decision)
        kind = kind_label(decision.kind)
        objection = getattr(decision, "objection", None)
        context = self.get_context_data(
            decision=decision, told=told, sides=sides, kind=kind, objection=objection
        )
        return self.render_to_response(context)


def sides_of(decision: ModerationDecision) -> tuple[dict[str, Any], SideBySide]:
    """What the adapter tells, and the original beside what the public reads now."""
    adapter = adapter_for(Moderated, decision.kind)
    told = adapter.describe(decision.target_id)
    public = None
    if decision.decision != Decision.REFUSED and hasattr(adapter, "public_wording"):
        words = adapter.public_wording(decision.target_id)
        public = Wording(words["subject"], words["body"], words["cuts"]) if words else None
    return told, side_by_side(told, public)
