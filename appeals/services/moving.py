"""What every verb shares: the locked row, the table of moves, the event and the notice."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from accounts.models import User
from appeals.models import Appeal
from appeals.states import MOVES, PUBLICATION_MOVES, Publication, State, move_allowed
from core.errors import NotAllowed, Refused
from ledger.models import Event
from ledger.services import event_record
from moderation.permissions import is_moderator
from notifications.services import notice_write

# What a joint part can't have: its body writes to the body that leads.
ANSWERING = ("answer", "prepare", "prepare_more")


def appeal_lock(appeal_id: int) -> Appeal:
    """The row, locked until the transaction ends; ``Appeal.DoesNotExist`` when there is none."""
    return Appeal.objects.select_for_update().get(pk=appeal_id)


def move_check(appeal: Appeal, verb: str) -> None:
    """Refuse a verb that the table of moves doesn't allow in this state."""
    if appeal.is_joint and verb in ANSWERING:
        raise Refused(
            _("This part is answered to the body that leads. Add what you know there."),
            code="joint_part",
        )
    if not move_allowed(verb, appeal.state):
        raise Refused(
            _("This can't be done now: the application is in the state “%(state)s”.")
            % {"state": State(appeal.state).label},
            code="wrong_state",
        )


def publication_check(appeal: Appeal, verb: str, actor: User) -> None:
    """A moderator decides, and only from where the decision may start."""
    if not is_moderator(actor):
        raise NotAllowed
    if verb == "publish" and not appeal.publish_consent:
        raise Refused(_("The author does not want publication."), code="no_consent")
    if appeal.publication not in PUBLICATION_MOVES[verb]:
        raise Refused(
            _("This can't be done now: the publication is in the state “%(state)s”.")
            % {"state": Publication(appeal.publication).label},
            code="wrong_publication",
        )


def move_apply(appeal: Appeal, verb: str) -> list[str]:
    """Set the state the verb leads to; returns the names of the fields to save."""
    target = MOVES[verb].leads_to
    if target is None:
        return []
    appeal.state = target
    return ["state"]


def appeal_path(appeal: Appeal) -> str:
    """Address of the application without the language."""
    return f"/applications/{appeal.number}/"


def appeal_tell(
    appeal: Appeal,
    *,
    verb: str,
    actor: Any,
    notice: str = "",
    data: dict[str, Any] | None = None,
) -> Event:
    """Write the event of a verb and, if it has one, the author's notice."""
    facts = {"number": appeal.number, **(data or {})}
    event = event_record(
        verb=verb, target=appeal, actor=actor, agency_id=appeal.agency_id, data=facts
    )
    if notice:
        notice_write(
            user_id=appeal.author_id,
            kind=notice,
            data=facts,
            path=appeal_path(appeal),
            event=event,
        )
    return event


def move_tell(
    appeal: Appeal, move: str, *, actor: Any, data: dict[str, Any] | None = None
) -> Event:
    """Write the event and the notice that the table of moves gives this move."""
    row = MOVES[move]
    return appeal_tell(appeal, verb=row.event, actor=actor, notice=row.notice, data=data)


def is_public(appeal: Appeal) -> bool:
    """The public may read it now."""
    return appeal.publication == Publication.PUBLISHED
