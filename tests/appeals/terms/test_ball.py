"""Who has the ball: one sentence for each state, for each reader."""

from datetime import timedelta

from django.utils import timezone, translation

import pytest

from accounts.readers import reader_for
from appeals.ball import age_of, ball_of, bodies_of, usual_days
from appeals.projections import detail_of
from appeals.selectors import appeal_get
from appeals.states import OPEN_STATES, RedirectState, State
from appeals.timeline import timeline_of
from core.audience import PUBLIC
from tests.appeals import people
from tests.appeals.course import (
    ask,
    days_pass,
    extend,
    give,
    make_clerk,
    make_head,
    make_running,
    rate,
    reopen,
    resume,
    set_kind,
    stop,
    working_day,
)
from tests.factories.agencies import AgencyFactory
from tests.factories.appeals import AppealFactory, RedirectFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def english():
    with translation.override("en"):
        yield


def seen(appeal, reader=None):
    reader = reader or reader_for(appeal.author)
    row = appeal_get(appeal.number, reader)
    return row, detail_of(row, reader)


def ball(appeal, reader=None):
    return ball_of(seen(appeal, reader)[1])


def lines(appeal, reader=None) -> list[str]:
    return [str(step.text) for step in timeline_of(*seen(appeal, reader)).steps]


@pytest.mark.parametrize("state", State)
@pytest.mark.parametrize("who", ["author", "public"])
def test_every_state_has_a_sentence_of_its_own(state, who):
    appeal = AppealFactory(published=True, state=state, answered_at=timezone.now())
    found = ball(appeal, PUBLIC if who == "public" else None)
    assert found.text.endswith(".")
    assert "%(" not in found.text
    assert (found.holder == "nobody") == (state not in OPEN_STATES)


def test_the_sentences_differ():
    said = set()
    for state in State:
        appeal = AppealFactory(published=True, state=state, answered_at=timezone.now())
        said.add(ball(appeal, PUBLIC).text.replace(appeal.agency.localized("name"), ""))
    assert len(said) == len(State)


@pytest.mark.parametrize("language", ["kk", "ru"])
def test_in_the_reader_s_language_the_body_is_named(language):
    appeal = AppealFactory(published=True, in_work=True)
    with translation.override(language):
        assert appeal.agency.localized("name") in ball(appeal, PUBLIC).text


def test_while_another_body_is_asked_it_has_the_ball():
    appeal = AppealFactory(published=True, in_work=True)
    row = RedirectFactory(appeal=appeal)
    found = ball(appeal, PUBLIC)
    assert (found.holder, row.to_agency.localized("name") in found.text) == ("receiver", True)
    row.state = RedirectState.OPERATOR
    row.save()
    assert ball(appeal, PUBLIC).holder == "operator"


def test_the_author_s_turn_and_its_end():
    appeal = make_running(in_work=True, published=True)
    clerk = make_clerk(appeal)
    ask(appeal, clerk)
    assert (ball(appeal).holder, ball(appeal, PUBLIC).holder) == ("author", "author")
    assert "your turn" in ball(appeal).text
    assert "your turn" not in ball(appeal, PUBLIC).text
    days_pass(appeal, 30)
    assert ball(appeal).holder == "agency"
    assert "still answer" in ball(appeal).text
    resume(appeal, clerk)
    assert ball(appeal).holder == "agency"


def test_after_an_answer_the_author_is_asked_once():
    appeal = make_running(in_work=True)
    people.answer(appeal, make_clerk(appeal))
    assert "say whether" in ball(appeal).text
    rate(appeal, "yes")
    assert "say whether" not in ball(appeal).text


def test_a_review_says_that_it_is_one():
    appeal = make_running(in_work=True)
    people.answer(appeal, make_clerk(appeal))
    reopen(appeal)
    assert "another person" in ball(appeal).text
    timeline = timeline_of(*seen(appeal))
    assert timeline.progress.of == 15
    assert timeline.progress.day == 0


def test_the_bodies_in_their_order():
    appeal = AppealFactory(in_work=True)
    first = appeal.agency.localized("name")
    assert bodies_of(seen(appeal)[1]) == ()
    clerk, other = make_clerk(appeal), AgencyFactory()
    people.accept(people.hand_over(appeal, clerk, other), people.make_worker(other))
    RedirectFactory(appeal=appeal, from_agency=other, returned=True)
    assert bodies_of(seen(appeal)[1]) == (first, other.localized("name"))


@pytest.mark.parametrize(
    ("state", "word"), [("accepted", "operator decided"), ("returned", "operator decided")]
)
def test_the_operator_s_decision_is_named(state, word):
    appeal = AppealFactory(published=True)
    RedirectFactory(appeal=appeal, is_escalated=True, is_late=True, **{state: True})
    assert any(word in line for line in lines(appeal, PUBLIC))
    notes = [str(step.note) for step in timeline_of(*seen(appeal, PUBLIC)).steps]
    assert any("Later than the legal days" in note for note in notes)


def test_everything_on_the_way_has_a_line():
    appeal = make_running(in_work=True, published=True)
    head = make_head(appeal)
    extend(appeal, head, working_day(7, appeal.due_on))
    set_kind(appeal, head, "complaint")
    ask(appeal, head)
    give(appeal)
    stop(appeal, head)
    reopen(appeal)
    people.answer(appeal, make_clerk(appeal))
    rate(appeal, "yes")
    mine, public = lines(appeal), lines(appeal, PUBLIC)
    for begin in (
        "More time for the answer",
        "The kind was corrected: Complaint, not Application",
        "Consideration stopped",
        "The author asked for a review",
        "Answered by",
    ):
        assert any(line.startswith(begin) for line in mine), begin
        assert any(line.startswith(begin) for line in public), begin
    assert "You answered" in mine
    assert "The author answered" in public
    assert any(line.startswith("You said of the answer") for line in mine)
    assert not any("of the answer" in line for line in public)


def test_a_stopped_one_ends_with_its_stop():
    appeal = make_running(in_work=True, private=True)
    stop(appeal, make_head(appeal))
    last = timeline_of(*seen(appeal)).steps[-1]
    assert (str(last.text), last.is_current) == ("Consideration stopped", True)


def test_one_age_since_the_first_registration():
    appeal = AppealFactory(submitted_at=timezone.now() - timedelta(days=12), in_work=True)
    clerk, other = make_clerk(appeal), AgencyFactory()
    people.accept(people.hand_over(appeal, clerk, other), people.make_worker(other))
    assert age_of(seen(appeal)[1]) == 12


def test_the_usual_time_needs_enough_cases():
    first = AppealFactory(published=True, answered=True)
    for _ in range(18):
        AppealFactory(published=True, answered=True, topic=first.topic)
    AppealFactory(answered=True, private=True, topic=first.topic)
    assert usual_days(first) is None
    AppealFactory(published=True, answered=True, topic=first.topic)
    assert usual_days(first) == 3
