"""The queue: every text that waits, the most urgent first."""

from typing import Any

from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column, DateColumn, TitleColumn

import django_filters

from agencies.models import Agency
from moderation.models import ModeratedText
from moderation.selectors import kind_choices, queue, queue_figures
from moderation.services.checks import holder_name
from moderation.views.base import QUEUE, DeskList, DueColumn, agency_name, kind_label


def _agencies(request: HttpRequest) -> QuerySet[Agency]:
    waiting = ModeratedText.objects.order_by().values("agency_id").distinct()
    return Agency.objects.filter(pk__in=waiting)


class QueueFilters(WagtailFilterSet):
    """Kind, language, agency, late, taken."""

    kind = django_filters.ChoiceFilter(label=_("Kind of text"), choices=kind_choices)
    language = django_filters.ChoiceFilter(
        label=_("Language"), choices=ModeratedText._meta.get_field("language").choices
    )
    agency = django_filters.ModelChoiceFilter(label=_("Agency"), queryset=_agencies)
    late = django_filters.ChoiceFilter(
        label=_("Late"), choices=[("yes", _("Only late ones"))], method="only_late"
    )
    taken = django_filters.ChoiceFilter(
        label=_("Taken"),
        choices=[("free", _("Only free ones")), ("mine", _("Only mine"))],
        method="only_taken",
    )

    class Meta:
        model = ModeratedText
        fields: list[str] = []

    def only_late(
        self, rows: QuerySet[ModeratedText], name: str, value: str
    ) -> QuerySet[ModeratedText]:
        """Past the promised moment."""
        return rows.filter(due_at__lt=timezone.now())

    def only_taken(
        self, rows: QuerySet[ModeratedText], name: str, value: str
    ) -> QuerySet[ModeratedText]:
        """Nobody has it open, or this moderator has."""
        now = timezone.now()
        if value == "mine":
            return rows.filter(claimed_by=self.request.user, claimed_until__gt=now)
        return rows.filter(Q(claimed_by=None) | Q(claimed_until__lte=now))


class SubjectColumn(TitleColumn):
    """The subject, or how the text begins, in the text's own language."""

    def get_value(self, instance: ModeratedText) -> str:
        return instance.subject or instance.body[:80]

    def get_link_attrs(self, instance: ModeratedText, parent_context: Any) -> dict[str, str]:
        return {"lang": instance.language}


def _holder(item: ModeratedText) -> str:
    return holder_name(item) if item.is_claimed else ""


class QueueView(DeskList):
    """Every text that waits, the most urgent first."""

    tab = "queue"
    model = ModeratedText
    page_title = _("Moderation")
    template_name = "moderation/queue.html"
    index_url_name = QUEUE
    index_results_url_name = "moderation:queue_results"
    filterset_class = QueueFilters
    default_ordering = ("due_at", "id")
    columns = [
        SubjectColumn("subject", label=_("Text"), url_name="moderation:item", width="32%"),
        Column(
            "kind",
            classname="moderation-wide",
            label=_("Kind"),
            accessor=lambda item: kind_label(item.kind),
        ),
        Column(
            "language",
            classname="moderation-wide",
            label=_("Language"),
            accessor="get_language_display",
        ),
        Column("agency", label=_("Agency"), accessor=agency_name),
        Column(
            "marks",
            classname="moderation-wide",
            label=_("Found"),
            accessor=lambda item: len(item.marks) or "",
        ),
        Column("step", classname="moderation-wide", label=_("Step")),
        DateColumn("opened_at", classname="moderation-wide", label=_("Waiting since")),
        DueColumn("due_at", label=_("Decide by")),
        Column("holder", label=_("With"), accessor=_holder),
    ]

    def get_base_queryset(self) -> QuerySet[ModeratedText]:
        return queue()

    def get_context_data(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(*args, **kwargs) | {"figures": queue_figures()}

    @property
    def no_results_message(self) -> str | Promise:
        if self.is_filtering:
            return _("No text matches these filters.")
        return _("Nothing waits. Everything is decided.")
