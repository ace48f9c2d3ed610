"""The API's description as one document kept in the repository."""

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils.module_loading import import_string
from django.utils.translation import override


class Command(BaseCommand):
    """Write ``docs/openapi.json``, or with ``--check`` say whether it is what the code says."""

    help = "Write the OpenAPI document, or check that it is up to date."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """``--check`` writes nothing."""
        parser.add_argument("--check", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        """Compare or write."""
        path = Path(settings.BASE_DIR) / "docs" / "openapi.json"
        with override("en"):
            schema = import_string(settings.API).get_openapi_schema()
        text = json.dumps(schema, indent=2, ensure_ascii=False, sort_keys=True, default=str) + "\n"
        if not options["check"]:
            path.write_text(text, encoding="utf-8")
            self.stdout.write(f"{path.name} written")
        elif not path.exists() or path.read_text(encoding="utf-8") != text:
            raise CommandError("docs/openapi.json is stale; run: make openapi")
