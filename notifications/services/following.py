"""Following: a survey, all of them, a conference, a blog, an agency, a topic, a search."""

from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from core.errors import Refused
from core.text import clean_text
from ledger.services import event_record
from notifications.models import Followed, Pace, Subscription, search_mark
from notifications.things import thing_named

MOST = 200
SEARCH_SHORTEST, SEARCH_LONGEST = 2, 100


@transaction.atomic
def follow(
    *, user: User, kind: str, key: str, language: str, pace: str = Pace.ONCE
) -> Subscription:
    """Follow something; again changes the pace only.

    Refused: ``gone`` for what isn't public, ``words`` for a search of none or too many, ``many``,
    ``pace``.
    """
    words = search_key(key) if kind == Followed.SEARCH else None
    key = search_mark(user.pk, words) if words else clean_text(key)
    pace_check(pace)
    if kind not in Followed.values or (kind != Followed.SEARCH and not thing_named(kind, key)):
        raise Refused(_("This can't be followed, or not any more."), code="gone")
    User.objects.select_for_update().get(pk=user.pk)
    mine = Subscription.objects.filter(user=user)
    row = mine.filter(kind=kind, key=key).first()
    if row is None and mine.count() >= MOST:
        raise Refused(_("You follow very much already. Let something go first."), code="many")
    if row is None:
        row = Subscription.objects.create(
            user=user, kind=kind, key=key, words=words, language=language, pace=pace
        )
        event_record(verb="subscription.begin", target=row, actor=user, data={"kind": kind})
    elif row.pace != pace:
        row.pace = pace
        row.save(update_fields=["pace"])
    return row


@transaction.atomic
def unfollow(*, user: User, public_id: UUID | str) -> None:
    """Let something go; what waits to be sent of it is dropped. Twice does no harm."""
    row = Subscription.objects.filter(user=user, public_id=public_id).first()
    if row is not None:
        event_record(verb="subscription.end", target=row, actor=user, data={"kind": row.kind})
        row.delete()


@transaction.atomic
def pace_set(*, user: User, public_id: UUID | str, pace: str) -> None:
    """How often to tell of it, from the next fact on. Refused: ``pace``."""
    pace_check(pace)
    Subscription.objects.filter(user=user, public_id=public_id).update(pace=pace)


def pace_check(pace: Any) -> None:
    """Refused: ``pace`` for what isn't offered."""
    if pace not in Pace.values:
        raise Refused(_("Choose how often."), code="pace")


def search_key(words: str) -> str:
    """The words of a search as they are kept. Refused: ``words``."""
    if key := search_words(words):
        return key
    raise Refused(_("Write what to look for, in 2 to 100 letters."), code="words")


def search_words(words: str) -> str:
    """The same, or nothing for too few and too many letters."""
    key = " ".join(clean_text(words).split()).casefold()
    return key if SEARCH_SHORTEST <= len(key) <= SEARCH_LONGEST else ""
