"""Who may do what, and when: every verb x every role x every phase, from one table.

A verb is tried by everybody in each phase; each try is undone before the next one.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
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
from conferences.models import Comment, CommentText, Conference, ConferenceQuestion
from conferences.phases import Phase, phase_of
from conferences.services import (
    answer_correct,
    answer_withdraw,
    answer_write,
    comment_hide,
    comment_report,
    comment_withdraw,
    comment_write,
    conference_archive,
    conference_cancel,
    conference_set,
    question_ask,
    question_merge,
    question_place,
    question_take_down,
    question_vote,
    question_withdraw,
    queue_freeze,
    queue_order_set,
    report_settle,
    summary_publish,
)
from conferences.services.questions import question_queue
from conferences.states import CommentState, Place, QueueOrder
from core.audience import Reader
from core.errors import Refused
from moderation.services import moderation_approve, moderation_refuse
from tests.appeals.people import add_role
from tests.conferences.desk import said_of
from tests.factories.conferences import (
    ConferenceFactory,
    QuestionAnswerFactory,
    QuestionFactory,
    SpeakerFactory,
    make_conference_pages,
)
from tests.factories.moderation import admit, make_grounds

pytestmark = pytest.mark.django_db

GROUND = "insult"

# Roles
OUTSIDE = ("citizen", "other clerk", "operator", "auditor")
ALL = (*OUTSIDE, "author", "speaker", "clerk", "editor", "head", "moderator")
EVERYBODY = frozenset(ALL)
ROLES = ("visitor", *ALL)
RUN = frozenset({"clerk", "editor", "head", "moderator"})
MAKE = frozenset({"editor", "head"})
ANSWER = frozenset({"speaker", "clerk", "head"})
JUDGE = frozenset({"moderator"})
AUTHOR = frozenset({"author"})

# Phases
BEFORE, DURING, CLOSED, AFTER = Phase.ANNOUNCED, Phase.OPEN, Phase.CLOSED, Phase.ANSWERING
SUMMARY, ARCHIVED, CANCELLED = Phase.SUMMARY, Phase.ARCHIVED, Phase.CANCELLED
TRAITS: dict[Phase, dict[str, Any]] = {
    BEFORE: {"announced": True},
    DURING: {},
    CLOSED: {"closed": True},
    AFTER: {"answering": True},
    SUMMARY: {"summary": True},
    ARCHIVED: {"archived": True},
    CANCELLED: {"cancelled": True},
}
ALWAYS = frozenset(TRAITS)
TALK = frozenset({DURING, CLOSED, AFTER, SUMMARY})
RUNNING = frozenset({DURING, CLOSED, AFTER})

# What a refusal for the person may be called, and one for the moment.
NOT_YOU = {"not_allowed", "own_question", "own_comment"}
NOT_NOW = {"wrong_phase", "wrong_state"}


@dataclass
class Hall:
    """A conference with everything somebody may lay hands on, and everybody."""

    conference: Conference
    question: ConferenceQuestion
    other: ConferenceQuestion
    waiting: ConferenceQuestion
    comment: Comment
    answer: Any
    people: dict[str, Any] = field(default_factory=dict)


Act = Callable[[Hall, dict[str, Any]], Any]


@dataclass(frozen=True)
class Verb:
    """Who may call it and in which phases."""

    call: Act
    roles: frozenset[str]
    phases: frozenset[Phase]


def who(by: dict[str, Any]) -> Any:
    return by["actor"]


VERBS: dict[str, Verb] = {
    "ask": Verb(
        lambda h, by: question_ask(
            conference_id=h.conference.pk, author=who(by), text="Когда откроют мост?"
        ),
        EVERYBODY,
        frozenset({DURING}),
    ),
    "vote": Verb(
        lambda h, by: question_vote(
            question_id=h.question.pk, voter=who(by), reader=by["reader"], on=True
        ),
        EVERYBODY - AUTHOR,
        TALK,
    ),
    "take the vote back": Verb(
        lambda h, by: question_vote(
            question_id=h.question.pk, voter=who(by), reader=by["reader"], on=False
        ),
        EVERYBODY - AUTHOR,
        TALK,
    ),
    "comment": Verb(
        lambda h, by: comment_write(
            question_id=h.question.pk, author=who(by), reader=by["reader"], text="Поддерживаю."
        ),
        EVERYBODY,
        TALK,
    ),
    "report": Verb(
        lambda h, by: comment_report(comment_id=h.comment.pk, reporter=who(by)),
        EVERYBODY - AUTHOR,
        ALWAYS,
    ),
    "settle reports": Verb(
        lambda h, by: _reported(h) and report_settle(comment_id=h.comment.pk, **by), RUN, ALWAYS
    ),
    "hide a comment": Verb(
        lambda h, by: comment_hide(comment_id=h.comment.pk, ground=GROUND, **by), RUN, ALWAYS
    ),
    "take a comment back": Verb(
        lambda h, by: comment_withdraw(comment_id=h.comment.pk, **by), AUTHOR, ALWAYS
    ),
    "publish": Verb(
        lambda h, by: moderation_approve(
            item=(item := question_queue(h.waiting)),
            actor=who(by),
            subject="",
            body=item.body,
            cuts=[],
        ),
        JUDGE,
        ALWAYS,
    ),
    "refuse": Verb(
        lambda h, by: moderation_refuse(
            item=question_queue(h.waiting), actor=who(by), ground=GROUND
        ),
        JUDGE,
        ALWAYS,
    ),
    "take down": Verb(
        lambda h, by: question_take_down(question_id=h.question.pk, ground=GROUND, **by),
        JUDGE,
        ALWAYS,
    ),
    "take a question back": Verb(
        lambda h, by: question_withdraw(question_id=h.waiting.pk, **by), AUTHOR, ALWAYS
    ),
    "merge": Verb(
        lambda h, by: question_merge(source_id=h.question.pk, target_id=h.other.pk, **by),
        RUN,
        RUNNING,
    ),
    "place": Verb(
        lambda h, by: question_place(question_id=h.question.pk, place=Place.NOW, **by),
        RUN,
        RUNNING,
    ),
    "freeze": Verb(lambda h, by: queue_freeze(conference_id=h.conference.pk, **by), RUN, RUNNING),
    "sort": Verb(
        lambda h, by: queue_order_set(conference_id=h.conference.pk, order=QueueOrder.TIME, **by),
        RUN,
        RUNNING,
    ),
    "answer": Verb(
        lambda h, by: answer_write(question_id=h.question.pk, body="Откроем весной.", **by),
        ANSWER,
        TALK | {ARCHIVED},
    ),
    "correct an answer": Verb(
        lambda h, by: answer_correct(answer_id=h.answer.pk, body="Откроем осенью.", **by),
        ANSWER,
        TALK | {ARCHIVED},
    ),
    "withdraw an answer": Verb(
        lambda h, by: answer_withdraw(answer_id=h.answer.pk, reason="mistake", **by),
        ANSWER,
        TALK | {ARCHIVED},
    ),
    "edit": Verb(
        lambda h, by: conference_set(
            conference_id=h.conference.pk,
            said=said_of(h.conference, recording_url="https://video.example.kz/1"),
            **by,
        ),
        MAKE,
        ALWAYS - {CANCELLED},
    ),
    "cancel": Verb(
        lambda h, by: conference_cancel(
            conference_id=h.conference.pk, reasons={"kk": "Апат", "ru": "Авария"}, **by
        ),
        MAKE,
        frozenset({BEFORE, DURING, CLOSED, AFTER}),
    ),
    "publish the summary": Verb(
        lambda h, by: summary_publish(conference_id=h.conference.pk, all_the_same=True, **by),
        MAKE,
        frozenset({CLOSED, AFTER, ARCHIVED}),
    ),
    "archive": Verb(
        lambda h, by: conference_archive(conference_id=h.conference.pk, **by),
        MAKE,
        frozenset({SUMMARY}),
    ),
}


_numbers = count(1)


def make_citizen() -> User:
    """Somebody without a vault: this table needs more people than there are invented IINs."""
    return User.objects.create(username=f"p-{next(_numbers)}", language="en")


def make_staff(kind: str, agency: Agency | None = None) -> User:
    user = make_citizen()
    add_role(user, kind, agency)
    return admit(user)


def hall_in(phase: Phase) -> Hall:
    make_grounds()
    conference = ConferenceFactory(**TRAITS[phase])
    make_conference_pages(conference)
    assert phase_of(conference, timezone.now()) == phase
    author = make_citizen()
    rows = {
        name: QuestionFactory(
            conference=conference, author=writer, original="Когда?", language="ru", **more
        )
        for name, writer, more in (
            ("question", author, {}),
            ("other", None, {}),
            ("waiting", author, {"hidden": True}),
        )
    }
    rows["waiting"].public_texts.all().delete()
    comment = Comment.objects.create(
        question=rows["question"],
        author=author,
        language="ru",
        original="Ждём.",
        state=CommentState.PUBLISHED,
        published_at=timezone.now(),
    )
    CommentText.objects.create(comment=comment, version=1, language="ru", body="Ждём.")
    ConferenceQuestion.objects.filter(pk=rows["question"].pk).update(comments=1)
    speaker = SpeakerFactory(conference=conference, user=make_citizen())
    answered = QuestionFactory(conference=conference)
    answer = QuestionAnswerFactory(question=answered, speaker=speaker)
    people = {
        "visitor": AnonymousUser(),
        "citizen": make_citizen(),
        "author": author,
        "speaker": speaker.user,
        "other clerk": make_staff("clerk", ConferenceFactory().agency),
        "clerk": make_staff("clerk", conference.agency),
        "editor": make_staff("editor", conference.agency),
        "head": make_staff("head", conference.agency),
        "moderator": make_staff("moderator"),
        "operator": make_staff("operator"),
        "auditor": make_staff("auditor"),
    }
    return Hall(conference, **rows, comment=comment, answer=answer, people=people)


def _reported(hall: Hall) -> bool:
    comment_report(comment_id=hall.comment.pk, reporter=make_citizen())
    return True


def tried(verb: Verb, hall: Hall, role: str) -> str:
    """The code it is refused with; "" when it is done. Undone in either case."""
    person = hall.people[role]
    reader = Reader() if role == "visitor" else reader_for(person)
    try:
        with transaction.atomic():
            verb.call(hall, {"actor": person, "reader": reader})
            transaction.set_rollback(True)
    except Refused as refusal:
        return refusal.code
    return ""


@pytest.mark.parametrize("phase", TRAITS, ids=lambda phase: phase.value)
@pytest.mark.parametrize("name", VERBS)
def test_every_verb_by_everybody(name: str, phase: Phase) -> None:
    verb, hall = VERBS[name], hall_in(phase)
    wrong = {}
    for role in ROLES:
        code = tried(verb, hall, role)
        if role not in verb.roles:
            is_right = code in NOT_YOU
        elif phase not in verb.phases:
            is_right = code in NOT_NOW
        else:
            is_right = code == ""
        if not is_right:
            wrong[role] = code
    assert wrong == {}


def test_the_table_names_every_role_and_phase_with_something_to_do() -> None:
    assert frozenset().union(*(verb.roles for verb in VERBS.values())) == EVERYBODY
    assert frozenset().union(*(verb.phases for verb in VERBS.values())) == ALWAYS


NAMED = ("vote", "comment", "take a question back", "merge", "place", "freeze", "answer")


@pytest.mark.parametrize("name", NAMED)
def test_nobody_acts_in_another_one_s_name(name: str) -> None:
    """The reader is somebody who may; the person named as the actor is somebody else."""
    verb, hall = VERBS[name], hall_in(AFTER)
    may = next(role for role in ROLES if role in verb.roles)
    by = {"actor": make_citizen(), "reader": reader_for(hall.people[may])}
    with pytest.raises(Refused) as refusal:
        verb.call(hall, by)
    assert refusal.value.code in NOT_YOU


TALK_URLS = ("vote/", "comments/", "withdraw/", "comments/{comment}/report/", "application/")


@pytest.mark.parametrize("path", TALK_URLS)
def test_a_visitor_is_led_to_sign_in(path: str) -> None:
    hall = hall_in(DURING)
    before = hall.question.votes, Comment.objects.count()
    base = f"/en/conferences/{hall.conference.key}/questions/{hall.question.number}/"
    said = {"vote": "on", "text": "Ждём.", "note": "Грубо."}
    answer = Client().post(base + path.format(comment=hall.comment.public_id), said)
    assert answer.status_code == 302
    hall.question.refresh_from_db()
    assert (hall.question.votes, Comment.objects.count()) == before


@pytest.mark.parametrize("role", [role for role in ROLES if role not in RUN | MAKE | ANSWER])
def test_the_desks_are_not_there_for_others(role: str) -> None:
    hall = hall_in(DURING)
    client = Client()
    if role != "visitor":
        client.force_login(hall.people[role])
    key = hall.conference.key
    # Operators look on at the desk, without words of questions.
    parts = ("edit/", "console/") if role == "operator" else ("", "edit/", "console/")
    desks = [f"/cms/conferences/{key}/{part}" for part in parts]
    for address in (*desks, f"/en/conferences/{key}/speaker/"):
        answer = client.get(address)
        assert answer.status_code in (302, 403, 404)
        assert "Когда?" not in answer.content.decode()
