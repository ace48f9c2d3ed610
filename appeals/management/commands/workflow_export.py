"""The life cycle as a page of the documentation."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from appeals.workflow_doc import workflow_text


class Command(BaseCommand):
    """Write ``docs/workflow.md``, or with ``--check`` say whether it is what the code says."""

    help = "Write docs/workflow.md from the table of moves, or check that it is up to date."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """``--check`` writes nothing."""
        parser.add_argument("--check", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        """Compare or write."""
        path = Path(settings.BASE_DIR) / "docs" / "workflow.md"
        text = workflow_text()
        if not options["check"]:
            path.write_text(text, encoding="utf-8")
            self.stdout.write(f"{path.name} written")
        elif not path.exists() or path.read_text(encoding="utf-8") != text:
            raise CommandError("docs/workflow.md is stale; run: manage.py workflow_export")
