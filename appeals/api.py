"""Applications for other programs: the same selectors and projections as the pages, public only."""

from collections.abc import Iterable
from dataclasses import asdict
from datetime import date, datetime
from typing import Any

from django.http import HttpRequest

from ninja import Query, Router, Schema
from pydantic import Field

from appeals import projections
from appeals.ball import age_of, ball_of, bodies_of
from appeals.filters import AppealFilterForm
from appeals.models import Appeal
from appeals.projections import Card, Detail, card_of, detail_of, plain_of
from appeals.selectors import PUBLIC_KEYS, appeal_get, public_list
from appeals.states import State
from core.api import Paging, Problem, bad_filters, page_document
from core.audience import PUBLIC
from core.keyset import page_of

router = Router(tags=["applications"])


class ApplicationFilters(Paging):
    """Filters of the list; all of them narrow it."""

    q: str = Field("", max_length=200, description="Words, or a number")
    agency: str = Field("", max_length=60, description="Key of an agency")
    office: str = Field("", max_length=60, description="Key of an office")
    topic: str = Field("", max_length=60, description="Key of a topic")
    state: str = Field(
        "", max_length=12, description="One of: " + ", ".join(choice.value for choice in State)
    )
    answered: str = Field("", max_length=3, description="yes or no")
    overdue: bool = False
    since: date | None = Field(None, description="Published on this day or later")
    until: date | None = Field(None, description="Published on this day or earlier")


class ApplicationItem(Schema):
    """An application in a list."""

    number: str
    subject: str
    excerpt: str
    language: str
    author: str = Field(description="As the author wants the name to show; may be empty")
    kind: str
    topic: str
    agency: str
    office: str
    state: str
    registered_on: date
    due_on: date
    published_at: datetime
    answered_at: datetime | None
    answers: int
    is_overdue: bool
    url: str


class Piece(Schema):
    """A piece of a public text, or a gap with the code of its ground and the ground in words."""

    text: str = ""
    gap: str = ""
    reason: str = ""


class SignatureItem(Schema):
    """The digital signature of an agency's head under an answer."""

    signer: str
    post: str
    agency_bin: str
    serial: str
    issuer: str
    signed_at: datetime
    digest: str
    root: str
    check_path: str


class AnswerItem(Schema):
    """A public answer; ``reworded`` by a moderator in more than its gaps. ``signature`` is null
    where the agency signed nothing."""

    office: str
    agency: str
    person: str
    language: str
    delivered_at: datetime
    text: str
    pieces: list[Piece]
    reworded: bool
    signature: SignatureItem | None


class RedirectItem(Schema):
    """A hand-over to another body."""

    from_agency: str
    to_agency: str
    state: str
    proposed_at: datetime
    decided_at: datetime | None
    is_late: bool = Field(description="Proposed after the legal days for a hand-over")
    is_escalated: bool = Field(description="The operator of the portal says who is competent")


class ExtensionItem(Schema):
    """The term was extended; the reason is for the author."""

    old_due_on: date
    new_due_on: date
    decided_at: datetime


class StopItem(Schema):
    """Consideration was stopped on a ground of the list."""

    code: str
    ground: str
    source: str
    decided_at: datetime


class BallItem(Schema):
    """Who has to do something now."""

    holder: str = Field(description="One of: author, agency, receiver, operator, nobody")
    text: str


class ApplicationDetail(ApplicationItem):
    """An application with its text, perhaps ``reworded`` by a moderator, and its answers.

    ``bodies`` are the bodies that had it, the last one has it; empty without a hand-over."""

    place: str
    text: str
    pieces: list[Piece]
    reworded: bool
    answer_items: list[AnswerItem]
    redirects: list[RedirectItem]
    bodies: list[str]
    extensions: list[ExtensionItem]
    stops: list[StopItem]
    waits_until: date | None = Field(description="The author is asked for more until this day")
    reviewed_since: datetime | None = Field(description="The author asked for a review")
    age_days: int = Field(description="Calendar days since the first registration, to the end")
    ball: BallItem


class ApplicationList(Schema):
    """One page of the list."""

    items: list[ApplicationItem]
    next: str | None
    previous: str | None


@router.get(
    "/applications",
    response={200: ApplicationList, 422: Problem},
    summary="Published applications, newest first",
)
def application_list(request: HttpRequest, filters: Query[ApplicationFilters]) -> Any:
    """Labels come in the language of ``Accept-Language``; texts stay in their own."""
    said = filters.dict(exclude={"cursor", "limit", "overdue", "since", "until"})
    form = AppealFilterForm(
        {
            **said,
            "overdue": "on" if filters.overdue else "",
            "since": filters.since.isoformat() if filters.since else "",
            "until": filters.until.isoformat() if filters.until else "",
        }
    )
    if form.errors:
        return bad_filters(form.errors)
    page = page_of(
        public_list(form.filters()), keys=PUBLIC_KEYS, cursor=filters.cursor, limit=filters.limit
    )
    return page_document(page, [_item(card_of(row, PUBLIC)) for row in page.rows])


@router.get(
    "/applications/{number}",
    response={200: ApplicationDetail, 404: Problem},
    summary="One published application with its answers",
)
def application_detail(request: HttpRequest, number: str) -> Any:
    """What isn't public looks like nothing at all."""
    try:
        appeal = appeal_get(number, PUBLIC)
    except Appeal.DoesNotExist:
        raise LookupError(number) from None
    return _detail(detail_of(appeal, PUBLIC))


def _item(card: Card) -> dict[str, Any]:
    names = [name for name in ApplicationItem.model_fields if name != "url"]
    return {**{name: getattr(card, name) for name in names}, "url": card.path}


def _detail(detail: Detail) -> dict[str, Any]:
    return {
        **_item(detail.card),
        "place": detail.place,
        "text": plain_of(detail.segments),
        "pieces": _pieces(detail.segments),
        "reworded": detail.reworded,
        "answer_items": [
            {
                **{
                    name: getattr(answer, name)
                    for name in ("office", "agency", "person", "language", "delivered_at")
                },
                "text": plain_of(answer.segments),
                "pieces": _pieces(answer.segments),
                "reworded": answer.reworded,
                "signature": asdict(answer.signature) if answer.signature else None,
            }
            for answer in detail.answers
            if answer.is_public
        ],
        "redirects": [
            {name: getattr(row, name) for name in RedirectItem.model_fields}
            for row in detail.redirects
        ],
        **_course(detail),
    }


def _course(detail: Detail) -> dict[str, Any]:
    """What happened on the way; the projection has left out what isn't for the public."""
    course = detail.course
    return {
        "bodies": list(bodies_of(detail)),
        "extensions": _rows(course.extensions, ExtensionItem),
        "stops": _rows(course.stops, StopItem),
        "waits_until": course.asked.due_on if course.asked else None,
        "reviewed_since": course.review.at if course.review else None,
        "age_days": age_of(detail),
        "ball": asdict(ball_of(detail)),
    }


def _rows(rows: Iterable[Any], item: type[Schema]) -> list[dict[str, Any]]:
    return [{name: getattr(row, name) for name in item.model_fields} for row in rows]


def _pieces(pieces: Iterable[projections.Piece]) -> list[dict[str, str]]:
    return [{"text": row.text, "gap": row.ground, "reason": row.reason} for row in pieces]
