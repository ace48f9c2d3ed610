"""Proves that the counters of questions equal their rows."""

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from conferences.recount import Counted, counted, mend


class Command(BaseCommand):
    """One JSON object a question: ``conference``, ``question``, ``votes`` and ``vote_rows``,
    ``comments`` and ``comment_rows``, ``equal``; with ``--fix`` also ``fixed``."""

    help = "Compare votes and comments of each question with their rows (JSON lines)."

    def add_arguments(self, parser: CommandParser) -> None:
        """``--conference`` and ``--fix``."""
        parser.add_argument("--conference", default="", help="key of one conference only")
        parser.add_argument("--fix", action="store_true", help="set what differs to the rows")

    def handle(self, *args: Any, **options: Any) -> None:
        """Exit 1 while something differs."""
        wrong = False
        for row in counted(options["conference"]):
            said = self._said(row)
            if options["fix"] and not row.equal:
                said["fixed"] = mend(row)
            wrong = wrong or not (row.equal or said.get("fixed"))
            self.stdout.write(json.dumps(said))
        if wrong:
            raise SystemExit(1)

    @staticmethod
    def _said(row: Counted) -> dict[str, Any]:
        return {
            "conference": row.conference,
            "question": row.number,
            "votes": row.votes,
            "vote_rows": row.vote_rows,
            "comments": row.comments,
            "comment_rows": row.comment_rows,
            "equal": row.equal,
        }
