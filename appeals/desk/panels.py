"""The first page of the CMS: what waits for clerks and heads, and for operators."""

from collections.abc import Mapping
from typing import Any

from django.urls import reverse

from wagtail.admin.ui.components import Component

from accounts.models import RoleKind
from accounts.readers import reader_of
from appeals.desk.figures import Figure
from appeals.desk.selectors import desk_counts
from appeals.desk.stuck import WATCHES, since_of, watch_counts
from appeals.desk.tabs import TABS
from appeals.permissions import WORKERS
from core.audience import Reader

SHOWN = ("registered", "mine", "today", "overdue", "to_agree", "to_sign", "incoming", "returned")
LATE = ("overdue",)


class DeskPanel(Component):
    """Numbers of the reader's desk, each a link; nothing for those who have no desk."""

    name = "desk"
    order = 100
    template_name = "appeals/desk/home_panel.html"

    def get_context_data(self, parent_context: Mapping[str, Any]) -> dict[str, Any]:
        """Two queries for a clerk, five for an operator."""
        reader = reader_of(parent_context["request"])
        return {
            "figures": _agency(reader) if reader.agencies_as(*WORKERS) else [],
            "is_head": bool(reader.agencies_as(RoleKind.HEAD)),
            "stuck": _portal(reader) if reader.has(RoleKind.OPERATOR) else [],
        }


def _agency(reader: Reader) -> list[Figure]:
    counts = desk_counts(reader, SHOWN)
    desk = reverse("appeals_desk")
    return [
        Figure(
            TABS[name].label,
            *counts[name],
            f"{desk}?tab={name}",
            is_late=name in LATE and counts[name][0] > 0,
        )
        for name in SHOWN
    ]


def _portal(reader: Reader) -> list[Figure]:
    counts = watch_counts(reader.user_id, since_of())
    return [
        Figure(
            watch.label,
            *counts[name],
            reverse("appeals_operator_list", args=[name]),
            is_late=counts[name][0] > 0,
        )
        for name, watch in WATCHES.items()
    ]
