"""Votes: one person, one vote; counters equal rows; the phase and the question decide."""

import json
from datetime import timedelta

from django.core.management import call_command
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

import pytest

from accounts.readers import reader_for
from conferences.models import ConferenceQuestion, QuestionVote
from conferences.phases import Phase
from conferences.projections.comment import question_url
from conferences.services import question_vote
from conferences.states import QuestionState, Talk
from core.audience import PUBLIC
from ledger.models import Event
from tests.conferences.talkers import assert_counters_are_true, citizens, refusal_of, vote
from tests.factories.conferences import ConferenceFactory, QuestionFactory, make_conference_pages
from tests.factories.people import make_citizen

pytestmark = pytest.mark.django_db

TAKES = {
    (Phase.OPEN, Talk.CLOSING),
    (Phase.OPEN, Talk.ARCHIVE),
    (Phase.CLOSED, Talk.ARCHIVE),
    (Phase.ANSWERING, Talk.ARCHIVE),
    (Phase.SUMMARY, Talk.ARCHIVE),
}


def make_in(phase: Phase, talk: Talk = Talk.ARCHIVE) -> ConferenceQuestion:
    trait = {} if phase == Phase.OPEN else {phase: True}
    conference = ConferenceFactory(talk_until=talk, **trait)
    return QuestionFactory(conference=conference, author=make_citizen())


def test_a_vote_is_a_row_and_a_number():
    question = make_in(Phase.OPEN)
    result = vote(question, make_citizen())
    assert (result.voted, result.votes) == (True, 1)
    question.refresh_from_db()
    assert question.votes == question.vote_rows.count() == 1


def test_the_second_vote_of_a_person_changes_nothing_and_sounds_the_same():
    question, voter = make_in(Phase.OPEN), make_citizen()
    assert vote(question, voter) == vote(question, voter)
    question.refresh_from_db()
    assert question.votes == question.vote_rows.count() == 1


def test_a_vote_is_withdrawn_and_withdrawing_nothing_changes_nothing():
    question, voter = make_in(Phase.OPEN), make_citizen()
    vote(question, voter)
    assert vote(question, voter, on=False) == vote(question, voter, on=False)
    question.refresh_from_db()
    assert question.votes == question.vote_rows.count() == 0


def test_many_voters_and_withdrawals_keep_the_counter_true():
    question, people = make_in(Phase.OPEN), citizens(5)
    for person in people:
        vote(question, person)
    for person in people[:2]:
        vote(question, person, on=False)
    question.refresh_from_db()
    assert question.votes == 3
    assert_counters_are_true()


def test_the_database_itself_knows_one_vote_a_person():
    question, voter = make_in(Phase.OPEN), make_citizen()
    vote(question, voter)
    with pytest.raises(IntegrityError), transaction.atomic():
        QuestionVote.objects.create(question=question, voter=voter)


@pytest.mark.parametrize("on", [True, False])
def test_nobody_votes_for_their_own_question(on):
    question = make_in(Phase.OPEN)
    assert refusal_of(lambda: vote(question, question.author, on=on)) == "own_question"
    assert not QuestionVote.objects.exists()


@pytest.mark.parametrize("talk", list(Talk))
@pytest.mark.parametrize("phase", list(Phase))
@pytest.mark.parametrize("on", [True, False])
def test_the_phase_decides(phase, talk, on):
    question = make_in(phase, talk)
    wanted = "" if (phase, talk) in TAKES else "wrong_phase"
    assert refusal_of(lambda: vote(question, make_citizen(), on=on)) == wanted
    assert QuestionVote.objects.count() == int(on and not wanted)


def test_one_second_after_closing_is_too_late():
    question = make_in(Phase.OPEN, Talk.CLOSING)
    conference = question.conference
    conference.closes_at = timezone.now() - timedelta(seconds=1)
    conference.answers_from_at = conference.answers_due_at
    conference.save()
    assert refusal_of(lambda: vote(question, make_citizen())) == "wrong_phase"


def test_an_editor_who_moves_the_clock_moves_it_for_the_next_vote():
    question = make_in(Phase.OPEN, Talk.CLOSING)
    vote(question, make_citizen())
    type(question.conference).objects.update(closes_at=timezone.now() - timedelta(seconds=1))
    # The row the caller holds is older than the editor's change.
    assert refusal_of(lambda: vote(question, make_citizen())) == "wrong_phase"


@pytest.mark.parametrize(
    "state", [QuestionState.PENDING, QuestionState.REFUSED, QuestionState.WITHDRAWN]
)
def test_only_a_published_question_takes_votes(state):
    question = make_in(Phase.OPEN)
    ConferenceQuestion.objects.update(state=state)
    assert refusal_of(lambda: vote(question, make_citizen())) == "wrong_state"


def test_a_merged_question_names_the_other():
    question = make_in(Phase.OPEN)
    other = QuestionFactory(conference=question.conference, number=77)
    question.state, question.merged_into = QuestionState.MERGED, other
    question.save()
    assert refusal_of(lambda: vote(question, make_citizen())) == "merged"
    assert not QuestionVote.objects.exists()


def test_a_visitor_and_a_reader_who_is_somebody_else_are_refused():
    question, voter = make_in(Phase.OPEN), make_citizen()

    def act():
        question_vote(question_id=question.pk, voter=voter, reader=PUBLIC, on=True)

    assert refusal_of(act) == "not_allowed"
    assert not QuestionVote.objects.exists()


def test_no_event_tells_of_a_vote():
    question = make_in(Phase.OPEN)
    before = Event.objects.count()
    vote(question, make_citizen())
    assert Event.objects.count() == before


def test_a_vote_is_a_short_transaction():
    question, voter = make_in(Phase.OPEN), make_citizen()
    reader = reader_for(voter)
    with CaptureQueriesContext(connection) as queries:
        question_vote(question_id=question.pk, voter=voter, reader=reader, on=True)
    statements = [q for q in queries if "SAVEPOINT" not in q["sql"]]
    assert len(statements) <= 5


# The page's door.


@pytest.fixture
def asked(db) -> ConferenceQuestion:
    question = make_in(Phase.OPEN)
    make_conference_pages(question.conference)
    return question


def door(question: ConferenceQuestion) -> str:
    return reverse("conference_vote", args=[question.conference.key, question.number])


def test_a_script_gets_json_and_nothing_else(asked, client):
    client.force_login(make_citizen())
    headers = {"Accept": "application/json"}
    first = client.post(door(asked), {"vote": "on"}, headers=headers)
    again = client.post(door(asked), {"vote": "on"}, headers=headers)
    assert first.json() == again.json() == {"voted": True, "votes": 1}
    off = client.post(door(asked), {"vote": "off"}, headers=headers)
    assert off.json() == {"voted": False, "votes": 0}


def test_a_vote_by_a_script_costs_few_queries(asked, client):
    client.force_login(make_citizen())
    headers = {"Accept": "application/json"}
    client.post(door(asked), {"vote": "on"}, headers=headers)
    with CaptureQueriesContext(connection) as queries:
        client.post(door(asked), {"vote": "off"}, headers=headers)
    statements = [query for query in queries if "SAVEPOINT" not in query["sql"]]
    assert len(statements) <= 12, [query["sql"][:90] for query in statements]


def test_without_a_script_it_comes_back_to_the_question(asked, client):
    client.force_login(make_citizen())
    page = f"http://testserver/kk/conferences/{asked.conference.key}/"
    response = client.post(door(asked), {"vote": "on"}, headers={"Referer": f"{page}?cursor=x"})
    assert response.status_code == 302
    assert response["Location"].endswith(
        f"/conferences/{asked.conference.key}/?cursor=x#question-{asked.number}"
    )
    assert asked.vote_rows.count() == 1


@pytest.mark.parametrize("came", ["", "https://elsewhere.example/conferences/x/", "::"])
def test_a_foreign_referer_leads_to_the_question_s_own_page(asked, client, came):
    client.force_login(make_citizen())
    response = client.post(door(asked), {"vote": "on"}, headers={"Referer": came})
    page = question_url(asked.conference.key, asked.number)
    assert response["Location"] == f"{page}#question-{asked.number}"


def test_a_refusal_is_told_to_a_script_and_to_a_page(asked, client):
    client.force_login(asked.author)
    said = client.post(door(asked), {"vote": "on"}, headers={"Accept": "application/json"})
    assert (said.status_code, said.json()["error"]) == (409, "own_question")
    assert said.json()["message"]
    assert client.post(door(asked), {"vote": "on"}).status_code == 302
    assert not QuestionVote.objects.exists()


def test_a_visitor_is_led_to_sign_in_and_back(asked, client):
    page = question_url(asked.conference.key, asked.number)
    response = client.post(door(asked), {"vote": "on"})
    assert response.status_code == 302
    assert "next=" in response["Location"]
    assert page.replace("/", "%2F") in response["Location"]
    said = client.post(door(asked), {"vote": "on"}, headers={"Accept": "application/json"})
    assert said.status_code == 401
    assert said.json()["url"] == response["Location"]
    assert not QuestionVote.objects.exists()


@pytest.mark.parametrize("wish", ["", "yes", "ON"])
def test_a_vote_nobody_can_read_is_no_vote(asked, client, wish):
    client.force_login(make_citizen())
    assert client.post(door(asked), {"vote": wish}).status_code == 404
    assert not QuestionVote.objects.exists()


def test_it_takes_a_post_with_a_token(asked, client):
    strict = Client(enforce_csrf_checks=True)
    voter = make_citizen()
    strict.force_login(voter)
    assert strict.post(door(asked), {"vote": "on"}).status_code == 403
    client.force_login(voter)
    assert client.get(door(asked)).status_code == 405
    assert not QuestionVote.objects.exists()


def test_what_was_never_public_isn_t_there(asked, client):
    client.force_login(make_citizen())
    key = asked.conference.key
    hidden = QuestionFactory(conference=asked.conference, number=50, hidden=True)
    planned = QuestionFactory(conference=ConferenceFactory(planned=True))
    make_conference_pages(planned.conference)
    paths = [
        door(hidden),
        door(planned),
        reverse("conference_vote", args=[key, 999]),
        reverse("conference_vote", args=["nowhere", 1]),
        reverse("conference_vote", args=[key, 10**30]),
    ]
    assert [client.post(path, {"vote": "on"}).status_code for path in paths] == [404] * 5
    assert not QuestionVote.objects.exists()


def test_a_machine_that_presses_without_end_is_slowed(asked, client):
    client.force_login(make_citizen())
    said = {}
    for number in range(62):
        wish = "off" if number % 2 else "on"
        said = client.post(door(asked), {"vote": wish}, headers={"Accept": "application/json"})
    assert said.status_code == 429
    assert int(said["Retry-After"]) > 0
    assert_counters_are_true()


# The proof of the counters.


def lines_of(capsys) -> list[dict]:
    return [json.loads(line) for line in capsys.readouterr().out.splitlines()]


def test_recount_says_that_all_is_equal(capsys):
    question = make_in(Phase.OPEN)
    vote(question, make_citizen())
    call_command("conference_recount")
    (line,) = lines_of(capsys)
    assert line["equal"]
    assert (line["votes"], line["vote_rows"]) == (1, 1)
    assert (line["conference"], line["question"]) == (question.conference.key, question.number)


def test_recount_fails_until_it_is_told_to_fix(capsys):
    question = make_in(Phase.OPEN)
    vote(question, make_citizen())
    ConferenceQuestion.objects.update(votes=9, comments=3)
    with pytest.raises(SystemExit) as ended:
        call_command("conference_recount")
    assert ended.value.code == 1
    assert lines_of(capsys)[0]["equal"] is False
    call_command("conference_recount", "--fix")
    assert lines_of(capsys)[0]["fixed"] is True
    question.refresh_from_db()
    assert (question.votes, question.comments) == (1, 0)


def test_recount_of_one_conference_leaves_the_others(capsys):
    first, second = make_in(Phase.OPEN), make_in(Phase.OPEN)
    ConferenceQuestion.objects.update(votes=9)
    call_command("conference_recount", "--fix", "--conference", first.conference.key)
    assert len(lines_of(capsys)) == 1
    second.refresh_from_db()
    assert second.votes == 9
