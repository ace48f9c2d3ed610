"""Counts the figures anew from the rows and says whether the counters are equal."""

import json
from dataclasses import asdict
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from home.loading.recount import figures_compare, figures_mend


class Command(BaseCommand):
    """Prints ``{"equal": bool, "fixed": bool, "differences": [{"name", "counter", "rows"}]}``."""

    help = "Prove that the counters equal the rows (JSON). Exit 1 with --check when they don't."

    def add_arguments(self, parser: CommandParser) -> None:
        """``--check`` or ``--fix``."""
        what = parser.add_mutually_exclusive_group()
        what.add_argument("--check", action="store_true", help="exit 1 when something differs")
        what.add_argument("--fix", action="store_true", help="set the counters to what rows say")

    def handle(self, *args: Any, **options: Any) -> None:
        """Run it."""
        found = figures_mend() if options["fix"] else figures_compare()
        document = {
            "equal": not found,
            "fixed": bool(found and options["fix"]),
            "differences": [asdict(difference) for difference in found],
        }
        self.stdout.write(json.dumps(document))
        if found and options["check"]:
            raise SystemExit(1)
