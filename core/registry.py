"""How a lower room calls an upper one without importing it.

An app registers, in ``AppConfig.ready()``, one adapter per kind of thing against a protocol. A
capability looks the adapter up by the kind's name and knows nothing else of the app.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Protocol

from django.utils.functional import Promise


class Moderated(Protocol):
    """A text whose publication a moderator decides on. Registered per kind.

    An adapter may have more methods:

    * ``lock(target_id)`` locks the target's row. A decision calls it before it locks its own row,
      so that it takes the locks in the same order as the target's verbs and nobody deadlocks.
    * ``release_files(target_id, *, file_ids, actor)`` makes these files public, right after
      ``approve``. Without it no file is ever offered for release.
    * ``public_wording(target_id)`` is what the public reads now: a dict with ``subject``, ``body``
      and ``cuts``, or None. The pages of decided texts and objections lay it beside the original.
    * ``objection_allowed(target_id, actor)`` says whether the author may object to the last
      decision now. Without it nobody can object to decisions on this kind.
    * ``reopen_publication(target_id, *, actor)`` makes ``approve`` and ``refuse`` possible again
      after an objection was overturned; what is public stays public. The text then waits in the
      queue anew.
    * ``objection_tell(target_id, *, notice, data, event)`` tells the author what became of the
      objection: ``notice`` is ``moderation.objection_filed`` (``data`` has ``due_on``),
      ``moderation.objection_upheld`` or ``moderation.objection_overturned``. Runs in the
      transaction of the event.
    * ``renew(target_id, *, actor)`` is called after ``approve`` was refused with the code
      ``target_changed``: it puts the words of now into the queue and says the number of the item.
    """

    label: str | Promise

    def describe(self, target_id: str) -> dict[str, Any]:
        """What the moderator sees beside the public wording. Every key may be left out.

        ``title``; ``subject`` and ``text`` as the author wrote them; ``author``, the name as it
        will show; ``author_id``, who may not decide on it; ``url`` of the page; ``facts``, pairs
        of label and value; ``files``, each with ``id``, ``name``, ``size`` in bytes and ``url``.
        """

    def approve(
        self, target_id: str, *, subject: str, body: str, cuts: list[dict[str, Any]], actor: Any
    ) -> None:
        """Publish this wording. ``cuts`` mark what was taken out and on which ground."""

    def refuse(self, target_id: str, *, ground: Any, note: str, actor: Any) -> None:
        """Don't publish; consideration goes on. ``note`` is for the author: keep it to tell it."""


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
    """What a signature is given for. Registered per purpose.

    An adapter may have more methods:

    * ``chain_of(payload)`` gives the key of the object whose chain of evidence goes on with this
      signature, as an application's does with the answer. Without it a payload begins a chain of
      its own.
    * ``signature_waits(payload)`` and ``signature_withdrawn(payload)``: a digital signature has to
      wait for its check, or is taken back while it waits. They run in the transaction that says
      so; the first may refuse.
    """

    label: str | Promise

    def named(self, payload: Any) -> str:
        """What is signed, in a few words of the active language, for the SMS: what and to whom."""

    def signed(self, payload: Any, signature: Any) -> Any:
        """Take the signed submission; runs in the signing transaction. Returns the new object."""

    def result_of(self, payload: Any) -> Any | None:
        """The object that came of a payload; None when nothing did."""

    def bin_of(self, payload: Any) -> str | None:
        """The BIN of the agency the signer acts for, with an employee's certificate of it; None
        when a person signs for themself."""

    def signature_refused(self, payload: Any, event: Any) -> None:
        """A digital signature that had to wait for its check was refused; its draft is open
        again. Tell the person; runs in the transaction of the event."""


@dataclass(frozen=True)
class ReceiptFacts:
    """What a receipt says of the thing that was signed, beside what the payload says itself."""

    number: str
    submitted_at: datetime
    registered_on: date
    due_on: date
    addressee: dict[str, str]


@dataclass(frozen=True)
class ShownPiece:
    """A piece of a public text, or a gap: its ground as a code, and in words where it is told."""

    text: str = ""
    ground: str = ""
    reason: str = ""


@dataclass(frozen=True)
class ShownText:
    """A text as everybody reads it now: subject, empty line, text, with the address of its page."""

    pieces: tuple[ShownPiece, ...]
    path: str


class Receipted(Protocol):
    """What a receipt is given for, beside ``Signable``. Registered per purpose.

    An adapter may say ``address_is_public = True``: the check address stands on a public page.
    Then a text with gaps is confirmed as published only, because anybody could guess what was
    taken out, and nobody can use up the tries of all others.
    """

    def receipt_facts(self, payload: Any) -> ReceiptFacts | None:
        """What the receipt of this signed payload says; None when nothing came of it."""

    def shown_text(self, payload: Any) -> ShownText | None:
        """What the public reads of it now; None when it isn't public."""


class Followable(Protocol):
    """What people follow. Registered per kind of ``notifications.models.Followed``."""

    label: str | Promise

    def named(self, key: str) -> str | None:
        """Its public name in the active language; None for what isn't public, or not any more."""

    def path(self, key: str) -> str:
        """Where it is read, without the language: ``/surveys/<key>/``."""


@dataclass(frozen=True)
class PersonalFile:
    """A file of one person: its path in the download, and its bytes, whole or piece by piece."""

    path: str
    read: Callable[[], bytes | Iterable[bytes]]


class Personal(Protocol):
    """What a room keeps of one person, for that person to see and to take away.

    An adapter may have more methods:

    * ``files(user)``: ``PersonalFile`` each. A reader raises ``KeyDestroyed`` after the archive
      term; the download then says so.
    * ``meanings``: for each key of ``records`` what it holds, in the active language.
    * ``erase(user, actor)`` erases at once what no archive duty holds and says how many things
      went; runs in the caller's transaction. ``erases`` names them in words.
    * ``hide_name(user, actor)`` takes the person's name off everything public, also what is not
      public yet, and says on how many texts; runs in the caller's transaction.
    """

    label: str | Promise

    def records(self, user: Any) -> dict[str, Any]:
        """Everything, as JSON has it: texts in full, times in ISO 8601. What may be many is an
        iterator, which the download reads one by one."""


class ShowsDocuments(Protocol):
    """Rows that show documents to the public without a page that names them."""

    def shows_document(self, document: Any) -> bool:
        """Everybody may read it now."""


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
