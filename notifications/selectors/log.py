"""What the portal told a person, and what became of it outside."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from core.keyset import Page
from core.listing import public_page
from notifications.models import Channel, Delivery, DeliveryState, Notice
from notifications.rendering import wordings_of
from notifications.wording import notice_text

KEYS = ("-id",)
REASONS: dict[str, Promise] = {
    "stopped": _("you had stopped everything"),
    "off": _("you had switched this off"),
    "blocked": _("the address did not work"),
    "no_address": _("there was no address"),
    "portal_only": _("you had chosen the portal only"),
    "unfollowed": _("you don't follow it any more"),
    "gone": _("it is not public any more"),
    "budget": _("there were too many that day"),
    "inactive": _("your account was switched off"),
    "data_blocked": _("your data was blocked"),
}
STATES: dict[str, Promise] = {
    DeliveryState.WAITING: _("waiting"),
    DeliveryState.LEASED: _("being sent"),
    DeliveryState.HELD: _("goes into the digest"),
    DeliveryState.SENT: _("sent"),
    DeliveryState.IN_DIGEST: _("in a digest"),
    DeliveryState.DROPPED: _("not sent"),
    DeliveryState.FAILED: _("could not be sent"),
}


NEVER = (DeliveryState.DROPPED, DeliveryState.FAILED)


@dataclass(frozen=True)
class Sent:
    """What became of one message outside of the portal."""

    channel: str
    state: str
    at: datetime | None
    why: str


@dataclass(frozen=True)
class LogRow:
    """One notice with its messages."""

    text: str
    path: str
    at: datetime
    is_new: bool
    sent: list[Sent]


def notice_log(*, user_id: UUID, cursor: str = "", limit: int = 20) -> tuple[list[LogRow], Page]:
    """A page of what a person was told, the newest first; four queries. Raises ``BadCursor``."""
    page = public_page(
        Notice.objects.filter(user_id=user_id), keys=KEYS, cursor=cursor, limit=limit
    )
    rows = list(page.rows)
    wordings = wordings_of(row.kind for row in rows)
    sent: dict[int, list[Sent]] = defaultdict(list)
    for delivery in (
        Delivery.objects.filter(notice__in=rows).select_related("digest").order_by("pk")
    ):
        sent[delivery.notice_id or 0].append(_sent(delivery))
    return [
        LogRow(
            text=notice_text(row.kind, row.data, wordings.get(row.kind)),
            path=row.path,
            at=row.created_at,
            is_new=row.read_at is None,
            sent=sent[row.pk],
        )
        for row in rows
    ], page


def _sent(delivery: Delivery) -> Sent:
    in_digest = delivery.state == DeliveryState.IN_DIGEST and delivery.digest is not None
    at = delivery.digest.sent_at if in_digest and delivery.digest else delivery.sent_at
    # What never left with its digest wasn't told in one.
    never = in_digest and delivery.digest and delivery.digest.state in NEVER
    told = delivery.digest if never and delivery.digest else delivery
    why = REASONS.get(told.reason, "") if told.state == DeliveryState.DROPPED else ""
    return Sent(
        channel=str(Channel(delivery.channel).label),
        state=str(STATES[told.state]),
        at=at,
        why=str(why),
    )
