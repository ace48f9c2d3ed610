"""The frame of the portal: languages, page trees, terms, guide, plain pages.

Everything here makes what is missing and leaves alone what is there. Only the site's address
follows the settings each time.
"""

from urllib.parse import urlsplit

from django.conf import settings
from django.db import transaction
from django.utils.html import format_html

from wagtail.models import Page, Site

from accounts.groups import groups_prepare
from accounts.models import AccessFormPage
from appeals.models import AppealFormPage
from conferences.models import ConferencesIndexPage
from core.localized import ORDER
from executives.models import BlogsIndexPage
from home.loading.content import shipped, stream
from home.loading.indexing import pages_index
from home.loading.tree import Maker, Trio, locales, trio_put
from home.models import HomePage, PlainPage
from signing.terms import terms_seed
from surveys.models import SurveysIndexPage
from userguide.models import GuideIndexPage, GuidePage

# Slug, page type, key of the introduction, titles. The slugs are part of the portal's addresses.
SECTIONS: tuple[tuple[str, type[Page], str, dict[str, str]], ...] = (
    (
        "blogs",
        BlogsIndexPage,
        "blogs",
        {"kk": "Басшылардың блогтары", "ru": "Блоги руководителей", "en": "Blogs of executives"},
    ),
    (
        "apply",
        AppealFormPage,
        "apply",
        {"kk": "Өтініш беру", "ru": "Подать обращение", "en": "Write an application"},
    ),
    (
        "conferences",
        ConferencesIndexPage,
        "conferences",
        {
            "kk": "Интернет-конференциялар",
            "ru": "Интернет-конференции",
            "en": "Internet conferences",
        },
    ),
    (
        "surveys",
        SurveysIndexPage,
        "surveys",
        {"kk": "Сауалнамалар", "ru": "Опросы", "en": "Surveys"},
    ),
    (
        "agency-access",
        AccessFormPage,
        "access",
        {"kk": "Қолжетімділік сұрау", "ru": "Запрос доступа", "en": "Request access"},
    ),
)


@transaction.atomic
def site_prepare() -> list[str]:
    """Make what is missing of the frame; returns what was made, in a few words each."""
    locales()
    terms_seed()
    homes, made = _homes()
    site_address(homes["kk"])
    _welcome_remove()
    made += _sections(homes) + _guide(homes) + _plain_pages(homes)
    groups_prepare()
    if made:
        pages_index()
    return made


def site_address(root: Page | None = None) -> None:
    """The one site stands at ``SITE_URL``; ``root`` is its home page in Kazakh."""
    address = urlsplit(settings.SITE_URL)
    port = address.port or (443 if address.scheme == "https" else 80)
    site = Site.objects.filter(is_default_site=True).first()
    root_id = root.pk if root else (site.root_page_id if site else None)
    wanted = {"hostname": address.hostname or "localhost", "port": port, "root_page_id": root_id}
    if site is None:
        Site.objects.create(**wanted, is_default_site=True, site_name=settings.WAGTAIL_SITE_NAME)
    elif any(getattr(site, name) != value for name, value in wanted.items()):
        for name, value in wanted.items():
            setattr(site, name, value)
        site.save()


def _homes() -> tuple[Trio, list[str]]:
    root = Page.get_first_root_node()
    assert root is not None
    roots = dict.fromkeys(ORDER, root)

    def make(code: str) -> Page:
        words = _pages(code)["home"]
        return HomePage(title=words["title"], lead=words["lead"], intro=words["intro"])

    homes, is_new = trio_put(roots, slug={code: code for code in ORDER}, make=make)
    return homes, ["home pages"] if is_new else []


def _welcome_remove() -> None:
    """Wagtail's own first page, if it is still there and nobody has made it theirs."""
    for page in Page.objects.filter(depth=2, slug="home"):
        if page.specific_class is Page and not page.get_children().exists():
            page.delete()


def _sections(homes: Trio) -> list[str]:
    made = []
    for slug, model, intro, titles in SECTIONS:
        make = _section(model, intro, titles)
        _, is_new = trio_put(homes, slug=slug, make=make)
        made += [slug] if is_new else []
    return made


def _section(model: type[Page], intro: str, titles: dict[str, str]) -> Maker:
    """A maker of the first page of a section."""

    def make(code: str) -> Page:
        text = format_html("<p>{}</p>", _pages(code)["intros"][intro])
        return model(title=titles[code], intro=text)

    return make


def _guide(homes: Trio) -> list[str]:
    words = {code: shipped(f"userguide/content/{code}.json") for code in ORDER}

    def make_index(code: str) -> Page:
        intro = format_html("<p>{}</p>", words[code]["intro"])
        return GuideIndexPage(title=words[code]["title"], intro=intro)

    guides, is_new = trio_put(homes, slug="guide", make=make_index)
    made = ["guide"] if is_new else []
    order = [entry["slug"] for entry in sorted(words["kk"]["chapters"], key=_order)]
    for slug in order:
        _, is_new = trio_put(guides, slug=slug, make=_plain(GuidePage, words, "chapters", slug))
        made += [f"guide/{slug}"] if is_new else []
    return made


def _order(entry: dict[str, int]) -> int:
    return entry["order"]


def _plain_pages(homes: Trio) -> list[str]:
    words = {code: _pages(code) for code in ORDER}
    made = []
    for entry in words["kk"]["pages"]:
        slug = entry["slug"]
        _, is_new = trio_put(homes, slug=slug, make=_plain(PlainPage, words, "pages", slug))
        made += [slug] if is_new else []
    return made


def _plain(model: type[Page], words: dict[str, dict], part: str, slug: str) -> Maker:
    """A maker of pages of text: title, summary, body."""

    def make(code: str) -> Page:
        entry = next(item for item in words[code][part] if item["slug"] == slug)
        return model(title=entry["title"], summary=entry["summary"], body=stream(entry["blocks"]))

    return make


def _pages(code: str) -> dict:
    return shipped(f"home/content/pages_{code}.json")
