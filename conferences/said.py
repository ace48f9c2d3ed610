"""What an editor says of a conference, and the mark by which two editors notice each other."""

import hashlib
import json
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from conferences.limits import LABELS, Times
from conferences.models import Conference, ConferenceDocument, Speaker
from core.localized import ORDER


@dataclass(frozen=True)
class SpeakerSaid:
    """One line of the speakers. ``pk`` of one that is there already; ``removed`` takes it away."""

    person: dict[str, str]
    title: dict[str, str]
    pk: int | None = None
    user_id: UUID | None = None
    photo_id: int | None = None
    order: int = 0
    has_left: bool = False
    removed: bool = False


@dataclass(frozen=True)
class DocumentSaid:
    """One line of the documents."""

    document_id: int
    title: dict[str, str]
    pk: int | None = None
    order: int = 0
    removed: bool = False


@dataclass(frozen=True)
class ConferenceSaid:
    """Everything the form of a conference holds. Lines that aren't named stay as they are."""

    theme: dict[str, str]
    times: Times
    demands_signature: bool
    comments_moderated: str
    talk_until: str
    promised: int
    stream_url: str = ""
    recording_url: str = ""
    speakers: tuple[SpeakerSaid, ...] = ()
    documents: tuple[DocumentSaid, ...] = ()


SETTINGS = (
    "demands_signature",
    "comments_moderated",
    "talk_until",
    "promised",
    "stream_url",
    "recording_url",
)
COLUMNS = (*(f"theme_{code}" for code in ORDER), *LABELS, *SETTINGS)


def columns_of(said: ConferenceSaid) -> dict[str, Any]:
    """The columns of the row itself."""
    return {
        **{f"theme_{code}": said.theme.get(code, "") for code in ORDER},
        **{name: getattr(said.times, name) for name in LABELS},
        **{name: getattr(said, name) for name in SETTINGS},
    }


def speaker_columns(said: SpeakerSaid) -> dict[str, Any]:
    """The columns of a speaker but ``left_at``."""
    return {
        "user_id": said.user_id,
        "photo_id": said.photo_id,
        "order": said.order,
        **_localized("person", said.person),
        **_localized("title", said.title),
    }


def document_columns(said: DocumentSaid) -> dict[str, Any]:
    """The columns of a document's line."""
    return {
        "document_id": said.document_id,
        "order": said.order,
        **_localized("title", said.title),
    }


def fingerprint(conference: Conference) -> str:
    """Tells whether anything of the form was changed since. Two queries."""
    told = {
        "row": [str(getattr(conference, name)) for name in (*COLUMNS, "cancelled_at")],
        "speakers": _rows(Speaker, conference),
        "documents": _rows(ConferenceDocument, conference),
    }
    return hashlib.sha256(json.dumps(told, sort_keys=True).encode()).hexdigest()[:32]


def _localized(name: str, words: dict[str, str]) -> dict[str, str]:
    return {f"{name}_{code}": words.get(code, "") for code in ORDER}


def _rows(model: type[Speaker] | type[ConferenceDocument], conference: Conference) -> list[Any]:
    rows = model._default_manager.filter(conference=conference).order_by("pk")
    return [{name: str(value) for name, value in row.items()} for row in rows.values()]
