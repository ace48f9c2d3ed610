"""``manage.py eds_crl_refresh``: fetch the revocation lists of ``EDS_CRL_URLS``. For a timer."""

import json
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from signing.eds.revocation import lists_refresh
from signing.eds.trust import trust_production


class Command(BaseCommand):
    """One JSON line a list: ``{"url", "result"}``; exit code 1 when one could not be kept."""

    help = "Fetch the revocation lists of EDS_CRL_URLS and keep those that are signed rightly."

    def handle(self, *args: Any, **options: Any) -> None:
        """All of them; one that fails does not stop the rest."""
        done = lists_refresh(settings.EDS_CRL_URLS, trust_production())
        for url, result in done.items():
            self.stdout.write(json.dumps({"url": url, "result": result}))
        if any(result.startswith("failed") for result in done.values()):
            raise CommandError("Not every revocation list could be kept.")
