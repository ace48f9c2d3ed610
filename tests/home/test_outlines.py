"""Titles and headings: what a tab of the browser and a screen reader tell of a page."""

import re
from datetime import date
from typing import Any

from django.utils import timezone

import pytest

from search.services import index_rebuild
from tests.factories.agencies import OfficeFactory, TenureFactory
from tests.factories.appeals import AppealFactory
from tests.factories.conferences import ConferenceFactory, make_conference_pages
from tests.factories.executives import (
    make_agency_pages,
    make_executive_pages,
    make_homes,
    make_post_pages,
    make_section,
)
from tests.factories.surveys import SurveyFactory, make_survey_pages
from userguide.models import GuideIndexPage, GuidePage

pytestmark = pytest.mark.django_db

HEADING = re.compile(r"<h([1-6])[\s>]")


@pytest.fixture
def portal() -> dict[str, str]:
    """A page of each kind of list with rows in it, by name."""
    homes = make_homes()
    homes["en"].title = "Open Dialogue"
    homes["en"].save_revision().publish()
    office, today = OfficeFactory(), timezone.localdate()
    former = TenureFactory(office=office, starts_on=date(2020, 1, 1), ends_on=today)
    TenureFactory(office=office, starts_on=today)
    appeal = AppealFactory(published=True, answered=True, office=office)
    appeal.answers.update(tenure=former)
    make_agency_pages(office.agency)
    make_post_pages(make_executive_pages(office))
    make_conference_pages(ConferenceFactory())
    make_survey_pages(SurveyFactory())
    guide = make_section(GuideIndexPage, "guide")["en"]
    guide.add_child(instance=GuidePage(title="Signing in", slug="one", locale=guide.locale))
    index_rebuild()
    blog = f"/en/blogs/{office.agency.key}/{office.key}/"
    return {
        "home": "/en/",
        "blogs": "/en/blogs/",
        "agency": f"/en/blogs/{office.agency.key}/",
        "welcome": blog,
        "posts": f"{blog}posts/",
        "applications of a blog": f"{blog}applications/",
        "archive": f"{blog}archive/",
        "archive of a person": f"{blog}archive/{former.pk}/",
        "applications": "/en/applications/",
        "application": f"/en/applications/{appeal.number}/",
        "conferences": "/en/conferences/",
        "surveys": "/en/surveys/",
        "guide": "/en/guide/",
        "search": f"/en/search/?q={appeal.number}",
    }


def levels(client: Any, url: str) -> list[int]:
    answer = client.get(url)
    assert answer.status_code == 200, url
    return [int(level) for level in HEADING.findall(answer.content.decode())]


def test_no_list_jumps_over_a_heading_level(client: Any, portal: dict[str, str]) -> None:
    jumps = {}
    for name, url in portal.items():
        found = levels(client, url)
        assert found.count(1) == 1, name
        assert len(found) > 1, f"{name} has rows to look at"
        body = found[found.index(1) :]
        if any(after > before + 1 for before, after in zip(body, body[1:], strict=False)):
            jumps[name] = body
    assert jumps == {}


def test_the_home_page_names_the_portal_once(client: Any, portal: dict[str, str]) -> None:
    html = client.get("/en/").content.decode()
    assert "<title>Open Dialogue</title>" in html
    assert "· Open Dialogue</title>" in client.get("/en/blogs/").content.decode()
