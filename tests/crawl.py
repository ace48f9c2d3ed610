"""The crawl of the leak tests: who reads, what links lead to, and what is found there.

The words stand in ``tests/planted.py`` and beside it. Responses are searched as they are and with
base64, PEM, gzip and escapes taken off. Of each kind of address (its route and the names in its
query) a reader opens a few; those that belong to planted rows are always opened.
"""

import html
import re
from collections import Counter, deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl, urljoin, urlsplit

from django.test import Client
from django.urls import Resolver404, resolve

from core.localized import ORDER
from tests.canaries import found
from tests.world import World

LINK = re.compile(r'\s(?:href|src|action|data-url|data-autosave)="([^"#]*)')
NEVER = ("/accounts/", "/static/", "/captcha/", "/cms/logout/", "/cms/failwhale/", "/cms/test404/")
# So many addresses of one kind, for each reader; the planted ones come on top.
EACH_KIND = 3
CONTENT = ("pages", "schema", "sites", "whoami", "redirects", "documents", "images", "locales")
# Staff read public pages as visitors do; their crawl follows what is theirs.
WORK = ("/cms/", "/ru/applications/", "/ru/account/", "/ru/search/", "/ru/surveys/planted-")
# Every desk and list of the CMS, whether a link leads there or not.
TABS = ("registered", "mine", "in_work", "waiting", "to_agree", "to_sign", "returned", "today")
TABS += ("overdue", "incoming", "done")
DESKS = [
    "/cms/",
    *(f"/cms/applications/{asked}" for asked in ("", "head/", "?q=Zq", "?q=мост")),
    *(f"/cms/applications/?tab={name}" for name in TABS),
    "/cms/operator/",
    *(f"/cms/operator/{name}/" for name in ("redirects", "untaken", "offers", "waiting")),
    *(f"/cms/audit/{asked}" for asked in ("", "?verb=note.add", "?verb=identity.view")),
    *(f"/cms/moderation/{name}" for name in ("", "objections/", "readings/", "decided/")),
    "/cms/moderation/figures/",
    *(f"/cms/{name}/" for name in ("reports", "responsible", "responsible/due", "second-factor")),
    *(f"/cms/{name}/" for name in ("answer-templates", "access-requests", "access-roles")),
    "/cms/answer-templates/?q=Zq",
    *(f"/cms/conferences/{name}" for name in ("", "new/", "rules/", "reports/", "consoles/")),
    *(f"/cms/surveys/{name}" for name in ("", "?tab=coming", "?tab=open", "?tab=past", "new/")),
    "/cms/surveys/rules/",
    *(f"/cms/data-requests/{asked}" for asked in ("", "?state=done", "archive-duty/")),
]
EXPORTS = [
    *(("/cms/audit/export/", {"format": form}) for form in ("csv", "jsonl", "xlsx")),
    *(
        ("/cms/reports/export/", {"part": part, "format": form})
        for part in ("tables", "rows")
        for form in ("csv", "xlsx")
    ),
]


@dataclass
class Crawl:
    """Reads everything that links lead to, remembers the finds."""

    world: World
    reader: str
    limit: int = 1500
    language: str = "ru"
    finds: list[str] = field(default_factory=list)
    seen_words: set[str] = field(default_factory=set)
    asked: set[str] = field(default_factory=set)
    starts: set[str] = field(default_factory=set)
    statuses: Counter[int] = field(default_factory=Counter)
    per_kind: Counter[str] = field(default_factory=Counter)
    # Of the addresses to begin with, too, only a few of each kind.
    is_quick: bool = False
    broken: list[str] = field(default_factory=list)

    def run(self, starts: Iterable[str], *, inside: tuple[str, ...]) -> "Crawl":
        client = self.world.client(self.reader, self.language)
        queue = deque(starts)
        self.starts = set(queue)
        forbidden = self.world.secrets.hidden_from(self.reader)
        allowed = self.world.secrets.shown_to(self.reader)
        while queue:
            address = queue.popleft()
            if not self._is_new(address):
                continue
            answer = client.get(address)
            self.statuses[answer.status_code] += 1
            if answer.status_code >= 500:
                self.broken.append(address)
            body = body_of(answer)
            self.finds += finds_in(forbidden, answer, body, address)
            self.seen_words |= {word for word in allowed if word.encode() in body}
            queue.extend(self._links(address, answer, body, inside))
        return self

    def _is_new(self, address: str) -> bool:
        """Not asked before, and not the tenth of its kind."""
        if address in self.asked or len(self.asked) >= self.limit:
            return False
        kind = kind_of(address)
        if self.per_kind[kind] >= EACH_KIND and (self.is_quick or address not in self.starts):
            return False
        self.per_kind[kind] += 1
        self.asked.add(address)
        return True

    def _links(
        self, address: str, answer: Any, body: bytes, inside: tuple[str, ...]
    ) -> Iterator[str]:
        links = [answer["Location"]] if answer.has_header("Location") else []
        if "html" in answer.get("Content-Type", ""):
            links += LINK.findall(body.decode("utf-8", "replace"))
        for link in links:
            target = urljoin(address, html.unescape(link).strip())
            if target.startswith(inside) and not target.startswith(NEVER):
                yield target


def kind_of(address: str) -> str:
    """What the address has in common with its like: language, route, names in the query.

    All pages of the tree have one route; they are told apart by their section and depth.
    """
    parts = urlsplit(address)
    names = ",".join(sorted({name for name, _value in parse_qsl(parts.query)}))
    steps = parts.path.strip("/").split("/")
    try:
        route = resolve(parts.path).route
    except Resolver404:
        route = ""
    if not route or "wagtail_serve" in route or route.endswith("$") and "cms" not in steps[:1]:
        route = "/".join(steps[1:2]) + "/*" * (len(steps) - 2)
    return f"{steps[0]} {route} {names}"


def body_of(answer: Any) -> bytes:
    return b"".join(answer) if answer.streaming else answer.content


def finds_in(forbidden: Iterable[str], answer: Any, body: bytes, address: str) -> list[str]:
    """The body as it is, for what it is wrapped in, and the headers."""
    heads = "\n".join(f"{name}: {said}" for name, said in answer.items())
    both = found(forbidden, body) | found(forbidden, heads)
    return [f"{word} at {address}" for word in sorted(both)]


def pages(*languages: str) -> tuple[str, ...]:
    return tuple(f"/{language}/" for language in languages)


def starts_of(world: World, *languages: str) -> list[str]:
    named = ["account/", "search/?q=Zq", "search/?q=мост", "statistics/", "applications/?q=Zq"]
    named += [
        "conferences/",
        "conferences/upcoming/",
        "conferences/past/?q=Zq",
        "conferences/past/",
    ]
    named += ["surveys/", "surveys/upcoming/", "surveys/past/"]
    named += [
        f"account/{name}/" for name in ("settings", "following", "notices", "data", "devices")
    ]
    named += ["account/data/erase/", "account/data/readings/"]
    named += [f"account/{name}/" for name in ("questions", "votes", "comments")]
    named += ["conferences/coming.ics", "conferences/feed.xml"]
    named += ["applications/?q=мост", "display/", "terms/", "agency-access/", "apply/"]
    return [
        *pages(*languages),
        *(f"/{language}/{name}" for language in languages for name in named),
        *world.secrets.paths,
    ]


def api_addresses(client: Client) -> Iterator[str]:
    """Every GET of both API documents, with the ids of what there is."""
    yield from ("/api/openapi.json", "/api/docs", "/api/content/v3/openapi.json", "/api/nothing")
    for path, verbs in client.get("/api/openapi.json").json()["paths"].items():
        if "get" in verbs:
            yield from filled(client, path)
    for name in CONTENT:
        yield f"/api/content/v3/{name}/"
        yield f"/api/content/v3/{name}/?limit=20&fields=*"
    # What was planted came last.
    last = client.get("/api/content/v3/pages/").json()["count"]
    for offset in (0, *range(max(0, last - 60), last, 20)):
        yield f"/api/content/v3/pages/?limit=20&offset={offset}&fields=*"
    for language in ORDER:
        for kind in ("conferences.ConferencePage", "surveys.SurveyPage"):
            yield f"/api/content/v3/pages/?locale={language}&type={kind}&fields=*"
        yield f"/api/content/v3/pages/?search=Zq&locale={language}"
    yield "/api/content/v3/pages/?version=draft"
    yield "/api/content/v3/pages/?type=executives.PostPage&fields=*&limit=100"


def filled(client: Client, path: str) -> Iterator[str]:
    if "{" not in path:
        yield path
        yield f"{path}?limit=100"
        yield f"{path}?q=Zq"
        return
    listed = client.get(f"{path.split('/{')[0]}?limit=100").json()
    rows = listed if isinstance(listed, list) else listed.get("items", [])
    name = path.split("{")[1].split("}")[0]
    for row in rows[:EACH_KIND]:
        yield path.replace(f"{{{name}}}", str(row[name]))


def check(crawl: Crawl, *, at_least: int, sees: Iterable[str] = ()) -> None:
    assert crawl.finds == [], crawl.finds
    assert crawl.broken == [], crawl.broken
    assert crawl.statuses[200] >= at_least, crawl.statuses
    unseen = {word for word in sees if word not in crawl.seen_words}
    assert not unseen, f"the crawl never came to where these stand: {sorted(unseen)}"


def words(world: World, *names: str) -> list[str]:
    made = [f"Zq{name}qz" for name in names]
    assert set(made) <= set(world.secrets.words), made
    return made
