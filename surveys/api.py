"""Surveys for other programs: the same selectors and projections as the pages."""

from datetime import date, datetime
from typing import Any

from django.http import HttpRequest

from ninja import Query, Router, Schema
from pydantic import Field

from core.api import Paging, Problem, page_document
from core.keyset import page_of
from surveys.models import ResultsShown, Survey
from surveys.phases import Phase
from surveys.projections import SurveyCard, card_of, detail_of
from surveys.results.files import results_document
from surveys.results.view import results_of
from surveys.selectors import keys_of, survey_get, survey_list
from surveys.states import Voters

router = Router(tags=["surveys"])


class SurveyFilters(Paging):
    """Filters of the list; all of them narrow it."""

    tab: Phase | None = Field(None, description="active, upcoming or past")
    agency: str = Field("", max_length=60, description="Key of an agency")


class SurveyItem(Schema):
    """A survey. Its phase follows the clock."""

    key: str
    title: str
    plan: str = Field(description="What the agency will do with the results")
    agency: str
    agency_name: str
    phase: Phase
    opens_at: datetime
    closes_at: datetime
    voters: Voters = Field(
        description="Who may answer: people who signed in, each once; or anybody"
    )
    age_from: int | None = Field(description="Years by the IIN; null: no limit")
    age_to: int | None
    regions: list[str] = Field(description="Two digits of KATO; empty: all. As people say it")
    results_shown: ResultsShown = Field(description="When results may be seen")
    participants: int | None = Field(description="Null before it opens")
    conclusion_due_at: datetime | None = Field(
        description="By when the agency promised to say what it did with the answers"
    )
    concluded_at: datetime | None
    is_late: bool = Field(description="The day passed and the agency hasn't said it")
    url: str


class SurveyPageDocument(Schema):
    """One page of surveys."""

    items: list[SurveyItem]
    next: str | None
    previous: str | None


class OptionItem(Schema):
    """A possible answer; votes and share (percent) are null while results are not shown."""

    key: str
    text: str
    votes: int | None
    share: int | None


class SurveyQuestionItem(Schema):
    """A question."""

    key: str
    kind: str
    text: str
    is_required: bool
    options: list[OptionItem]
    total: int | None


class SurveyDocument(SurveyItem):
    """A survey with its questions, and results where its own rule shows them."""

    shows_results: bool
    questions: list[SurveyQuestionItem]


@router.get(
    "/surveys",
    response={200: SurveyPageDocument, 422: Problem},
    summary="Surveys, newest first; upcoming ones by their opening",
)
def surveys_document(request: HttpRequest, filters: Query[SurveyFilters]) -> Any:
    """Public ones only."""
    page = page_of(
        survey_list(phase=filters.tab, agency_key=filters.agency),
        keys=keys_of(filters.tab),
        cursor=filters.cursor,
        limit=filters.limit,
    )
    return page_document(page, [_item(card_of(row)) for row in page.rows])


@router.get(
    "/surveys/{key}",
    response={200: SurveyDocument, 404: Problem},
    summary="One survey with its questions",
)
def survey_document(request: HttpRequest, key: str) -> Any:
    """By its key."""
    try:
        detail = detail_of(survey_get(key))
    except Survey.DoesNotExist:
        raise LookupError(key) from None
    questions = [
        {
            **{
                name: getattr(row, name) for name in ("key", "kind", "text", "is_required", "total")
            },
            "options": [option.__dict__ for option in row.options],
        }
        for row in detail.questions
    ]
    return {**_item(detail.card), "shows_results": detail.shows_results, "questions": questions}


class ValueItem(Schema):
    """One count; share is in percent of those who answered."""

    key: str
    name: str
    count: int
    share: int


class RowItem(Schema):
    """A row of a matrix or an option of a ranking; mean is the mean place."""

    key: str
    name: str
    answered: int
    mean: float | None
    values: list[ValueItem]


class GroupItem(Schema):
    """A group of people. No count is between 1 and 4: small groups are put together."""

    key: str
    name: str
    answered: int
    values: list[ValueItem]


class GroupsItem(Schema):
    """One question by language, region or age."""

    by: str
    groups: list[GroupItem]


class ResultItem(Schema):
    """Results of one question; empty while its own rule doesn't show them."""

    key: str
    kind: str
    text: str
    is_shown: bool
    total: int | None
    mean: float | None
    published_texts: int
    values: list[ValueItem]
    rows: list[RowItem]
    groups: list[GroupsItem]


class DayItem(Schema):
    """How many took part on a day."""

    day: date
    count: int


class ResultsDocument(Schema):
    """Results as everybody may see them. Not a sample: only those who wished took part."""

    document: str
    version: int
    survey: str
    is_sample: bool
    is_final: bool = Field(description="Everything is counted; before, counts move in steps of 5")
    participants: int
    days: list[DayItem]
    questions: list[ResultItem]


@router.get(
    "/surveys/{key}/results",
    response={200: ResultsDocument, 404: Problem},
    summary="Results of one survey, by the rule fixed before it opened",
)
def survey_results_document(request: HttpRequest, key: str) -> Any:
    """The same counts as on the page and in the files."""
    try:
        return results_document(results_of(survey_get(key)))
    except Survey.DoesNotExist:
        raise LookupError(key) from None


def _item(card: SurveyCard) -> dict[str, Any]:
    plain = set(SurveyItem.model_fields) - {"agency", "agency_name"}
    named = {name: getattr(card, name) for name in plain}
    return {**named, "agency": card.agency_key, "agency_name": card.agency}
