"""Surveys as visitors see them, in each language; results by the rule fixed before opening."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

import pytest

from core.localized import ORDER
from search.selectors import search
from surveys.models import Survey, SurveyPage, SurveyQuestion, SurveysIndexPage
from surveys.phases import Phase, in_phase, next_at, phase_of, results_visible
from tests.factories.executives import TEXT, make_section
from tests.factories.surveys import SurveyFactory, SurveyQuestionFactory, make_survey_pages

TICK = timedelta(microseconds=1)
ZERO = datetime(2026, 3, 1, 10, tzinfo=UTC)
END = ZERO + timedelta(days=5)


@dataclass
class Times:
    opens_at: datetime = ZERO
    closes_at: datetime = END


@pytest.mark.parametrize(
    ("moment", "phase", "following"),
    [
        (ZERO - TICK, Phase.UPCOMING, ZERO),
        (ZERO, Phase.ACTIVE, END),
        (END - TICK, Phase.ACTIVE, END),
        (END, Phase.PAST, None),
    ],
)
def test_phase_at_boundaries(moment: datetime, phase: Phase, following: datetime | None) -> None:
    assert phase_of(Times(), moment) == phase
    assert next_at(Times(), moment) == following


@pytest.mark.django_db
def test_database_and_clock_agree_at_every_boundary() -> None:
    SurveyFactory(opens_at=ZERO, closes_at=END)
    for moment in (ZERO - TICK, ZERO, ZERO + TICK, END - TICK, END, END + TICK):
        for phase in Phase:
            found = Survey.objects.filter(in_phase(phase, moment)).exists()
            assert found == (phase_of(Times(), moment) == phase), (moment, phase)


@pytest.mark.parametrize(
    ("shown", "before", "during", "voted", "after"),
    [
        ("live", False, True, True, True),
        ("voted", False, False, True, True),
        ("closed", False, False, False, True),
    ],
)
def test_rule_of_results(shown: str, before: bool, during: bool, voted: bool, after: bool) -> None:
    times = Times()
    assert results_visible(times, shown, ZERO - TICK, has_voted=True) == before
    assert results_visible(times, shown, ZERO) == during
    assert results_visible(times, shown, ZERO, has_voted=True) == voted
    assert results_visible(times, shown, END) == after


def text_of(client, url: str) -> str:
    response = client.get(url)
    assert response.status_code == 200, url
    return response.content.decode()


def made(**values) -> Survey:
    survey = SurveyFactory(**values)
    SurveyQuestionFactory(survey=survey)
    make_survey_pages(survey)
    return survey


@pytest.mark.django_db
@pytest.mark.parametrize("code", ORDER)
@pytest.mark.parametrize(
    ("values", "own"), [({}, ""), ({"upcoming": True}, "upcoming/"), ({"past": True}, "past/")]
)
def test_each_phase_has_its_tab(client, values: dict, own: str, code: str) -> None:
    survey = made(**values)
    title = survey.localized("title", code)
    for tab in ("", "upcoming/", "past/"):
        assert (title in text_of(client, f"/{code}/surveys/{tab}")) == (tab == own)
    html = text_of(client, f"/{code}/surveys/{survey.key}/")
    assert f"Survey. {TEXT[code]}" in html
    assert survey.localized("plan", code) in html
    assert survey.questions.get().localized("text", code) in html


@pytest.mark.django_db
def test_who_may_answer_stands_in_the_list_on_the_page_and_in_the_api(client) -> None:
    anybody = SurveyFactory(key="anybody", anybody=True)
    adults = SurveyFactory(key="adults", age_from=18, age_to=30, regions=["71"])
    everyone = SurveyFactory(key="everyone")
    for survey in (anybody, adults, everyone):
        make_survey_pages(survey)
    listed = client.get("/en/surveys/").content.decode()
    assert listed.count("Without signing in") == 1
    assert listed.count("from 18 to 30 years") == listed.count("not all regions") == 1
    assert "Without signing in" in client.get("/en/surveys/anybody/").content.decode()
    assert "Without signing in" not in client.get("/en/surveys/everyone/").content.decode()
    found = {row["key"]: row for row in client.get("/api/v1/surveys").json()["items"]}
    assert found["anybody"]["voters"] == "anybody"
    told = found["adults"]
    assert (told["voters"], told["age_from"], told["age_to"], told["regions"]) == (
        "person",
        18,
        30,
        ["71"],
    )
    assert (found["everyone"]["age_from"], found["everyone"]["regions"]) == (None, [])


@pytest.mark.django_db
def test_unknown_tab_is_not_found(client) -> None:
    make_section(SurveysIndexPage, "surveys")
    for path in ("nothing/", "active/", "?cursor=made-up"):
        assert client.get(f"/en/surveys/{path}").status_code == 404


@pytest.mark.django_db
def test_unpublished_is_not_found(client) -> None:
    survey = made()
    survey.pages.get(face_language="en").unpublish()
    assert client.get(f"/en/surveys/{survey.key}/").status_code == 404
    for page in survey.pages.all():
        page.unpublish()
    assert client.get(f"/api/v1/surveys/{survey.key}").status_code == 404


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("values", "visible"),
    [
        ({"results_shown": "live"}, True),
        ({"results_shown": "voted"}, False),
        ({"results_shown": "closed"}, False),
        ({"results_shown": "closed", "past": True}, True),
        ({"results_shown": "live", "upcoming": True}, False),
    ],
)
def test_votes_leave_by_the_rule_only(client, values: dict, visible: bool) -> None:
    survey = made(**values)
    question = survey.questions.get()
    question.tallies.update(count=4321)
    html = text_of(client, f"/en/surveys/{survey.key}/")
    assert ("<meter" in html) == visible
    assert ("4,321" in html or "4321" in html) == visible
    item = client.get(f"/api/v1/surveys/{survey.key}").json()
    votes = [option["votes"] for option in item["questions"][0]["options"]]
    assert votes == ([4321, 4321] if visible else [None, None])
    assert item["shows_results"] == visible


@pytest.mark.django_db
def test_shares_of_one_and_of_many(client) -> None:
    survey = SurveyFactory(past=True, participants=100)
    SurveyQuestionFactory(survey=survey, key="one", votes=[3, 1])
    SurveyQuestionFactory(survey=survey, key="many", kind=SurveyQuestion.Kind.MANY, votes=[90, 60])
    SurveyQuestionFactory(survey=survey, key="none", votes=[0, 0])
    SurveyQuestionFactory(survey=survey, key="words", kind=SurveyQuestion.Kind.TEXT, votes=[])
    make_survey_pages(survey)
    questions = client.get(f"/api/v1/surveys/{survey.key}").json()["questions"]
    shares = {row["key"]: [item["share"] for item in row["options"]] for row in questions}
    assert shares == {"one": [75, 25], "many": [90, 60], "none": [0, 0], "words": []}
    html = text_of(client, f"/en/surveys/{survey.key}/")
    assert "75 %" in html
    assert "more than 100 %" in html


@pytest.mark.django_db
def test_one_page_a_language() -> None:
    survey = made()
    page = survey.pages.get(face_language="ru")
    values = {"title": "Twin", "slug": "twin", "survey": survey, "locale": page.locale}
    with pytest.raises(ValidationError):
        page.get_parent().add_child(instance=SurveyPage(**values))
    other = made().pages.get(face_language=page.face_language)
    with pytest.raises(IntegrityError), transaction.atomic():
        SurveyPage.objects.filter(pk=other.pk).update(survey=survey)
    assert page.make_preview_request(preview_mode="").status_code == 200


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/en/surveys/", "/api/v1/surveys", "page", "item"])
def test_lists_cost_the_same_for_one_and_ten(
    client, path: str, django_assert_max_num_queries
) -> None:
    survey = made(results_shown="live")
    url = {"page": f"/en/surveys/{survey.key}/", "item": f"/api/v1/surveys/{survey.key}"}
    url = url.get(path, path)

    def cost() -> int:
        client.get(url)
        with django_assert_max_num_queries(60) as seen:
            assert client.get(url).status_code == 200
        return len(seen)

    few = cost()
    for _ in range(9):
        SurveyQuestionFactory(survey=survey)
        made()
    assert cost() == few


@pytest.mark.django_db
def test_api_filters(client) -> None:
    active, upcoming = made(), made(upcoming=True)
    listed = client.get("/api/v1/surveys").json()["items"]
    assert {item["key"] for item in listed} == {active.key, upcoming.key}
    tab = client.get("/api/v1/surveys?tab=upcoming", headers={"accept-language": "en"}).json()
    assert [item["title"] for item in tab["items"]] == [upcoming.title_en]
    assert tab["items"][0]["participants"] is None
    own = client.get(f"/api/v1/surveys?agency={active.agency.key}").json()["items"]
    assert [item["key"] for item in own] == [active.key]
    for path in ("?tab=nothing", "?cursor=made-up"):
        assert client.get(f"/api/v1/surveys{path}").status_code == 422


@pytest.mark.django_db
def test_survey_is_found_by_its_questions() -> None:
    survey = made()
    survey.questions.update(text_ru="Нужен ли светофор?")
    survey.pages.get(face_language="ru").save_revision().publish()
    found = search(query="светофоры", page_language="ru").rows
    assert [row.url for row in found] == [f"/ru/surveys/{survey.key}/"]
