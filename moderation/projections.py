"""One text as its moderator sees it."""

from dataclasses import dataclass
from typing import Any

from django.utils import timezone
from django.utils.functional import Promise

from core.registry import Moderated, adapter_for
from core.text import clean_text
from moderation.models import Ground, ModeratedText
from moderation.screening import CLASSES
from moderation.selectors import cut_grounds
from moderation.wording import Wording


@dataclass(frozen=True)
class Piece:
    """A stretch of the original; ``found`` says what screening saw in it."""

    text: str
    found: str | Promise = ""


@dataclass(frozen=True)
class ItemView:
    """The facts beside the form, and whether this very person may decide."""

    title: str
    kind: str | Promise
    subject: str
    pieces: list[Piece]
    author: str
    url: str
    facts: list[tuple[str, str]]
    files: list[dict[str, Any]]
    may_release: bool
    grounds: list[Ground]
    is_late: bool
    is_own: bool
    is_elsewhere: bool

    @property
    def can_decide(self) -> bool:
        """The buttons are there."""
        return not (self.is_own or self.is_elsewhere)


def item_view(item: ModeratedText, user: Any) -> ItemView:
    """What the adapter tells of the target, with the marks of screening laid over the original."""
    adapter = adapter_for(Moderated, item.kind)
    told = adapter.describe(item.target_id)
    author_id = told.get("author_id")
    return ItemView(
        title=str(told.get("title") or item),
        kind=adapter.label,
        subject=told.get("subject", ""),
        pieces=_pieces(item, told),
        author=told.get("author", ""),
        url=told.get("url", ""),
        facts=list(told.get("facts", ())),
        files=_files(item, told),
        may_release=hasattr(adapter, "release_files"),
        grounds=cut_grounds(),
        is_late=item.due_at < timezone.now(),
        is_own=author_id is not None and str(author_id) == str(user.pk),
        is_elsewhere=not _may_act(item, user),
    )


def _may_act(item: ModeratedText, user: Any) -> bool:
    state = item.current_workflow_state
    if state is None or state.current_task_state is None:
        return True
    actions = state.current_task_state.task.specific.get_actions(item, user)
    return any(name == "approve" for name, *_rest in actions)


def _pieces(item: ModeratedText, told: dict[str, Any]) -> list[Piece]:
    """The marks fit only the text that was screened, so another one is shown without them."""
    text = clean_text(told.get("text", ""))
    screened = Wording(clean_text(told.get("subject", "")), text)
    marks = item.marks if screened.fingerprint == item.original else []
    pieces, done = [], 0
    for mark in marks:
        pieces.append(Piece(text[done : mark["start"]]))
        found = CLASSES.get(mark["class"], mark["class"])
        pieces.append(Piece(text[mark["start"] : mark["end"]], found))
        done = mark["end"]
    return [piece for piece in [*pieces, Piece(text[done:])] if piece.text]


def _files(item: ModeratedText, told: dict[str, Any]) -> list[dict[str, Any]]:
    """The files of this text; ids as text, as a form sends them."""
    offered = {file["id"] for file in item.files}
    files = [file | {"id": str(file["id"])} for file in told.get("files", ())]
    return [file for file in files if not offered or file["id"] in offered]
