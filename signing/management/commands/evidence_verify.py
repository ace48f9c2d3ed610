"""Verifies the archive of evidence, offline and with as much memory for a million rows as for one.

Prints one JSON line for each row that was touched, deleted or inserted (``row`` its id or null,
``object`` its chain, ``problem``, and ``position``, ``anchor``, ``signature``, ``detail`` where
known; the words are in ``signing.archive.problems``), then one with the sums: ``rows``,
``objects``, ``anchors``, ``unanchored`` (rows no anchor covers yet), ``destroyed`` (rows whose key
was destroyed at the end of their term; their chain is verified all the same), ``decided``,
``problems``, ``ok``.
Exits 0 when nothing was found, 1 when something was.
"""

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from signing.archive.anchoring import unanchored_count
from signing.archive.checking_anchors import anchors_check
from signing.archive.checking_rows import Decide, rows_check, signatures_check
from signing.archive.problems import Problem, Report


class Command(BaseCommand):
    """See the module's words."""

    help = "Verify the archive of evidence; say which row was touched (JSON lines). Exit 1 then."

    def add_arguments(self, parser: CommandParser) -> None:
        """What to check, and against what."""
        parser.add_argument("--object", default="", metavar="REF", help="only this object's chain")
        parser.add_argument(
            "--decide",
            "--offline",
            action="store_true",
            help="also decide each digital signature anew from the bytes kept (50 ms each)",
        )
        parser.add_argument(
            "--anchors",
            type=Path,
            metavar="DIR",
            help="trust the authorities in this folder instead",
        )
        parser.add_argument(
            "--kept", type=Path, metavar="FILE", help="lines of evidence_anchor, as kept elsewhere"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Print the problems as they are found."""
        report = Report()
        decide = _decider(options["anchors"]) if options["decide"] else None
        kept = _kept(options["kept"]) if options["kept"] else {}
        for problem in _problems(report, options["object"], decide, kept):
            self.stdout.write(json.dumps(problem.as_dict(), ensure_ascii=False))
        if options["object"] and not (report.counts["rows"] or report.counts["problems"]):
            raise CommandError("there is no such object in the archive")
        report.counts["unanchored"] = unanchored_count()
        ok = not report.counts["problems"]
        self.stdout.write(json.dumps({**report.counts, "ok": ok}))
        if not ok:
            sys.exit(1)


def _problems(
    report: Report, object_key: str, decide: Decide | None, kept: dict[int, str]
) -> Iterator[Problem]:
    """Anchors first: they know a missing row by its name."""
    yield from anchors_check(report, object_key=object_key, kept=kept)
    yield from rows_check(report, object_key=object_key, decide=decide)
    if not object_key:
        yield from signatures_check(report)


def _decider(folder: Path | None) -> Decide:
    """Loads the verifier only when it is asked for."""
    from signing.archive.eds import eds_decide_again
    from signing.eds.trust import trust_from_dir, trust_production

    trust = trust_from_dir(folder) if folder else trust_production()
    return lambda row, bundle: eds_decide_again(bundle, trust)


def _kept(file: Path) -> dict[int, str]:
    try:
        lines = [json.loads(line) for line in file.read_text().splitlines() if line.strip()]
        return {int(line["number"]): str(line["hash"]) for line in lines}
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise CommandError(f"{file} does not hold lines of evidence_anchor: {error}") from error
