"""A live conference under load: 5,000 watchers every five seconds and 100 votes a second.

The site runs as in an installation (gunicorn, sync workers, a socket); watchers and voters are
programs of their own. Measured twice: while nobody votes, and while they do.
"""

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import timedelta
from pathlib import Path
from typing import Any

from django.db import connection
from django.db.models import Count, F
from django.utils import timezone

from accounts.models import User
from agencies.models import Agency, AgencyGroup
from bench.figures import quantile
from conferences.models import (
    Conference,
    ConferencePage,
    ConferenceQuestion,
    ConferencesIndexPage,
    QuestionText,
)

VOTERS = "bench-voter-"
WATCHERS, RATE, WORKERS = 5_000, 100, 2
QUESTIONS, PEOPLE = 300, 2_000
QUERIES = """
    SELECT xact_commit + xact_rollback FROM pg_stat_database WHERE datname = current_database()
"""
START_SECONDS = 60


def conferences_time(seconds: int) -> list[dict[str, object]]:
    """Both runs, each ``seconds`` long; then whether each counter equals its rows."""
    conference = _conference()
    with tempfile.TemporaryDirectory(prefix="od-bench-") as folder:
        socket = str(Path(folder) / "web.sock")
        with _served(socket):
            quiet = _watched(conference.key, socket, seconds)
            voted = _watched(conference.key, socket, seconds, rate=RATE)
    return [
        {"what": "watchers alone", **quiet},
        {"what": f"watchers and {RATE} votes a second asked for", **voted},
        {"counters": conference.questions.count(), "differ": _differing(conference)},
    ]


def _watched(key: str, socket: str, seconds: int, rate: int = 0) -> dict[str, object]:
    orders = {"key": key, "voters": VOTERS, "rate": rate, "seconds": seconds + 8}
    voters = _start("bench.voters", orders) if rate else None
    before = _queries()
    path = f"/api/v1/conferences/{key}/live"
    watchers = _start(
        "bench.watchers",
        {"socket": socket, "path": path, "watchers": WATCHERS, "seconds": seconds},
    )
    seen = _ended(watchers)
    queries = _queries() - before
    told = _seen(seen, seconds)
    if voters is None:
        # Counted over the warming up as well, which is five seconds of the same.
        asked = len(seen["times"]) * (seconds + 5) / seconds
        return {**told, "queries/request": f"{queries / asked:.4f}", "votes/s": "", "vote p95": ""}
    votes = _ended(voters)
    return {
        **told,
        "queries/request": "",
        "votes/s": f"{len(votes['times']) / votes['took']:.0f}",
        "vote p95": f"{quantile(votes['times'], 0.95) * 1000:.1f}",
    }


def _seen(seen: dict[str, Any], seconds: int) -> dict[str, object]:
    times, statuses = [each * 1000 for each in seen["times"]], seen["statuses"]
    total = sum(statuses.values())
    good = statuses.get("304", 0) + statuses.get("200", 0)
    return {
        "requests/s": f"{total / seconds:.0f}",
        "p50": f"{quantile(times, 0.5):.1f}",
        "p95": f"{quantile(times, 0.95):.1f}",
        "p99": f"{quantile(times, 0.99):.1f}",
        "304": f"{statuses.get('304', 0) / total:.1%}",
        "failed": total - good,
        "bytes": f"{seen['bytes'] / total:.0f}",
    }


@contextmanager
def _served(socket: str) -> Iterator[None]:
    """The site, as docs/deploy.md starts it."""
    command = [sys.executable, "-m", "gunicorn", "cms.wsgi", "--bind", f"unix:{socket}"]
    command += ["--workers", str(WORKERS), "--timeout", "60", "--backlog", "4096"]
    command += ["--no-control-socket", "--log-level", "warning"]
    site = subprocess.Popen(command, env={**os.environ, "DATABASE_CONN_MAX_AGE": "600"})
    try:
        deadline = time.monotonic() + START_SECONDS
        while not Path(socket).exists() and time.monotonic() < deadline:
            time.sleep(0.1)
        time.sleep(5)
        yield
    finally:
        site.terminate()
        with suppress(subprocess.TimeoutExpired):
            site.wait(20)


def _start(module: str, orders: dict[str, Any]) -> "subprocess.Popen[str]":
    program = subprocess.Popen(
        [sys.executable, "-m", module],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env=os.environ,
    )
    assert program.stdin
    program.stdin.write(json.dumps(orders))
    program.stdin.close()
    program.stdin = None
    return program


def _ended(program: "subprocess.Popen[str]") -> dict[str, Any]:
    out, _ = program.communicate()
    said: dict[str, Any] = json.loads(out)
    return said


def _queries() -> int:
    """Statements so far, by anybody: each query of a reading is a transaction of its own."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_stat_clear_snapshot()")
        cursor.execute(QUERIES)
        count: int = cursor.fetchone()[0]
    connection.close()
    time.sleep(1)
    return count


def _differing(conference: Conference) -> int:
    rows = conference.questions.annotate(rows=Count("vote_rows"))
    return rows.exclude(votes=F("rows")).count()


def bench_agency() -> Agency:
    """The agency that everything measured belongs to."""
    group, _ = AgencyGroup.objects.get_or_create(key="bench", defaults={"name_kk": "Bench"})
    agency, _ = Agency.objects.get_or_create(
        key="bench", defaults={"name_kk": "Bench", "group": group, "bin": "000000000000"}
    )
    return agency


def _conference() -> Conference:
    """An open conference with questions, and people who vote."""
    from django.core.management import call_command

    call_command("site_prepare", verbosity=0)
    now = timezone.now()
    conference = Conference.objects.create(
        key=f"bench-{now:%H%M%S}",
        agency=bench_agency(),
        theme_kk="Bench",
        announced_at=now - timedelta(days=2),
        opens_at=now - timedelta(days=1),
        closes_at=now + timedelta(days=1),
        answers_from_at=now + timedelta(days=1),
        answers_due_at=now + timedelta(days=5),
        summary_due_at=now + timedelta(days=9),
    )
    index = ConferencesIndexPage.objects.filter(locale__language_code="ru").first()
    assert index is not None
    index.add_child(
        instance=ConferencePage(title="Bench", slug=conference.key, conference=conference)
    )
    people = [User(username=f"{VOTERS}{number}") for number in range(PEOPLE)]
    User.objects.bulk_create(people, ignore_conflicts=True)
    for number in range(1, QUESTIONS + 1):
        question = ConferenceQuestion.objects.create(
            conference=conference,
            number=number,
            language="ru",
            state="published",
            published_at=now,
        )
        QuestionText.objects.create(
            question=question, version=1, language="ru", body="Когда почистят дорогу? " * 10
        )
    return conference
