"""What can go wrong with answers: said at the field, nothing typed is lost, nothing is written."""

from datetime import timedelta
from typing import Any

from django.test import Client
from django.utils import timezone

import pytest
from captcha.models import CaptchaStore

from surveys.models import BoxedBallot, Participation, Survey, SurveyRules
from surveys.secrets import secret_destroy
from surveys.states import QuestionKind
from tests.factories.ballots import survey_vote_as
from tests.factories.people import make_citizen
from tests.factories.surveys import add_question, add_section, make_survey
from tests.surveys.test_answering import address, posted

pytestmark = pytest.mark.django_db
ONE, MANY, TEXT = QuestionKind.ONE, QuestionKind.MANY, QuestionKind.TEXT


@pytest.fixture
def voter(client: Client) -> Any:
    user = make_citizen()
    client.force_login(user)
    return user


def send(client: Client, survey: Survey, **more: Any) -> Any:
    return client.post(address(survey, "answer/all/"), posted(survey, **more))


def nothing_written(survey: Survey) -> bool:
    return not BoxedBallot.objects.filter(survey=survey).exists()


BAD = {
    "missing": (ONE, {"q-one": ""}, "Please answer this question."),
    "foreign option": (ONE, {"q-one": "option-9"}, "Choose one of the answers"),
    "too many": (MANY, {"q-many": ["option-0", "option-1", "option-2"]}, "2 answers at most"),
    "foreign of many": (MANY, {"q-many": ["option-0", "x"]}, "Choose one of the answers"),
    "scale beyond": (QuestionKind.SCALE, {"q-scale": "6"}, "Choose a point of the scale."),
    "scale in words": (QuestionKind.SCALE, {"q-scale": "five"}, "Choose a point of the scale."),
    "matrix half": (QuestionKind.MATRIX, {"q-matrix-row-1": ""}, "Choose an answer in each row."),
    "ranking twice": (QuestionKind.RANKING, {"q-ranking-option-1": "1"}, "a place of its own"),
    "ranking zero": (QuestionKind.RANKING, {"q-ranking-option-0": "0"}, "a place of its own"),
    "text too long": (TEXT, {"q-text": "ә" * 1001}, "1001 characters; 1000 are possible"),
    "a megabyte": (TEXT, {"q-text": "w" * 1_000_000}, "1000000 characters"),
    "no date": (QuestionKind.DATE, {"q-date": "2026-02-31"}, "Enter a day of the calendar"),
    "a date of dreams": (QuestionKind.DATE, {"q-date": "9999-01-01"}, "a day of the calendar"),
    "no place": (QuestionKind.PLACE, {"q-place": "98"}, "Choose one of the regions."),
    "foreign question": (ONE, {"q-alien": "option-0"}, "part of this survey"),
}


@pytest.mark.parametrize("name", BAD)
def test_bad_answers_are_told_and_kept(client: Client, voter: Any, name: str) -> None:
    kind, wrong, said = BAD[name]
    survey = make_survey(kind, TEXT) if kind != TEXT else make_survey(TEXT)
    survey.questions.filter(key="many").update(choices_to=2)
    more = wrong if kind == TEXT else {"q-text": "Nothing typed is lost", **wrong}
    answer = send(client, survey, **more)
    html = answer.content.decode()
    assert answer.status_code == 422
    assert said in html
    assert kind == TEXT or "Nothing typed is lost" in html
    assert nothing_written(survey)
    assert not Participation.objects.exists()


def test_closed_meanwhile(client: Client, voter: Any) -> None:
    survey = make_survey(TEXT)
    Survey.objects.update(closes_at=timezone.now() - timedelta(seconds=1))
    answer = send(client, survey, **{"q-text": "Written too long"})
    assert answer.status_code == 409
    assert "This survey is closed" in answer.content.decode()
    assert "Written too long" in answer.content.decode()
    assert nothing_written(survey)


def test_edited_meanwhile(client: Client, voter: Any) -> None:
    survey = make_survey(ONE, TEXT)
    data = posted(survey, **{"q-text": "Typed before the change"})
    add_question(survey, QuestionKind.YESNO, is_required=False)
    Survey.objects.update(version=2)
    answer = client.post(address(survey, "answer/all/"), data)
    html = answer.content.decode()
    assert answer.status_code == 422
    assert "The survey was changed while you were answering." in html
    assert "Typed before the change" in html
    assert 'name="version" value="2"' in html
    assert nothing_written(survey)
    again = client.post(address(survey, "answer/all/"), {**data, "version": "2"})
    assert again.context["code"]


def test_voted_on_another_device(client: Client, voter: Any) -> None:
    survey = make_survey(ONE, TEXT)
    survey_vote_as(survey, voter)
    answer = send(client, survey, **{"q-text": "From the second device"})
    assert answer.status_code == 409
    assert "You have answered this survey already." in answer.content.decode()
    assert "From the second device" in answer.content.decode()
    assert BoxedBallot.objects.count() == 1


@pytest.mark.parametrize(
    ("traits", "said"),
    [
        ({"upcoming": True}, "isn&#x27;t open yet"),
        ({"past": True}, "This survey is closed"),
        ({"age_to": 100}, "people of another age"),
    ],
    ids=["upcoming", "past", "age"],
)
def test_who_may_not_is_told_before_answering(
    client: Client, voter: Any, traits: dict, said: str
) -> None:
    survey = make_survey(ONE, **traits)
    answer = client.get(address(survey))
    assert answer.status_code == 409
    assert said in answer.content.decode()
    assert send(client, survey).status_code == 409
    assert nothing_written(survey)


def test_a_lost_secret_takes_no_answers(client: Client, voter: Any) -> None:
    survey = make_survey(ONE)
    secret_destroy(survey)
    assert send(client, survey).status_code == 409
    assert nothing_written(survey)


def test_regions_are_checked(client: Client, voter: Any) -> None:
    survey = make_survey(ONE, regional=True, regions=["71"])
    for region in ("", "75", "zz"):
        answer = send(client, survey, region=region)
        assert answer.status_code == 422
        assert 'id="region-error"' in answer.content.decode()
    assert nothing_written(survey)
    assert send(client, survey, region="71").context["code"]


@pytest.mark.parametrize("step", ["", "0", "-1", "99", "x", "9" * 30])
@pytest.mark.parametrize("go", ["next", "back", "nonsense", ""])
def test_steps_out_of_range_show_the_form(client: Client, voter: Any, step: str, go: str) -> None:
    survey = make_survey(ONE, TEXT)
    data = {"step": step, "go": go, "version": "x", "q-one": "option-0"}
    assert client.post(address(survey), data).status_code in {200, 422}
    assert nothing_written(survey)


class TestAnybody:
    """Without signing in: a captcha, a limit for each address, a label."""

    def digits(self, right: bool = True) -> dict[str, str]:
        key = CaptchaStore.generate_key()
        response = CaptchaStore.objects.get(hashkey=key).response
        return {"captcha_0": key, "captcha_1": response if right else "1"}

    def test_a_visitor_answers_with_the_digits(self, client: Client) -> None:
        survey = make_survey(ONE, anybody=True)
        assert "Without signing in" in client.get(address(survey, "")).content.decode()
        html = client.get(address(survey, "answer/all/")).content.decode()
        assert "one person could answer more than once" in html
        assert send(client, survey, **self.digits()).context["code"]
        assert BoxedBallot.objects.count() == 1

    def test_wrong_digits_keep_the_answers(self, client: Client) -> None:
        survey = make_survey(TEXT, anybody=True)
        for more in (self.digits(right=False), {}):
            answer = send(client, survey, **{"q-text": "Typed without digits"}, **more)
            assert answer.status_code == 422
            assert "Typed without digits" in answer.content.decode()
        assert nothing_written(survey)

    def test_another_picture_loses_nothing(self, client: Client) -> None:
        survey = make_survey(TEXT, anybody=True)
        data = posted(survey, **{"q-text": "Typed before", "another": "yes"}) | {"go": ""}
        html = client.post(address(survey, "answer/all/"), data).content.decode()
        assert "Typed before" in html
        assert nothing_written(survey)

    def test_too_many_of_one_address(self, client: Client) -> None:
        SurveyRules.objects.update_or_create(pk=1, defaults={"anonymous_per_hour": 2})
        survey = make_survey(ONE, anybody=True)
        codes = [send(client, survey, **self.digits()).status_code for _ in range(3)]
        assert codes == [200, 200, 429]
        assert BoxedBallot.objects.count() == 2


@pytest.mark.parametrize("typed", ["", "short", "A" * 26, "1" * 5000, "' or 1=1"])
def test_receipts_that_are_none(client: Client, typed: str) -> None:
    survey = make_survey(ONE)
    survey_vote_as(survey)
    answer = client.post(address(survey, "receipt/"), {"receipt": typed})
    assert answer.status_code == 422
    assert "Your vote" not in answer.content.decode()


def test_a_form_older_than_the_answer_of_another_device(client: Client, voter: Any) -> None:
    survey = make_survey(TEXT, changeable=True)
    survey_vote_as(survey, voter)
    answer = send(client, survey, **{"q-text": "From the second device"})
    html = answer.content.decode()
    assert answer.status_code == 422
    assert "You have answered this survey already." in html
    assert 'name="receipt"' in html
    assert "From the second device" in html
    assert BoxedBallot.objects.count() == 1


def test_no_answer_is_an_answer_only_where_it_may_be(client: Client, voter: Any) -> None:
    survey = make_survey(ONE, QuestionKind.SCALE)
    survey.questions.filter(key="scale").update(is_required=False)
    html = client.get(address(survey, "answer/all/")).content.decode()
    assert 'id="id_q-scale_none"' in html
    assert 'id="id_q-one_none"' not in html
    assert send(client, survey, **{"q-one": "", "q-scale": ""}).status_code == 422
    assert send(client, survey, **{"q-scale": ""}).context["code"]
    assert set(BoxedBallot.objects.get().answers) == {"one"}


def test_a_question_of_the_same_section_waits_for_its_condition(client: Client, voter: Any) -> None:
    survey = make_survey(QuestionKind.YESNO)
    asked = survey.questions.get()
    why = add_question(survey, TEXT, "why", shown_if=asked.options.get(key="yes"))
    add_section(survey, asked, why)
    assert 'name="q-why"' not in client.get(address(survey)).content.decode()
    data = {"version": survey.version, "step": "1", "go": "vote", "q-yesno": "yes"}
    held = client.post(address(survey), data)
    assert held.status_code == 422
    assert 'name="q-why"' in held.content.decode()
    assert nothing_written(survey)
    assert client.post(address(survey), {**data, "q-yesno": "no"}).context["code"]


def test_who_may_answer_is_said_before(client: Client, voter: Any) -> None:
    survey = make_survey(ONE, regions=["71", "79"])
    for rest in ("", "answer/"):
        html = client.get(address(survey, rest)).content.decode()
        assert "For people who live in: Astana city, Shymkent city." in html
