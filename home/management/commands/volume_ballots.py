"""Fills one survey with many ballots."""

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from core.errors import Refused
from home.loading.volume.ballots import ballots_load

DEFAULT = 100_000


class Command(BaseCommand):
    """Prints ``{"survey", "ballots", "seconds": {part: seconds}}``."""

    help = "Write one closed survey with so many invented ballots. For measuring only."

    def add_arguments(self, parser: CommandParser) -> None:
        """How many."""
        parser.add_argument("--ballots", type=int, default=DEFAULT, help=f"how many ({DEFAULT})")

    def handle(self, *args: Any, **options: Any) -> None:
        """Run it."""
        try:
            survey, seconds = ballots_load(options["ballots"])
        except Refused as refusal:
            raise CommandError(str(refusal.message)) from refusal
        said = {"survey": survey.key, "ballots": survey.participants, "seconds": seconds}
        self.stdout.write(json.dumps(said))
