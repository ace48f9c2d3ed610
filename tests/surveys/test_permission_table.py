"""Who may do what, and when: every verb x every role x every stage of a survey, from one table.

A verb is tried by everybody in each stage; each try is undone before the next one.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import count
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db import transaction
from django.test import Client
from django.utils import timezone

import pytest

from accounts.models import User
from accounts.readers import reader_for
from agencies.models import Agency
from core.audience import Reader
from core.errors import Refused
from moderation.models import ModeratedText
from moderation.services import moderation_approve, moderation_refuse
from surveys.limits import FIELDS
from surveys.models import Survey
from surveys.secrets import secret_make
from surveys.services.closing import survey_close_early
from surveys.services.concluding import survey_conclude
from surveys.services.copying import survey_copy
from surveys.services.making import survey_set
from surveys.services.partials import partial_save
from surveys.services.questions import (
    question_copy,
    question_move,
    question_put,
    question_remove,
    section_put,
)
from surveys.services.reviewing import survey_renew, survey_reopen, survey_submit
from surveys.services.voting import survey_revote, survey_vote
from surveys.states import QuestionKind, SurveyState
from tests.appeals.people import add_role
from tests.factories.ballots import survey_vote_as
from tests.factories.moderation import admit, make_grounds
from tests.factories.surveys import SurveyFactory, add_question, full_answers, make_survey_pages

pytestmark = pytest.mark.django_db

GROUND = "insult"

# Roles. "voter" has answered already, where one could.
OUTSIDE = ("citizen", "other editor", "operator", "auditor", "clerk", "moderator")
ALL = (*OUTSIDE, "voter", "editor", "head")
EVERYBODY = frozenset(ALL)
ROLES = ("visitor", *ALL)
MAKE = frozenset({"editor", "head"})
JUDGE = frozenset({"moderator"})
VOTER = frozenset({"voter"})

# Stages
DRAFT, REVIEW, UPCOMING, OPEN, CLOSED = "draft", "review", "upcoming", "open", "closed"
STAGES = (DRAFT, REVIEW, UPCOMING, OPEN, CLOSED)
ALWAYS = frozenset(STAGES)

# What a refusal for the person may be called, and one for the moment.
NOT_YOU = {"not_allowed", "sign_in", "voted", "receipt"}
NOT_NOW = {"wrong_phase", "wrong_state", "frozen", "sealed"}


@dataclass
class Stand:
    """A survey in a stage, and everybody."""

    survey: Survey
    code: str
    people: dict[str, Any] = field(default_factory=dict)


Act = Callable[[Stand, dict[str, Any]], Any]


@dataclass(frozen=True)
class Verb:
    """Who may call it and in which stages."""

    call: Act
    roles: frozenset[str]
    stages: frozenset[str]


def said_of(survey: Survey) -> dict[str, Any]:
    """All its fields as they are, with another title."""
    return {name: getattr(survey, name) for name in FIELDS} | {"title_en": "Another title"}


def person_of(by: dict[str, Any]) -> User | None:
    """Who votes; a visitor is nobody."""
    return by["actor"] if by["actor"].is_authenticated else None


def answered(stand: Stand, turn: int = 0) -> dict[str, Any]:
    row = stand.survey
    return {
        "survey_id": row.pk,
        "raw": full_answers(row, turn),
        "language": "kk",
        "version": row.version,
    }


def waiting(stand: Stand) -> ModeratedText:
    """The survey in the moderators' queue; the one in the hall is gone when it was decided on."""
    found = ModeratedText.objects.filter(kind="survey", target_id=str(stand.survey.pk)).first()
    if found is None:
        raise Refused("Nothing waits.", code="wrong_state")
    return found


VERBS: dict[str, Verb] = {
    "vote": Verb(
        lambda s, by: survey_vote(voter=person_of(by), **answered(s)),
        EVERYBODY - VOTER,
        frozenset({OPEN}),
    ),
    "keep answers begun": Verb(
        lambda s, by: partial_save(survey=s.survey, user=by["actor"], raw=full_answers(s.survey)),
        EVERYBODY - VOTER,
        frozenset({OPEN}),
    ),
    "change one's vote": Verb(
        lambda s, by: survey_revote(voter=person_of(by), code=s.code, **answered(s, 1)),
        VOTER,
        frozenset({OPEN}),
    ),
    "set": Verb(
        lambda s, by: survey_set(survey_id=s.survey.pk, fields=said_of(s.survey), **by),
        MAKE,
        frozenset({DRAFT}),
    ),
    "put a question": Verb(
        lambda s, by: question_put(
            survey_id=s.survey.pk, fields={"kind": "text", "text_kk": "Неге?"}, **by
        ),
        MAKE,
        frozenset({DRAFT}),
    ),
    "remove a question": Verb(
        lambda s, by: question_remove(survey_id=s.survey.pk, key="one", **by),
        MAKE,
        frozenset({DRAFT}),
    ),
    "copy a question": Verb(
        lambda s, by: question_copy(survey_id=s.survey.pk, key="one", **by),
        MAKE,
        frozenset({DRAFT}),
    ),
    "move a question": Verb(
        lambda s, by: question_move(survey_id=s.survey.pk, key="one", up=False, **by),
        MAKE,
        frozenset({DRAFT}),
    ),
    "put a section": Verb(
        lambda s, by: section_put(survey_id=s.survey.pk, fields={"title_kk": "Бөлім"}, **by),
        MAKE,
        frozenset({DRAFT}),
    ),
    "submit": Verb(
        lambda s, by: survey_submit(survey_id=s.survey.pk, **by), MAKE, frozenset({DRAFT})
    ),
    "approve": Verb(
        lambda s, by: moderation_approve(
            item=(item := waiting(s)),
            actor=by["actor"],
            subject=item.subject,
            body=item.body,
            cuts=[],
        ),
        JUDGE,
        frozenset({REVIEW}),
    ),
    "read anew": Verb(
        lambda s, by: survey_renew(survey_id=s.survey.pk, actor=by["actor"]),
        JUDGE,
        frozenset({REVIEW}),
    ),
    "return": Verb(
        lambda s, by: moderation_refuse(item=waiting(s), actor=by["actor"], ground=GROUND),
        JUDGE,
        frozenset({REVIEW}),
    ),
    "reopen": Verb(
        lambda s, by: survey_reopen(survey_id=s.survey.pk, **by),
        MAKE,
        frozenset({REVIEW, UPCOMING}),
    ),
    "copy": Verb(lambda s, by: survey_copy(survey_id=s.survey.pk, **by), MAKE, ALWAYS),
    "close early": Verb(
        lambda s, by: survey_close_early(
            survey_id=s.survey.pk, reasons={"kk": "Салынды", "ru": "Построено"}, **by
        ),
        MAKE,
        frozenset({OPEN}),
    ),
    "conclude": Verb(
        lambda s, by: survey_conclude(survey_id=s.survey.pk, **by), MAKE, frozenset({CLOSED})
    ),
}


_numbers = count(1)
DAY = timedelta(days=1)
# Enough to be open for ten days, closed with its day for the conclusion yet to come.
TRAITS: dict[str, dict[str, Any]] = {
    DRAFT: {"draft": True},
    REVIEW: {"draft": True},
    UPCOMING: {"upcoming": True},
    OPEN: {},
    CLOSED: {},
}


def make_citizen() -> User:
    """Somebody without a vault: this table needs more people than there are invented IINs."""
    return User.objects.create(username=f"p-{next(_numbers)}", language="en")


def make_staff(kind: str, agency: Agency | None = None) -> User:
    user = make_citizen()
    add_role(user, kind, agency)
    return admit(user)


def stand_in(stage: str) -> Stand:
    make_grounds()
    survey = SurveyFactory(
        participants=0,
        may_change=True,
        **TRAITS[stage],
    )
    survey.conclusion_due_at = survey.closes_at + DAY
    survey.save()
    for kind in (QuestionKind.ONE, QuestionKind.YESNO):
        add_question(survey, kind)
    make_survey_pages(survey)
    voter, code = make_citizen(), ""
    people = {
        "visitor": AnonymousUser(),
        "citizen": make_citizen(),
        "voter": voter,
        "other editor": make_staff("editor", SurveyFactory().agency),
        "clerk": make_staff("clerk", survey.agency),
        "editor": make_staff("editor", survey.agency),
        "head": make_staff("head", survey.agency),
        "moderator": make_staff("moderator"),
        "operator": make_staff("operator"),
        "auditor": make_staff("auditor"),
    }
    if survey.state == SurveyState.READY:
        secret_make(survey)
    if stage in (OPEN, CLOSED):
        code = survey_vote_as(survey, voter)
    if stage == REVIEW:
        head = people["head"]
        survey_submit(survey_id=survey.pk, actor=head, reader=reader_for(head))
    if stage == CLOSED:
        times = {"opens_at": timezone.now() - 12 * DAY, "closes_at": timezone.now() - DAY}
        Survey.objects.filter(pk=survey.pk).update(**times)
    survey.refresh_from_db()
    return Stand(survey, code, people)


def tried(verb: Verb, stand: Stand, role: str) -> str:
    """The code it is refused with; "" when it is done. Undone in either case."""
    person = stand.people[role]
    reader = Reader() if role == "visitor" else reader_for(person)
    try:
        with transaction.atomic():
            verb.call(stand, {"actor": person, "reader": reader})
            transaction.set_rollback(True)
    except Refused as refusal:
        return refusal.code
    return ""


@pytest.mark.parametrize("stage", STAGES)
@pytest.mark.parametrize("name", VERBS)
def test_every_verb_by_everybody(name: str, stage: str) -> None:
    verb, stand = VERBS[name], stand_in(stage)
    wrong = {}
    for role in ROLES:
        code = tried(verb, stand, role)
        is_you, is_now = role in verb.roles, stage in verb.stages
        if is_you and is_now:
            is_right = code == ""
        elif is_now:
            is_right = code in NOT_YOU
        else:
            is_right = code in NOT_NOW if is_you else code in NOT_YOU | NOT_NOW
        if not is_right:
            wrong[role] = code
    assert wrong == {}


def test_the_table_names_every_role_and_stage_with_something_to_do() -> None:
    assert frozenset().union(*(verb.roles for verb in VERBS.values())) == EVERYBODY
    assert frozenset().union(*(verb.stages for verb in VERBS.values())) == ALWAYS


@pytest.mark.parametrize("role", [role for role in ROLES if role not in MAKE | {"clerk"}])
def test_the_desk_is_not_there_for_others(role: str) -> None:
    stand = stand_in(DRAFT)
    client = Client()
    if role != "visitor":
        client.force_login(stand.people[role])
    key = stand.survey.key
    # Operators look on, without changing anything.
    parts = ("edit/", "questions/", "questions/q1/", "sections/new/", "questions/new/?kind=one")
    for part in parts if role == "operator" else ("", "tryout/", "preview/", *parts):
        answer = client.get(f"/cms/surveys/{key}/{part}")
        assert answer.status_code in (302, 403, 404), part
        assert stand.survey.title_en not in answer.content.decode()
