"""Anchors the events that were added since the last anchor. For a timer; it may run at any time.

One JSON line an anchor: ``number``, ``created_at``, ``last_event``, ``events`` (how many it
covers), ``total`` (of all anchors by then), ``hash``, ``seal``. Nothing new, nothing printed. Keep
these lines outside this machine: against them ``ledger_verify --kept FILE`` finds what no check
from within can, events whose end was cut off or that were made anew by whoever has all the keys.
"""

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from ledger.anchors import StillWriting, anchors_make
from ledger.models import EventAnchor


class Command(BaseCommand):
    """See the module's words."""

    help = "Anchor new events; print the anchors (JSON lines) to be kept elsewhere."

    def handle(self, *args: Any, **options: Any) -> None:
        """Make them one after the other; each stands by itself."""
        try:
            for anchor in anchors_make():
                self.stdout.write(json.dumps(anchor_told(anchor)))
        except StillWriting as error:
            raise CommandError(f"{error}; run it again") from error


def anchor_told(anchor: EventAnchor) -> dict[str, Any]:
    """What is kept of an anchor elsewhere; it tells nothing about anybody."""
    return {
        "number": anchor.number,
        "created_at": anchor.created_at.isoformat(),
        "last_event": anchor.last_event,
        "events": anchor.count,
        "total": anchor.total,
        "hash": anchor.hash,
        "seal": anchor.seal,
    }
