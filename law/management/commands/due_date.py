"""The legal dates of one text, as JSON for other programs."""

import json
from datetime import datetime
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import translation

from law.clock import ALMATY
from law.selectors import NoTerm, clock_for_appeal
from law.states import Kind

LANGUAGES = ("kk", "ru", "en")


class Command(BaseCommand):
    help = (
        "Print {registered_on, due, days, basis, term_version, steps} for a text of a kind "
        "sent at a moment. A moment without a time zone is a moment in Almaty."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--kind", default="", help=", ".join(Kind.values))
        parser.add_argument("--submitted", default="", help="2026-03-05T19:10+05:00")
        parser.add_argument("--language", default="en", help="language of the steps: kk, ru or en")

    def handle(self, *args: Any, kind: str, submitted: str, language: str, **options: Any) -> None:
        if kind not in Kind.values:
            raise _bad(f"Unknown kind '{kind}'. Use one of: {', '.join(Kind.values)}.")
        if language not in LANGUAGES:
            raise _bad(f"Unknown language '{language}'. Use one of: {', '.join(LANGUAGES)}.")
        moment = _moment(submitted)
        with translation.override(language):
            try:
                result = clock_for_appeal(kind, moment)
            except NoTerm as error:
                raise _bad(f"{error}.") from error
            except OverflowError as error:
                raise _bad(f"The moment is out of reach: {submitted}.") from error
            self.stdout.write(json.dumps(result.as_json(), ensure_ascii=False))


def _moment(text: str) -> datetime:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError as error:
        raise _bad(f"Not a date and time: '{text}'. Example: 2026-03-05T19:10+05:00.") from error
    if len(text) <= len("2026-03-05"):
        raise _bad(f"The time is missing: '{text}'. Example: 2026-03-05T19:10+05:00.")
    return moment if moment.tzinfo else moment.replace(tzinfo=ALMATY)


def _bad(message: str) -> CommandError:
    return CommandError(message, returncode=2)
