"""Agencies, offices and topics for other programs. All of it is public."""

from datetime import date
from typing import Any

from django.db.models import Q, QuerySet
from django.http import HttpRequest

from ninja import Query, Router, Schema
from pydantic import Field

from agencies.models import Agency, Topic
from agencies.selectors import agency_list, office_list, sort_field
from core.api import Paging, Problem, page_document
from core.keyset import page_of

router = Router(tags=["agencies"])


class AgencyFilters(Paging):
    """Filters of the list; all of them narrow it."""

    group: str = Field("", max_length=60, description="Key of a group")
    region: str = Field("", max_length=60, description="Key of a region")
    topic: str = Field("", max_length=60, description="Key of a topic")
    accepts: bool | None = Field(None, description="Takes applications from citizens now")


class AgencyItem(Schema):
    """A state body."""

    key: str
    bin: str
    name: str
    short_name: str
    group: str
    region: str
    parent: str
    topics: list[str]
    accepts_applications: bool
    closed_reason: str
    handover_url: str


class AgencyPageDocument(Schema):
    """One page of agencies."""

    items: list[AgencyItem]
    next: str | None
    previous: str | None


class HolderItem(Schema):
    """Who holds an office."""

    person: str
    is_acting: bool
    starts_on: date


class OfficeFilters(Paging):
    """Filters of the list; all of them narrow it."""

    agency: str = Field("", max_length=60, description="Key of an agency")
    accepts: bool | None = Field(None, description="Takes applications from citizens now")


class OfficeItem(Schema):
    """An office that keeps a blog; ``holder`` is null while it is vacant."""

    key: str
    title: str
    agency: str
    agency_name: str
    accepts_applications: bool
    holder: HolderItem | None


class OfficePageDocument(Schema):
    """One page of offices."""

    items: list[OfficeItem]
    next: str | None
    previous: str | None


class TopicItem(Schema):
    """A topic of applications."""

    key: str
    name: str


class TopicPageDocument(Schema):
    """One page of topics."""

    items: list[TopicItem]
    next: str | None
    previous: str | None


@router.get("/agencies", response={200: AgencyPageDocument, 422: Problem}, summary="State bodies")
def agencies_document(request: HttpRequest, filters: Query[AgencyFilters]) -> Any:
    """In alphabetical order of the language of ``Accept-Language``."""
    rows = _narrowed(agency_list(), filters, accepts="accepts_applications")
    named = {"group__key": filters.group, "region__key": filters.region}
    rows = rows.filter(**{name: value for name, value in named.items() if value})
    if filters.topic:
        rows = rows.filter(topics__key=filters.topic)
    page = page_of(
        _with_agency_parts(rows),
        keys=(sort_field(), "id"),
        cursor=filters.cursor,
        limit=filters.limit,
    )
    return page_document(page, [agency_item(row) for row in page.rows])


@router.get("/agencies/{key}", response={200: AgencyItem, 404: Problem}, summary="One state body")
def agency_document(request: HttpRequest, key: str) -> Any:
    """By its key."""
    row = _with_agency_parts(agency_list()).filter(key=key).first()
    if row is None:
        raise LookupError(key)
    return agency_item(row)


@router.get("/offices", response={200: OfficePageDocument, 422: Problem}, summary="Offices")
def offices_document(request: HttpRequest, filters: Query[OfficeFilters]) -> Any:
    """With whoever holds them now."""
    rows = _narrowed(office_list(), filters, accepts="agency__accepts_applications")
    if filters.agency:
        rows = rows.filter(agency__key=filters.agency)
    page = page_of(
        rows, keys=("agency_id", "order", "id"), cursor=filters.cursor, limit=filters.limit
    )
    return page_document(page, [office_item(row) for row in page.rows])


@router.get("/offices/{key}", response={200: OfficeItem, 404: Problem}, summary="One office")
def office_document(request: HttpRequest, key: str) -> Any:
    """By its key."""
    row = office_list().filter(key=key).first()
    if row is None:
        raise LookupError(key)
    return office_item(row)


@router.get(
    "/topics", response={200: TopicPageDocument, 422: Problem}, summary="Topics of applications"
)
def topics_document(request: HttpRequest, paging: Query[Paging]) -> Any:
    """Topics that the form offers."""
    page = page_of(
        Topic.objects.filter(is_active=True),
        keys=("order", "id"),
        cursor=paging.cursor,
        limit=paging.limit,
    )
    items = [{"key": row.key, "name": row.localized("name")} for row in page.rows]
    return page_document(page, items)


def agency_item(agency: Agency) -> dict[str, Any]:
    """An agency as the API shows it, in the reader's language."""
    closed = not agency.accepts_applications
    return {
        "key": agency.key,
        "bin": agency.bin,
        "name": agency.localized("name"),
        "short_name": agency.localized("short_name"),
        "group": agency.group.key,
        "region": agency.region.key if agency.region else "",
        "parent": agency.parent.key if agency.parent else "",
        "topics": [topic.key for topic in agency.topics.all()],
        "accepts_applications": not closed,
        "closed_reason": agency.localized("closed_reason") if closed else "",
        "handover_url": agency.handover_url if closed else "",
    }


def office_item(office: Any) -> dict[str, Any]:
    """An office as the API shows it, in the reader's language."""
    now = office.current_tenures[0] if office.current_tenures else None
    return {
        "key": office.key,
        "title": office.localized("title"),
        "agency": office.agency.key,
        "agency_name": office.agency.localized("name"),
        "accepts_applications": office.accepts_applications,
        "holder": now
        and {
            "person": now.localized("person"),
            "is_acting": now.is_acting,
            "starts_on": now.starts_on,
        },
    }


def _with_agency_parts(rows: QuerySet[Agency]) -> QuerySet[Agency]:
    return rows.select_related("group", "region", "parent").prefetch_related("topics")


def _narrowed(rows: QuerySet[Any], filters: Any, *, accepts: str) -> QuerySet[Any]:
    return rows if filters.accepts is None else rows.filter(Q(**{accepts: filters.accepts}))
