"""Reading the desk. For moderators only, except ``waiting_since`` and ``objection_of``."""

from moderation.selectors.decided import decided, decision_get, reading_get, readings_for
from moderation.selectors.figures import PERIODS, DeskReport, agreement_of, desk_report
from moderation.selectors.objections import (
    ObjectionView,
    objection_get,
    objection_of,
    objections_open,
)
from moderation.selectors.queue import (
    COUNTED_UP_TO,
    DeskFigures,
    QueueFigures,
    Waiting,
    cut_grounds,
    decision_on,
    desk_figures,
    kind_choices,
    queue,
    queue_figures,
    waiting_since,
)

__all__ = [
    "COUNTED_UP_TO",
    "PERIODS",
    "DeskFigures",
    "DeskReport",
    "ObjectionView",
    "QueueFigures",
    "Waiting",
    "agreement_of",
    "cut_grounds",
    "decided",
    "decision_get",
    "decision_on",
    "desk_figures",
    "desk_report",
    "kind_choices",
    "objection_get",
    "objection_of",
    "objections_open",
    "queue",
    "queue_figures",
    "reading_get",
    "readings_for",
    "waiting_since",
]
