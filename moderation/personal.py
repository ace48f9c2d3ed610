"""What moderation keeps of one person: objections to decisions."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from accounts.models import User
from moderation.models import ModerationObjection


class PersonalObjections:
    """What the person objected to, and what came of it."""

    label = _("Objections to decisions of moderators")
    meanings = {"objections": _("What you objected to, why, and what was decided.")}

    def records(self, user: User) -> dict[str, Any]:
        """See the class."""
        rows = ModerationObjection.objects.filter(filed_by=user).order_by("pk")
        return {
            "objections": (
                {
                    "kind": row.kind,
                    "words": str(row.reason or ""),
                    "filed_at": row.filed_at.isoformat(),
                    "outcome": row.outcome,
                    "answer": str(row.note or ""),
                    "decided_at": row.decided_at.isoformat() if row.decided_at else None,
                }
                for row in rows.iterator()
            )
        }
