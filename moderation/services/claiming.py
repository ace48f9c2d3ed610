"""Claims: who has a text open. They keep two moderators from doing the same work twice.

A claim is no lock of the database: it runs out by itself, and another moderator may take it over.
"""

from datetime import timedelta

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from core.errors import NotAllowed, Refused
from core.registry import Moderated, adapter_for
from ledger.services import event_record
from moderation.flow import flow_allows
from moderation.models import DeskRules, ModeratedText
from moderation.permissions import is_moderator
from moderation.services.checks import holder_name, is_author, is_barred, key_of

# How far from the top "next" looks for a text that this person may decide on.
LOOKED_AT = 200


@transaction.atomic
def moderation_claim(*, item: ModeratedText, actor: User, take_over: bool = False) -> ModeratedText:
    """Take a text, or say that one is still at it. Returns the row as it stands now.

    Refused (``claimed``) while somebody else has it, unless ``take_over``; that leaves an event.
    ``decided_already`` when the text has left the queue.
    """
    if not is_moderator(actor):
        raise NotAllowed
    locked = ModeratedText.objects.select_for_update().filter(pk=item.pk).first()
    if locked is None:
        raise Refused(_("Somebody has decided already."), code="decided_already")
    if not _may_decide(locked, actor):
        raise NotAllowed(_("You can't decide on this text."))
    if locked.is_claimed_by_other(actor):
        if not take_over:
            raise Refused(
                _("%(name)s has this text open.") % {"name": holder_name(locked)}, code="claimed"
            )
        _tell_taken_over(locked, actor)
    return _take(locked, actor)


def moderation_claim_next(*, actor: User) -> ModeratedText | None:
    """The most urgent free text that this person may decide on, claimed; nothing when none is.

    Moderators who press at the same moment get different texts: a row that another one is just
    taking is passed by.
    """
    if not is_moderator(actor):
        raise NotAllowed
    waiting = _free(ModeratedText.objects.order_by("due_at", "id")).values_list("pk", flat=True)
    for key in waiting[:LOOKED_AT]:
        taken = _take_if_free(key, actor)
        if taken:
            return taken
    return None


@transaction.atomic
def moderation_release(*, item: ModeratedText, actor: User) -> bool:
    """Give the text back to the queue. Says whether this person had it."""
    if not is_moderator(actor):
        raise NotAllowed
    held = ModeratedText.objects.filter(pk=item.pk, claimed_by=actor)
    return bool(held.update(claimed_by=None, claimed_at=None, claimed_until=None))


@transaction.atomic
def _take_if_free(key: int, actor: User) -> ModeratedText | None:
    rows = ModeratedText.objects.select_for_update(skip_locked=True).filter(pk=key)
    locked = _free(rows).first()
    if locked is None or not _may_decide(locked, actor):
        return None
    return _take(locked, actor)


def _free(rows: QuerySet[ModeratedText]) -> QuerySet[ModeratedText]:
    return rows.filter(Q(claimed_by=None) | Q(claimed_until__lte=timezone.now()))


def _may_decide(item: ModeratedText, actor: User) -> bool:
    if is_barred(item, actor) or not flow_allows(item, actor):
        return False
    told = adapter_for(Moderated, item.kind).describe(item.target_id)
    return not is_author(told, actor)


def _take(item: ModeratedText, actor: User) -> ModeratedText:
    now = timezone.now()
    if item.claimed_by_id != actor.pk or not item.is_claimed:
        item.claimed_by, item.claimed_at = actor, now
    item.claimed_until = now + timedelta(minutes=DeskRules.current().claim_minutes)
    item.save(update_fields=["claimed_by", "claimed_at", "claimed_until"])
    return item


def _tell_taken_over(item: ModeratedText, actor: User) -> None:
    event_record(
        verb="moderation.taken_over",
        target=item,
        actor=actor,
        agency_id=item.agency_id,
        data=key_of(item) | {"from": str(item.claimed_by_id)},
    )
