"""What has to be done once a day: passing things thrown away, new evidence anchored.

The scheduler does it at night (``home.jobs``); by hand it does no harm.
"""

import json
from typing import Any

from django.core.management.base import BaseCommand

from home.jobs import housekeeping


class Command(BaseCommand):
    """Run it daily; running it twice does no harm."""

    help = "Destroy expired payloads and passed rate windows; anchor evidence of signatures."

    def handle(self, *args: Any, **options: Any) -> None:
        """One JSON line: how many were destroyed, how many anchors made."""
        self.stdout.write(json.dumps(housekeeping()))
