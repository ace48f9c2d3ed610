"""Votes at once, beside mixing and closing: one each, nothing lost, the recount equal."""

from collections.abc import Callable
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection
from django.utils import timezone

import pytest

from accounts.models import User
from core.errors import Refused
from surveys.jobs import secrets_sweep
from surveys.models import Ballot, BoxedBallot, Participation, Survey
from surveys.recount import survey_recount
from surveys.secrets import secret_file_destroy, secret_make
from surveys.services.finishing import survey_finish
from surveys.services.mixing import survey_mix
from surveys.services.voting import survey_revote, survey_vote
from surveys.states import QuestionKind
from tests.conferences.talkers import at_once, citizens
from tests.factories.ballots import survey_vote_as, survey_votes
from tests.factories.moderation import make_grounds
from tests.factories.people import make_citizen
from tests.factories.surveys import full_answers, make_survey

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.engine]

DEVICES, PEOPLE = 40, 24
ONE, MANY, SCALE = QuestionKind.ONE, QuestionKind.MANY, QuestionKind.SCALE
IS_SQLITE = connection.vendor == "sqlite"


def vote(survey: Survey, voter: User | None, turn: int = 0) -> str:
    """What became of it: the code's length, or why not."""
    said: dict[str, Any] = {"raw": full_answers(survey, turn), "language": "kk"}
    try:
        code = survey_vote(survey_id=survey.pk, voter=voter, version=survey.version, **said).code
    except Refused as refusal:
        return refusal.code
    return "voted now" if code else "nothing"


def close(survey: Survey) -> None:
    Survey.objects.filter(pk=survey.pk).update(closes_at=timezone.now())


def proven(survey: Survey) -> Survey:
    """Each participation has a ballot, and the published counts are those of the ballots."""
    survey_mix(survey_id=survey.pk, final=True)
    survey.refresh_from_db()
    assert survey_recount(survey).equal
    assert Ballot.objects.count() == Participation.objects.count() == survey.participants
    return survey


def test_one_person_votes_once_from_forty_devices() -> None:
    survey, voter = make_survey(ONE), make_citizen()
    said = at_once([partial(vote, survey, voter, turn) for turn in range(DEVICES)])
    assert sorted(said) == ["voted"] * (DEVICES - 1) + ["voted now"]
    assert BoxedBallot.objects.count() == 1
    assert proven(survey).participants == 1


def test_many_vote_while_the_box_is_mixed_again_and_again() -> None:
    make_grounds()
    survey = make_survey(ONE, MANY, SCALE, QuestionKind.TEXT)
    calls: list[Callable] = []
    for turn, voter in enumerate(citizens(PEOPLE)):
        calls += [partial(vote, survey, voter, turn), partial(survey_mix, survey_id=survey.pk)]
    said = at_once(calls)
    assert said.count("voted now") == PEOPLE
    counted = [taken for taken in said if isinstance(taken, int)]
    assert all(taken == 0 or taken >= 5 for taken in counted)
    assert sum(counted) + BoxedBallot.objects.count() == PEOPLE
    assert proven(survey).participants == PEOPLE


def test_votes_meet_the_closing() -> None:
    survey = make_survey(ONE)
    people = citizens(PEOPLE)
    calls: list[Callable] = [partial(vote, survey, voter) for voter in people]
    calls.insert(PEOPLE // 2, partial(close, survey))
    calls += [partial(survey_finish, survey_id=survey.pk) for _ in range(3)]
    said = at_once(calls)
    taken = said.count("voted now")
    assert {item for item in said if isinstance(item, str)} <= {"voted now", "wrong_phase"}
    survey_finish(survey_id=survey.pk)
    survey.refresh_from_db()
    assert survey.finished_at is not None
    assert not BoxedBallot.objects.exists()
    assert survey.participants == taken == Participation.objects.count()
    assert survey_recount(survey).equal


def test_one_finishes_however_many_try() -> None:
    survey = make_survey(ONE)
    survey_vote_as(survey)
    close(survey)
    said = at_once([partial(survey_finish, survey_id=survey.pk) for _ in range(8)])
    assert sorted(said) == [False] * 7 + [True]


def test_changes_meet_the_mixing() -> None:
    survey = make_survey(ONE, changeable=True)
    people = citizens(8)
    codes = [survey_vote_as(survey, voter) for voter in people]
    survey_votes(survey, 4)

    def change(voter: User, code: str, turn: int) -> None:
        said = {"raw": full_answers(survey, turn), "language": "ru", "version": survey.version}
        survey_revote(survey_id=survey.pk, voter=voter, code=code, **said)

    calls: list[Callable] = []
    for voter, code in zip(people, codes, strict=True):
        calls += [partial(change, voter, code, 1), partial(change, voter, code, 1)]
        calls.append(partial(survey_mix, survey_id=survey.pk))
    said = at_once(calls)
    assert not [item for item in said if isinstance(item, str)]
    assert proven(survey).participants == 12
    changed = Ballot.objects.filter(language="ru")
    assert {row.answers["one"]["v"] for row in changed} == {"option-1"}
    assert changed.count() == 8


@pytest.mark.skipif(IS_SQLITE, reason="what PostgreSQL keeps of a row")
def test_a_change_leaves_no_mark_on_who_took_part() -> None:
    """A lock is noted in the row: one such row and one ballot of another day would be a pair."""
    survey, voter = make_survey(ONE, changeable=True), make_citizen()
    code = survey_vote_as(survey, voter)
    survey_votes(survey, 4)
    with connection.cursor() as cursor:
        cursor.execute("SELECT key, xmin::text, xmax::text, ctid::text FROM surveys_participation")
        before = set(cursor.fetchall())
        said = {"raw": full_answers(survey, 1), "language": "ru", "version": survey.version}
        survey_revote(survey_id=survey.pk, voter=voter, code=code, **said)
        cursor.execute("SELECT key, xmin::text, xmax::text, ctid::text FROM surveys_participation")
        assert set(cursor.fetchall()) == before
    assert BoxedBallot.objects.get().language == "ru"


@pytest.mark.skipif(IS_SQLITE, reason="what PostgreSQL keeps of a row")
def test_what_the_database_keeps_of_rows_joins_nobody_after_mixing() -> None:
    survey = make_survey(ONE)
    for voter in citizens(7):
        vote(survey, voter)
    with connection.cursor() as cursor:
        cursor.execute(JOINED.format(table="boxedballot"))
        assert cursor.fetchone()[0] == 7  # in the box they could be joined: so it is emptied
        survey_mix(survey_id=survey.pk)
        cursor.execute(JOINED.format(table="ballot"))
        assert cursor.fetchone()[0] == 0
        cursor.execute("SELECT count(DISTINCT xmin::text) FROM surveys_ballot")
        assert cursor.fetchone()[0] == 1


JOINED = """
    SELECT count(*) FROM surveys_participation p JOIN surveys_{table} b
    ON p.xmin::text = b.xmin::text
"""


def test_the_order_of_ballots_is_not_that_of_votes() -> None:
    survey = make_survey(ONE)
    people = citizens(12)
    for turn, voter in enumerate(people):
        vote(survey, voter, turn)
    boxed = [row.receipt for row in BoxedBallot.objects.all()]
    survey_mix(survey_id=survey.pk)
    close(survey)
    survey_finish(survey_id=survey.pk)
    assert {row.receipt for row in Ballot.objects.all()} == set(boxed)
    assert [row.receipt for row in Ballot.objects.all()] != boxed


def test_secrets_restored_after_the_end_are_of_no_use() -> None:
    survey, voter = make_survey(ONE), make_citizen()
    file = Path(settings.SURVEY_SECRETS_DIR) / f"{survey.pk}.key"
    backup = file.read_bytes()
    vote(survey, voter)
    close(survey)
    survey_finish(survey_id=survey.pk)
    assert not file.exists()
    file.write_bytes(backup)
    Survey.objects.filter(pk=survey.pk).update(closes_at=timezone.now() + timedelta(days=1))
    assert vote(survey, make_citizen()) == "sealed"
    secrets_sweep()
    assert not file.exists()


def test_a_database_restored_after_the_secret_is_gone_takes_no_second_votes() -> None:
    survey = make_survey(ONE)
    secret_file_destroy(survey.pk)
    assert vote(survey, make_citizen()) == "sealed"
    with pytest.raises(Refused):
        secret_make(survey)
    assert vote(survey, make_citizen()) == "sealed"
    assert not Participation.objects.exists()
