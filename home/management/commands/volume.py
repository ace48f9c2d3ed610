"""Fills the database with as many applications as the real portal has."""

import json
import os
import sys
import time
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from core.errors import Refused
from home.loading.volume.plan import TOTAL
from home.loading.volume.run import volume_load

WIDTH = 30


class Bar:
    """A progress bar on the console; a line each tenth elsewhere."""

    def __init__(self, stream: Any) -> None:
        self.stream, self.begun, self.tenth = stream, time.monotonic(), -1
        self.is_terminal = stream.isatty()

    def __call__(self, done: int, total: int) -> None:
        """So many of so many are written."""
        tenth = done * 10 // total
        if not self.is_terminal and tenth == self.tenth:
            return
        self.tenth = tenth
        seconds = max(time.monotonic() - self.begun, 0.001)
        pace = done / seconds
        full = done * WIDTH // total
        line = (
            f"[{'#' * full}{'.' * (WIDTH - full)}] {done * 100 // total:3d} %  {done:,} of"
            f" {total:,}  {pace:,.0f} a second  {(total - done) / pace:,.0f} s left"
        )
        end = "\n" if done == total or not self.is_terminal else ""
        self.stream.write(f"\r{line}  {end}" if self.is_terminal else f"{line}\n")
        self.stream.flush()


class Command(BaseCommand):
    """Prints ``{"total", "seconds": {part: seconds}}``; the bar goes to standard error."""

    help = (
        "Write so many invented applications in Kazakh and Russian with answers, in the real"
        " portal's proportions. Tables are locked meanwhile: for measuring only."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """How many, drawn from which seed, made by how many processes."""
        parser.add_argument("--appeals", type=int, default=TOTAL, help=f"how many ({TOTAL})")
        parser.add_argument("--seed", type=int, default=1)
        parser.add_argument("--processes", type=int, default=os.cpu_count() or 1)

    def handle(self, *args: Any, **options: Any) -> None:
        """Run it."""
        if options["appeals"] < 1:
            raise CommandError("--appeals must be 1 or more.")
        try:
            report = volume_load(
                total=options["appeals"],
                seed=options["seed"],
                processes=options["processes"],
                progress=Bar(sys.stderr),
            )
        except Refused as refusal:
            raise CommandError(str(refusal.message)) from refusal
        self.stdout.write(json.dumps({"total": report.total, "seconds": report.seconds}))
