"""One application at the desk, with what decides which verbs are offered."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from accounts.models import RoleKind, User
from appeals.desk.selectors import Colleague, colleagues
from appeals.models import Appeal, Redirect
from appeals.permissions import can_decide_on, can_work_on
from appeals.services.preparing import prepared_of
from appeals.states import REDIRECT_OPEN, RedirectState, move_allowed
from core.audience import Reader


@dataclass(frozen=True)
class Case:
    """An application, who looks at it, and what that person may do with it now."""

    appeal: Appeal
    reader: Reader
    user: User
    # What a new draft begins with: the words of a template.
    beginning: str = ""

    @cached_property
    def works(self) -> bool:
        """Clerk or head of the holder, and not the author."""
        return can_work_on(self.reader, self.appeal)

    @cached_property
    def heads(self) -> bool:
        """Head of the holder, and not the author."""
        return self.works and self.reader.works_at(self.appeal.agency_id, RoleKind.HEAD)

    @cached_property
    def open_handover(self) -> Redirect | None:
        """The hand-over nobody has decided on yet."""
        rows = self.appeal.redirects.all()
        return next((row for row in rows if row.state in REDIRECT_OPEN), None)

    @cached_property
    def offer(self) -> Redirect | None:
        """The hand-over that this reader may accept or return."""
        row = self.open_handover
        if row is None or row.state != RedirectState.PROPOSED:
            return None
        return row if can_decide_on(self.reader, row, self.appeal) else None

    @cached_property
    def prepared(self) -> Any:
        """The draft of the holding agency."""
        return prepared_of(self.appeal) if self.works else None

    @cached_property
    def people(self) -> list[Colleague]:
        """Whom it can be given to."""
        return colleagues([self.appeal.agency_id])

    def may_move(self, *moves: str) -> bool:
        """One of these moves may be made in this state."""
        return any(move_allowed(move, self.appeal.state) for move in moves)
