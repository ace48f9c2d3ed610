"""Compiles `locale/*/LC_MESSAGES/*.po` in pure Python: starting needs no gettext programs."""

import os
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

import polib


class Command(BaseCommand):
    help = "Compile the translations whose .mo file is missing or not of its .po file's time."
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--force", action="store_true", help="compile fresh ones too")

    def handle(self, *args: Any, force: bool, verbosity: int, **options: Any) -> None:
        compiled = [
            source
            for folder in settings.LOCALE_PATHS
            for source in sorted(Path(folder).glob("*/LC_MESSAGES/*.po"))
            if catalogue_compile(source, force=force)
        ]
        if verbosity:
            self.stdout.write(f"{len(compiled)} translation file(s) compiled.")


def catalogue_compile(source: Path, *, force: bool = False) -> bool:
    """Write the .mo beside the .po; True when there was something to do."""
    target = source.with_suffix(".mo")
    changed = source.stat().st_mtime_ns
    if not force and target.exists() and target.stat().st_mtime_ns == changed:
        return False
    polib.pofile(str(source)).save_as_mofile(str(target))
    # The compiled file takes the source's time, so a checkout of an older source is stale too.
    os.utime(target, ns=(changed, changed))
    return True
