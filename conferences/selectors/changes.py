"""How the times of a conference were moved after it had been announced."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.dateparse import parse_datetime
from django.utils.functional import Promise

from conferences.limits import LABELS
from conferences.models import Conference
from ledger.selectors import event_list_for

TIMES_VERB = "conference.times"


@dataclass(frozen=True)
class TimeChange:
    """One time that was moved: ``old`` or ``new`` is None where there was or is none."""

    at: datetime
    field: str
    label: str | Promise
    old: datetime | None
    new: datetime | None


def time_changes(conference: Conference) -> list[TimeChange]:
    """What was moved since the announcement, oldest first, for everybody. One query."""
    events = event_list_for(conference).filter(verb=TIMES_VERB, data__announced=True)
    return [
        TimeChange(
            at=event.at,
            field=name,
            label=label,
            old=_moment(event.data[name]["old"]),
            new=_moment(event.data[name]["new"]),
        )
        for event in events
        for name, label in LABELS.items()
        if name in event.data
    ]


def _moment(said: Any) -> datetime | None:
    return parse_datetime(said) if said else None
