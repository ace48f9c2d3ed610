"""What notices keep of one person."""

from collections import defaultdict
from collections.abc import Iterator
from itertools import islice
from typing import Any

from django.utils.translation import gettext_lazy as _

from accounts.models import User
from notifications.models import Delivery, DeliveryState, Notice, Reach, Subscription
from notifications.rendering import wordings_of
from notifications.services.reaching import email_drop, reach_of
from notifications.wording import notice_text

UNDER_WAY = (DeliveryState.WAITING, DeliveryState.LEASED, DeliveryState.HELD)
BATCH = 200


class PersonalNotices:
    """Addresses and choices, what is followed, what was told, what was sent."""

    label = _("Notices and what you follow")
    erases = _("Your e-mail address, what you follow, notices you have read")
    meanings = {
        "email": _("Your confirmed e-mail address."),
        "email_to_confirm": _("An address that waits for its link to be used."),
        "by_email": _("Whether notices go out by e-mail."),
        "by_sms": _("Whether notices go out by SMS."),
        "quiet_hours": _("Hours of the day in which nothing is sent, from and to."),
        "stopped_at": _("Since when nothing is sent at all."),
        "follows": _("What you follow, and how often you are told."),
        "notices": _("What the portal told you, and what became of each e-mail and SMS."),
        "digests": _("E-mails that told of several things at once."),
    }

    def records(self, user: User) -> dict[str, Any]:
        """See the class."""
        reach = reach_of(user)
        digests = Delivery.objects.filter(user=user, notice=None).order_by("pk")
        return {
            "email": str(reach.email or ""),
            "email_to_confirm": str(reach.email_wanted or ""),
            "by_email": reach.email_on,
            "by_sms": reach.sms_on,
            "quiet_hours": [reach.quiet_from, reach.quiet_to],
            "stopped_at": reach.stopped_at.isoformat() if reach.stopped_at else None,
            "follows": [
                {
                    "kind": row.kind,
                    "key": row.said,
                    "pace": row.pace,
                    "language": row.language,
                    "since": row.created_at.isoformat(),
                }
                for row in Subscription.objects.filter(user=user)
            ],
            "notices": _notices(user),
            "digests": (_sent(row) for row in digests.iterator()),
        }

    def erase(self, user: User, actor: User) -> int:
        """The address, what is followed, notices that were read and don't go out any more."""
        count = 0
        reach = Reach.objects.filter(user=user).first()
        if reach and (reach.email or reach.email_wanted):
            email_drop(user=user, actor=actor)
            count += 1
        followed = Subscription.objects.filter(user=user)
        count += followed.count()
        followed.delete()
        busy = Delivery.objects.filter(user=user, state__in=UNDER_WAY)
        read = Notice.objects.filter(user=user, read_at__isnull=False)
        read = read.exclude(pk__in=busy.exclude(notice=None).values("notice_id"))
        count += read.count()
        read.delete()
        over = Delivery.objects.filter(user=user, notice=None, parts=None)
        over.exclude(state__in=UNDER_WAY).delete()
        return count


def _notices(user: User) -> Iterator[dict[str, Any]]:
    """One by one, read some hundred at a time."""
    found = Notice.objects.filter(user=user).order_by("pk").iterator(chunk_size=BATCH)
    while batch := list(islice(found, BATCH)):
        wordings = wordings_of(row.kind for row in batch)
        sent: dict[int, list[dict[str, Any]]] = defaultdict(list)
        for delivery in Delivery.objects.filter(notice__in=batch).order_by("pk"):
            sent[delivery.notice_id or 0].append(_sent(delivery))
        for row in batch:
            yield {
                "at": row.created_at.isoformat(),
                "read_at": row.read_at.isoformat() if row.read_at else None,
                "text": notice_text(row.kind, row.data, wordings.get(row.kind)),
                "sent": sent[row.pk],
            }


def _sent(row: Delivery) -> dict[str, Any]:
    return {
        "channel": row.channel,
        "state": row.state,
        "why": row.reason,
        "at": row.created_at.isoformat(),
        "sent_at": row.sent_at.isoformat() if row.sent_at else None,
    }
