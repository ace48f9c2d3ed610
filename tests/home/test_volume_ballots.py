"""A survey with many ballots for measuring: as many as asked, counted, seen by nobody."""

import io
import json

from django.core.management import CommandError, call_command

import pytest

from surveys.models import Ballot, Participation, Survey, SurveyPage
from surveys.recount import survey_recount

pytestmark = pytest.mark.django_db


def test_as_many_as_asked_and_counted() -> None:
    out = io.StringIO()
    call_command("volume_ballots", ballots=300, stdout=out)
    said = json.loads(out.getvalue())
    survey = Survey.objects.get(key=said["survey"])
    assert said["ballots"] == 300
    assert Ballot.objects.filter(survey=survey).count() == 300
    assert Participation.objects.filter(survey=survey).count() == 300
    assert survey_recount(survey).equal
    assert not SurveyPage.objects.filter(survey=survey).exists()
    # A second one stands beside it.
    call_command("volume_ballots", ballots=20, stdout=io.StringIO())
    assert Survey.objects.count() == 2


@pytest.mark.parametrize("wrong", [0, -5])
def test_a_number_of_ballots_that_makes_no_sense(wrong: int) -> None:
    with pytest.raises(CommandError):
        call_command("volume_ballots", ballots=wrong)
    assert not Survey.objects.exists()
