"""How a lower room calls an upper one without importing it.

An app registers, in ``AppConfig.ready()``, one adapter per kind of thing against a protocol. A
capability looks the adapter up by the kind's name and knows nothing else of the app.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from django.utils.functional import Promise


class Moderated(Protocol):
    """A text whose publication a moderator decides on. Registered per kind."""

    label: str | Promise

    def describe(self, target_id: str) -> dict[str, Any]:
        """Facts for the moderator: title, original text, agency, author's choices, address."""

    def approve(
        self, target_id: str, *, subject: str, body: str, cuts: list[dict[str, Any]], actor: Any
    ) -> None:
        """Publish this wording. ``cuts`` mark what was taken out and on which ground."""

    def refuse(self, target_id: str, *, ground: Any, note: str, actor: Any) -> None:
        """Don't publish. Consideration goes on."""


@dataclass(frozen=True)
class SearchRecord:
    """One public text as the search index keeps it."""

    object_id: str
    language: str
    title: str
    body: str
    url: str
    at: datetime
    agency_id: int | None = None
    office_id: int | None = None
    number: str = ""


class Searchable(Protocol):
    """A kind of public text that can be found. Only public text ever enters."""

    label: str | Promise

    def records(self, object_ids: Iterable[str]) -> list[SearchRecord]:
        """The public records of these objects, one a language; none for what isn't public."""

    def all_ids(self) -> Iterable[str]:
        """Every object that may have a public text, for rebuilding the index."""


class Signable(Protocol):
    """What a signature is given for. Registered per purpose."""

    label: str | Promise

    def signed(self, payload: Any, signature: Any) -> Any:
        """Take the signed submission; runs in the signing transaction. Returns the new object."""


_adapters: dict[tuple[type, str], Any] = {}


def register(protocol: type, kind: str, adapter: Any) -> None:
    """Register the adapter of one kind; a second one for the same kind is a mistake."""
    key = (protocol, kind)
    if key in _adapters and type(_adapters[key]) is not type(adapter):
        raise RuntimeError(f"{protocol.__name__} {kind!r} is registered already")
    _adapters[key] = adapter


def adapter_for(protocol: type, kind: str) -> Any:
    """The adapter of a kind; ``LookupError`` when no app registered it."""
    try:
        return _adapters[protocol, kind]
    except KeyError:
        raise LookupError(f"nothing registered for {protocol.__name__} {kind!r}") from None


def adapters(protocol: type) -> dict[str, Any]:
    """All adapters of a protocol by kind."""
    return {kind: item for (proto, kind), item in _adapters.items() if proto is protocol}


