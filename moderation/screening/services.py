"""What happens to marks after the text is in the queue."""

from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from core.errors import NotAllowed, Refused
from core.registry import Moderated, adapter_for
from core.text import clean_text
from ledger.services import event_record
from moderation.models import ModeratedText, ScreenPass, ScreenWord
from moderation.permissions import is_moderator
from moderation.screening.folding import fold, tokens_of
from moderation.screening.lists import Lists, lists_now
from moderation.screening.marks import ScreenMark
from moderation.screening.run import tidy
from moderation.screening.spelling import find_spelling
from moderation.screening.topics import find_topic
from moderation.wording import Wording


def screen_finish(*, item_id: int) -> bool:
    """The slow part, after the text was queued: spelling, the topic, and the hits of the lists.

    Nothing happens to a text that is decided already or whose author has changed it. Doing it
    twice changes nothing. Says whether anything was done.
    """
    item = ModeratedText.objects.filter(pk=item_id, screen_pass=None).first()
    if item is None:
        return False
    told = adapter_for(Moderated, item.kind).describe(item.target_id)
    text = Wording(clean_text(told.get("subject", "")), clean_text(told.get("text", "")))
    # The dictionaries are read before the row is locked, so that a moderator never waits for them.
    late = late_marks(text.body, item.language, str(told.get("topic") or ""), lists_now())
    return _finish(item_id, text.fingerprint, late)


def late_marks(body: str, language: str, topic: str, lists: Lists) -> list[ScreenMark]:
    """What is looked for by the worker: another topic's words, and mistakes."""
    folded = fold(body)
    found = list(find_topic(folded, tokens_of(folded), lists, topic)) if topic else []
    if getattr(settings, "SCREENING_SPELLING", True):
        found += find_spelling(body, language, lists)
    return tidy(found)


@transaction.atomic
def _finish(item_id: int, fingerprint: str, late: list[ScreenMark]) -> bool:
    waiting = ModeratedText.objects.select_for_update(of=("self",))
    item = waiting.filter(pk=item_id, original=fingerprint).first()
    if item is None or ScreenPass.objects.filter(item=item).exists():
        return False
    ScreenPass.objects.create(item=item)
    item.marks = item.marks + _new(item.marks, late)
    item.save(update_fields=["marks"])
    ids = sorted({key for mark in item.marks for key in mark.get("words", ())})
    if ids:
        ScreenWord.objects.filter(pk__in=ids).update(hits=F("hits") + 1)
    return True


def _new(marks: list[dict[str, Any]], late: list[ScreenMark]) -> list[dict[str, Any]]:
    """Put after the others, whose places in the list a page may show; no mistakes inside them."""
    taken = [(mark["start"], mark["end"]) for mark in marks if mark["class"] != "shouting"]
    return [
        mark.as_dict()
        for mark in late
        if mark.class_ != "spelling"
        or all(mark.end <= start or end <= mark.start for start, end in taken)
    ]


@transaction.atomic
def screen_false_alarm(*, item: ModeratedText, mark_index: int, actor: User) -> None:
    """A moderator says that a mark is wrong: it stays with the text, struck out, and is counted.

    ``mark_index`` counts from 0 in ``item.marks``. ``Refused`` when there is no such mark, or when
    it was called false before; ``NotAllowed`` for anybody but a moderator.
    """
    if not is_moderator(actor):
        raise NotAllowed
    locked = ModeratedText.objects.select_for_update(of=("self",)).filter(pk=item.pk).first()
    if locked is None or not 0 <= mark_index < len(locked.marks):
        raise Refused(_("There is no such mark."), code="no-mark")
    mark = locked.marks[mark_index]
    if mark.get("false"):
        raise Refused(_("This mark was called a false alarm already."), code="repeated")
    mark["false"] = True
    locked.save(update_fields=["marks"])
    item.marks = locked.marks
    data: dict[str, Any] = {"kind": item.kind, "target_id": item.target_id, "class": mark["class"]}
    event_record(
        verb="moderation.false_alarm",
        target=item,
        actor=actor,
        agency_id=item.agency_id,
        data=data,
    )
    words = ScreenWord.objects.filter(pk__in=mark.get("words", ()))
    words.update(false_alarms=F("false_alarms") + 1)
