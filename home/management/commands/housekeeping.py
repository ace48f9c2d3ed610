"""What has to be thrown away once a day."""

import json
from typing import Any

from django.core.management.base import BaseCommand

from core.rates import rates_prune
from signing.payloads import payloads_prune


class Command(BaseCommand):
    """Run it daily; running it twice does no harm."""

    help = "Destroy expired payloads that nobody signed and rate windows that have passed."

    def handle(self, *args: Any, **options: Any) -> None:
        """One JSON line: what was destroyed."""
        done = {"payloads": payloads_prune(), "rate_windows": rates_prune()}
        self.stdout.write(json.dumps(done))
