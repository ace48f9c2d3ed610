"""The form of a survey as people use it: all on one page, a step at a time, kept, sent."""

from typing import Any

from django.db import connection
from django.test import Client
from django.utils import timezone

import pytest

from surveys.jobs import mix
from surveys.models import BoxedBallot, PartialAnswers, Participation, Survey
from surveys.services.mixing import survey_mix
from surveys.services.partials import partial_save
from surveys.states import QuestionKind
from tests.factories.ballots import survey_vote_as
from tests.factories.people import make_citizen
from tests.factories.surveys import add_question, full_answers, make_survey, make_survey_pages

pytestmark = pytest.mark.django_db
ONE, MANY, TEXT = QuestionKind.ONE, QuestionKind.MANY, QuestionKind.TEXT


def address(survey: Survey, rest: str = "answer/", code: str = "en") -> str:
    return f"/{code}/surveys/{survey.key}/{rest}"


def posted(survey: Survey, turn: int = 0, **more: Any) -> dict[str, Any]:
    """What a browser sends when everything is answered."""
    data: dict[str, Any] = {"version": survey.version, "go": "vote"}
    for key, value in full_answers(survey, turn).items():
        kind = survey.questions.get(key=key).kind
        if kind == QuestionKind.RANKING:
            data |= {f"q-{key}-{option}": str(at) for at, option in enumerate(value, start=1)}
        elif isinstance(value, dict):
            data |= {f"q-{key}-{row}": said for row, said in value.items()}
        else:
            data[f"q-{key}"] = value
    return data | more


@pytest.fixture
def voter(client: Client) -> Any:
    user = make_citizen()
    client.force_login(user)
    return user


def test_every_kind_is_answered_on_one_page(client: Client, voter: Any) -> None:
    survey = make_survey()
    html = client.get(address(survey, "answer/all/")).content.decode()
    for question in survey.questions.all():
        assert question.text_en in html
    answer = client.post(address(survey, "answer/all/"), posted(survey))
    assert answer.status_code == 200
    assert "no-store" in answer["Cache-Control"]
    code = answer.context["code"]
    assert code in answer.content.decode()
    assert Participation.objects.count() == BoxedBallot.objects.count() == 1
    found = client.post(address(survey, "receipt/"), {"receipt": code.lower()}).content.decode()
    assert "Your vote is in the box." in found
    survey_mix(survey_id=survey.pk, final=True)
    found = client.post(address(survey, "receipt/"), {"receipt": code}).content.decode()
    assert "Your vote is counted." in found
    assert "with a moderator" in found


def test_a_step_at_a_time_and_back(client: Client, voter: Any) -> None:
    survey = make_survey(ONE, TEXT)
    first = client.get(address(survey)).content.decode()
    assert "Step 1 of 2" in first
    assert "q-text" not in first
    data = {"version": survey.version, "step": "1", "go": "next", "q-one": "option-1"}
    second = client.post(address(survey), data)
    assert "Step 2 of 2" in second.content.decode()
    assert 'type="hidden" name="q-one" value="option-1"' in second.content.decode()
    back = client.post(address(survey), {**data, "step": "2", "go": "back"}).content.decode()
    assert "Step 1 of 2" in back
    assert 'value="option-1" checked' in back
    sent = client.post(address(survey), {**data, "step": "2", "go": "vote", "q-text": "Жарық"})
    assert sent.context["code"]


def test_what_is_begun_is_kept_for_its_author(client: Client, voter: Any) -> None:
    survey = make_survey(ONE, TEXT)
    data = {"version": survey.version, "go": "keep", "q-text": "Көпір қашан?"}
    assert client.post(address(survey), data).status_code == 302
    with connection.cursor() as cursor:
        cursor.execute("SELECT content FROM surveys_partialanswers")
        assert "Көпір".encode() not in bytes(cursor.fetchone()[0])
    assert "Көпір қашан?" in client.get(address(survey, "answer/all/")).content.decode()
    other = Client()
    other.force_login(make_citizen())
    assert "Көпір қашан?" not in other.get(address(survey, "answer/all/")).content.decode()
    client.post(address(survey, "answer/all/"), posted(survey))
    assert not PartialAnswers.objects.exists()


def test_what_is_typed_is_kept_without_a_page(client: Client, voter: Any) -> None:
    survey = make_survey(ONE, TEXT)
    data = {"version": survey.version, "go": "quiet", "q-text": "Көпір қашан?"}
    answer = client.post(address(survey), data)
    assert (answer.status_code, answer.content) == (204, b"")
    assert "Көпір қашан?" in client.get(address(survey, "answer/all/")).content.decode()
    assert "data-keeps" in client.get(address(survey)).content.decode()
    assert not BoxedBallot.objects.exists()


def test_nothing_is_kept_of_who_voted_of_visitors_and_after_closing(
    client: Client, voter: Any
) -> None:
    survey, anybody = make_survey(TEXT, changeable=True), make_survey(TEXT, anybody=True)
    data = {"go": "quiet", "q-text": "Көпір қашан?"}
    survey_vote_as(survey, voter)
    assert client.post(address(survey), data).status_code == 409
    assert client.post(address(anybody), data).status_code == 409
    assert "data-keeps" not in client.get(address(anybody)).content.decode()
    assert client.post(address(make_survey(TEXT, past=True)), data).status_code == 409
    assert not PartialAnswers.objects.exists()


def test_what_another_device_kept_in_the_moment_of_voting_is_swept(voter: Any) -> None:
    survey, other = make_survey(TEXT), make_survey(TEXT)
    survey_vote_as(survey, voter)
    key = Participation.objects.get().key
    PartialAnswers.objects.create(
        key=key, survey=survey, content="{}", saved_on=timezone.localdate()
    )
    partial_save(survey=other, user=voter, raw={"text": "Көпір қашан?"})
    mix()
    assert [row.survey for row in PartialAnswers.objects.all()] == [other]


def test_a_condition_asks_only_those_it_is_for(client: Client, voter: Any) -> None:
    survey = make_survey(QuestionKind.YESNO)
    yes = survey.questions.get().options.get(key="yes")
    add_question(survey, TEXT, "why", shown_if=yes)
    data = {"version": survey.version, "step": "1", "go": "next"}
    asked = client.post(address(survey), {**data, "q-yesno": "yes"}).content.decode()
    assert 'name="q-why"' in asked
    whole = {"version": survey.version, "go": "vote", "q-yesno": "no", "q-why": "Sent all the same"}
    client.post(address(survey, "answer/all/"), whole)
    ballot = BoxedBallot.objects.get()
    assert set(ballot.answers) == {"yesno"}
    assert ballot.texts is None


def test_the_page_says_what_a_reader_may_do(client: Client) -> None:
    survey = make_survey(ONE)
    page = address(survey, "")
    visitor = client.get(page)
    assert "Sign in and answer" in visitor.content.decode()
    assert "csrfmiddlewaretoken" not in visitor.content.decode()
    user = make_citizen()
    client.force_login(user)
    assert "Sign in and answer" not in client.get(page).content.decode()
    survey_vote_as(survey, user)
    assert "You have answered this survey." in client.get(page).content.decode()


def test_visitors_are_led_to_the_sign_in(client: Client) -> None:
    survey = make_survey(ONE)
    answer = client.get(address(survey))
    assert answer.status_code == 302
    assert "login" in answer["Location"]


def test_answers_are_changed_with_the_receipt(client: Client, voter: Any) -> None:
    survey = make_survey(ONE, changeable=True)
    code = survey_vote_as(survey, voter)
    page = address(survey, "answer/all/")
    assert "Code of your receipt" in client.get(page).content.decode()
    wrong = client.post(page, posted(survey, 1, receipt="A" * 26))
    assert wrong.status_code == 422
    assert 'value="option-1" checked' in wrong.content.decode()
    right = client.post(page, posted(survey, 1, receipt=code))
    assert "Your new answers are in the box" in right.content.decode()
    assert BoxedBallot.objects.get().answers["one"]["v"] == "option-1"


def test_pages_speak_three_languages(client: Client, voter: Any) -> None:
    survey = make_survey(ONE)
    for code in ("kk", "ru", "en"):
        assert client.get(address(survey, "answer/all/", code)).status_code == 200
    client.post(address(survey, "answer/all/", "ru"), posted(survey))
    assert BoxedBallot.objects.get().language == "ru"


def test_a_survey_nobody_approved_has_no_page(client: Client, voter: Any) -> None:
    survey = make_survey(ONE, draft=True)
    make_survey_pages(survey)
    for rest in ("", "answer/", "answer/all/", "receipt/", "recount.json"):
        assert client.get(address(survey, rest)).status_code == 404
