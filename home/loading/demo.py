"""The whole demo, once."""

import gc
import logging
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from agencies.models import Agency
from home.loading.applications import applications_load
from home.loading.bodies import bodies_load
from home.loading.conferences import conferences_load
from home.loading.faces import blogs_load, conference_pages_load, survey_pages_load
from home.loading.following import following_load
from home.loading.indexing import pages_index
from home.loading.people import Cast, people_load
from home.loading.rooms import surveys_load
from home.loading.site import site_address, site_prepare
from home.loading.stories import stories_plan
from home.loading.tasks import tasks_do_now
from ledger.counters import counter_set, counter_values

MARK = "demo.loaded"
Say = Callable[[str], None]


def demo_loaded() -> bool:
    """The demo is there, or somebody has begun with real agencies."""
    return bool(counter_values(MARK)) or Agency.objects.exists()


def demo_load(say: Say, share: int = 1) -> None:
    """Load everything in one transaction; ``say`` is told a line for each part.

    ``share`` loads so many times fewer applications.
    """
    with quiet("wagtail"), uncollected(), transaction.atomic():
        for part, words, seconds in _parts(share):
            say(f"{part}: {words} ({seconds:.1f} s)")
        counter_set(MARK, 1)


@contextmanager
def quiet(name: str) -> Iterator[None]:
    """Hundreds of lines about hundreds of new pages help nobody."""
    logger = logging.getLogger(name)
    level = logger.level
    logger.setLevel(logging.WARNING)
    try:
        yield
    finally:
        logger.setLevel(level)


@contextmanager
def uncollected() -> Iterator[None]:
    """Without the garbage collector: an eighth quicker, and all of it fits into memory."""
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


def demo_refresh() -> None:
    """What follows the settings at each start."""
    site_address()


def _parts(share: int) -> Iterator[tuple[str, str, float]]:
    now = timezone.localtime()
    begun = time.monotonic()
    for part, load in _loaders(now, share):
        words = load()
        yield part, words, time.monotonic() - begun
        begun = time.monotonic()


def _loaders(now: datetime, share: int) -> Iterator[tuple[str, Callable[[], str]]]:
    today, cast = now.date(), Cast()
    yield "Page trees", lambda: f"{len(site_prepare())} new"
    yield "Agencies", lambda: bodies_load(today)
    yield "Blogs", lambda: blogs_load(today)
    yield "People", lambda: people_load(now, cast)
    yield "Conferences", lambda: f"{conferences_load(cast, now)}; {conference_pages_load()}"
    yield "Surveys", lambda: _surveys(cast, now)
    yield "Applications", lambda: _lives(cast, now, share)
    yield "Search index", _indexes


def _surveys(cast: Cast, now: datetime) -> str:
    return "; ".join((surveys_load(cast, now), survey_pages_load(), following_load(cast)))


def _lives(cast: Cast, now: datetime, share: int) -> str:
    said = applications_load(cast, stories_plan(cast, now, share), now)
    # The invented answers are not signed; from now on the agencies sign theirs.
    Agency.objects.update(answers_signed_from=now.date())
    return said


def _indexes() -> str:
    tasks_do_now()
    return f"{pages_index()} pages"
