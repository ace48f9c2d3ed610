"""Votes a second against a plain insert of one row, on the same database in the same run.

Both run in as many threads with a connection each; each transaction is committed by itself. The
box is mixed beside the votes, as the scheduler does it, and the recount must equal the page.
"""

import secrets
import threading
import time
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.db import connection, transaction
from django.utils import timezone

from accounts.models import User
from bench.conferences import bench_agency
from bench.figures import quantile
from surveys.models import Survey, SurveyOption, SurveyQuestion
from surveys.recount import survey_recount
from surveys.secrets import secret_make
from surveys.services.mixing import survey_mix
from surveys.services.voting import survey_vote
from surveys.states import QuestionKind, SurveyState

THREADS = 4
VOTERS = "bench-survey-"
MIX_SECONDS = 5
PLAIN = "CREATE TABLE IF NOT EXISTS bench_plain (id bigserial PRIMARY KEY, said varchar(64))"
Act = Callable[[int], object]


def surveys_time(votes: int) -> list[dict[str, object]]:
    """Both figures, then whether the published counts equal the ballots."""
    survey = _survey()
    people = _people(votes)
    plain = _timed("plain insert of one row", _plain(), votes)
    version = survey.version

    def vote(number: int) -> object:
        raw = {"q1": f"o{number % 5}", "q2": [f"o{number % 5}", f"o{(number + 1) % 5}"]}
        return survey_vote(
            survey_id=survey.pk,
            voter=people[number],
            raw={**raw, "q3": str(number % 5 + 1)},
            language="kk",
            version=version,
        )

    stop = threading.Event()
    mixer = threading.Thread(target=_mix, args=(survey.pk, stop))
    mixer.start()
    voted = _timed("votes of three questions, mixed beside them", vote, votes)
    stop.set()
    mixer.join()
    began = time.perf_counter()
    last = survey_mix(survey_id=survey.pk, final=True)
    took = time.perf_counter() - began
    survey.refresh_from_db()
    counted = survey_recount(survey)
    return [
        plain,
        voted,
        {"what": f"last mixing, {last} ballots", "seconds": round(took, 2)},
        {"what": "recount", "ballots": counted.ballots, "equal": counted.equal},
    ]


def _timed(what: str, act: Act, count: int) -> dict[str, object]:
    times: list[list[float]] = [[] for _ in range(THREADS)]

    def run(thread: int) -> None:
        try:
            for number in range(thread, count, THREADS):
                began = time.perf_counter()
                act(number)
                times[thread].append(time.perf_counter() - began)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(number,)) for number in range(THREADS)]
    began = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    took = time.perf_counter() - began
    each = sorted(one * 1000 for part in times for one in part)
    return {
        "what": what,
        "count": len(each),
        "a second": round(len(each) / took),
        "p50": round(quantile(each, 0.5), 2),
        "p95": round(quantile(each, 0.95), 2),
    }


def _plain() -> Act:
    with connection.cursor() as cursor:
        cursor.execute(PLAIN)

    def insert(number: int) -> None:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("INSERT INTO bench_plain (said) VALUES (%s)", [secrets.token_hex(32)])

    return insert


def _mix(survey_id: int, stop: threading.Event) -> None:
    try:
        while not stop.wait(MIX_SECONDS):
            survey_mix(survey_id=survey_id)
    finally:
        connection.close()


def _people(count: int) -> list[User]:
    names = [f"{VOTERS}{number}-{secrets.token_hex(4)}" for number in range(count)]
    users = [User(username=name, subject_key=secrets.token_hex(32)) for name in names]
    return User.objects.bulk_create(users, 2000)


def _survey() -> Survey:
    now = timezone.now()
    survey = Survey.objects.create(
        key=f"bench-{secrets.token_hex(4)}",
        agency=bench_agency(),
        title_kk="bench",
        plan_kk="bench",
        opens_at=now - timedelta(hours=1),
        closes_at=now + timedelta(days=1),
        state=SurveyState.READY,
    )
    kinds = (QuestionKind.ONE, QuestionKind.MANY, QuestionKind.SCALE)
    for number, kind in enumerate(kinds, start=1):
        fields: dict[str, Any] = {"key": f"q{number}", "kind": kind, "text_kk": "?"}
        question = SurveyQuestion.objects.create(survey=survey, order=number, **fields)
        if kind != QuestionKind.SCALE:
            SurveyOption.objects.bulk_create(
                SurveyOption(question=question, key=f"o{at}", text_kk="a", order=at)
                for at in range(5)
            )
    secret_make(survey)
    return survey
