"""Giving an application to a colleague, one or many at once."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.readers import reader_for
from appeals.models import Appeal
from appeals.permissions import can_work_on
from appeals.services.moving import appeal_lock, move_apply, move_check, move_tell
from appeals.states import MOVES, State
from core.audience import Reader
from core.errors import NotAllowed, Refused

MOST_AT_ONCE = 100


@dataclass(frozen=True)
class Kept:
    """One application that wasn't assigned, and why."""

    number: str
    why: str | Promise


@dataclass(frozen=True)
class Assigned:
    """What a bulk assignment did, or would do."""

    numbers: tuple[str, ...]
    kept: tuple[Kept, ...]


@transaction.atomic
def appeal_assign(
    *,
    appeal_id: int,
    actor: User,
    reader: Reader,
    executor: User,
    inner_due_on: date | None = None,
) -> Appeal:
    """Give the case to a colleague who works at the agency now; a new case is then in work.

    ``inner_due_on`` is a day within the agency; the author is owed nothing by it. Raises
    ``NotAllowed`` for anybody but workers of the holder, ``Refused`` when the state, the colleague
    or the day doesn't allow it.
    """
    appeal = appeal_lock(appeal_id)
    _check(appeal, reader, reader_for(executor), inner_due_on)
    verb = _verb(appeal)
    appeal.executor, appeal.inner_due_on = executor, inner_due_on
    appeal.save(update_fields=[*move_apply(appeal, verb), "executor", "inner_due_on"])
    inner_day = inner_due_on.isoformat() if inner_due_on else ""
    said = {"executor": str(executor.pk), "inner_due_on": inner_day}
    move_tell(appeal, verb, actor=actor, data=said)
    return appeal


def appeals_assign(
    *,
    numbers: Sequence[str],
    actor: User,
    reader: Reader,
    executor: User,
    inner_due_on: date | None = None,
) -> Assigned:
    """Give many cases to one colleague; each is a transaction of its own.

    What can't be given stays as it is and is told with the reason. Raises ``Refused`` for more
    than ``MOST_AT_ONCE``.
    """
    done, kept = [], []
    for number, appeal in _found(numbers):
        try:
            appeal_assign(
                appeal_id=_own(appeal, reader).pk,
                actor=actor,
                reader=reader,
                executor=executor,
                inner_due_on=inner_due_on,
            )
            done.append(number)
        except Refused as refusal:
            kept.append(Kept(number, refusal.message))
    return Assigned(tuple(done), tuple(kept))


def appeals_assign_dry(
    *,
    numbers: Sequence[str],
    reader: Reader,
    executor: User,
    inner_due_on: date | None = None,
) -> Assigned:
    """What ``appeals_assign`` would do now, without doing it."""
    colleague = reader_for(executor)
    done, kept = [], []
    for number, appeal in _found(numbers):
        try:
            _check(_own(appeal, reader), reader, colleague, inner_due_on)
            done.append(number)
        except Refused as refusal:
            kept.append(Kept(number, refusal.message))
    return Assigned(tuple(done), tuple(kept))


def _found(numbers: Sequence[str]) -> list[tuple[str, Appeal | None]]:
    """Each number once, with its row, in one query; as many as one step may take."""
    asked = list(dict.fromkeys(number.strip().upper() for number in numbers if number.strip()))
    if len(asked) > MOST_AT_ONCE:
        raise Refused(
            _("At most %(most)d applications at once.") % {"most": MOST_AT_ONCE},
            code="too_many_at_once",
        )
    rows = {row.number: row for row in Appeal.objects.filter(number__in=asked)}
    return [(number, rows.get(number)) for number in asked]


def _own(appeal: Appeal | None, reader: Reader) -> Appeal:
    """The row, if the reader works on it; another agency's number says nothing of itself."""
    if appeal is None or not can_work_on(reader, appeal):
        raise Refused(_("There is no such application with your agency."), code="not_found")
    return appeal


def _verb(appeal: Appeal) -> str:
    return "assign" if State(appeal.state) in MOVES["assign"].starts else "reassign"


def _check(appeal: Appeal, reader: Reader, colleague: Reader, inner_due_on: date | None) -> None:
    if not can_work_on(reader, appeal):
        raise NotAllowed
    move_check(appeal, _verb(appeal))
    if not can_work_on(colleague, appeal):
        raise Refused(_("This colleague can't work on this application."), code="wrong_executor")
    if inner_due_on is not None:
        _check_day(appeal, inner_due_on)


def _check_day(appeal: Appeal, inner_due_on: date) -> None:
    """Not past, and not after the legal day; once that has passed, any day to come will do."""
    today = timezone.localdate()
    if inner_due_on < today:
        raise Refused(_("The day within the agency is past."), code="inner_day_past")
    if appeal.due_on >= today and inner_due_on > appeal.due_on:
        raise Refused(
            _("The day within the agency is after the day the answer is due."),
            code="inner_day_late",
        )
