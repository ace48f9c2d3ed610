"""The file of all answers: after the end only, shuffled, without people, found by receipt."""

import json
from datetime import timedelta

from django.core.management import CommandError, call_command
from django.test import Client
from django.utils import timezone

import pytest

from surveys.models import Ballot, Survey, Tally
from surveys.receipts import question_hash
from surveys.secrets import participation_key, stored_ids
from surveys.services.finishing import survey_finish
from tests.factories.ballots import survey_vote_as
from tests.factories.people import make_citizen
from tests.factories.surveys import make_survey
from tests.surveys.test_answering import address

pytestmark = pytest.mark.django_db


@pytest.fixture
def finished() -> tuple[Survey, list[str]]:
    survey = make_survey(live=True)
    codes = [survey_vote_as(survey, turn=turn) for turn in range(7)]
    Survey.objects.update(closes_at=timezone.now() - timedelta(seconds=1))
    assert survey_finish(survey_id=survey.pk)
    survey.refresh_from_db()
    return survey, codes


def test_each_finds_their_answers_by_receipt(client: Client, finished: tuple) -> None:
    survey, codes = finished
    file = client.get(address(survey, "recount.json")).json()
    assert file["ballots"] == 7
    for question in file["questions"]:
        marks = [answer["h"] for answer in question["answers"]]
        assert marks == sorted(marks)
        own = {question_hash(code, survey.key, question["key"])[:16] for code in codes}
        assert set(marks) == own
    everything = json.dumps(file)
    assert "Жарық" not in everything
    assert not {"language", "region", "age", "day"} & set(file["questions"][0]["answers"][0])


def test_no_hash_stands_in_two_questions(client: Client, finished: tuple) -> None:
    file = client.get(address(finished[0], "recount.json")).json()
    marks = [answer["h"] for question in file["questions"] for answer in question["answers"]]
    assert len(marks) == len(set(marks)) == 7 * 9


def test_the_same_as_a_table(client: Client, finished: tuple) -> None:
    lines = b"".join(client.get(address(finished[0], "recount.csv"))).decode("utf-8-sig")
    assert lines.splitlines()[0] == '"question","h","value"'
    assert len(lines.splitlines()) == 1 + 7 * 9


def test_there_is_no_file_before_the_end(client: Client) -> None:
    survey = make_survey(live=True)
    for kind in ("json", "csv"):
        assert client.get(address(survey, f"recount.{kind}")).status_code == 404


def test_the_end_destroys_what_could_tell_people(finished: tuple) -> None:
    survey, _codes = finished
    assert survey.secret_destroyed_at is not None
    assert survey.pk not in stored_ids()
    with pytest.raises(Exception, match="sealed"):
        participation_key(survey, make_citizen())
    assert not survey_finish(survey_id=survey.pk)


def test_the_recount_proves_and_finds_out(finished: tuple, capsys) -> None:
    survey, _codes = finished
    call_command("survey_recount")
    line = json.loads(capsys.readouterr().out)
    assert line["equal"] is True
    assert line["ballots"] == Ballot.objects.count() == 7
    Tally.objects.filter(question__survey=survey, value="option-0", by="all").update(count=99)
    with pytest.raises(CommandError):
        call_command("survey_recount", survey=survey.key)
