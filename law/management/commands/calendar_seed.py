"""Fill the working calendar from the holiday library; what editors wrote stays."""

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from law.services import calendar_seed

FIRST_YEAR, LAST_YEAR = 1991, 2077


class Command(BaseCommand):
    help = "Seed holidays and moved days, year by year. Rows entered by editors are not touched."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--from", dest="first", type=int, required=True, metavar="YEAR")
        parser.add_argument("--to", dest="last", type=int, required=True, metavar="YEAR")

    def handle(self, *args: Any, first: int, last: int, **options: Any) -> None:
        if not FIRST_YEAR <= first <= last <= LAST_YEAR:
            raise CommandError(
                f"Give years from {FIRST_YEAR} to {LAST_YEAR}, the first one first.", returncode=2
            )
        # Slow to import, and nothing else needs it.
        from law.holiday_source import seed_days

        result = calendar_seed(first_year=first, last_year=last, days=seed_days(first, last))
        self.stdout.write(json.dumps(vars(result)))
