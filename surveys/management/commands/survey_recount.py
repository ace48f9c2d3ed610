"""``survey_recount``: every survey's published counts against its ballots."""

import json
from dataclasses import asdict
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from surveys.models import Ballot, Survey
from surveys.recount import survey_recount


class Command(BaseCommand):
    """Surveys of the former portal have counts without ballots: they are left out."""

    help = "Count all ballots anew and compare; one JSON line a survey."

    def add_arguments(self, parser: CommandParser) -> None:
        """``--survey`` for one only."""
        parser.add_argument("--survey", default="", help="key of one survey")

    def handle(self, *args: Any, **options: Any) -> None:
        """Ends with an error when anything differs."""
        rows = Survey.objects.filter(pk__in=Ballot.objects.values("survey_id")).order_by("pk")
        if options["survey"]:
            rows = rows.filter(key=options["survey"])
        differ = 0
        for survey in rows:
            found = survey_recount(survey)
            differ += not found.equal
            self.stdout.write(json.dumps({**asdict(found), "equal": found.equal}))
        if differ:
            raise CommandError(f"{differ} survey(s) differ from their ballots")
