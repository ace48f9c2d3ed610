"""The crawl by everybody who works here: each sees their own and nothing more."""

import pytest

from tests.crawl import DESKS, WORK, Crawl, check, starts_of, words
from tests.planted import AUTHOR, MODERATOR, OPERATOR
from tests.planted_conferences import JUDGED
from tests.planted_surveys import JUDGED as READ
from tests.planted_surveys import MADE
from tests.world import (
    AUDITOR,
    EDITOR_A,
    HEAD_A,
    SECOND,
    STAFF_A,
    STAFF_B,
    STAFF_C,
    World,
)
from tests.world import world as world

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
# What somebody must come across, or the crawl proves nothing.
COURSE = ("extension", "asked", "supplied", "kindreason", "stopnote", "review", "offerlast")
DRAFT = ("draftbefore", "draftnow", "draftprivate", "draftfile", "sentback", "inner")
SEES = {
    HEAD_A: (*COURSE, *DRAFT, "comment", "contribution", "templatetitlea", "changename", *MADE),
    STAFF_C: ("jointnote", "apartnote", "partdraft", "whyjoint"),
    EDITOR_A: ("newpostaru", "imagea", *MADE),
    SECOND: ("objectionwaits", "judgement", "snapshot"),
    OPERATOR: ("offerlast", "backlast", "templatebodya", "changename", "checkreason"),
}


@pytest.mark.parametrize("language", ["kk", "en"])
@pytest.mark.parametrize("reader", [AUTHOR, STAFF_B, STAFF_C])
def test_what_the_desks_hold_in_the_other_languages(
    world: World, reader: str, language: str
) -> None:
    paths = [path.replace("/ru/", f"/{language}/", 1) for path in world.secrets.paths]
    crawl = Crawl(world, reader, language=language, is_quick=True)
    crawl.run([*DESKS, *paths], inside=("/nothing/",))
    check(crawl, at_least=20)


@pytest.mark.parametrize("reader", [HEAD_A, STAFF_C, EDITOR_A, SECOND, AUDITOR])
def test_desks(world: World, reader: str) -> None:
    crawl = Crawl(world, reader).run([*DESKS, *starts_of(world, "ru")], inside=WORK)
    check(crawl, at_least=40, sees=words(world, *SEES.get(reader, ())))


@pytest.mark.parametrize(("name", "other"), [(STAFF_A, STAFF_B), (STAFF_B, STAFF_A)])
def test_staff(world: World, name: str, other: str) -> None:
    starts = [*DESKS, *starts_of(world, "ru")]
    crawl = Crawl(world, name).run(starts, inside=WORK)
    own = [f"{word}{name}" for word in ("private", "cut", "surname", "answerprivate", "filewords")]
    own += [f"newpost{name}ru", f"changed{name}ru", f"image{name}", f"document{name}"]
    check(crawl, at_least=60, sees=words(world, *own, f"offered{other}", f"handed{other}"))


def test_moderator(world: World) -> None:
    starts = [*DESKS, *starts_of(world, "ru")]
    crawl = Crawl(world, MODERATOR).run(starts, inside=WORK)
    check(crawl, at_least=60, sees=words(world, "pendinga", "pendingb", *JUDGED, *READ))


def test_operator(world: World) -> None:
    starts = [*DESKS, *starts_of(world, "ru")]
    crawl = Crawl(world, OPERATOR).run(starts, inside=WORK)
    own = ("accessname", "accessextra", "letterwords", *SEES[OPERATOR])
    check(crawl, at_least=60, sees=words(world, *own))
