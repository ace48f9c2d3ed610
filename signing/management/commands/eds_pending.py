"""Checks again every digital signature that waits for its certificate's status.

The worker does the same by itself, less and less often; this is for a timer and for whoever
doesn't want to wait. One JSON line: how many are ``waiting`` still, ``confirmed``, ``refused``.
"""

import json
from typing import Any

from django.core.management.base import BaseCommand

from signing.rechecking import pendings_check


class Command(BaseCommand):
    """See the module's words."""

    help = "Check again the digital signatures that wait for their certificate's status."

    def handle(self, *args: Any, **options: Any) -> None:
        """Running it twice does no harm."""
        self.stdout.write(json.dumps(pendings_check()))
