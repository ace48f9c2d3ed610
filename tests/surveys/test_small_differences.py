"""Attacks on surveys: people worked out of small differences, files that calculate."""

import csv
import io
from typing import Any

from django.test import Client

import pytest
from openpyxl import load_workbook

from surveys.models import Survey
from surveys.services.mixing import survey_mix
from surveys.services.voting import survey_revote
from surveys.states import QuestionKind
from tests.factories.ballots import survey_vote_as, survey_votes
from tests.factories.people import make_citizen
from tests.factories.surveys import add_question, make_survey
from tests.surveys.test_answering import address
from tests.surveys.test_results import close

pytestmark = pytest.mark.django_db
ONE = QuestionKind.ONE


def by_language(client: Client, survey: Survey) -> list[dict[str, int]]:
    """For each question: how many of each group answered."""
    found = client.get(f"/api/v1/surveys/{survey.key}/results").json()["questions"]
    return [
        {group["key"]: group["answered"] for group in item["groups"]}
        for question in found
        for item in question["groups"]
        if item["by"] == "language"
    ]


def cast(survey: Survey, language: str, count: int, first: str, second: str) -> None:
    keys = list(survey.questions.values_list("key", flat=True))
    raw = {key: word for key, word in zip(keys, (first, second), strict=True) if word}
    for _turn in range(count):
        survey_vote_as(survey, raw=raw, language=language)


def two_questions() -> Survey:
    survey = make_survey(ONE)
    other = add_question(survey, ONE, key="other")
    survey.questions.filter(pk=other.pk).update(is_required=False)
    return survey


def test_how_few_left_a_question_out_is_told_of_no_group(client: Client) -> None:
    """All in Russian answer the first, all but two the second: 20 - 18 would be two."""
    survey = two_questions()
    cast(survey, "kk", 30, "option-0", "option-0")
    cast(survey, "en", 25, "option-0", "option-0")
    cast(survey, "ru", 18, "option-0", "option-0")
    cast(survey, "ru", 2, "option-0", "")
    close(survey)
    assert by_language(client, survey) == [{"kk": 30, "ru": 20, "en": 25}, {}]


def test_enough_left_a_question_out(client: Client) -> None:
    survey = two_questions()
    cast(survey, "kk", 30, "option-0", "option-0")
    cast(survey, "ru", 14, "option-0", "option-0")
    cast(survey, "ru", 6, "option-0", "")
    close(survey)
    assert by_language(client, survey) == [{"kk": 30, "ru": 20}, {"kk": 30, "ru": 14}]


def test_two_questions_do_not_tell_the_size_of_a_small_group(client: Client) -> None:
    """Three answer in English. One table shows Kazakh, another Russian: the rest was three."""
    survey = two_questions()
    cast(survey, "kk", 20, "option-0", "option-0")
    cast(survey, "ru", 15, "option-0", "option-1")
    cast(survey, "ru", 6, "option-0", "")
    cast(survey, "en", 3, "option-0", "option-1")
    close(survey)
    shown = {key for table in by_language(client, survey) for key in table} - {"others"}
    assert len(shown) == 1


def everything(client: Client, survey: Survey) -> list[Any]:
    """What anybody can read of the results, without the moment it was made at."""
    api = client.get(f"/api/v1/surveys/{survey.key}/results").json()
    whole = client.get(f"/api/v1/surveys/{survey.key}").json()
    lists = client.get("/api/v1/surveys").json()
    lines = b"".join(client.get(address(survey, "results.csv")))
    book = client.get(address(survey, "results.xlsx")).content
    sheet = load_workbook(io.BytesIO(book)).worksheets[0]
    rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
    return [api, whole, lists, lines, rows, client.get(address(survey, "results.json")).json()]


def test_one_vote_or_change_more_moves_nothing_anywhere(client: Client) -> None:
    survey = make_survey(ONE, live=True, may_change=True)
    voter = make_citizen()
    code = survey_vote_as(survey, voter)
    survey_votes(survey, 9)
    before = everything(client, survey)
    survey_vote_as(survey)
    survey_mix(survey_id=survey.pk)
    assert everything(client, survey) == before
    key = survey.questions.get().key
    for option in ("option-1", "option-0", "option-1"):
        said = {"raw": {key: option}, "language": "ru", "version": survey.version}
        survey_revote(survey_id=survey.pk, voter=voter, code=code, **said)
        survey_mix(survey_id=survey.pk)
        assert everything(client, survey) == before
    for _person in range(9):
        survey_vote_as(survey)
    survey_mix(survey_id=survey.pk)
    moved = everything(client, survey)[0]["participants"] - before[0]["participants"]
    assert moved >= 5


FORMULAS = ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", '=HYPERLINK("http://a.kz")']


@pytest.mark.parametrize("words", FORMULAS)
def test_words_of_a_survey_do_not_calculate(client: Client, words: str) -> None:
    survey = make_survey(ONE, live=True)
    question = survey.questions.get()
    for name in ("text_kk", "text_ru", "text_en"):
        question.options.update(**{name: words})
        survey.questions.update(**{name: words})
    survey_votes(survey, 10)
    lines = b"".join(client.get(address(survey, "results.csv"))).decode("utf-8-sig")
    for row in csv.reader(io.StringIO(lines)):
        assert not any(cell[:1] in set("=+-@\t\r") for cell in row if cell)
    book = load_workbook(io.BytesIO(client.get(address(survey, "results.xlsx")).content))
    cells = [cell for row in book.worksheets[0].iter_rows() for cell in row]
    assert not any(cell.data_type == "f" for cell in cells)
