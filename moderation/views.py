"""The moderators' queue and the page of one text, in the CMS. For moderators only."""

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise, cached_property
from django.utils.translation import gettext_lazy as _
from django.views import View

from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.paginator import WagtailPaginator
from wagtail.admin.ui.tables import Column, DateColumn, TitleColumn
from wagtail.admin.views.generic import IndexView
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

import django_filters

from agencies.models import Agency
from core.errors import Refused
from moderation.forms import REFUSE, DecisionForm
from moderation.models import Decision, ModeratedText
from moderation.permissions import may_see_queue
from moderation.projections import ItemView, item_view
from moderation.selectors import COUNTED_UP_TO, decision_on, kind_choices, queue, queue_figures
from moderation.services import Outcome, moderation_approve, moderation_refuse

QUEUE = "moderation:queue"
DECIDED = {
    Decision.APPROVED: _("Published as written."),
    Decision.CORRECTED: _("Published with corrections."),
    Decision.REFUSED: _("Publication refused. The author gets the answer all the same."),
    None: _("Approved. The text now waits for the next step."),
}


class ModeratorsOnly:
    """In front of every view here: for anybody else the address does not exist."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not may_see_queue(request):
            raise Http404
        return super().dispatch(request, *args, **kwargs)  # type: ignore[misc]


def _agencies(request: HttpRequest) -> QuerySet[Agency]:
    waiting = ModeratedText.objects.order_by().values("agency_id").distinct()
    return Agency.objects.filter(pk__in=waiting)


class QueueFilters(WagtailFilterSet):
    """Kind, language, agency, late."""

    kind = django_filters.ChoiceFilter(label=_("Kind of text"), choices=kind_choices)
    language = django_filters.ChoiceFilter(
        label=_("Language"), choices=ModeratedText._meta.get_field("language").choices
    )
    agency = django_filters.ModelChoiceFilter(label=_("Agency"), queryset=_agencies)
    late = django_filters.ChoiceFilter(
        label=_("Late"), choices=[("yes", _("Only late ones"))], method="only_late"
    )

    class Meta:
        model = ModeratedText
        fields: list[str] = []

    def only_late(
        self, rows: QuerySet[ModeratedText], name: str, value: str
    ) -> QuerySet[ModeratedText]:
        """Past the promised moment."""
        return rows.filter(due_at__lt=timezone.now())


class QueuePaginator(WagtailPaginator):
    """Counts up to the limit: whoever works from the top needs no more."""

    @cached_property
    def count(self) -> int:
        """At most ``COUNTED_UP_TO``."""
        return min(COUNTED_UP_TO, self._counted)

    @cached_property
    def items_count_label(self) -> str | Promise:
        """In words, under the table."""
        if self._counted > COUNTED_UP_TO:
            return _("more than 1,000 texts")
        return super().items_count_label

    @cached_property
    def _counted(self) -> int:
        return self.object_list[: COUNTED_UP_TO + 1].count()


class SubjectColumn(TitleColumn):
    """The subject, or how the text begins, in the text's own language."""

    def get_value(self, instance: ModeratedText) -> str:
        return instance.subject or instance.body[:80]

    def get_link_attrs(self, instance: ModeratedText, parent_context: Any) -> dict[str, str]:
        return {"lang": instance.language}


class DueColumn(DateColumn):
    """Decide by; marked in words when the moment has passed."""

    cell_template_name = "moderation/due_cell.html"

    def get_cell_context_data(self, instance: ModeratedText, parent_context: Any) -> dict[str, Any]:
        late = instance.due_at < timezone.now()
        return super().get_cell_context_data(instance, parent_context) | {"late": late}


def _kind_label(item: ModeratedText) -> str:
    return dict(kind_choices()).get(item.kind, item.kind)


def _agency_name(item: ModeratedText) -> str:
    agency = item.agency
    return agency.localized("short_name") or agency.localized("name") if agency else ""


class QueueView(ModeratorsOnly, IndexView):
    """Every text that waits, the most urgent first."""

    model = ModeratedText
    page_title = _("Moderation")
    header_icon = "tasks"
    template_name = "moderation/queue.html"
    index_url_name = QUEUE
    index_results_url_name = "moderation:queue_results"
    filterset_class = QueueFilters
    paginator_class = QueuePaginator
    paginate_by = 50
    default_ordering = ("due_at", "id")
    is_searchable = False
    # Not by the model's permissions, of which there are none: by the moderator's role.
    permission_policy = None
    any_permission_required = None
    columns = [
        SubjectColumn("subject", label=_("Text"), url_name="moderation:item", width="34%"),
        Column("kind", classname="moderation-wide", label=_("Kind"), accessor=_kind_label),
        Column(
            "language",
            classname="moderation-wide",
            label=_("Language"),
            accessor="get_language_display",
        ),
        Column("agency", label=_("Agency"), accessor=_agency_name),
        Column(
            "marks",
            classname="moderation-wide",
            label=_("Found"),
            accessor=lambda item: len(item.marks) or "",
        ),
        Column("step", classname="moderation-wide", label=_("Step")),
        DateColumn("opened_at", classname="moderation-wide", label=_("Waiting since")),
        DueColumn("due_at", label=_("Decide by")),
    ]

    def get_base_queryset(self) -> QuerySet[ModeratedText]:
        return queue()

    def get_context_data(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        figures = queue_figures()
        extra = {"figures": figures, "counted_up_to": COUNTED_UP_TO}
        return super().get_context_data(*args, **kwargs) | extra

    @property
    def no_results_message(self) -> str | Promise:
        if self.is_filtering:
            return _("No text matches these filters.")
        return _("Nothing waits. Everything is decided.")


class ItemPage(ModeratorsOnly, WagtailAdminTemplateMixin, View):
    """One text: the original beside the public wording, and the decision."""

    template_name = "moderation/item.html"
    header_icon = "tasks"
    shown: ItemView

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Show it; a text that has just been decided says so."""
        item = queue().filter(pk=pk).first()
        return self._page(item, request) if item else self._gone(request, pk)

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Decide. Whatever is wrong stands at its field, with everything typed kept."""
        item = queue().filter(pk=pk).first()
        if item is None:
            return self._gone(request, pk)
        form = self._form(item, request)
        if not form.is_valid():
            return self._page(item, request, form)
        try:
            outcome = self._decide(item, form)
        except Refused as refusal:
            if refusal.code == "decided_already":
                return self._gone(request, pk)
            form.refuse(refusal)
            return self._page(item, request, form)
        messages.success(request, DECIDED[outcome.decision])
        return redirect(QUEUE)

    def _decide(self, item: ModeratedText, form: DecisionForm) -> Outcome:
        data = form.cleaned_data
        if data["decision"] == REFUSE:
            return moderation_refuse(
                item=item, actor=self.request.user, ground=data["ground"], note=data["note"]
            )
        return moderation_approve(
            item=item,
            actor=self.request.user,
            subject=form.wording.subject,
            body=form.wording.body,
            cuts=form.wording.cuts,
            release=data["release"],
            seen=data["seen"],
        )

    def _form(self, item: ModeratedText, request: HttpRequest) -> DecisionForm:
        self.shown = item_view(item, request.user)
        files = self.shown.files if self.shown.may_release else []
        return DecisionForm(request.POST or None, item=item, files=files)

    def _page(
        self, item: ModeratedText, request: HttpRequest, form: DecisionForm | None = None
    ) -> HttpResponse:
        form = form or self._form(item, request)
        context = self.get_context_data(item=item, shown=self.shown, form=form)
        return self.render_to_response(context)

    def _gone(self, request: HttpRequest, pk: int) -> HttpResponseRedirect:
        event = decision_on(pk)
        if event is None:
            raise Http404
        decision = Decision(event.verb.removeprefix("moderation."))
        messages.warning(
            request,
            _("Somebody has decided already: %(decision)s.") % {"decision": decision.label},
        )
        return redirect(QUEUE)

    def get_page_title(self) -> str:
        return self.shown.title

    def get_breadcrumbs_items(self) -> Sequence[dict[str, Any]]:
        return [
            *self.breadcrumbs_items,
            {"url": reverse(QUEUE), "label": _("Moderation")},
            {"url": "", "label": self.get_page_title()},
        ]
