"""Voting: one each, counted together, kept apart from the person."""

from typing import Any

from django.utils import timezone

import pytest

from accounts.models import User
from core.errors import Refused
from ledger.models import Event
from surveys.answers import AnswersInvalid
from surveys.models import Ballot, BoxedBallot, Participation, Survey, SurveyText, Tally
from surveys.recount import survey_recount
from surveys.secrets import secret_destroy
from surveys.selectors.voted import has_voted
from surveys.services.finishing import survey_finish
from surveys.services.mixing import BOX_STEP, survey_mix
from surveys.services.voting import survey_revote, survey_vote
from surveys.states import QuestionKind, TextState
from tests.factories.ballots import survey_vote_as, survey_votes
from tests.factories.people import make_citizen
from tests.factories.surveys import full_answers, make_survey

pytestmark = pytest.mark.django_db


def vote(survey: Survey, voter: User | None, **more: Any) -> str:
    said = {"raw": full_answers(survey), "language": "kk", "version": survey.version} | more
    return survey_vote(survey_id=survey.pk, voter=voter, **said).code


def refusal(survey: Survey, voter: User | None, **more: Any) -> str:
    with pytest.raises(Refused) as caught:
        vote(survey, voter, **more)
    assert not BoxedBallot.objects.filter(survey=survey).exists()
    return caught.value.code


def test_a_vote_of_every_kind_is_counted_with_four_others() -> None:
    survey = make_survey()
    for turn in range(BOX_STEP - 1):
        survey_vote_as(survey, turn=turn)
    assert survey_mix(survey_id=survey.pk) == 0
    assert not Ballot.objects.exists()
    survey_vote_as(survey, turn=4)
    assert survey_mix(survey_id=survey.pk) == BOX_STEP
    survey.refresh_from_db()
    assert survey.participants == BOX_STEP
    assert not BoxedBallot.objects.exists()
    assert survey_recount(survey).equal
    for question in survey.questions.all():
        assert Tally.objects.get(question=question, by="all", value="").count == BOX_STEP


def test_one_person_answers_once() -> None:
    survey, voter = make_survey(QuestionKind.ONE), make_citizen()
    vote(survey, voter)
    with pytest.raises(Refused) as caught:
        vote(survey, voter)
    assert caught.value.code == "voted"
    assert BoxedBallot.objects.count() == Participation.objects.count() == 1
    assert has_voted(survey, voter)
    assert not has_voted(survey, make_citizen())


def test_anybody_answers_without_taking_part_by_name() -> None:
    survey = make_survey(QuestionKind.ONE, anybody=True)
    vote(survey, None)
    vote(survey, make_citizen())
    assert BoxedBallot.objects.count() == 2
    assert not Participation.objects.exists()


@pytest.mark.parametrize(
    ("traits", "more", "code"),
    [
        ({"upcoming": True}, {}, "wrong_phase"),
        ({"past": True}, {}, "wrong_phase"),
        ({"draft": True}, {}, "wrong_phase"),
        ({}, {"version": 99}, "changed"),
        ({"age_to": 100}, {}, "age"),
    ],
    ids=["upcoming", "closed", "draft", "edited", "age"],
)
def test_what_is_refused_leaves_nothing(traits: dict, more: dict, code: str) -> None:
    survey = make_survey(QuestionKind.ONE, **traits)
    assert refusal(survey, make_citizen(), **more) == code
    assert not Participation.objects.exists()


def test_visitors_sign_in() -> None:
    assert refusal(make_survey(QuestionKind.ONE), None) == "sign_in"


def test_without_the_secret_nobody_votes() -> None:
    survey = make_survey(QuestionKind.ONE)
    secret_destroy(survey)
    assert refusal(survey, make_citizen()) == "sealed"


def test_the_region_is_asked_and_limited() -> None:
    survey = make_survey(QuestionKind.ONE, regional=True, regions=["71"])
    for region in ("", "75", "99"):
        with pytest.raises(AnswersInvalid) as caught:
            vote(survey, make_citizen(), region=region)
        assert set(caught.value.errors) == {"region"}
    vote(survey, make_citizen(), region="71")
    assert BoxedBallot.objects.get().region == "71"


def test_a_vote_writes_no_event_and_no_hour() -> None:
    survey = make_survey()
    before = Event.objects.count()
    vote(survey, make_citizen())
    assert Event.objects.count() == before
    survey.refresh_from_db()
    assert survey.frozen_at is not None
    assert not any(
        field.get_internal_type() in {"DateTimeField", "TimeField"}
        for model in (BoxedBallot, Ballot, Participation)
        for field in model._meta.get_fields()
    )


def test_an_answer_is_changed_by_its_receipt() -> None:
    survey, voter = (
        make_survey(QuestionKind.ONE, QuestionKind.TEXT, changeable=True),
        make_citizen(),
    )
    code = vote(survey, voter)
    survey_votes(survey, 4)
    raw = full_answers(survey, 1)
    said = {"raw": raw, "language": "ru", "version": survey.version}
    survey_revote(survey_id=survey.pk, voter=voter, code=code.lower(), **said)
    survey_mix(survey_id=survey.pk, final=True)
    survey.refresh_from_db()
    assert survey.participants == Ballot.objects.count() == 5
    assert survey_recount(survey).equal
    text = SurveyText.objects.get(language="ru")
    assert (text.state, text.original) == (TextState.PENDING, raw["text"])


def test_a_free_answer_taken_back_leaves_the_queue() -> None:
    survey = make_survey(QuestionKind.TEXT, changeable=True)
    survey.questions.update(is_required=False)
    voter = make_citizen()
    code = vote(survey, voter)
    survey_mix(survey_id=survey.pk, final=True)
    said = {"raw": {}, "language": "kk", "version": survey.version}
    survey_revote(survey_id=survey.pk, voter=voter, code=code, **said)
    survey_mix(survey_id=survey.pk, final=True)
    text = SurveyText.objects.get()
    assert (text.state, text.original) == (TextState.WITHDRAWN, None)


def test_changes_are_refused() -> None:
    fixed, changeable = (
        make_survey(QuestionKind.ONE),
        make_survey(QuestionKind.ONE, changeable=True),
    )
    voter, other = make_citizen(), make_citizen()
    codes = {survey: vote(survey, voter) for survey in (fixed, changeable)}
    vote(changeable, other)
    tries = [
        (fixed, voter, codes[fixed], "not_changeable"),
        (changeable, make_citizen(), codes[changeable], "receipt"),
        (changeable, voter, "", "receipt"),
        (changeable, voter, codes[fixed], "receipt"),
        (changeable, None, codes[changeable], "sign_in"),
    ]
    for survey, who, code, refused in tries:
        said = {"raw": full_answers(survey, 1), "language": "kk", "version": survey.version}
        with pytest.raises(Refused) as caught:
            survey_revote(survey_id=survey.pk, voter=who, code=code, **said)
        assert caught.value.code == refused
    assert not BoxedBallot.objects.filter(answers__one__v="option-1").exists()


def test_changes_make_no_step_by_themselves() -> None:
    """Four who change theirs again and again would see every single newcomer in the live counts."""
    survey = make_survey(QuestionKind.ONE, changeable=True)
    people = [make_citizen() for _ in range(BOX_STEP)]
    codes = [vote(survey, voter) for voter in people]
    assert survey_mix(survey_id=survey.pk) == BOX_STEP
    said = {"raw": full_answers(survey, 1), "language": "kk", "version": survey.version}
    for voter, code in zip(people, codes, strict=True):
        survey_revote(survey_id=survey.pk, voter=voter, code=code, **said)
    assert survey_mix(survey_id=survey.pk) == 0
    survey_vote_as(survey)
    assert survey_mix(survey_id=survey.pk) == 0
    for _turn in range(BOX_STEP - 1):
        survey_vote_as(survey)
    assert survey_mix(survey_id=survey.pk) == 2 * BOX_STEP, "the changes go along"
    survey.refresh_from_db()
    assert survey.participants == 2 * BOX_STEP
    assert survey_recount(survey).equal


@pytest.mark.parametrize("traits", [{"live": True}, {"voted": True}, {"by_question": True}])
def test_where_counts_are_seen_the_last_step_is_of_five_too(traits: dict) -> None:
    survey = make_survey(QuestionKind.ONE, **traits)
    steps = []
    for _turn in range(2 * BOX_STEP + 1):
        survey_vote_as(survey)
        steps.append(survey_mix(survey_id=survey.pk))
    assert [taken for taken in steps if taken] == [BOX_STEP]
    assert steps.index(BOX_STEP) == 2 * BOX_STEP - 1
    Survey.objects.filter(pk=survey.pk).update(closes_at=timezone.now())
    assert survey_finish(survey_id=survey.pk)
    survey.refresh_from_db()
    assert survey.participants - BOX_STEP >= BOX_STEP
    assert survey_recount(survey).equal
