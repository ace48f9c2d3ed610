"""The tree of blogs as visitors see it, in each language."""

from datetime import date, timedelta

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from wagtail.models import Page

import pytest

from core.localized import ORDER
from executives.models import AgencyPage, ExecutivePage
from search.services import entry_update, index_rebuild
from tests.factories.agencies import AgencyFactory, OfficeFactory, TenureFactory
from tests.factories.appeals import AppealFactory
from tests.factories.executives import (
    TEXT,
    make_agency_pages,
    make_blogs,
    make_executive_pages,
    make_post_pages,
)

pytestmark = pytest.mark.django_db

TABS = ("", "posts/", "biography/", "applications/", "archive/")


def text_of(client, url: str) -> str:
    response = client.get(url)
    assert response.status_code == 200, url
    return response.content.decode()


@pytest.fixture
def office():
    row = OfficeFactory()
    TenureFactory(office=row)
    return row


@pytest.mark.parametrize("code", ORDER)
def test_index_shows_agencies_and_holders(client, office, code: str) -> None:
    make_executive_pages(office)
    html = text_of(client, f"/{code}/blogs/")
    assert office.agency.localized("name", code) in html
    assert office.localized("title", code) in html
    assert office.tenures.get().localized("person", code) in html
    assert TEXT[code] in html
    assert f'<html lang="{code}"' in html


def test_vacant_office_says_so(client) -> None:
    make_executive_pages()
    assert "vacant" in text_of(client, "/en/blogs/")


def test_index_can_be_narrowed_without_script(client, office) -> None:
    make_executive_pages(office)
    other = make_executive_pages()["en"].office
    html = text_of(client, f"/en/blogs/?q={office.title_en.upper()}")
    assert office.title_en in html
    assert other.agency.name_en not in html
    assert "Nothing has this name" in text_of(client, "/en/blogs/?q=zzzz")


def test_inactive_agencies_and_offices_are_not_listed(client) -> None:
    gone = make_executive_pages(OfficeFactory(is_active=False))["en"].office
    closed = make_agency_pages(AgencyFactory(is_active=False))["en"].agency
    html = text_of(client, "/en/blogs/")
    assert gone.title_en not in html
    assert closed.name_en not in html


@pytest.mark.parametrize("code", ORDER)
def test_agency_page(client, office, code: str) -> None:
    make_executive_pages(office)
    html = text_of(client, f"/{code}/blogs/{office.agency.key}/")
    assert office.localized("title", code) in html
    assert f"Agency. {TEXT[code]}" in html


def test_closed_agency_says_why_and_where_to_write(client) -> None:
    office = OfficeFactory(agency=AgencyFactory(closed=True))
    make_executive_pages(office)
    for url in (f"/en/blogs/{office.agency.key}/", f"/en/blogs/{office.agency.key}/{office.key}/"):
        html = text_of(client, url)
        assert "Takes no applications" in html
        assert 'href="https://eotinish.kz/"' in html
        assert "/en/apply/" not in html.split("<main", 1)[1].split("</main>", 1)[0]


@pytest.mark.parametrize("code", ORDER)
@pytest.mark.parametrize("tab", TABS)
def test_each_tab_in_each_language(client, office, code: str, tab: str) -> None:
    make_executive_pages(office)
    base = f"/{code}/blogs/{office.agency.key}/{office.key}/"
    html = text_of(client, base + tab)
    assert office.localized("title", code) in html
    assert f'href="/{code}/apply/{office.key}/"' in html
    for other in TABS:
        assert f'href="{base}{other}"' in html
    assert html.count('aria-current="page"') >= 1


def test_unknown_tab_is_not_found(client, office) -> None:
    make_executive_pages(office)
    base = f"/en/blogs/{office.agency.key}/{office.key}/"
    for path in ("nothing/", "archive/nothing/", "archive/999999/", f"archive/{2**70}/"):
        assert client.get(base + path).status_code == 404


def test_unpublished_blog_is_not_found(client, office) -> None:
    page = make_executive_pages(office)["en"]
    page.unpublish()
    base = f"/en/blogs/{office.agency.key}/{office.key}/"
    for tab in TABS:
        assert client.get(base + tab).status_code == 404
    assert office.title_en not in text_of(client, "/en/blogs/")
    assert client.get(base.replace("/en/", "/ru/")).status_code == 200


def test_welcome_and_biography(client, office) -> None:
    make_executive_pages(office)
    base = f"/ru/blogs/{office.agency.key}/{office.key}/"
    assert f"Welcome. {TEXT['ru']}" in text_of(client, base)
    assert f"Biography. {TEXT['ru']}" in text_of(client, base + "biography/")


def test_posts_are_paged_newest_first(client, office) -> None:
    blogs = make_executive_pages(office)
    for number in range(22):
        make_post_pages(blogs, f"n{number:02}", date(2026, 1, 1) + timedelta(days=number))
    base = f"/en/blogs/{office.agency.key}/{office.key}/"
    html = text_of(client, base + "posts/")
    assert html.index("Post n21 en") < html.index("Post n20 en")
    assert "Post n01 en" not in html
    older = html.split('rel="next"')[0].rsplit('href="', 1)[1].split('"')[0]
    assert "Post n01 en" in text_of(client, base + "posts/" + older.replace("&amp;", "&"))
    assert client.get(base + "posts/?cursor=made-up").status_code == 404


@pytest.mark.parametrize("code", ORDER)
def test_post_page(client, office, code: str) -> None:
    make_post_pages(make_executive_pages(office))
    html = text_of(client, f"/{code}/blogs/{office.agency.key}/{office.key}/post/")
    assert f"Post post {code}" in html
    assert TEXT[code] in html
    assert f'href="/{code}/blogs/{office.agency.key}/{office.key}/posts/"' in html


def test_unpublished_post_is_neither_shown_nor_listed(client, office) -> None:
    post = make_post_pages(make_executive_pages(office))["en"]
    post.unpublish()
    base = f"/en/blogs/{office.agency.key}/{office.key}/"
    assert client.get(base + "post/").status_code == 404
    assert "Post post en" not in text_of(client, base + "posts/")


def test_applications_tab_shows_published_ones_of_this_office_only(client, office) -> None:
    make_executive_pages(office)
    shown = AppealFactory(published=True, office=office)
    hidden = AppealFactory(office=office, subject="Секретное обращение")
    other = AppealFactory(published=True)
    html = text_of(client, f"/ru/blogs/{office.agency.key}/{office.key}/applications/")
    assert shown.number in html
    assert hidden.number not in html
    assert "Секретное" not in html
    assert other.number not in html


def test_search_inside_the_blog(client, office) -> None:
    make_executive_pages(office)
    rows = [
        AppealFactory(published=True, office=office, subject="Нет воды", text="Воды нет."),
        AppealFactory(published=True, office=office, subject="Нет света", text="Света нет."),
        AppealFactory(published=True, subject="Нет воды у соседей", text="Воды нет."),
    ]
    for row in rows:
        entry_update(kind="appeal", object_id=str(row.pk))
    base = f"/ru/blogs/{office.agency.key}/{office.key}/applications/"

    def found(query: str) -> list[int]:
        html = text_of(client, f"{base}?q={query}")
        return [at for at, row in enumerate(rows) if f"/ru/applications/{row.number}/" in html]

    assert found("водой") == [0]
    assert found(rows[1].number.lower()) == [1]
    assert found(rows[2].number) == []
    assert client.get(base, {"q": "'\"(&|!*%<script>" * 30}).status_code == 200


def test_archive_lists_earlier_heads_and_what_they_answered(client) -> None:
    office = OfficeFactory()
    today = timezone.localdate()
    former = TenureFactory(office=office, starts_on=date(2020, 1, 1), ends_on=today)
    TenureFactory(office=office, starts_on=today)
    make_executive_pages(office)
    old = AppealFactory(published=True, answered=True, office=office)
    old.answers.update(tenure=former)
    new = AppealFactory(published=True, answered=True, office=office)
    private = AppealFactory(private=True, answered=True, office=office)
    private.answers.update(tenure=former)
    base = f"/en/blogs/{office.agency.key}/{office.key}/archive/"
    assert former.person_en in text_of(client, base)
    html = text_of(client, f"{base}{former.pk}/")
    assert old.number in html
    assert new.number not in html
    assert private.number not in html


def test_holder_of_now_and_other_offices_are_not_in_the_archive(client, office) -> None:
    make_executive_pages(office)
    foreign = TenureFactory(ends_on=date(2021, 1, 1))
    base = f"/en/blogs/{office.agency.key}/{office.key}/archive/"
    assert "No earlier heads" in text_of(client, base)
    for tenure in (office.tenures.get(), foreign):
        assert client.get(f"{base}{tenure.pk}/").status_code == 404


def test_one_page_a_language_for_an_office(office) -> None:
    pages = make_executive_pages(office)
    twin = ExecutivePage(title="Twin", slug="twin", office=office, locale=pages["ru"].locale)
    with pytest.raises(ValidationError):
        pages["ru"].get_parent().add_child(instance=twin)
    other = make_executive_pages()["ru"]
    with pytest.raises(IntegrityError), transaction.atomic():
        ExecutivePage.objects.filter(pk=other.pk).update(office=office)


def test_one_page_a_language_for_an_agency() -> None:
    pages = make_agency_pages()
    twin = AgencyPage(
        title="Twin", slug="twin", agency=pages["kk"].agency, locale=pages["kk"].locale
    )
    with pytest.raises(ValidationError):
        make_blogs()["kk"].add_child(instance=twin)


def test_pages_can_be_previewed(office, rf) -> None:
    blogs = make_executive_pages(office)
    post = make_post_pages(blogs)["en"]
    for page in (blogs["en"], post, blogs["en"].get_parent().specific, make_blogs()["en"]):
        response = page.make_preview_request(preview_mode=page.default_preview_mode)
        assert response.status_code == 200


def query_count(client, url: str, django_assert_max_num_queries) -> int:
    with django_assert_max_num_queries(60) as seen:
        assert client.get(url).status_code == 200
    return len(seen)


def test_lists_cost_the_same_for_one_and_ten(client, django_assert_max_num_queries) -> None:
    office = OfficeFactory()
    TenureFactory(office=office)
    blogs = make_executive_pages(office)
    make_post_pages(blogs, "first")
    AppealFactory(published=True, answered=True, office=office)
    base = f"/en/blogs/{office.agency.key}/{office.key}/"
    urls = [
        "/en/blogs/",
        f"/en/blogs/{office.agency.key}/",
        base + "posts/",
        base + "applications/",
    ]
    for url in urls:
        client.get(url)  # warm caches of sites and content types
    few = [query_count(client, url, django_assert_max_num_queries) for url in urls]
    for number in range(9):
        other = OfficeFactory(agency=office.agency)
        TenureFactory(office=other)
        make_executive_pages(other)
        make_executive_pages()
        make_post_pages(blogs, f"post-{number}")
        AppealFactory(published=True, answered=True, office=office)
    assert [query_count(client, url, django_assert_max_num_queries) for url in urls] == few


def test_pages_come_into_the_search_and_leave_it(client, office) -> None:
    from search.selectors import search

    blogs = make_executive_pages(office)
    post = make_post_pages(blogs)["ru"]

    def found(kind: str, query: str) -> list[str]:
        return [row.url for row in search(query=query, kinds=[kind], page_language="ru").rows]

    for page in (post, blogs["ru"], blogs["ru"].get_parent().specific):
        page.save_revision().publish()
    base = f"/ru/blogs/{office.agency.key}/"
    assert found("post", "post") == [f"{base}{office.key}/post/"]
    assert found("executive", office.tenures.get().person_ru) == [f"{base}{office.key}/"]
    assert found("agency", office.agency.name_ru) == [base]
    post.unpublish()
    assert found("post", "post") == []


def test_search_follows_moved_private_and_deleted_pages(
    office, django_capture_on_commit_callbacks
) -> None:
    from wagtail.models import PageViewRestriction

    from search.selectors import search

    blogs = make_executive_pages(office)
    make_post_pages(blogs)
    index_rebuild("post")

    def urls() -> set[str]:
        return {row.url for row in search(query="post", kinds=["post"]).rows}

    assert len(urls()) == 3
    parent = blogs["en"]
    parent.slug = "moved"
    with django_capture_on_commit_callbacks(execute=True):
        parent.save_revision().publish()
    assert f"/en/blogs/{office.agency.key}/moved/post/" in urls()
    restriction = PageViewRestriction.objects.create(page=parent, restriction_type="login")
    assert len(urls()) == 2
    restriction.delete()
    assert len(urls()) == 3
    Page.objects.get(pk=blogs["ru"].pk).delete()
    assert len(urls()) == 2
