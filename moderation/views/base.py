"""What the pages of the desk share: the guard, the tabs, the list, the columns."""

from collections.abc import Sequence
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise, cached_property
from django.utils.translation import gettext_lazy as _
from django.views import View

from wagtail.admin.paginator import WagtailPaginator
from wagtail.admin.ui.tables import DateColumn
from wagtail.admin.views.generic import IndexView
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from moderation.permissions import may_see_queue
from moderation.selectors import COUNTED_UP_TO, desk_figures, kind_choices

QUEUE = "moderation:queue"


class ModeratorsOnly:
    """In front of every view here: for anybody else the address does not exist."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not may_see_queue(request):
            raise Http404
        return super().dispatch(request, *args, **kwargs)  # type: ignore[misc]


class DeskTabs(ModeratorsOnly):
    """A page of the desk knows its tab and how much waits behind the others."""

    tab = ""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        extra = {"desk": desk_figures(), "tab": self.tab, "counted_up_to": COUNTED_UP_TO}
        return super().get_context_data(**kwargs) | extra  # type: ignore[misc]


class DeskPaginator(WagtailPaginator):
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


class DeskList(DeskTabs, IndexView):
    """A paged list of the desk."""

    template_name = "moderation/list.html"
    header_icon = "tasks"
    paginator_class = DeskPaginator
    paginate_by = 50
    is_searchable = False
    # Not by the model's permissions, of which there are none: by the moderator's role.
    permission_policy = None
    any_permission_required = None

    def get_context_data(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs)


class DeskPage(DeskTabs, WagtailAdminTemplateMixin, View):
    """A page of one thing, below the list of its tab."""

    header_icon = "tasks"
    list_url = QUEUE
    list_label: str | Promise = _("Moderation")
    title = ""

    def get_page_title(self) -> str:
        return self.title

    def get_breadcrumbs_items(self) -> Sequence[dict[str, Any]]:
        return [
            *self.breadcrumbs_items,
            {"url": reverse(self.list_url), "label": self.list_label},
            {"url": "", "label": self.get_page_title()},
        ]


class DueColumn(DateColumn):
    """Decide by; marked in words when the moment has passed."""

    cell_template_name = "moderation/due_cell.html"

    def get_cell_context_data(self, instance: Any, parent_context: Any) -> dict[str, Any]:
        late = instance.due_at < timezone.now()
        return super().get_cell_context_data(instance, parent_context) | {"late": late}


def kind_label(kind: str) -> str:
    """A kind of text in words."""
    return dict(kind_choices()).get(kind, kind)


def agency_name(row: Any) -> str:
    """The agency of a row, short if it has a short name."""
    agency = row.agency
    return agency.localized("short_name") or agency.localized("name") if agency else ""
