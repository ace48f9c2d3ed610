"""The sealed originals of applications and answers. Only services and projections open them."""

import json
from dataclasses import dataclass, field
from typing import Any

from appeals.models import Answer, Appeal
from appeals.states import NameShown
from core.envelope import KeyDestroyed, unseal
from signing.steps.fields import extra_said


@dataclass(frozen=True)
class Original:
    """What the citizen wrote, as it was signed. ``person`` holds the parts of the name."""

    subject: str = ""
    text: str = ""
    place: str = ""
    fields: dict[str, Any] = field(default_factory=dict)
    person: dict[str, str] = field(default_factory=dict)

    @property
    def full_name(self) -> str:
        """Surname, name, patronymic."""
        parts = (self.person.get(key, "") for key in ("surname", "name", "patronymic"))
        return " ".join(part for part in parts if part)

    @property
    def extra(self) -> dict[str, str]:
        """Answers to the fields that editors added, by label."""
        return extra_said(self.fields)

    @property
    def initials(self) -> str:
        """First letters only."""
        parts = (self.person.get(key, "") for key in ("surname", "name", "patronymic"))
        return " ".join(f"{part[0]}." for part in parts if part)


@dataclass(frozen=True)
class OriginalAnswer:
    """An answer in full. ``private`` is for the author's eyes only."""

    body: str = ""
    private: str = ""


def original_of(appeal: Appeal) -> Original:
    """Open an application's original; empty where there is none, or none any more."""
    try:
        data = json.loads(unseal(appeal.original)) if appeal.original else None
    except KeyDestroyed:
        data = None
    if data is None:
        return Original()
    return Original(
        subject=data["subject"],
        text=data["text"],
        place=str(data["fields"].get("place", "")),
        fields=data["fields"],
        person=data["person"],
    )


def original_answer_of(answer: Answer) -> OriginalAnswer:
    """Open an answer's original; empty after the archive term."""
    try:
        return OriginalAnswer(**json.loads(unseal(answer.original)))
    except KeyDestroyed:
        return OriginalAnswer()


def answer_bytes(original: OriginalAnswer) -> bytes:
    """The bytes an answer's original is sealed from."""
    data = {"body": original.body, "private": original.private}
    return json.dumps(data, ensure_ascii=False, sort_keys=True).encode()


def public_name(appeal: Appeal, original: Original) -> str:
    """The author's name as the author wants it to show."""
    shown = {
        NameShown.INITIALS: original.initials,
        NameShown.FULL: original.full_name,
        NameShown.HIDDEN: "",
    }
    return shown[NameShown(appeal.name_shown)]
