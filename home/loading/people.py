"""People of the demo: those the stand-in signs in, and authors nobody can sign in as."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from accounts.models import AGENCY_KINDS, Role, RoleKind, User
from accounts.people import Profile, person_upsert
from agencies.models import Agency
from core.audience import Reader
from home.loading.content import demo, shipped

ROLES_FOR = timedelta(days=500)
NAME_PARTS = ("surname", "name", "patronymic")
CLERK = {"surname": "Орынбасаров", "name": "Мысал", "patronymic": "Үлгіұлы"}
HEAD = {"surname": "Басшыбеков", "name": "Мысал", "patronymic": "Үлгіұлы"}
WOMEN = ("sample", "a-clerk", "moderator")


@dataclass(frozen=True)
class Person:
    """Somebody of the demo with what the loader must know to let them act."""

    user: User
    language: str
    gender: str
    name: dict[str, str]
    roles: frozenset[tuple[str, int | None]] = frozenset()

    @property
    def reader(self) -> Reader:
        """What this person may see and do."""
        return Reader(user_id=self.user.pk, roles=self.roles)


@dataclass
class Cast:
    """Everybody who acts in the demo."""

    authors: list[Person] = field(default_factory=list)
    citizens: list[Person] = field(default_factory=list)
    clerks: dict[int, Person] = field(default_factory=dict)
    heads: dict[int, Person] = field(default_factory=dict)
    moderators: list[Person] = field(default_factory=list)


def people_load(now: datetime, cast: Cast) -> str:
    """Everybody enters the cast, with roles that began long ago."""
    agencies = {entry["people_ref"]: entry["key"] for entry in demo("agencies")}
    for entry in shipped("standins/people.json")["people"]:
        key = agencies.get(entry["organization"]) if entry["organization"] else None
        agency = Agency.objects.get(key=key) if key else None
        person = _standin(entry, agency, now)
        if entry["group"] == "citizen" and entry["phone"]:
            cast.citizens.append(person)
        if "moderator" in entry["roles"]:
            cast.moderators.append(person)
        if "clerk" in entry["roles"] and agency:
            cast.clerks[agency.pk] = person
        if "head" in entry["roles"] and agency:
            cast.heads[agency.pk] = person
    authors = enumerate(demo("applications")["authors"], start=1)
    cast.authors = [_author(number, entry) for number, entry in authors]
    for agency in Agency.objects.exclude(pk__in=cast.clerks).order_by("pk"):
        cast.clerks[agency.pk] = _unseen(RoleKind.CLERK, CLERK, agency, now)
    for agency in Agency.objects.exclude(pk__in=cast.heads).order_by("pk"):
        cast.heads[agency.pk] = _unseen(RoleKind.HEAD, HEAD, agency, now)
    return f"{User.objects.count()} people"


def _standin(entry: dict[str, Any], agency: Agency | None, now: datetime) -> Person:
    """A person the stand-in signs in: the sign-in finds this very user again."""
    user = person_upsert(_profile(entry, entry["subject"]), language=entry["language"])
    roles = frozenset(_role(user, kind, agency, now) for kind in entry["roles"])
    gender = "f" if entry["key"] in WOMEN else "m"
    return _person(user, entry, entry["language"], gender, roles)


def _author(number: int, entry: dict[str, str]) -> Person:
    """An invented author. The stand-in doesn't know these, so nobody signs in as one."""
    profile = _profile(entry, f"demo-author-{number:04d}")
    user = person_upsert(profile, language=entry["lang"])
    return _person(user, entry, entry["lang"], entry["gender"], frozenset())


def _unseen(kind: str, name: dict[str, str], agency: Agency, now: datetime) -> Person:
    """Somebody must act for the agencies whose staff the stand-in doesn't know."""
    user = person_upsert(_profile(name, f"demo-{kind}-{agency.key}"), language="kk")
    role = _role(user, kind, agency, now)
    return _person(user, name, "kk", "m", frozenset([role]))


def _profile(entry: dict[str, Any], subject: str) -> Profile:
    return Profile(
        subject=subject,
        iin=entry.get("iin"),
        surname=entry["surname"],
        name=entry["name"],
        patronymic=entry["patronymic"],
        phone=entry.get("phone"),
    )


def _person(
    user: User,
    entry: dict[str, Any],
    language: str,
    gender: str,
    roles: frozenset[tuple[str, int | None]],
) -> Person:
    return Person(
        user=user,
        language=language,
        gender=gender,
        name={part: entry[part] or "" for part in NAME_PARTS},
        roles=roles,
    )


def _role(user: User, kind: str, agency: Agency | None, now: datetime) -> tuple[str, int | None]:
    at = agency if kind in AGENCY_KINDS else None
    Role.objects.create(user=user, kind=kind, agency=at, valid_from=now - ROLES_FOR)
    return kind, at.pk if at else None
