"""The portal's figures for other programs."""

from datetime import datetime
from typing import Any

from django.http import HttpRequest

from ninja import Router, Schema
from pydantic import Field

from home.statistics import office_rows, statistics

router = Router(tags=["statistics"])


class FiguresItem(Schema):
    """The four figures."""

    total: int = Field(description="Registered applications; parts are not counted")
    redirected: int = Field(description="With at least one accepted redirect")
    published: int = Field(description="Public now")
    answered: int = Field(description="With at least one answer delivered, public or not")


class OfficeFigures(FiguresItem):
    """The four figures of one office, as addressed by the citizens."""

    office: str
    agency: str


class StatisticsDocument(FiguresItem):
    """The portal's figures and those of each office."""

    as_of: datetime
    offices: list[OfficeFigures]


@router.get("/statistics", response=StatisticsDocument, summary="The figures of the portal")
def statistics_document(request: HttpRequest) -> Any:
    """Kept up to date inside every act; read in constant time."""
    now = statistics()
    return {
        "as_of": now.as_of,
        **now.figures.__dict__,
        "offices": [
            {"office": row.office_key, "agency": row.agency_key, **row.figures.__dict__}
            for row in office_rows()
        ],
    }
