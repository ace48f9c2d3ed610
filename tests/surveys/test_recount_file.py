"""The file of all answers: after the end only, shuffled, without people, found by receipt."""

import csv
import json
from datetime import timedelta
from pathlib import Path

from django.conf import settings
from django.core.management import CommandError, call_command
from django.test import Client
from django.utils import timezone

import pytest

from ledger.schedule import SomeFailed
from surveys.jobs import phases
from surveys.models import Ballot, Survey, Tally
from surveys.receipts import question_hash
from surveys.secrets import participation_key, stored_ids
from surveys.services.finishing import survey_finish
from surveys.states import QuestionKind
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


def file_of(client: Client, survey: Survey) -> dict:
    return json.loads(b"".join(client.get(address(survey, "recount.json"))))


def test_each_finds_their_answers_by_receipt(client: Client, finished: tuple) -> None:
    survey, codes = finished
    file = file_of(client, survey)
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
    file = file_of(client, finished[0])
    marks = [answer["h"] for question in file["questions"] for answer in question["answers"]]
    assert len(marks) == len(set(marks)) == 7 * 9


def test_the_same_as_a_table(client: Client, finished: tuple) -> None:
    lines = b"".join(client.get(address(finished[0], "recount.csv"))).decode("utf-8-sig")
    assert lines.splitlines()[0] == '"question","h","value"'
    assert len(lines.splitlines()) == 1 + 7 * 9
    file = file_of(client, finished[0])
    assert [(row["key"], row["kind"]) for row in file["questions"]] == [
        (kind, kind) for kind in QuestionKind.values
    ]
    told = [(row["key"], answer["h"]) for row in file["questions"] for answer in row["answers"]]
    assert told == [tuple(row[:2]) for row in list(csv.reader(lines.splitlines()))[1:]]
    values = {row["key"]: row["answers"][0]["v"] for row in file["questions"]}
    assert values["text"] is None
    assert values["place"] in {"71", "75", "79"}
    assert isinstance(values["scale"], int)
    assert set(values["matrix"]) == {"row-0", "row-1"}


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


def test_a_survey_that_cannot_be_finished_keeps_no_other_secret_alive() -> None:
    surveys = [make_survey(QuestionKind.ONE) for _ in range(3)]
    for survey in surveys:
        survey_vote_as(survey)
    stuck = Path(settings.SURVEY_SECRETS_DIR) / f"{surveys[0].pk}.key"
    secret = stuck.read_bytes()
    stuck.unlink()
    stuck.mkdir()
    Survey.objects.update(closes_at=timezone.now() - timedelta(seconds=1))
    with pytest.raises(SomeFailed):
        phases()
    stuck.rmdir()
    finished = Survey.objects.exclude(finished_at=None)
    assert set(finished) == set(surveys[1:])
    assert not {survey.pk for survey in surveys} & set(stored_ids())
    stuck.write_bytes(secret)
    phases()
    assert not Survey.objects.filter(finished_at=None).exists()
    assert surveys[0].pk not in stored_ids()


def test_the_recount_proves_and_finds_out(finished: tuple, capsys) -> None:
    survey, _codes = finished
    call_command("survey_recount")
    line = json.loads(capsys.readouterr().out)
    assert line["equal"] is True
    assert line["ballots"] == Ballot.objects.count() == 7
    Tally.objects.filter(question__survey=survey, value="option-0", by="all").update(count=99)
    with pytest.raises(CommandError):
        call_command("survey_recount", survey=survey.key)
