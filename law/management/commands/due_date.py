"""The legal dates of one text, as JSON for other programs."""

import json
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import translation

from law.clock import ALMATY
from law.selectors import ClockResult, NoExtension, NoTerm, clock_for_appeal, extension_check
from law.states import Kind

LANGUAGES = ("kk", "ru", "en")


class Command(BaseCommand):
    help = (
        "Print {registered_on, due, days, basis, term_version, steps} for a text of a kind "
        "sent at a moment. A moment without a time zone is a moment in Almaty. With --extended-to "
        "the extension is checked, and 'due' is the extended date."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--kind", default="", help=", ".join(Kind.values))
        parser.add_argument("--submitted", default="", help="2026-03-05T19:10+05:00")
        parser.add_argument(
            "--extended-to", default=None, metavar="YYYY-MM-DD", help="the new last day"
        )
        parser.add_argument(
            "--extended-on",
            default=None,
            metavar="YYYY-MM-DD",
            help="the day of the decision to extend; it must lie within the term",
        )
        parser.add_argument("--language", default="en", help="language of the steps: kk, ru or en")

    def handle(
        self,
        *args: Any,
        kind: str,
        submitted: str,
        language: str,
        extended_to: str | None,
        extended_on: str | None,
        **options: Any,
    ) -> None:
        if kind not in Kind.values:
            raise _bad(f"Unknown kind '{kind}'. Use one of: {', '.join(Kind.values)}.")
        if language not in LANGUAGES:
            raise _bad(f"Unknown language '{language}'. Use one of: {', '.join(LANGUAGES)}.")
        if extended_on is not None and extended_to is None:
            raise _bad("Give --extended-to with --extended-on.")
        moment = _moment(submitted)
        until, decided_on = _date(extended_to), _date(extended_on)
        with translation.override(language):
            try:
                result = _result(kind, moment, until, decided_on)
            except NoTerm as error:
                raise _bad(f"{error}.") from error
            except NoExtension as error:
                raise _bad(str(error.message)) from error
            except OverflowError as error:
                raise _bad(f"The moment is out of reach: {submitted}.") from error
            self.stdout.write(json.dumps(result.as_json(), ensure_ascii=False))


def _result(
    kind: str, moment: datetime, until: date | None, decided_on: date | None
) -> ClockResult:
    result = clock_for_appeal(kind, moment)
    if until is None:
        return result
    extension = extension_check(
        kind=kind,
        term_version=result.term_version,
        registered_on=result.registered_on,
        due_on=result.due_on,
        until=until,
        decided_on=decided_on,
    )
    return replace(result, due_on=extension.due_on, steps=result.steps + extension.steps)


def _moment(text: str) -> datetime:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError as error:
        raise _bad(f"Not a date and time: '{text}'. Example: 2026-03-05T19:10+05:00.") from error
    if len(text) <= len("2026-03-05"):
        raise _bad(f"The time is missing: '{text}'. Example: 2026-03-05T19:10+05:00.")
    return moment if moment.tzinfo else moment.replace(tzinfo=ALMATY)


def _date(text: str | None) -> date | None:
    """A day; anything that is not exactly one is a mistake, an empty value too."""
    if text is None:
        return None
    try:
        return datetime.strptime(text, "%Y-%m-%d").date()
    except ValueError as error:
        raise _bad(f"Not a date: '{text}'. Example: 2026-04-30.") from error


def _bad(message: str) -> CommandError:
    return CommandError(message, returncode=2)
