"""Verbs of the course by whoever calls them, for tests."""

from datetime import date, datetime, timedelta
from typing import Any

from django.utils import timezone

from accounts.models import RoleKind, User
from accounts.readers import reader_for
from appeals.models import Appeal
from appeals.services import (
    answer_rate,
    appeal_extend,
    appeal_reopen,
    appeal_resume,
    appeal_set_kind,
    appeal_stop,
    supplement_ask,
    supplement_give,
)
from law.selectors import calendar, clock_for_appeal
from tests.appeals import people
from tests.factories.appeals import AppealFactory

WHY = "Нужны документы из другого органа."
MORE = "Яма стоит напротив дома 12, у остановки."


def _who(appeal: Appeal, actor: User) -> dict[str, Any]:
    return {"appeal_id": appeal.pk, "actor": actor, "reader": reader_for(actor)}


def make_head(appeal: Appeal) -> User:
    return people.make_worker(appeal.agency, RoleKind.HEAD)


def make_clerk(appeal: Appeal) -> User:
    return people.make_worker(appeal.agency)


def make_running(**said: Any) -> Appeal:
    """Registered some days ago under the law's own dates: still within its term."""
    days = calendar()
    day = days.on_or_before(timezone.localdate() - timedelta(days=said.pop("days_ago", 1)))
    moment = timezone.make_aware(datetime(day.year, day.month, day.day, 10))
    clock = clock_for_appeal(said.get("kind_declared", "application"), moment)
    dates = {"registered_on": clock.registered_on, "due_on": clock.due_on}
    return AppealFactory(submitted_at=moment, **{**dates, **said})


def working_day(number: int, start: date | None = None) -> date:
    """A working day so many days after another, today unless told."""
    return calendar().on_or_after((start or timezone.localdate()) + timedelta(days=number))


def extend(appeal: Appeal, actor: User, until: date, reason: str = WHY) -> Any:
    return appeal_extend(**_who(appeal, actor), new_due_on=until, reason=reason)


def ask(appeal: Appeal, actor: User, ground: str | None = None, reason: str = WHY) -> Any:
    return supplement_ask(**_who(appeal, actor), ground=ground, reason=reason)


def give(appeal: Appeal, actor: User | None = None, text: str = MORE) -> Any:
    return supplement_give(**_who(appeal, actor or appeal.author), text=text)


def resume(appeal: Appeal, actor: User) -> Any:
    return appeal_resume(**_who(appeal, actor))


def stop(appeal: Appeal, actor: User, ground: str = "repeat", note: str = WHY) -> Any:
    return appeal_stop(**_who(appeal, actor), ground=ground, note=note)


def set_kind(appeal: Appeal, actor: User, kind: str = "complaint", reason: str = WHY) -> Any:
    return appeal_set_kind(**_who(appeal, actor), kind=kind, reason=reason)


def rate(appeal: Appeal, value: str, comment: str = "", actor: User | None = None) -> Any:
    return answer_rate(**_who(appeal, actor or appeal.author), value=value, comment=comment)


def reopen(appeal: Appeal, actor: User | None = None, reason: str = WHY) -> Any:
    return appeal_reopen(**_who(appeal, actor or appeal.author), reason=reason)


def days_pass(appeal: Appeal, days: int) -> None:
    """As if everything of this application had happened so many days earlier."""
    back = timedelta(days=days)
    for row in appeal.supplements.all():
        row.asked_at, row.due_on = row.asked_at - back, row.due_on - back
        row.resumed_at = row.resumed_at - back if row.resumed_at else None
        row.save()
    for answer in appeal.answers.all():
        answer.delivered_at -= back
        answer.save()
    for stopped in appeal.stops.all():
        stopped.decided_at -= back
        stopped.save()
