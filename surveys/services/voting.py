"""Voting: who took part goes one way, what was answered another.

No event, no notice, no time of day, nothing that both rows share. The survey's row isn't locked, so
that people don't wait for each other: that it was open, and the form the one of now, is asked once
more when both rows are written and whoever closes or changes the survey has to wait for them.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from core.errors import Refused
from core.localized import ORDER
from surveys.answers import Clean, answers_clean, region_clean
from surveys.locking import survey_now
from surveys.models import Ballot, BoxedBallot, PartialAnswers, Participation, Survey
from surveys.receipts import code_clean, code_make, question_hash, receipt_hash
from surveys.secrets import participation_key
from surveys.selectors.form import frozen_form_of
from surveys.states import Voters
from surveys.voters import age_group_of, open_check, voter_check


@dataclass(frozen=True)
class Voted:
    """``code`` of the receipt: it is shown once and kept nowhere."""

    code: str


def survey_vote(
    *,
    survey_id: int,
    voter: User | None,
    raw: Mapping[str, Any],
    language: str,
    region: str = "",
    version: int,
) -> Voted:
    """Take somebody's answers.

    ``raw``: answers by question key (see ``surveys.answers``); ``version``: of the form they were
    given in. Raises ``AnswersInvalid``, and ``Refused`` with ``wrong_phase``, ``sign_in``, ``age``,
    ``no_age``, ``changed``, ``sealed`` or ``voted``.
    """
    code = code_make()
    try:
        with transaction.atomic():
            survey = survey_now(survey_id)
            ballot = _ballot(survey, voter, code, raw, language, region, version)
            _freeze(survey)
            if survey.voters == Voters.PERSON and voter:
                key = participation_key(survey, voter)
                Participation.objects.bulk_create([Participation(key=key, survey=survey)])
                PartialAnswers.objects.filter(key=key).delete()
            BoxedBallot.objects.bulk_create([ballot])
            _still(survey, version)
    except IntegrityError:
        raise Refused(
            _("You have answered this survey already. Each person answers once."), code="voted"
        ) from None
    return Voted(code)


def survey_revote(
    *,
    survey_id: int,
    voter: User | None,
    code: str,
    raw: Mapping[str, Any],
    language: str,
    region: str = "",
    version: int,
) -> None:
    """Put other answers in the place of one's own, found by the receipt's code.

    Raises as ``survey_vote`` does, and ``Refused`` with ``not_changeable`` or ``receipt``.
    """
    change = partial(_revote, survey_id, voter, code, raw, language, region, version)
    try:
        change()
    except IntegrityError:
        # Another device of this person put a change into the box first: this one comes after it.
        change()


@transaction.atomic
def _revote(
    survey_id: int,
    voter: User | None,
    code: str,
    raw: Mapping[str, Any],
    language: str,
    region: str,
    version: int,
) -> None:
    survey = survey_now(survey_id)
    ballot = _ballot(survey, voter, code, raw, language, region, version)
    if not survey.may_change or voter is None:
        raise Refused(
            _("Answers to this survey can't be changed once they are given."),
            code="not_changeable",
        )
    boxed = _own_boxed(survey, voter, code)
    if boxed is None:
        ballot.replaces = True
        BoxedBallot.objects.bulk_create([ballot])
    else:
        ballot.pk, ballot.replaces, ballot.day = boxed.pk, boxed.replaces, boxed.day
        BoxedBallot.objects.bulk_update([ballot], BOXED_FIELDS)
    _still(survey, version)


BOXED_FIELDS = ["answers", "texts", "language", "region", "age"]


def _own_boxed(survey: Survey, voter: User, code: str) -> BoxedBallot | None:
    """The ballot of this code while it lies in the box, locked; None once it is counted."""
    # Read, never locked: PostgreSQL would note in this row which transaction has locked it, and so
    # who of those who took part has changed their answers, and when.
    has_voted = Participation.objects.filter(key=participation_key(survey, voter)).exists()
    mine = {"survey": survey, "receipt": receipt_hash(code)}
    if has_voted and code_clean(code):
        # Waits for a mixing at work, which takes the ballot out of the box.
        boxed = BoxedBallot.objects.select_for_update().filter(**mine).first()
        if boxed or Ballot.objects.filter(**mine).exists():
            return boxed
    raise Refused(
        _("We found no answers of yours with this receipt. Check its code."), code="receipt"
    )


def _ballot(
    survey: Survey,
    voter: User | None,
    code: str,
    raw: Mapping[str, Any],
    language: str,
    region: str,
    version: int,
) -> BoxedBallot:
    """Everything that can be checked before anything is written."""
    now = timezone.now()
    open_check(survey, now)
    voter_check(survey, voter, now)
    _version_check(survey, version)
    clean = answers_clean(frozen_form_of(survey), raw)
    place = region_clean(region, asks=survey.asks_region, allowed=survey.regions)
    return BoxedBallot(
        survey=survey,
        receipt=receipt_hash(code),
        answers=_answers(survey, code, clean),
        texts=json.dumps(clean.texts, ensure_ascii=False) if clean.texts else None,
        language=language if language in ORDER else ORDER[0],
        region=place,
        age=age_group_of(survey, voter, localdate(now)),
        day=localdate(now),
    )


def _answers(survey: Survey, code: str, clean: Clean) -> dict[str, Any]:
    return {
        key: {"v": value, "h": question_hash(code, survey.key, key)}
        for key, value in clean.values.items()
    }


def _freeze(survey: Survey) -> None:
    """The first vote freezes the questions."""
    if survey.frozen_at is None:
        Survey.objects.filter(pk=survey.pk, frozen_at=None).update(frozen_at=_first_day())


def _first_day() -> datetime:
    """Midnight: the first vote has no time either."""
    return timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0)


def _version_check(survey: Survey, version: int) -> None:
    if survey.version != version:
        raise Refused(
            _(
                "The survey was changed while you were answering. Your answers are still here: "
                "look them over and send them again."
            ),
            code="changed",
        )


def _still(survey: Survey, version: int) -> None:
    """Asked once more, with both rows written: nothing was closed or changed meanwhile."""
    fresh = survey_now(survey.pk)
    open_check(fresh, timezone.now())
    _version_check(fresh, version)
