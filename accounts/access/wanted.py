"""What a letter says, checked."""

from dataclasses import dataclass, field
from datetime import date

from accounts.access.letters import Letter
from agencies.models import Agency


@dataclass(frozen=True)
class Wanted:
    """State body, person and letter. ``agency`` is None for a body the registry doesn't know.

    ``known_hash`` names a person whose IIN isn't told again.
    """

    agency: Agency | None
    agency_name: str
    agency_bin: str
    full_name: str
    iin: str
    email: str
    phone: str
    letter_number: str
    letter_date: date
    extra: dict[str, str] = field(default_factory=dict)
    known_hash: str = ""


@dataclass(frozen=True)
class NewPerson:
    """Who comes instead."""

    full_name: str
    iin: str
    email: str
    phone: str


@dataclass(frozen=True)
class LetterSaid:
    """The letter of a change or an end, and the language of whoever sends it."""

    number: str
    day: date
    scan: Letter
    language: str
