"""Makes what is missing of the portal's frame: languages, page trees, terms, guide, plain pages."""

import json
from typing import Any

from django.core.management.base import BaseCommand

from home.loading.site import site_prepare


class Command(BaseCommand):
    """Prints ``{"made": [...]}``: what was missing, empty when nothing was."""

    help = "Make what is missing of the page trees, terms and guide. Never changes what is there."

    def handle(self, *args: Any, **options: Any) -> None:
        """Run it."""
        self.stdout.write(json.dumps({"made": site_prepare()}, ensure_ascii=False))
