"""Events as people may read them: who by role and opaque id, what in words, facts as codes.

No name, no text: data that is not a key or a code shows as "(text)".
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Role, RoleKind, User
from agencies.models import Agency
from core.text import is_bin, is_iin
from ledger.models import Event
from ledger.selectors import event_list_for
from ledger.words import kind_words, verb_words

ROLES: dict[str, Any] = {
    RoleKind.EDITOR: gettext_lazy("responsible person"),
    RoleKind.CLERK: gettext_lazy("clerk"),
    RoleKind.HEAD: gettext_lazy("head"),
    RoleKind.MODERATOR: gettext_lazy("moderator"),
    RoleKind.OPERATOR: gettext_lazy("operator"),
    RoleKind.AUDITOR: gettext_lazy("auditor"),
}
CODE = re.compile(r"[A-Za-z0-9_.:/+-]{1,80}")
PHONE = re.compile(r"\+?[78]\d{10}")
DEEPEST = 4
Fact = tuple[str, str]


@dataclass(frozen=True)
class HistoryLine:
    """One line of an object's history, for whoever works on it."""

    at: datetime
    words: str
    actor_role: str
    note: str


@dataclass(frozen=True)
class EventLine:
    """One event for the audit. ``actor`` is an opaque id."""

    id: int
    at: datetime
    verb: str
    words: str
    kind: str
    kind_words: str
    target_id: str
    number: str
    sequence: int
    actor: str
    actor_role: str
    agency_id: int | None
    agency: str
    facts: tuple[Fact, ...]
    chained: str

    @property
    def actor_short(self) -> str:
        """Enough of the id to tell people of one page apart."""
        return self.actor[:8]


def history_of(target: models.Model, *, limit: int = 500) -> list[HistoryLine]:
    """The newest events of an object, oldest first; three queries.

    Whoever calls it has decided that the reader may see the object at a desk.
    """
    rows = list(event_list_for(target).order_by("-sequence")[:limit])[::-1]
    author = getattr(target, "author_id", None)
    roles = _Roles(rows, author_id=author)
    return [HistoryLine(row.at, verb_words(row.verb), roles.of(row), note_of(row)) for row in rows]


def lines_of(rows: Iterable[Event]) -> list[EventLine]:
    """Events as the audit shows them; three queries more, however many they are."""
    events = list(rows)
    roles = _Roles(events)
    agencies = Agency.objects.in_bulk({row.agency_id for row in events if row.agency_id})
    return [_line(row, roles, agencies) for row in events]


def facts_of(data: Any) -> tuple[Fact, ...]:
    """Keys and codes of an event's data; anything that could be somebody's words is left out."""
    return tuple(_facts("", data, DEEPEST))


def note_of(event: Event) -> str:
    """The facts in one line, without the object's own number."""
    return ", ".join(f"{key}: {said}" for key, said in facts_of(event.data) if key != "number")


def code_of(value: Any) -> str:
    """A value if it is a code or a number; a personal number is neither."""
    if value is None or isinstance(value, bool):
        return {None: "—", True: "1", False: "0"}[value]
    told = str(value)
    if not CODE.fullmatch(told) or PHONE.fullmatch(told) or is_iin(told) or is_bin(told):
        return _("(text)")
    return told


class _Roles:
    """Which role each actor held at the moment of the event; two queries."""

    def __init__(self, events: Iterable[Event], *, author_id: UUID | None = None) -> None:
        self.author_id = author_id
        actors = {row.actor_id for row in events if row.actor_id}
        setup = User.objects.filter(pk__in=actors, is_superuser=True)
        self.setup = set(setup.values_list("pk", flat=True)) if actors else set()
        self.held: dict[UUID, list[Role]] = {}
        for role in Role.objects.filter(user_id__in=actors).order_by("pk") if actors else ():
            self.held.setdefault(role.user_id, []).append(role)  # type: ignore[arg-type]

    def of(self, event: Event) -> str:
        """In words; somebody without a role was there as a citizen."""
        if event.actor_id is None:
            return _("the portal")
        if event.actor_id == self.author_id:
            return _("the author")
        then = [role for role in self.held.get(event.actor_id, ()) if _was_in_force(role, event)]
        # At the agency of the event first: people may hold several roles.
        then.sort(key=lambda role: (role.agency_id != event.agency_id, role.agency_id is None))
        if then:
            return str(ROLES[then[0].kind])
        return _("the set-up person") if event.actor_id in self.setup else _("a citizen")


def _was_in_force(role: Role, event: Event) -> bool:
    return role.valid_from <= event.at and (role.valid_to is None or event.at < role.valid_to)


def _line(event: Event, roles: _Roles, agencies: Mapping[int, Agency]) -> EventLine:
    agency = agencies.get(event.agency_id or 0)
    return EventLine(
        id=event.pk,
        at=event.at,
        verb=event.verb,
        words=verb_words(event.verb),
        kind=event.target_kind,
        kind_words=kind_words(event.target_kind),
        target_id=event.target_id,
        number=_number_of(event),
        sequence=event.sequence,
        actor=str(event.actor_id or ""),
        actor_role=roles.of(event),
        agency_id=event.agency_id,
        agency=agency.localized("name") if agency else "",
        facts=tuple(fact for fact in facts_of(event.data) if fact[0] != "number"),
        chained=event.chained,
    )


def _number_of(event: Event) -> str:
    number = event.data.get("number") if isinstance(event.data, dict) else None
    return code_of(number) if number is not None else ""


def _facts(path: str, value: Any, deeper: int) -> Iterable[Fact]:
    if isinstance(value, (dict, list)) and not deeper:
        yield path, _("(text)")
    elif isinstance(value, dict):
        for key, item in value.items():
            name = code_of(key)
            yield from _facts(f"{path}.{name}" if path else name, item, deeper - 1)
    elif isinstance(value, list):
        plain = not any(isinstance(item, (dict, list)) for item in value)
        yield path, ", ".join(map(code_of, value)) if plain else _("(text)")
    else:
        yield path, code_of(value)
