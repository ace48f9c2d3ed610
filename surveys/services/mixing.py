"""Mixing: ballots leave the box together, in another order, and are counted.

A ballot in the box was written in one transaction with the participation of its voter, and a
database knows which transaction wrote a row. So a ballot is written anew, with at least four
others, before it counts; the results move with these steps.

A step is of people who answer now. Changes of counted answers go along with it and make none by
themselves: otherwise four people who change theirs again and again would bare every fifth voter.
And where results are seen before the end, five stay in the box, so that the last step, at closing,
isn't of one person either.
"""

import secrets
from collections.abc import Iterable
from typing import cast

from django.db import connection, transaction
from django.db.models import QuerySet

from ledger.schedule import each_apart
from surveys.counting import Counts, counts_add
from surveys.models import Ballot, BoxedBallot, Survey
from surveys.selectors.form import form_of
from surveys.services.texts import texts_put
from surveys.states import ResultsShown

BOX_STEP = 5
FIELDS = ("survey_id", "receipt", "answers", "language", "region", "age", "day")
# Ballots written anew in one go.
CHUNK = 1000
_die = secrets.SystemRandom()


@transaction.atomic
def survey_mix(*, survey_id: int, final: bool = False) -> int:
    """Take the ballots out of the box and count them; returns how many.

    Nothing happens to fewer than ``BOX_STEP``, unless ``final``. People go on voting meanwhile;
    two mixings wait for each other.
    """
    survey = _held().get(pk=survey_id)
    boxed = list(BoxedBallot.objects.select_for_update().filter(survey=survey))
    if not final:
        boxed = _step(survey, boxed)
    if not boxed:
        return 0
    _die.shuffle(boxed)
    counts = Counts(form_of(survey))
    former = _former(survey, boxed)
    for row in boxed:
        if old := former.get(row.receipt):
            counts.add(old, -1)
            row.day = old.day
        counts.add(row)
    Ballot.objects.filter(pk__in=[row.pk for row in former.values()]).delete()
    Ballot.objects.bulk_create([_anew(row) for row in boxed], CHUNK)
    BoxedBallot.objects.filter(pk__in=[row.pk for row in boxed]).delete()
    counts_add(survey, counts)
    for row in boxed:
        texts_put(survey, row, former.get(row.receipt), counts.form)
    return len(boxed)


def boxes_mix() -> int:
    """Mix every survey whose box is full enough; returns how many ballots were counted."""
    waiting = BoxedBallot.objects.order_by().values_list("survey_id", flat=True).distinct()
    taken = each_apart(waiting, lambda survey_id: survey_mix(survey_id=survey_id))
    return sum(cast(list[int], taken))


def ballots_rewrite(survey: Survey) -> None:
    """Write all counted ballots anew in random order, so that no order of votes is left."""
    ids = list(Ballot.objects.filter(survey=survey).values_list("pk", flat=True))
    _die.shuffle(ids)
    for start in range(0, len(ids), CHUNK):
        part = ids[start : start + CHUNK]
        rows = list(Ballot.objects.filter(pk__in=part))
        _die.shuffle(rows)
        Ballot.objects.filter(pk__in=part).delete()
        Ballot.objects.bulk_create([_anew(row) for row in rows])


def _step(survey: Survey, boxed: list[BoxedBallot]) -> list[BoxedBallot]:
    """What may leave the box now: nothing, or five new ones at least, any of them, and changes."""
    new = [row for row in boxed if not row.replaces]
    stay = 0 if survey.results_shown == ResultsShown.CLOSED else BOX_STEP
    if len(new) < BOX_STEP + stay:
        return []
    _die.shuffle(new)
    return [*new[stay:], *(row for row in boxed if row.replaces)]


def _held() -> QuerySet[Survey]:
    """The survey's row for one mixing at a time; voters, who only refer to it, don't wait."""
    no_key = connection.features.has_select_for_no_key_update
    return Survey.objects.select_for_update(of=("self",), no_key=no_key)


def _former(survey: Survey, boxed: Iterable[BoxedBallot]) -> dict[str, Ballot]:
    receipts = [row.receipt for row in boxed if row.replaces]
    rows = Ballot.objects.filter(survey=survey, receipt__in=receipts)
    return {row.receipt: row for row in rows}


def _anew(row: BoxedBallot | Ballot) -> Ballot:
    return Ballot(**{name: getattr(row, name) for name in FIELDS})
