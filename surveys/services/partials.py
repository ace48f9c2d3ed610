"""Answers begun and not sent: kept for their author until they are sent or the survey closes."""

import json
from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from core.errors import Refused
from surveys.locking import survey_now
from surveys.models import PartialAnswers, Participation, Survey
from surveys.secrets import participation_key
from surveys.states import Voters
from surveys.voters import open_check, voter_check

# Far more than all answers of a form have; a free answer has 2,000 characters at most.
LIMIT_BYTES = 200_000


@transaction.atomic
def partial_save(*, survey: Survey, user: User, raw: Mapping[str, Any]) -> None:
    """Keep these answers as they are, checked or not; they take the place of earlier ones.

    Raises ``Refused``: ``wrong_phase``, ``sign_in``, ``age``, ``no_age``, ``sealed``, ``voted``,
    ``too_long``, or ``anybody`` where people don't sign in.
    """
    fresh = survey_now(survey.pk)
    if fresh.voters == Voters.ANYBODY:
        raise Refused(_("Answers without signing in can't be kept."), code="anybody")
    open_check(fresh, timezone.now())
    voter_check(fresh, user, timezone.now())
    content = json.dumps(dict(raw), ensure_ascii=False)
    if len(content.encode("utf-8", "replace")) > LIMIT_BYTES:
        raise Refused(_("The answers are too long to be kept."), code="too_long")
    key = participation_key(fresh, user)
    if Participation.objects.filter(key=key).exists():
        raise Refused(_("You have answered this survey already."), code="voted")
    PartialAnswers.objects.update_or_create(
        key=key, defaults={"survey": fresh, "content": content, "saved_on": localdate()}
    )


def partials_sweep() -> int:
    """Throw away what a device kept in the very moment another one voted; how many.

    Kept answers beside a participation would join a person and answers.
    """
    voted = Participation.objects.filter(key=OuterRef("key"))
    return PartialAnswers.objects.filter(Exists(voted)).delete()[0]


def partial_read(*, survey: Survey, user: User) -> dict[str, Any]:
    """What was kept; empty when there is nothing or nobody can tell any more."""
    row = _partial(survey, user)
    return dict(json.loads(str(row.content))) if row else {}


def partial_drop(*, survey: Survey, user: User) -> None:
    """Throw away what was kept."""
    if row := _partial(survey, user):
        row.delete()


def _partial(survey: Survey, user: User) -> PartialAnswers | None:
    if survey.voters == Voters.ANYBODY:
        return None
    try:
        key = participation_key(survey, user)
    except Refused:
        return None
    return PartialAnswers.objects.filter(key=key).first()
