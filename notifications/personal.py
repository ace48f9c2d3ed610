"""What notices keep of one person."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from accounts.models import User
from notifications.models import Delivery, Notice, Subscription
from notifications.rendering import wordings_of
from notifications.services.reaching import reach_of
from notifications.wording import notice_text


class PersonalNotices:
    """Addresses and choices, what is followed, what was told, what was sent."""

    label = _("Notices and what you follow")

    def records(self, user: User) -> dict[str, Any]:
        """See the class."""
        reach = reach_of(user)
        rows = list(Notice.objects.filter(user=user))
        wordings = wordings_of(row.kind for row in rows)
        return {
            "email": str(reach.email or ""),
            "email_to_confirm": str(reach.email_wanted or ""),
            "by_email": reach.email_on,
            "by_sms": reach.sms_on,
            "quiet_hours": [reach.quiet_from, reach.quiet_to],
            "stopped_at": reach.stopped_at.isoformat() if reach.stopped_at else None,
            "follows": [
                {"kind": row.kind, "key": row.key, "pace": row.pace}
                for row in Subscription.objects.filter(user=user)
            ],
            "notices": [
                {
                    "at": row.created_at.isoformat(),
                    "text": notice_text(row.kind, row.data, wordings.get(row.kind)),
                }
                for row in rows
            ],
            "sent": [
                {"channel": row.channel, "state": row.state, "at": row.created_at.isoformat()}
                for row in Delivery.objects.filter(user=user).order_by("pk")
            ],
        }
