"""Verifies the events, offline and with as much memory for a million as for one.

Prints one JSON line for each fault (``fault``, and ``event``, ``object``, ``sequence``, ``anchor``,
``after``, ``until``, ``detail`` where known; the words are in ``ledger.faults``), then one with the
sums: ``events``, ``anchors``, ``unanchored`` (events no anchor covers yet), ``faults``, ``ok``.
Exits 0 when nothing was found, 1 when something was.
"""

import json
import sys
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction
from django.utils import timezone

from ledger.anchors import anchored_to
from ledger.checking import anchors_check, events_check, object_rows, rows_since
from ledger.faults import Fault
from ledger.models import Event, EventAnchor


class Command(BaseCommand):
    """See the module's words."""

    help = "Verify chains and anchors of events; say what was touched (JSON lines). Exit 1 then."

    def add_arguments(self, parser: CommandParser) -> None:
        """What to check, and against what."""
        parser.add_argument("--object", default="", metavar="KIND:ID", help="only its chain")
        parser.add_argument(
            "--since",
            type=_moment,
            metavar="TIME",
            help="only what was written after the last anchor before this moment (ISO 8601)",
        )
        parser.add_argument(
            "--kept", type=Path, metavar="FILE", help="lines of ledger_anchor, as kept elsewhere"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Print the faults as they are found."""
        kept = _kept(options["kept"]) if options["kept"] else {}
        self.events = faults = 0
        # A transaction lets PostgreSQL give the rows piece by piece.
        with transaction.atomic():
            for fault in self._faults(options["object"], options["since"], kept):
                faults += 1
                self.stdout.write(json.dumps(fault.as_dict()))
        if options["object"] and not self.events:
            raise CommandError("there are no events of such an object")
        sums = {
            "events": self.events,
            "anchors": EventAnchor.objects.count(),
            "unanchored": Event.objects.filter(pk__gt=anchored_to()).count(),
            "faults": faults,
            "ok": not faults,
        }
        self.stdout.write(json.dumps(sums))
        if faults:
            sys.exit(1)

    def _faults(self, wanted: str, since: datetime | None, kept: dict[int, str]) -> Iterator[Fault]:
        if not wanted:
            yield from anchors_check(since=since, kept=kept)
        kind, _colon, key = wanted.partition(":")
        rows = object_rows(kind, key) if wanted else rows_since(since)
        for _row, fault in events_check(rows):
            self.events += 1
            if fault is not None:
                yield fault


def _moment(told: str) -> datetime:
    moment = datetime.fromisoformat(told)
    return moment if moment.tzinfo else timezone.make_aware(moment)


def _kept(file: Path) -> dict[int, str]:
    try:
        lines = [json.loads(line) for line in file.read_text().splitlines() if line.strip()]
        return {int(line["number"]): str(line["hash"]) for line in lines}
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise CommandError(f"{file} does not hold lines of ledger_anchor: {error}") from error
