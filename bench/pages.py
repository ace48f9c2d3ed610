"""How long pages and API answers take, asked of the site in this very process."""

import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

from django.db import connection
from django.test import Client
from django.utils import timezone

from agencies.models import Agency, Office, Topic
from appeals.models import Appeal
from appeals.selectors import PUBLIC_KEYS, AppealFilters, public_list
from bench.figures import quantile
from core.keyset import page_of

WARM_UP = 2
COMMON = {"ru": "дорога", "kk": "жол"}
TWO = {"ru": "школьный автобус", "kk": "мектеп автобусы"}


@dataclass(frozen=True)
class Page:
    """An address and what it shows."""

    name: str
    path: str


@dataclass
class Counter:
    """Counts the queries of a page."""

    queries: int = 0

    def __call__(self, execute: Any, *query: Any) -> Any:
        """One more."""
        self.queries += 1
        return execute(*query)


def pages_time(rounds: int) -> list[dict[str, object]]:
    """Each page asked ``rounds`` times; a visitor's view, no cache in front."""
    client = Client(headers={"host": "127.0.0.1"})
    return [page_timed(client, page, rounds) for page in pages()]


def pages() -> Iterator[Page]:
    """Everything that is measured."""
    newest = Appeal.objects.filter(publication="published").order_by("-published_at", "-id").first()
    assert newest is not None
    agency, office, topic = _busiest()
    yield Page("home", "/ru/")
    yield Page("statistics", "/ru/statistics/")
    yield Page("blog of an executive", _blog(office))
    yield Page("detail", f"/ru/applications/{newest.number}/")
    yield Page("list", "/ru/applications/")
    yield Page("list, far back", f"/ru/applications/?{urlencode({'cursor': _deep()})}")
    for name, query in _filters(agency, office, topic).items():
        yield Page(f"list, {name}", f"/ru/applications/?{urlencode(query)}")
    for name, query in _words(newest.number).items():
        yield Page(f"list, words: {name}", f"/ru/applications/?{urlencode(query)}")
        yield Page(f"search: {name}", f"/ru/search/?{urlencode(query)}")
    yield Page("API list", "/api/v1/applications")
    yield Page("API list, agency", f"/api/v1/applications?agency={agency.key}")
    yield Page("API detail", f"/api/v1/applications/{newest.number}")
    yield Page("API list, words", f"/api/v1/applications?{urlencode({'q': COMMON['ru']})}")
    yield Page("API statistics", "/api/v1/statistics")


def page_timed(client: Client, page: Page, rounds: int) -> dict[str, object]:
    """Status, queries and milliseconds of a page asked again and again."""
    count = Counter()
    with connection.execute_wrapper(count):
        status = client.get(page.path).status_code
    for _ in range(WARM_UP):
        client.get(page.path)
    times = [_once(client, page.path) for _ in range(rounds)]
    return {
        "page": page.name,
        "status": status,
        "queries": count.queries,
        "p50": f"{quantile(times, 0.5):.1f}",
        "p95": f"{quantile(times, 0.95):.1f}",
        "most": f"{max(times):.1f}",
    }


def _once(client: Client, path: str) -> float:
    begun = time.perf_counter()
    client.get(path)
    return (time.perf_counter() - begun) * 1000


def _busiest() -> tuple[Agency, Office, Topic]:
    agency = Agency.objects.get(key="samaldy")
    return agency, agency.offices.order_by("order").first(), Topic.objects.get(key="roads")


def _blog(office: Office) -> str:
    page = office.pages.filter(face_language="ru").first()
    return page.url if page else "/ru/blogs/"


def _deep() -> str:
    """A cursor from which four fifths of the list lie behind the reader."""
    published = Appeal.objects.filter(publication="published").order_by("published_at")
    moment = published[published.count() // 5].published_at
    rows = public_list(AppealFilters()).filter(published_at__lte=moment)
    return page_of(rows, keys=PUBLIC_KEYS).older


def _filters(agency: Agency, office: Office, topic: Topic) -> dict[str, dict[str, str]]:
    today = timezone.localdate()
    old = (today - timedelta(days=4000)).isoformat()
    return {
        "agency": {"agency": agency.key},
        "office": {"office": office.key},
        "topic": {"topic": topic.key},
        "state answered": {"state": "answered"},
        "state in work": {"state": "in_work"},
        "state stopped": {"state": "stopped"},
        "answered": {"answered": "yes"},
        "not answered": {"answered": "no"},
        "overdue": {"overdue": "on"},
        "until long ago": {"until": old},
        "a week": {"since": (today - timedelta(days=7)).isoformat()},
        "agency, topic": {"agency": agency.key, "topic": topic.key},
        "office, overdue": {"office": office.key, "overdue": "on"},
        "nothing fits": {"agency": "parks", "topic": "transport", "state": "withdrawn"},
    }


def _words(number: str) -> dict[str, dict[str, str]]:
    return {
        "common, Russian": {"q": COMMON["ru"]},
        "common, Kazakh": {"q": COMMON["kk"]},
        "two, Russian": {"q": TWO["ru"]},
        "two, Kazakh": {"q": TWO["kk"]},
        "rare name": {"q": "Сексеуілмойнақ"},
        "none": {"q": "бегемот"},
        "number": {"q": number},
    }
