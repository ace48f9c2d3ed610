"""What has to be done once a day: passing things thrown away, new evidence anchored."""

import json
from typing import Any

from django.core.management.base import BaseCommand

from core.rates import rates_prune
from signing.archive.anchoring import anchors_make
from signing.payloads import payloads_prune


class Command(BaseCommand):
    """Run it daily; running it twice does no harm."""

    help = "Destroy expired payloads and passed rate windows; anchor evidence of signatures."

    def handle(self, *args: Any, **options: Any) -> None:
        """One JSON line: how many were destroyed, how many anchors made."""
        done = {
            "payloads": payloads_prune(),
            "rate_windows": rates_prune(),
            "anchors": sum(1 for _anchor in anchors_make()),
        }
        self.stdout.write(json.dumps(done))
