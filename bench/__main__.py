"""`python -m bench`: fill a database to the real portal's size, then time pages and read plans.

With DATABASE_URL the database named there is measured as it is (and filled only with --fill);
without it a PostgreSQL is started here, filled, measured and thrown away.
"""

import argparse
import logging
import os
import sys
import time


def main() -> None:
    """Prepare the database, then every figure."""
    options = _options()
    if options.only in ("eds", "screening"):
        {"eds": _eds, "screening": _screening}[options.only]()
        return
    own = "DATABASE_URL" not in os.environ
    if own:
        from tools.testdb import server_start

        os.environ["DATABASE_URL"] = server_start()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cms.settings.development")
    import django

    django.setup()
    logging.disable(logging.WARNING)
    if options.only == "conferences":
        _conferences(options.seconds)
        return
    if options.only == "surveys":
        _surveys(options.votes)
        return
    from bench.desks import desks_time
    from bench.figures import machine, table_print, tables_print
    from bench.pages import pages_time
    from bench.plans import plans_read

    if own or options.fill:
        _fill(options.appeals)
    table_print("Machine and rows", machine())
    tables_print(pages_time(options.rounds), as_json=options.json)
    tables_print(desks_time(options.rounds), as_json=options.json)
    table_print("Big tables read from end to end", plans_read())
    _conferences(options.seconds)
    _surveys(options.votes)
    _eds()
    _screening()


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("--appeals", type=int, default=482_253, help="how many to fill in")
    parser.add_argument("--fill", action="store_true", help="fill the database of DATABASE_URL")
    parser.add_argument("--rounds", type=int, default=30, help="times each page is asked for")
    parser.add_argument("--json", action="store_true", help="one object a line, for programs")
    parser.add_argument(
        "--only", choices=["eds", "screening", "conferences", "surveys"], help="this alone"
    )
    parser.add_argument("--seconds", type=int, default=60, help="of each run of conferences")
    parser.add_argument("--votes", type=int, default=10_000, help="in a survey")
    return parser.parse_args()


def _conferences(seconds: int) -> None:
    from django.core.management import call_command

    from bench.conferences import conferences_time
    from bench.figures import table_print

    call_command("migrate", verbosity=0, interactive=False)
    rows = conferences_time(seconds)
    table_print("A live conference, milliseconds", rows[:-1])
    table_print("Counters of votes that differ from their rows", rows[-1:])


def _surveys(votes: int) -> None:
    from django.core.management import call_command

    from bench.figures import table_print
    from bench.surveys import surveys_time

    call_command("migrate", verbosity=0, interactive=False)
    for row in surveys_time(votes):
        table_print("Votes in a survey, milliseconds", [row])


def _eds() -> None:
    from bench.eds import eds_time
    from bench.figures import table_print

    table_print("Digital signatures, milliseconds of processor time", eds_time())


def _screening() -> None:
    from bench.figures import table_print
    from bench.screening import screening_score, screening_time

    # Time first: the score fills the memory of words.
    table_print("Screening, processor time", screening_time())
    table_print("Screening against the labelled sentences", screening_score())


def _fill(appeals: int) -> None:
    from django.core.management import call_command

    begun = time.monotonic()
    call_command("migrate", verbosity=0, interactive=False)
    call_command("demo", once=True, stdout=sys.stderr)
    call_command("volume", appeals=appeals)
    print(f"Filled in {time.monotonic() - begun:.0f} s", file=sys.stderr)


if __name__ == "__main__":
    main()
