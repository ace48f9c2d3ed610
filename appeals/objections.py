"""What an objection to a moderator's decision means for an application."""

from typing import Any

from appeals.models import Appeal, AppealText
from appeals.services.moving import appeal_path
from appeals.services.publishing import appeal_publication_reopen
from appeals.states import PUBLICATION_MOVES
from ledger.models import Event
from notifications.services import notice_write


class ObjectionsToAppeal:
    """The part of the moderators' adapter that lets authors object."""

    def public_wording(self, target_id: str) -> dict[str, Any] | None:
        """What the public reads now."""
        text = AppealText.objects.filter(appeal_id=target_id, withdrawn_at=None).first()
        return {"subject": text.subject, "body": text.body, "cuts": text.cuts} if text else None

    def objection_allowed(self, target_id: str, actor: Any) -> bool:
        """A refusal and corrections, not a text that was taken down or taken back."""
        appeal = Appeal.objects.only("publication", "author_id").get(pk=target_id)
        return appeal.author_id == actor.pk and appeal.publication in PUBLICATION_MOVES["reopen"]

    def reopen_publication(self, target_id: str, *, actor: Any) -> None:
        """A moderator may decide anew."""
        appeal_publication_reopen(appeal_id=int(target_id), actor=actor)

    def objection_tell(
        self, target_id: str, *, notice: str, data: dict[str, Any], event: Event
    ) -> None:
        """Tell the author what became of the objection."""
        appeal = Appeal.objects.only("number", "author_id").get(pk=target_id)
        notice_write(
            user_id=appeal.author_id,
            kind=notice,
            data={"number": appeal.number, **data},
            path=appeal_path(appeal),
            event=event,
        )
