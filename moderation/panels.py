"""The admin home: figures instead of Wagtail's two lists, which load every open task at once."""

from collections.abc import Mapping
from typing import Any

from django.urls import reverse

from wagtail.admin.ui.components import Component
from wagtail.admin.views.home import (
    UserObjectsInWorkflowModerationPanel,
    WorkflowObjectsToModeratePanel,
)
from wagtail.models import TaskState, get_default_page_content_type

from moderation.permissions import may_see_queue
from moderation.selectors import COUNTED_UP_TO, queue_figures

REPLACED = (UserObjectsInWorkflowModerationPanel, WorkflowObjectsToModeratePanel)


class WaitingPanel(Component):
    """How many texts wait for a moderator, and how many pages for this reviewer."""

    name = "waiting"
    order = 200
    template_name = "moderation/home_panel.html"

    def get_context_data(self, parent_context: Mapping[str, Any]) -> dict[str, Any]:
        request = parent_context["request"]
        return {
            "figures": queue_figures() if may_see_queue(request) else None,
            "pages": _pages_to_review(request.user),
            "counted_up_to": COUNTED_UP_TO,
            "pages_url": reverse("wagtailadmin_reports:workflow_tasks") + "?reviewable=true",
        }


def home_panels_replace(panels: list[Component]) -> None:
    """Take Wagtail's two workflow panels out and put ours in."""
    panels[:] = [panel for panel in panels if not isinstance(panel, REPLACED)]
    panels.append(WaitingPanel())


def _pages_to_review(user: Any) -> int:
    states = TaskState.objects.reviewable_by(user).filter(
        workflow_state__base_content_type=get_default_page_content_type()
    )
    return states.order_by()[: COUNTED_UP_TO + 1].count()
