"""One text as its moderator sees it."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.text import Truncator

from core.registry import Moderated, adapter_for
from core.text import clean_text
from moderation.differences import Part, differences
from moderation.flow import flow_allows, flow_only_words
from moderation.models import Ground, ModeratedText, ModerationObjection
from moderation.screening import CLASSES
from moderation.selectors import cut_grounds
from moderation.services.checks import holder_name, is_author, is_barred
from moderation.wording import Wording

# So much of a marked place stands in the list of marks.
SNIPPET = 60
# What the original has and the public wording lacks.
GONE = "\0"


@dataclass(frozen=True)
class Piece:
    """A stretch of the original. ``found``: what screening saw in it. ``gone``: not published."""

    text: str
    found: str = ""
    gone: bool = False


@dataclass(frozen=True)
class Found:
    """One mark of screening: its place among the marks, and whether it was called wrong."""

    index: int
    name: str
    words: str
    is_false: bool


@dataclass(frozen=True)
class ShownPart:
    """A stretch of the public wording: ``new`` to it, or a gap with its ``ground`` in words."""

    text: str
    new: bool = False
    ground: str = ""


@dataclass(frozen=True)
class SideBySide:
    """Original and public wording, their differences marked on both sides."""

    subject: list[Piece]
    text: list[Piece]
    public_subject: list[ShownPart]
    public_text: list[ShownPart]
    are_equal: bool


@dataclass(frozen=True)
class Claim:
    """Who has the text open. ``state``: free, mine or other."""

    state: str
    holder: str = ""
    since: datetime | None = None


@dataclass(frozen=True)
class ItemView:
    """The facts beside the form, and whether this very person may decide."""

    title: str
    kind: str | Promise
    sides: SideBySide
    found: list[Found]
    author: str
    url: str
    facts: list[tuple[str, str]]
    files: list[dict[str, Any]]
    may_release: bool
    may_refuse: bool
    grounds: list[Ground]
    is_late: bool
    is_own: bool
    is_barred: bool
    is_elsewhere: bool
    claim: Claim
    objection: ModerationObjection | None

    @property
    def can_decide(self) -> bool:
        """The buttons are there."""
        return not (self.is_own or self.is_barred or self.is_elsewhere)


def item_view(item: ModeratedText, user: Any, wording: Wording | None = None) -> ItemView:
    """What the adapter tells of the target, beside the public wording.

    ``wording`` is what the moderator has typed; without it, what lies in the queue.
    """
    adapter = adapter_for(Moderated, item.kind)
    told = adapter.describe(item.target_id)
    state = item.current_workflow_state
    only_words = bool(state and state.current_task_state and flow_only_words(state))
    public = wording or Wording(item.subject, item.body, item.cuts)
    return ItemView(
        title=str(told.get("title") or item),
        kind=adapter.label,
        sides=side_by_side(told, public, marks=_live_marks(item, told)),
        found=_found(item, told),
        author=told.get("author", ""),
        url=told.get("url", ""),
        facts=list(told.get("facts", ())),
        files=_files(item, told),
        may_release=hasattr(adapter, "release_files") and not only_words,
        may_refuse=not only_words and not _is_about_corrections(item),
        grounds=cut_grounds(),
        is_late=item.due_at < timezone.now(),
        is_own=is_author(told, user),
        is_barred=is_barred(item, user),
        is_elsewhere=not flow_allows(item, user),
        claim=claim_view(item, user),
        objection=item.objection,
    )


def claim_view(item: ModeratedText, user: Any) -> Claim:
    """Who has the text open, as this moderator is told."""
    if not item.is_claimed:
        return Claim("free")
    if item.claimed_by_id == user.pk:
        return Claim("mine", since=item.claimed_at)
    return Claim("other", holder_name(item), item.claimed_at)


def side_by_side(
    told: dict[str, Any], public: Wording | None, marks: Sequence[dict[str, Any]] = ()
) -> SideBySide:
    """The original as the adapter tells it beside a public wording; alone when there is none."""
    subject, text = clean_text(told.get("subject", "")), clean_text(told.get("text", ""))
    if public is None:
        return SideBySide(_pieces([Part(subject)], ()), _pieces([Part(text)], marks), [], [], True)
    head = differences(subject, Wording("", public.subject))
    body = differences(text, Wording("", public.body, public.cuts))
    titles = {ground.code: str(ground) for ground in Ground.objects.all()} if public.cuts else {}
    return SideBySide(
        subject=_pieces(head.original, ()),
        text=_pieces(body.original, marks),
        public_subject=_shown(head.public, titles),
        public_text=_shown(body.public, titles),
        are_equal=head.are_equal and body.are_equal,
    )


def found_name(code: str) -> str:
    """A class of screening in words."""
    return str(CLASSES.get(code, code))


def _is_about_corrections(item: ModeratedText) -> bool:
    """The text is back because its author objected to corrections: it stays published."""
    return item.objection is not None and item.objection.decision.decision == "corrected"


def _marks(item: ModeratedText, told: dict[str, Any]) -> list[dict[str, Any]]:
    """The marks fit only the text that was screened, so another one is shown without them."""
    text = Wording(clean_text(told.get("subject", "")), clean_text(told.get("text", "")))
    return item.marks if text.fingerprint == item.original else []


def _live_marks(item: ModeratedText, told: dict[str, Any]) -> list[dict[str, Any]]:
    return [mark for mark in _marks(item, told) if not mark.get("false")]


def _found(item: ModeratedText, told: dict[str, Any]) -> list[Found]:
    text = clean_text(told.get("text", ""))
    return [
        Found(
            index=index,
            name=_said(mark),
            words=Truncator(text[mark["start"] : mark["end"]]).chars(SNIPPET),
            is_false=bool(mark.get("false")),
        )
        for index, mark in enumerate(_marks(item, told))
    ]


def _pieces(parts: Sequence[Part], marks: Sequence[dict[str, Any]]) -> list[Piece]:
    """Cut the original wherever a mark or a difference begins or ends; marks may overlap."""
    text = "".join(part.text for part in parts)
    spans = [(mark["start"], mark["end"], _said(mark)) for mark in marks]
    at = 0
    for part in parts:
        if part.changed:
            spans.append((at, at + len(part.text), GONE))
        at += len(part.text)
    changes: dict[int, Counter[str]] = {0: Counter(), len(text): Counter()}
    for start, end, name in spans:
        if 0 <= start < end <= len(text):
            changes.setdefault(start, Counter())[name] += 1
            changes.setdefault(end, Counter())[name] -= 1
    return list(_cut(text, changes))


def _cut(text: str, changes: dict[int, Counter[str]]) -> Iterator[Piece]:
    """``changes``: how many spans of each name begin (or end, negative) at a place."""
    edges = sorted(changes)
    opened: Counter[str] = Counter()
    for start, end in zip(edges, edges[1:], strict=False):
        opened.update(changes[start])
        names = [name for name, number in opened.items() if number > 0]
        found = ", ".join(name for name in names if name != GONE)
        yield Piece(text[start:end], found, GONE in names)


def _said(mark: dict[str, Any]) -> str:
    """What was found, with the correction where screening proposes one."""
    suggestion = mark.get("suggestion")
    name = found_name(mark["class"])
    return f"{name}: {suggestion}" if suggestion else name


def _shown(parts: Sequence[Part], titles: dict[str, str]) -> list[ShownPart]:
    return [
        ShownPart(part.text, part.changed, titles.get(part.ground, part.ground)) for part in parts
    ]


def _files(item: ModeratedText, told: dict[str, Any]) -> list[dict[str, Any]]:
    """The files of this text; ids as text, as a form sends them."""
    offered = {file["id"] for file in item.files}
    files = [file | {"id": str(file["id"])} for file in told.get("files", ())]
    return [file for file in files if not offered or file["id"] in offered]
