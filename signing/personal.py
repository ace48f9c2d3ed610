"""What signing keeps of one person: drafts, signatures, receipts, accepted terms."""

import json
from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext_lazy as _

from accounts.models import User
from core.registry import PersonalFile
from signing.drafts import draft_discard, draft_list, draft_read
from signing.files import file_list, file_open, safe_name
from signing.models import PendingSignature, Receipt, Signature, TermsAcceptance


class PersonalDrafts:
    """What was begun and not sent, when something was signed, and what was given for it."""

    label = _("Drafts, signatures, receipts")
    erases = _("Drafts you have begun, with their files")
    meanings = {
        "drafts": _("What you have begun and not sent; its files lie in files/drafts."),
        "signatures": _("When you signed something, and how."),
        "receipts": _("Your receipts, word for word as the portal sealed them."),
        "terms": _("Which terms of agreement you accepted, and when."),
    }

    def records(self, user: User) -> dict[str, Any]:
        """See the class."""
        signatures = Signature.objects.filter(payload__owner=user).order_by("pk")
        receipts = Receipt.objects.filter(signature__payload__owner=user).order_by("pk")
        accepted = TermsAcceptance.objects.filter(user=user).select_related("terms").order_by("pk")
        return {
            "drafts": (
                {
                    "purpose": draft.purpose,
                    "about": draft.object_key,
                    "updated_at": draft.updated_at.isoformat(),
                    "words": draft_read(draft),
                }
                for draft in draft_list(user)
            ),
            "signatures": (
                {"method": row.method, "at": row.signed_at.isoformat()}
                for row in signatures.iterator()
            ),
            "receipts": (json.loads(str(row.document)) for row in receipts.iterator()),
            "terms": [
                {
                    "purpose": row.terms.purpose,
                    "version": row.terms.version,
                    "at": row.accepted_at.isoformat(),
                }
                for row in accepted
            ],
        }

    def files(self, user: User) -> Iterator[PersonalFile]:
        """Files of drafts."""
        for draft in draft_list(user):
            for number, file in enumerate(file_list(draft), start=1):
                path = f"drafts/{draft.pk}/{number}-{safe_name(file.name)}"
                yield PersonalFile(path, lambda file=file: file_open(file))  # type: ignore[misc]

    def erase(self, user: User, actor: User) -> int:
        """Drafts; one whose signature is being checked is as good as sent and stays."""
        waiting = PendingSignature.objects.filter(payload__owner=user, resolved_at=None)
        held = set(waiting.values_list("payload__draft_id", flat=True))
        drafts = [draft for draft in draft_list(user) if draft.pk not in held]
        for draft in drafts:
            draft_discard(draft=draft, owner=user, actor=actor)
        return len(drafts)
