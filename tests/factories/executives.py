"""Page trees in three languages: home, blogs, agencies, executives, posts."""

from datetime import date
from typing import Any

from wagtail.models import Page, Site

from agencies.models import Agency, Office
from core.localized import ORDER
from executives.models import AgencyPage, BlogsIndexPage, ExecutivePage, PostPage
from home.loading.tree import Trio, locales, trio_put
from home.models import HomePage
from tests.factories.agencies import AgencyFactory, OfficeFactory

TEXT = {"kk": "Мәтін қазақша", "ru": "Текст по-русски", "en": "Text in English"}


def paragraph(text: str) -> list[tuple[str, Any]]:
    """A body of one paragraph."""
    from wagtail.rich_text import RichText

    return [("paragraph", RichText(f"<p>{text}</p>"))]


def make_homes() -> Trio:
    """The three home pages, the site on them."""
    locales()
    roots = dict.fromkeys(ORDER, Page.get_first_root_node())
    slugs = {code: f"home-{code}" for code in ORDER}
    homes, _ = trio_put(roots, slug=slugs, make=lambda code: HomePage(title=code, lead=code))
    site = Site.objects.get(is_default_site=True)
    if site.root_page_id != homes["kk"].pk:
        site.root_page = homes["kk"]
        site.save()
    return homes


def make_section(model: type[Page], slug: str) -> Trio:
    """The index pages of a section."""

    def make(code: str) -> Page:
        return model(title=f"{slug} {code}", intro=f"<p>{TEXT[code]}</p>")

    return trio_put(make_homes(), slug=slug, make=make)[0]


def make_blogs() -> Trio:
    return make_section(BlogsIndexPage, "blogs")


def make_agency_pages(agency: Agency | None = None) -> Trio:
    row = agency or AgencyFactory()

    def make(code: str) -> Page:
        name = row.localized("name", code)
        return AgencyPage(title=name, agency=row, body=paragraph(f"Agency. {TEXT[code]}"))

    return trio_put(make_blogs(), slug=row.key, make=make)[0]


def make_executive_pages(office: Office | None = None, **values: Any) -> Trio:
    row = office or OfficeFactory()

    def make(code: str) -> Page:
        words = {
            "title": row.localized("title", code),
            "welcome": paragraph(f"Welcome. {TEXT[code]}"),
            "biography": paragraph(f"Biography. {TEXT[code]}"),
        }
        return ExecutivePage(office=row, **{**words, **values})

    return trio_put(make_agency_pages(row.agency), slug=row.key, make=make)[0]


def make_post_pages(blogs: Trio, slug: str = "post", day: date = date(2026, 5, 5)) -> Trio:
    def make(code: str) -> Page:
        return PostPage(
            title=f"Post {slug} {code}",
            posted_on=day,
            summary=f"Summary {code}",
            body=paragraph(TEXT[code]),
        )

    return trio_put(blogs, slug=slug, make=make)[0]
