"""Loads the demo: invented agencies, people, blogs, conferences, surveys and 300 applications."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from home.loading.demo import demo_load, demo_loaded, demo_refresh

SMALL = 10


class Command(BaseCommand):
    """One line a part; a second time changes nothing."""

    help = "Load the demo content once. Everything in it is invented."

    def add_arguments(self, parser: CommandParser) -> None:
        """``--once`` and ``--small``."""
        parser.add_argument(
            "--once", action="store_true", help="say nothing and do nothing when it is there"
        )

        parser.add_argument(
            "--small", action="store_true", help="fewer applications, one of each state at least"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Run it."""
        if not demo_loaded():
            self.stdout.write("Loading the demo ...")
            demo_load(self._say, share=SMALL if options["small"] else 1)
            return
        demo_refresh()
        if not options["once"]:
            raise CommandError("There are agencies already. The demo goes into an empty database.")

    def _say(self, line: str) -> None:
        self.stdout.write(f"  {line}")
        self.stdout.flush()
