"""A crawl of everything by everybody: nobody finds a word that is not for them.

Here visitors, citizens and programs; who works here is in ``tests/test_leaks_desks.py``. How the
crawl goes is in ``tests/crawl.py``. One find fails.
"""

from collections import Counter

import pytest

from tests import planted_account as account
from tests import planted_surveys as surveys
from tests.crawl import (
    DESKS,
    EXPORTS,
    Crawl,
    api_addresses,
    body_of,
    check,
    finds_in,
    pages,
    starts_of,
    words,
)
from tests.planted import AUTHOR, MODERATOR, OPERATOR
from tests.planted_conferences import OWN
from tests.world import AUDITOR, CITIZEN, EDITOR_A, HEAD_A, STAFF_B, STAFF_C, VISITOR, World
from tests.world import world as world

pytestmark = pytest.mark.django_db
COURSE = ("extension", "asked", "supplied", "kindreason", "stopnote", "review", "offerlast")
NEAR = ("/cms/applications/", "/cms/moderation/", "/cms/answer-templates/", "/cms/access-requests/")
NEAR += ("/ru/applications/", "/cms/operator/", "/cms/conferences/", "/ru/conferences/")
NEAR += (
    "/api/v1/conferences/",
    "/api/v1/surveys/",
    "/cms/surveys/",
    "/ru/surveys/",
    "/ru/account/",
)


def test_visitor(world: World) -> None:
    crawl = Crawl(world, VISITOR, limit=2500)
    crawl.run(starts_of(world, "ru"), inside=pages("ru"))
    check(crawl, at_least=100)
    for path in world.secrets.paths:
        if path.startswith(("/ru/applications/", "/ru/apply/done/")):
            assert path in crawl.asked


def test_programs_without_and_with_a_session(world: World) -> None:
    for reader in (VISITOR, CITIZEN, STAFF_B):
        client = world.client(reader)
        addresses = list(api_addresses(client))
        crawl = Crawl(world, reader).run(addresses, inside=("/api/nothing",))
        check(crawl, at_least=30)


SLOW = [pytest.param(reader, marks=pytest.mark.slow) for reader in (STAFF_C, EDITOR_A)]


@pytest.mark.parametrize("reader", [CITIZEN, AUDITOR, *SLOW])
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
def test_visitor_in_the_other_languages(world: World) -> None:
    crawl = Crawl(world, VISITOR, limit=2500)
    check(crawl.run(starts_of(world, "kk", "en"), inside=pages("kk", "en")), at_least=150)


@pytest.mark.slow
def test_citizen(world: World) -> None:
    crawl = Crawl(world, CITIZEN).run(starts_of(world, "ru"), inside=(*pages("ru"), "/cms/"))
    check(crawl, at_least=80)


@pytest.mark.slow
def test_author(world: World) -> None:
    crawl = Crawl(world, AUTHOR).run(starts_of(world, "ru"), inside=(*pages("ru"), "/cms/"))
    own = ("pendinga", "privatea", "cuta", "answerprivatea", "answerwaitsa", "notea", "draft")
    own += (*COURSE, "whyjoint", "judgement", *OWN, *surveys.OWN, *account.OWN)
    check(crawl, at_least=80, sees=words(world, *own, "handeda", "filewordsa"))
