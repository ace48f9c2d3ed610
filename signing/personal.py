"""What signing keeps of one person: drafts and signatures."""

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext_lazy as _

from accounts.models import User
from core.registry import PersonalFile
from signing.drafts import draft_list, draft_read
from signing.files import file_list, file_open, safe_name
from signing.models import Signature


class PersonalDrafts:
    """What was begun and not sent, and when something was signed."""

    label = _("Drafts and signatures")

    def records(self, user: User) -> dict[str, Any]:
        """See the class."""
        signatures = Signature.objects.filter(payload__owner=user).order_by("pk")
        return {
            "drafts": [
                {
                    "purpose": draft.purpose,
                    "about": draft.object_key,
                    "updated_at": draft.updated_at.isoformat(),
                    "words": draft_read(draft),
                }
                for draft in draft_list(user)
            ],
            "signatures": [
                {"method": row.method, "at": row.signed_at.isoformat()} for row in signatures
            ],
        }

    def files(self, user: User) -> Iterator[PersonalFile]:
        """Files of drafts."""
        for draft in draft_list(user):
            for number, file in enumerate(file_list(draft), start=1):
                path = f"drafts/{draft.pk}/{number}-{safe_name(file.name)}"
                yield PersonalFile(path, lambda file=file: file_open(file))  # type: ignore[misc]
