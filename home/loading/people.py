"""People of the demo: those the stand-in signs in, and authors nobody can sign in as."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from accounts.models import Role, RoleKind, User, Vault
from accounts.people import subject_key
from agencies.models import Agency
from core.audience import Reader
from home.loading.content import demo, shipped

ROLES_FOR = timedelta(days=500)


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
    moderators: list[Person] = field(default_factory=list)


def people_load(now: datetime) -> Cast:
    """Everybody, with roles that began long ago."""
    cast = Cast()
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
    cast.authors = [_author(number, entry) for number, entry in _numbered_authors()]
    for agency in Agency.objects.exclude(pk__in=cast.clerks).order_by("pk"):
        cast.clerks[agency.pk] = _unseen_clerk(agency, now)
    return cast


def _standin(entry: dict[str, Any], agency: Agency | None, now: datetime) -> Person:
    """A person the stand-in signs in: found again by the same subject key."""
    key = subject_key(iin=entry["iin"], subject=entry["subject"])
    user = _user(key, entry, has_iin=bool(entry["iin"]))
    roles = frozenset(_role(user, kind, agency, now, entry["iin"]) for kind in entry["roles"])
    gender = "f" if entry["key"] in ("sample", "a-clerk", "moderator") else "m"
    return _person(user, entry, entry["language"], gender, roles)


def _author(number: int, entry: dict[str, str]) -> Person:
    """An invented author. The stand-in doesn't know these, so nobody signs in as one."""
    user = _user(subject_key(iin=None, subject=f"demo-author-{number:04d}"), entry)
    return _person(user, entry, entry["lang"], entry["gender"], frozenset())


def _unseen_clerk(agency: Agency, now: datetime) -> Person:
    """Somebody must answer for the agencies whose staff the stand-in doesn't know."""
    name = {"surname": "Орынбасаров", "name": "Мысал", "patronymic": "Үлгіұлы"}
    user = _user(subject_key(iin=None, subject=f"demo-clerk-{agency.key}"), name)
    role = _role(user, RoleKind.CLERK, agency, now, None)
    return _person(user, name, "kk", "m", frozenset([role]))


def _numbered_authors() -> list[tuple[int, dict[str, str]]]:
    return list(enumerate(demo("applications")["authors"], start=1))


def _person(
    user: User,
    entry: dict[str, Any],
    language: str,
    gender: str,
    roles: frozenset[tuple[str, int | None]],
) -> Person:
    parts = {part: entry[part] or "" for part in ("surname", "name", "patronymic")}
    return Person(user=user, language=language, gender=gender, name=parts, roles=roles)


def _role(
    user: User, kind: str, agency: Agency | None, now: datetime, iin: str | None
) -> tuple[str, int | None]:
    at = agency if kind in (RoleKind.EDITOR, RoleKind.CLERK, RoleKind.HEAD) else None
    Role.objects.create(user=user, kind=kind, agency=at, valid_from=now - ROLES_FOR)
    return kind, at.pk if at else None


def _user(key: str, entry: dict[str, Any], *, has_iin: bool = False) -> User:
    user, _ = User.objects.get_or_create(
        subject_key=key, defaults={"username": key[:32], "language": entry.get("language", "kk")}
    )
    Vault.objects.get_or_create(
        user=user,
        defaults={
            "iin": entry.get("iin"),
            "has_iin": has_iin,
            "phone": entry.get("phone"),
            "has_phone": bool(entry.get("phone")),
            **{part: entry[part] or None for part in ("surname", "name", "patronymic")},
        },
    )
    return user
