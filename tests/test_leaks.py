"""A crawl of everything by everybody: nobody finds a word that is not for them.

The words stand in ``tests/planted.py``. Responses are searched as they are and with base64, PEM,
gzip and escapes taken off. One find fails.
"""

import html
import re
from collections import Counter, deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urljoin, urlsplit

from django.db import transaction
from django.test import Client

import pytest

from agencies.models import Agency
from appeals.models import Appeal
from core.localized import ORDER
from home.loading.content import shipped
from home.loading.demo import demo_load
from home.loading.indexing import pages_index
from tests.canaries import found
from tests.factories.factor import pass_factor
from tests.factories.people import make_staff
from tests.planted import (
    AUTHOR,
    MODERATOR,
    OPERATOR,
    House,
    Secrets,
    one_moderator_decides,
    person,
    plant,
    plant_draft,
)
from tests.planted_access import plant_access
from tests.planted_course import Course, plant_course

pytestmark = pytest.mark.django_db
LINK = re.compile(r'\s(?:href|src|action|data-url|data-autosave)="([^"#]*)')
NEVER = ("/accounts/", "/static/", "/captcha/", "/cms/logout/", "/cms/failwhale/", "/cms/test404/")
# Pages of the CMS differ by ids only; the planted ones are asked for by name.
SAME_KIND = {"/cms/": 12, "/api/": 30}
DIGITS = re.compile(r"\d+")
CONTENT = ("pages", "schema", "sites", "whoami", "redirects", "documents", "images", "locales")
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
# Staff read public pages as visitors do; their crawl follows what is theirs.
WORK = ("/cms/", "/ru/applications/", "/ru/account/", "/ru/search/")
CITIZEN, VISITOR, STAFF_A, STAFF_B, STAFF_C = "citizen", "visitor", "a", "b", "c"
HEAD_A, EDITOR_A, SECOND, AUDITOR = "a-head", "editor-a", "moderator-2", "auditor"
KEYS = {
    AUTHOR: "azamat",
    CITIZEN: "sample",
    STAFF_A: "a-clerk",
    STAFF_B: "b-clerk",
    HEAD_A: "a-head",
    MODERATOR: "moderator",
    SECOND: "moderator-2",
    OPERATOR: "operator",
}
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
class World:
    secrets: Secrets
    people: dict[str, Any]

    def client(self, reader: str, language: str = "ru") -> Client:
        client = Client(headers={"accept-language": language})
        if reader != VISITOR:
            client.force_login(self.people[reader], BACKEND)
        if reader not in (VISITOR, AUTHOR, CITIZEN):
            pass_factor(client, self.people[reader])
        return client


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
    per_path: Counter[str] = field(default_factory=Counter)
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
        """Not asked before, and not the hundredth of its kind."""
        path = urlsplit(address).path
        if address in self.asked or len(self.asked) >= self.limit:
            return False
        kind = DIGITS.sub("N", path) if path.startswith("/cms/") else path
        self.per_path[kind] += 1
        if address not in self.starts and self.per_path[kind] > SAME_KIND.get(path[:5], 6):
            return False
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


def body_of(answer: Any) -> bytes:
    return b"".join(answer) if answer.streaming else answer.content


def finds_in(forbidden: Iterable[str], answer: Any, body: bytes, address: str) -> list[str]:
    """The body as it is, for what it is wrapped in, and the headers."""
    heads = "\n".join(f"{name}: {said}" for name, said in answer.items())
    both = found(forbidden, body) | found(forbidden, heads)
    return [f"{word} at {address}" for word in sorted(both)]


@pytest.fixture(scope="module")
def world(django_db_setup: None, django_db_blocker: Any) -> Iterator[World]:
    """A small demo with the words planted in it; gone afterwards."""
    from django.conf import settings as live
    from django.test import override_settings

    with django_db_blocker.unblock(), override_settings(), transaction.atomic():
        live.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": []}}
        demo_load(lambda line: None, share=40)
        iins = {row["key"]: row["iin"] for row in shipped("standins/people.json")["people"]}
        people = {reader: person(iins[key]) for reader, key in KEYS.items()}
        houses = {name: house_of(name, people, iins) for name in (STAFF_A, STAFF_B)}
        houses[STAFF_C] = third_house(houses)
        people[STAFF_C] = houses[STAFF_C].clerk
        people[EDITOR_A] = make_staff("editor", houses[STAFF_A].agency)
        people[AUDITOR] = make_staff("auditor")
        secrets = plant({name: houses[name] for name in (STAFF_A, STAFF_B)}, people[MODERATOR])
        with one_moderator_decides():
            moderators = (people[MODERATOR], people[SECOND])
            plant_course(Course(secrets, houses, people[HEAD_A], moderators))
        plant_access(secrets, houses, people)
        plant_draft(secrets, houses[STAFF_A])
        pages_index()
        yield World(secrets, people)
        transaction.set_rollback(True)


def house_of(name: str, people: dict[str, Any], iins: dict[str, str]) -> House:
    agency = Agency.objects.get(roles__user=people[name], roles__kind="clerk")
    return House(
        name=name,
        agency=agency,
        office=agency.offices.order_by("order").first(),
        clerk=people[name],
        author=people[AUTHOR] if name == STAFF_A else person(iins["primer"]),
        topic=agency.topics.first().key,
        author_name=AUTHOR if name == STAFF_A else "",
    )


def third_house(known: dict[str, House]) -> House:
    """A body that holds parts only: its clerk sees nothing of the rest."""
    taken = [house.agency.pk for house in known.values()]
    agency = Agency.objects.filter(is_active=True).exclude(pk__in=taken).order_by("pk").first()
    assert agency
    return House(
        name=STAFF_C,
        agency=agency,
        office=agency.offices.order_by("order").first(),
        clerk=make_staff("clerk", agency),
        author=known[STAFF_B].author,
        topic=known[STAFF_B].topic,
        author_name="",
    )


def pages(*languages: str) -> tuple[str, ...]:
    return tuple(f"/{language}/" for language in languages)


def starts_of(world: World, *languages: str) -> list[str]:
    named = ["account/", "search/?q=Zq", "search/?q=мост", "statistics/", "applications/?q=Zq"]
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
    for number in Appeal.objects.values_list("number", flat=True):
        yield f"/api/v1/applications/{number}"
    for name in CONTENT:
        yield f"/api/content/v3/{name}/"
        yield f"/api/content/v3/{name}/?limit=20&fields=*"
    for offset in range(0, 400, 20):
        yield f"/api/content/v3/pages/?limit=20&offset={offset}&fields=*"
    for language in ORDER:
        yield f"/api/content/v3/pages/?locale={language}&type=conferences.ConferencePage&fields=*"
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
    for row in rows[:30]:
        yield path.replace(f"{{{name}}}", str(row[name]))


def check(crawl: Crawl, *, at_least: int, sees: Iterable[str] = ()) -> None:
    assert crawl.finds == []
    assert crawl.broken == []
    assert crawl.statuses[200] >= at_least, crawl.statuses
    unseen = {word for word in sees if word not in crawl.seen_words}
    assert not unseen, "the crawl never came to where these stand"


def words(world: World, *names: str) -> list[str]:
    made = [f"Zq{name}qz" for name in names]
    assert set(made) <= set(world.secrets.words), made
    return made


# What somebody must come across, or the crawl proves nothing.
COURSE = ("extension", "asked", "supplied", "kindreason", "stopnote", "review", "offerlast")
DRAFT = ("draftbefore", "draftnow", "draftprivate", "draftfile", "sentback", "inner")
SEES = {
    HEAD_A: (*COURSE, *DRAFT, "comment", "contribution", "templatetitlea", "changename"),
    STAFF_C: ("jointnote", "apartnote", "partdraft", "whyjoint"),
    EDITOR_A: ("newpostaru", "imagea"),
    SECOND: ("objectionwaits", "judgement", "snapshot"),
    AUTHOR: (*COURSE, "whyjoint", "judgement"),
    OPERATOR: ("offerlast", "backlast", "templatebodya", "changename", "checkreason"),
}


def test_visitor(world: World) -> None:
    crawl = Crawl(world, VISITOR, limit=2500)
    crawl.run(starts_of(world, "ru"), inside=pages("ru"))
    check(crawl, at_least=200)
    for path in world.secrets.paths:
        if path.startswith(("/ru/applications/", "/ru/apply/done/")):
            assert path in crawl.asked


def test_programs_without_and_with_a_session(world: World) -> None:
    for reader in (VISITOR, CITIZEN, STAFF_B):
        client = world.client(reader)
        addresses = list(api_addresses(client))
        crawl = Crawl(world, reader).run(addresses, inside=("/api/nothing",))
        check(crawl, at_least=40)


NEAR = ("/cms/applications/", "/cms/moderation/", "/cms/answer-templates/", "/cms/access-requests/")
NEAR += ("/ru/applications/", "/cms/operator/")


@pytest.mark.parametrize("reader", [CITIZEN, STAFF_C, EDITOR_A, AUDITOR])
def test_what_the_desks_hold(world: World, reader: str) -> None:
    """The shortest way to every new word: all desks, and the planted addresses themselves."""
    starts = [*DESKS, *(path for path in world.secrets.paths if path.startswith(NEAR))]
    crawl = Crawl(world, reader).run(starts, inside=("/nothing/",))
    check(crawl, at_least=20)


@pytest.mark.parametrize("reader", [CITIZEN, HEAD_A, STAFF_C, MODERATOR, OPERATOR, AUDITOR])
def test_exports(world: World, reader: str) -> None:
    """Events and figures leave without anybody's words, in every format."""
    client, forbidden = world.client(reader), list(world.secrets.words)
    statuses: Counter[int] = Counter()
    for address, said in EXPORTS:
        answer = client.post(address, said)
        statuses[answer.status_code] += 1
        assert finds_in(forbidden, answer, body_of(answer), address) == []
    given = {HEAD_A: 4, STAFF_C: 4, OPERATOR: 7, AUDITOR: 7}.get(reader, 0)
    assert statuses[200] == given, statuses


@pytest.mark.slow
@pytest.mark.parametrize("language", ["kk", "en"])
@pytest.mark.parametrize("reader", [AUTHOR, STAFF_B, STAFF_C])
def test_what_the_desks_hold_in_the_other_languages(
    world: World, reader: str, language: str
) -> None:
    paths = [path.replace("/ru/", f"/{language}/", 1) for path in world.secrets.paths]
    crawl = Crawl(world, reader, language=language)
    crawl.run([*DESKS, *paths], inside=("/nothing/",))
    check(crawl, at_least=20)


@pytest.mark.slow
@pytest.mark.parametrize("reader", [HEAD_A, STAFF_C, EDITOR_A, SECOND, AUDITOR])
def test_desks(world: World, reader: str) -> None:
    crawl = Crawl(world, reader).run([*DESKS, *starts_of(world, "ru")], inside=WORK)
    check(crawl, at_least=60, sees=words(world, *SEES.get(reader, ())))


@pytest.mark.slow
@pytest.mark.parametrize(("name", "other"), [(STAFF_A, STAFF_B), (STAFF_B, STAFF_A)])
def test_staff(world: World, name: str, other: str) -> None:
    starts = [*DESKS, *starts_of(world, "ru")]
    crawl = Crawl(world, name).run(starts, inside=WORK)
    own = [f"{word}{name}" for word in ("private", "cut", "surname", "answerprivate", "filewords")]
    own += [f"newpost{name}ru", f"changed{name}ru", f"image{name}", f"document{name}"]
    check(crawl, at_least=120, sees=words(world, *own, f"offered{other}", f"handed{other}"))


@pytest.mark.slow
def test_visitor_in_the_other_languages(world: World) -> None:
    crawl = Crawl(world, VISITOR, limit=2500)
    check(crawl.run(starts_of(world, "kk", "en"), inside=pages("kk", "en")), at_least=400)


@pytest.mark.slow
def test_citizen(world: World) -> None:
    crawl = Crawl(world, CITIZEN).run(starts_of(world, "ru"), inside=(*pages("ru"), "/cms/"))
    check(crawl, at_least=200)


@pytest.mark.slow
def test_author(world: World) -> None:
    crawl = Crawl(world, AUTHOR).run(starts_of(world, "ru"), inside=(*pages("ru"), "/cms/"))
    own = ("pendinga", "privatea", "cuta", "answerprivatea", "answerwaitsa", "notea", "draft")
    own += SEES[AUTHOR]
    check(crawl, at_least=200, sees=words(world, *own, "handeda", "filewordsa"))


@pytest.mark.slow
def test_moderator(world: World) -> None:
    starts = [*DESKS, *starts_of(world, "ru")]
    crawl = Crawl(world, MODERATOR).run(starts, inside=WORK)
    check(crawl, at_least=120, sees=words(world, "pendinga", "pendingb", "answerwaitsa"))


@pytest.mark.slow
def test_operator(world: World) -> None:
    starts = [*DESKS, *starts_of(world, "ru")]
    crawl = Crawl(world, OPERATOR).run(starts, inside=WORK)
    own = ("accessname", "accessextra", "letterwords", *SEES[OPERATOR])
    check(crawl, at_least=120, sees=words(world, *own))
