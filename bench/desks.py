"""The desks of the CMS at the real portal's size, each by somebody who works at it."""

from collections.abc import Iterator

from django.test import Client

from accounts.models import Role, RoleKind, User
from agencies.models import Agency
from appeals.desk.tabs import TABS
from appeals.models import Appeal
from bench.pages import Page, page_timed

BUSIEST = "samaldy"


def desks_time(rounds: int) -> list[dict[str, object]]:
    """Each desk asked ``rounds`` times by a person with the role; the roles end with the run."""
    agency = Agency.objects.get(key=BUSIEST)
    rows = []
    for kind, place in _roles(agency):
        person = _person(kind, place)
        client = Client(headers={"host": "127.0.0.1"})
        client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
        rows += [page_timed(client, page, rounds) for page in _pages(kind, agency)]
        Role.objects.filter(user=person).delete()
        person.delete()
    return rows


def _roles(agency: Agency) -> Iterator[tuple[str, Agency | None]]:
    yield RoleKind.CLERK, agency
    yield RoleKind.HEAD, agency
    yield RoleKind.OPERATOR, None
    yield RoleKind.MODERATOR, None
    yield RoleKind.AUDITOR, None


def _person(kind: str, agency: Agency | None) -> User:
    person = User.objects.create(username=f"bench-{kind}")
    Role.objects.create(user=person, kind=kind, agency=agency)
    return person


def _pages(kind: str, agency: Agency) -> Iterator[Page]:
    if kind == RoleKind.CLERK:
        for tab in TABS:
            yield Page(f"agency desk, {tab}", f"/cms/applications/?tab={tab}")
        held = Appeal.objects.filter(agency=agency).order_by("-pk").first()
        assert held is not None
        yield Page("agency desk, one application", f"/cms/applications/{held.number}/")
        yield Page("home of the CMS, clerk", "/cms/")
    elif kind == RoleKind.HEAD:
        yield Page("head's desk", "/cms/applications/head/")
    elif kind == RoleKind.OPERATOR:
        yield Page("operator's desk", "/cms/operator/")
    elif kind == RoleKind.MODERATOR:
        yield Page("moderators' queue", "/cms/moderation/")
        yield Page("figures of moderation", "/cms/moderation/figures/")
    else:
        yield Page("audit", "/cms/audit/")
