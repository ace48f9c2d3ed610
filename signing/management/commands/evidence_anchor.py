"""Anchors the evidence that was added since the last anchor. For a timer; it may run at any time.

One JSON line an anchor: ``number``, ``created_at``, ``rows`` (how many it covers), ``total`` (of
all anchors by then), ``hash``, ``seal``. Nothing new, nothing printed. Keep these lines outside
this machine: against them ``evidence_verify --kept FILE`` finds what no check from within can, an
archive whose end was cut off or that was made anew by whoever has all the keys.
"""

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import OperationalError

from signing.archive.anchoring import anchors_make
from signing.models import EvidenceAnchor


class Command(BaseCommand):
    """See the module's words."""

    help = "Anchor new evidence; print the anchors (JSON lines) to be kept elsewhere."

    def handle(self, *args: Any, **options: Any) -> None:
        """Make them one after the other; each stands by itself."""
        try:
            for anchor in anchors_make():
                self.stdout.write(json.dumps(anchor_told(anchor)))
        except OperationalError as error:
            raise CommandError(f"signatures are under way, run it again: {error}") from error


def anchor_told(anchor: EvidenceAnchor) -> dict[str, Any]:
    """What is kept of an anchor elsewhere; it tells nothing about anybody."""
    return {
        "number": anchor.number,
        "created_at": anchor.created_at.isoformat(),
        "rows": anchor.count,
        "total": anchor.total,
        "hash": anchor.hash,
        "seal": anchor.seal,
    }
