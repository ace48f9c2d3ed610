"""Results: the same on page, API and files; by groups only when nobody can be told."""

import csv
import io
from datetime import timedelta
from typing import Any

from django.test import Client
from django.utils import timezone

import pytest

from surveys.adapters.search import SearchableSurvey
from surveys.models import Survey
from surveys.results.view import results_of
from surveys.services.finishing import survey_finish
from surveys.states import QuestionKind, TextState
from tests.factories.ballots import SurveyTextFactory, survey_vote_as, survey_votes
from tests.factories.people import make_citizen
from tests.factories.surveys import make_survey
from tests.surveys.test_answering import address

pytestmark = pytest.mark.django_db
ONE, TEXT = QuestionKind.ONE, QuestionKind.TEXT


def close(survey: Survey) -> Survey:
    Survey.objects.filter(pk=survey.pk).update(closes_at=timezone.now() - timedelta(seconds=1))
    assert survey_finish(survey_id=survey.pk)
    survey.refresh_from_db()
    return survey


def text_of(client: Client, survey: Survey, rest: str) -> str:
    response = client.get(address(survey, rest))
    assert response.status_code == 200
    return response.content.decode()


def test_every_kind_has_its_chart_and_its_table(client: Client) -> None:
    survey = make_survey(live=True)
    survey_votes(survey, 12)
    for rest in ("", "results/"):
        html = text_of(client, survey, rest)
        for question in survey.questions.exclude(kind=TEXT):
            assert f'id="r-{question.key}"' in html
        assert html.count("<table") >= 8
        assert "Not a sample" in html
        assert "steps of at least five" in html
    results = results_of(survey)
    assert {question.total for question in results.questions} == {12}
    scale = next(item for item in results.questions if item.kind == "scale")
    assert scale.mean == 2.8
    assert sum(cell.count for cell in scale.cells) == 12


def test_page_api_and_files_say_the_same(client: Client) -> None:
    survey = make_survey(live=True)
    survey_votes(survey, 11)
    close(survey)
    english = {"Accept-Language": "en"}
    api = client.get(f"/api/v1/surveys/{survey.key}/results", headers=english).json()
    file = client.get(address(survey, "results.json")).json()
    assert file["questions"][0]["values"] == api["questions"][0]["values"]
    lines = b"".join(client.get(address(survey, "results.csv"))).decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(lines)))
    assert {row["kind"] for row in rows} == set(QuestionKind.values)
    for question in api["questions"]:
        told = {v["key"]: v["count"] for v in question["values"]}
        same = {
            row["value"]: int(row["count"])
            for row in rows
            if row["question"] == question["key"] and row["by"] == "all" and not row["row"]
            if row["value"]
        }
        assert told == same
    book = client.get(address(survey, "results.xlsx"))
    assert book.content.startswith(b"PK")


@pytest.mark.parametrize(
    ("traits", "visitor", "voter", "after"),
    [
        ({"live": True}, True, True, True),
        ({"voted": True}, False, True, True),
        ({}, False, False, True),
        ({"results_shown": "question"}, False, False, False),
    ],
    ids=["live", "voted", "closed", "never"],
)
def test_the_rule_holds_everywhere(
    client: Client, traits: dict[str, Any], visitor: bool, voter: bool, after: bool
) -> None:
    survey = make_survey(ONE, **traits)
    if "results_shown" in traits:
        survey.questions.update(results_shown="never")
    user = make_citizen()
    survey_vote_as(survey, user)
    survey_votes(survey, 6)
    signed = Client()
    signed.force_login(user)

    def seen(reader: Client) -> bool:
        return "<meter" in text_of(reader, survey, "results/")

    def told() -> bool:
        api = client.get(f"/api/v1/surveys/{survey.key}/results").json()
        codes = {client.get(address(survey, f"results.{kind}")).status_code for kind in KINDS}
        shown = bool(api["questions"][0]["values"])
        assert codes == ({200} if shown else {404})
        assert ("<meter" in text_of(client, survey, "card/")) == shown
        return shown

    assert (seen(client), seen(signed), told()) == (visitor, voter, visitor)
    close(survey)
    assert (seen(client), seen(signed), told()) == (after, after, after)


KINDS = ("csv", "xlsx", "json")


def test_what_is_shown_after_closing_waits_for_the_last_ballot(client: Client) -> None:
    """One left in the box would be the difference between two looks."""
    survey = make_survey(ONE)
    survey_votes(survey, 6)
    survey_vote_as(survey, turn=1)
    Survey.objects.filter(pk=survey.pk).update(closes_at=timezone.now() - timedelta(seconds=1))

    def counts() -> list[Any]:
        results = client.get(f"/api/v1/surveys/{survey.key}/results").json()["questions"][0]
        options = client.get(f"/api/v1/surveys/{survey.key}").json()["questions"][0]
        return [results["total"], options["total"]]

    assert counts() == [None, None]
    assert "<meter" not in text_of(client, survey, "results/")
    assert client.get(address(survey, "results.csv")).status_code == 404
    assert survey_finish(survey_id=survey.pk)
    assert counts() == [7, 7]


def test_who_left_an_option_out_is_a_small_cell_too(client: Client) -> None:
    """Answered less ticked: of 20 in Russian all but two ticked the first."""
    survey = make_survey(QuestionKind.MANY)
    for language, first, second in (("kk", 20, 10), ("ru", 18, 2), ("en", 10, 10)):
        for turn in range(first + second):
            raw = {"many": ["option-0", "option-1"] if turn < first else ["option-1"]}
            survey_vote_as(survey, raw=raw, language=language)
    close(survey)
    api = client.get(f"/api/v1/surveys/{survey.key}/results").json()["questions"][0]
    groups = next(item for item in api["groups"] if item["by"] == "language")["groups"]
    assert "ru" not in {group["key"] for group in groups}
    for group in groups:
        left = [group["answered"] - value["count"] for value in group["values"]]
        assert not any(0 < count < 5 for count in left)
    assert sum(group["answered"] for group in groups) == 70


def test_groups_are_told_after_the_end_and_never_small(client: Client) -> None:
    survey = make_survey(ONE, live=True)
    for language, count in (("kk", 18), ("ru", 18), ("en", 2)):
        for turn in range(count):
            survey_vote_as(survey, turn=turn, language=language)
    survey_votes(survey, 1)
    assert not any(question.breakdowns for question in results_of(survey).questions)
    close(survey)
    api = client.get(f"/api/v1/surveys/{survey.key}/results").json()["questions"][0]
    by_language = next(item for item in api["groups"] if item["by"] == "language")
    counts = [value["count"] for group in by_language["groups"] for value in group["values"]]
    assert not any(0 < count < 5 for count in counts)
    assert {group["key"] for group in by_language["groups"]} == {"kk", "others"}
    for value in api["values"]:
        same = [
            item["count"]
            for group in by_language["groups"]
            for item in group["values"]
            if item["key"] == value["key"]
        ]
        assert sum(same) == value["count"]


def test_the_card_is_for_other_sites(client: Client) -> None:
    survey = make_survey(ONE, live=True)
    survey_votes(survey, 6)
    answer = client.get(address(survey, "card/"))
    assert "X-Frame-Options" not in answer
    assert "frame-ancestors *" in answer["Content-Security-Policy"]
    assert "<script" not in answer.content.decode()
    assert "Set-Cookie" not in answer
    other = client.get(address(survey, "results/"))
    assert "frame-ancestors 'none'" in other["Content-Security-Policy"]
    assert "&lt;iframe" in other.content.decode()


def test_published_free_answers_only(client: Client) -> None:
    survey = make_survey(TEXT, live=True)
    question = survey.questions.get()
    SurveyTextFactory(question=question, body="Көшеге жарық керек")
    SurveyTextFactory(question=question, waiting=True, original="waits for a moderator")
    SurveyTextFactory(question=question, refused=True, original="was refused")
    assert "1 published answer" in text_of(client, survey, "results/")
    html = text_of(client, survey, "results/text/")
    assert "Көшеге жарық керек" in html
    assert "waits" not in html
    assert "refused" not in html
    assert client.get(address(survey, "results/other/")).status_code == 404
    assert client.get(address(survey, "results/text/?cursor=made-up")).status_code == 404
    question.texts.update(state=TextState.PUBLISHED, body="x")
    Survey.objects.update(results_shown="closed")
    assert client.get(address(survey, "results/text/")).status_code == 404


@pytest.mark.parametrize(
    ("traits", "said"),
    [
        ({"late": True}, "Late: promised by"),
        ({"concluded": True}, "Conclusion. Text in English"),
        ({"past": True}, "The agency hasn't said yet"),
    ],
    ids=["late", "concluded", "past"],
)
def test_what_was_done_with_it(client: Client, traits: dict, said: str) -> None:
    survey = make_survey(ONE, sealed=False, **traits)
    html = text_of(client, survey, "conclusion/")
    assert said.replace("Text in English", "") in html
    assert survey.plan_en in html
    assert ("Conclusion." in html) == ("concluded" in traits)
    assert ("Late:" in text_of(client, survey, "")) == ("late" in traits)
    item = client.get(f"/api/v1/surveys/{survey.key}").json()
    assert item["is_late"] == ("late" in traits)


def test_an_open_survey_has_no_conclusion(client: Client) -> None:
    survey = make_survey(ONE)
    assert client.get(address(survey, "conclusion/")).status_code == 404
    assert "Conclusion." not in text_of(client, survey, "")


def test_the_search_knows_no_conclusion_before_its_day(client: Client) -> None:
    early, said = make_survey(ONE, past=True, sealed=False), make_survey(ONE, concluded=True)
    for survey, known in ((early, False), (said, True)):
        page = survey.pages.get(face_language="en")
        words = " ".join(SearchableSurvey().words(page))
        assert ("Conclusion." in words) == known


def test_unknown_surveys(client: Client) -> None:
    draft = make_survey(ONE, draft=True)
    for key in ("nothing", draft.key):
        for rest in ("results/", "results.csv", "card/", "conclusion/"):
            assert client.get(f"/en/surveys/{key}/{rest}").status_code == 404
        answer = client.get(f"/api/v1/surveys/{key}/results")
        assert answer.status_code == 404
        assert answer["Content-Type"] == "application/problem+json"


def test_results_cost_the_same_for_few_and_many(
    client: Client, django_assert_max_num_queries: Any
) -> None:
    few, many = make_survey(ONE, live=True), make_survey(live=True)
    for survey in (few, many):
        survey_votes(survey, 6)
        client.get(address(survey, "results/"))
    for survey in (few, many):
        with django_assert_max_num_queries(24):
            client.get(address(survey, "results/"))
