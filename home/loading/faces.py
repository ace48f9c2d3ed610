"""Pages of agencies, executives, posts, conferences and surveys in three languages."""

from datetime import date, datetime, timedelta
from typing import Any

from django.utils import timezone

from wagtail.models import Page

from agencies.models import Agency, Office
from conferences.models import Conference, ConferencePage
from core.localized import ORDER
from executives.models import AgencyPage, ExecutivePage, PostPage
from home.loading.content import demo, paragraphs, stream
from home.loading.tree import Trio, trio_put
from surveys.models import Survey, SurveyPage


def section(slug: str) -> Trio:
    """The index page of a section in each language."""
    found = Page.objects.filter(slug=slug, depth=3).select_related("locale")
    return {page.locale.language_code: page.specific for page in found}


def blogs_load(today: date) -> str:
    """Agency pages, blogs and their posts."""
    agencies = _agency_pages(section("blogs"))
    blogs = _executive_pages(agencies, today)
    posts = _posts(blogs, today)
    return f"{len(agencies)} agency pages, {len(blogs)} blogs, {posts} posts in each language"


def conference_pages_load() -> str:
    """A page of each conference in each language."""
    parents, entries = section("conferences"), demo("conferences")
    for entry in entries:
        row = Conference.objects.get(key=entry["key"])

        def make(code: str, entry: Any = entry, row: Conference = row) -> Page:
            return ConferencePage(
                title=entry[f"theme_{code}"],
                conference=row,
                body=stream(paragraphs(entry[f"body_{code}"])),
                summary=stream(paragraphs(entry[f"summary_{code}"])),
            )

        trio_put(parents, slug=entry["key"], make=make)
    return f"{len(entries)} conference pages in each language"


def survey_pages_load() -> str:
    """A page of each survey in each language; what came of it is its conclusion."""
    parents = section("surveys")
    # Pages of the others come with their way to a moderator.
    entries = [entry for entry in demo("surveys") if "state" not in entry]
    for entry in entries:
        row = Survey.objects.get(key=entry["key"])

        def make(code: str, entry: Any = entry, row: Survey = row) -> Page:
            return SurveyPage(
                title=entry[f"title_{code}"],
                survey=row,
                body=stream(paragraphs(entry[f"intro_{code}"])),
                conclusion=stream(paragraphs(entry[f"outcome_{code}"])),
            )

        trio_put(parents, slug=entry["key"], make=make)
    return f"{len(entries)} survey pages in each language"


def _agency_pages(parents: Trio) -> dict[str, Trio]:
    made = {}
    for entry in demo("agencies"):
        row = Agency.objects.get(key=entry["key"])

        def make(code: str, entry: Any = entry, row: Agency = row) -> Page:
            about = stream(paragraphs([entry[f"about_{code}"]]))
            return AgencyPage(title=entry[f"name_{code}"], agency=row, body=about)

        made[entry["key"]], _ = trio_put(parents, slug=entry["key"], make=make)
    return made


def _executive_pages(parents: dict[str, Trio], today: date) -> dict[str, Trio]:
    made = {}
    for entry in demo("offices"):
        row = Office.objects.get(key=entry["key"])

        def make(code: str, entry: Any = entry, row: Office = row) -> Page:
            return ExecutivePage(
                title=entry[f"title_{code}"],
                office=row,
                welcome=stream(paragraphs(entry[f"welcome_{code}"])),
                biography=stream(_biography(entry, code, today)),
            )

        made[entry["key"]], _ = trio_put(parents[entry["agency"]], slug=entry["key"], make=make)
    return made


def _biography(entry: dict[str, Any], code: str, today: date) -> list[dict[str, Any]]:
    """Whoever holds the office now comes first; earlier heads follow, each under a heading."""
    now, *earlier = reversed(entry["tenures"])
    blocks = paragraphs(now[f"biography_{code}"])
    for tenure in earlier:
        years = _years(tenure, today)
        heading = f"{tenure[f'person_{code}']}, {years}"
        blocks += paragraphs(tenure[f"biography_{code}"], heading=heading)
    return blocks


def _years(tenure: dict[str, Any], today: date) -> str:
    first = today + timedelta(days=tenure["start_days"])
    last = today + timedelta(days=tenure["end_days"])
    return f"{first.year}–{last.year}"


def _posts(blogs: dict[str, Trio], today: date) -> int:
    entries = sorted(demo("posts"), key=lambda entry: -entry["days_ago"])
    for entry in entries:
        day = today - timedelta(days=entry["days_ago"])

        def make(code: str, entry: Any = entry, day: date = day) -> Page:
            return PostPage(
                title=entry[f"title_{code}"],
                summary=entry[f"lead_{code}"],
                posted_on=day,
                body=stream(paragraphs(entry[f"body_{code}"])),
            )

        pages, _ = trio_put(blogs[entry["office"]], slug=entry["key"], make=make)
        _date_back(pages, day)
    return len(entries)


def _date_back(pages: Trio, day: date) -> None:
    """A post was published on the day the reader sees."""
    moment = datetime(day.year, day.month, day.day, 10, tzinfo=timezone.get_default_timezone())
    ids = [pages[code].pk for code in ORDER]
    Page.objects.filter(pk__in=ids).update(
        first_published_at=moment, last_published_at=moment, latest_revision_created_at=moment
    )
