"""The card for other sites, and errors of the form that lead to their fields."""

import re
from typing import Any

from django.test import Client

import pytest

from surveys.models import Survey
from surveys.services.mixing import survey_mix
from surveys.states import QuestionKind
from tests.factories.ballots import survey_vote_as
from tests.factories.people import make_citizen
from tests.factories.surveys import make_survey

pytestmark = pytest.mark.django_db
NOBODY = "Nobody has answered this question yet."


def card(client: Client, survey: Survey) -> str:
    answer = client.get(f"/en/surveys/{survey.key}/card/")
    assert answer.status_code == 200
    return answer.content.decode()


def counted(*kinds: str, votes: int = 12, **traits: Any) -> Survey:
    survey = make_survey(*kinds, live=True, **traits)
    for turn in range(votes):
        survey_vote_as(survey, turn=turn)
    survey_mix(survey_id=survey.pk, final=True)
    return survey


@pytest.mark.parametrize(
    "kind", [QuestionKind.ONE, QuestionKind.SCALE, QuestionKind.MATRIX, QuestionKind.RANKING]
)
def test_the_picture_has_its_table(client: Client, kind: str) -> None:
    html = card(client, counted(kind))
    assert re.search(r"<meter|<svg class=\"stack\"", html)
    assert html.count("<table>") == 1
    assert "12 participants" in html
    assert "Not a sample" in html


def test_no_bars_of_nobody(client: Client) -> None:
    html = card(client, make_survey(QuestionKind.ONE, live=True))
    assert NOBODY in html
    assert "<meter" not in html
    assert "0 participants" not in html


def test_nothing_before_it_may_be_shown(client: Client) -> None:
    survey = make_survey(QuestionKind.ONE)
    for turn in range(12):
        survey_vote_as(survey, turn=turn)
    survey_mix(survey_id=survey.pk, final=True)
    html = card(client, survey)
    assert "Results are shown: after closing." in html
    assert "<meter" not in html
    assert "<table>" not in html
    assert NOBODY not in html


def test_without_signing_in_is_said(client: Client) -> None:
    label = "Without signing in"
    assert label in card(client, make_survey(QuestionKind.ONE, anybody=True))
    assert label not in card(client, make_survey(QuestionKind.ONE))


def test_no_script_no_cookie_nothing_from_elsewhere(client: Client) -> None:
    survey = make_survey(QuestionKind.ONE, live=True)
    answer = client.get(f"/en/surveys/{survey.key}/card/")
    html = answer.content.decode()
    assert "<script" not in html
    assert not answer.cookies
    assert "X-Frame-Options" not in answer
    assert "frame-ancestors *" in answer["Content-Security-Policy"]
    # Stylesheets lie on this site; links lead to it.
    assert re.findall(r'(?:href|src)="(?!/)([^"]*)"', html) == []
    framed = client.get(f"/en/surveys/{survey.key}/results/")
    assert "frame-ancestors *" not in framed["Content-Security-Policy"]
    assert framed["X-Frame-Options"] == "DENY"


def test_every_error_leads_to_a_field_of_its_step(client: Client) -> None:
    survey = make_survey(QuestionKind.ONE, regional=True)
    client.force_login(make_citizen())
    page = f"/en/surveys/{survey.key}/answer/"
    sent = {"version": survey.version, "step": "2", "go": "vote"}
    # The answer is missing on the first step, the region on the second one.
    both = client.post(page, sent)
    assert both.status_code == 422
    assert linked(both.content.decode()) == ["id_q-one"]
    region = client.post(page, {**sent, "q-one": "option-0"})
    assert region.status_code == 422
    assert linked(region.content.decode()) == ["region"]


def linked(html: str) -> list[str]:
    """What the summary of errors leads to; each is on the page, once."""
    summary = html.split('id="errors"')[1].split("</div>")[0]
    ids = re.findall(r'href="#([^"]+)"', summary)
    assert all(html.count(f'id="{name}"') == 1 for name in ids)
    return ids
