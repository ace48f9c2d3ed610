"""The guide: contents, chapters, the way from one to the next."""

import pytest

from core.localized import ORDER
from home.loading.tree import trio_put
from search.selectors import search
from tests.factories.executives import TEXT, make_section, paragraph
from userguide.models import GuideIndexPage, GuidePage

pytestmark = pytest.mark.django_db


@pytest.fixture
def chapters():
    index = make_section(GuideIndexPage, "guide")
    return {
        slug: trio_put(
            index,
            slug=slug,
            make=lambda code, slug=slug: GuidePage(
                title=f"{slug} {code}", summary=f"About {slug}", body=paragraph(TEXT[code])
            ),
        )[0]
        for slug in ("one", "two", "three")
    }


@pytest.mark.parametrize("code", ORDER)
def test_contents_in_order(client, chapters, code: str) -> None:
    html = client.get(f"/{code}/guide/").content.decode()
    places = [html.index(f"{slug} {code}") for slug in ("one", "two", "three")]
    assert places == sorted(places)


@pytest.mark.parametrize("code", ORDER)
def test_chapter_leads_back_and_on(client, chapters, code: str) -> None:
    html = client.get(f"/{code}/guide/two/").content.decode()
    assert TEXT[code] in html
    previous, following = html.split('rel="prev"')[0], html.split('rel="next"')[0]
    assert previous.rsplit('href="', 1)[1].startswith(f"/{code}/guide/one/")
    assert following.rsplit('href="', 1)[1].startswith(f"/{code}/guide/three/")


def test_ends_lead_one_way_only(client, chapters) -> None:
    assert 'rel="prev"' not in client.get("/en/guide/one/").content.decode()
    assert 'rel="next"' not in client.get("/en/guide/three/").content.decode()


def test_unpublished_chapter_is_skipped(client, chapters) -> None:
    chapters["two"]["en"].unpublish()
    assert client.get("/en/guide/two/").status_code == 404
    html = client.get("/en/guide/one/").content.decode()
    assert html.split('rel="next"')[0].rsplit('href="', 1)[1].startswith("/en/guide/three/")
    assert client.get("/en/guide/nothing/").status_code == 404


def test_contents_cost_the_same_for_any_number(
    client, chapters, django_assert_max_num_queries
) -> None:
    client.get("/en/guide/one/")
    with django_assert_max_num_queries(40) as few:
        client.get("/en/guide/one/")
    index = chapters["one"]["en"].get_parent()
    for number in range(9):
        index.add_child(
            instance=GuidePage(
                title=f"More {number}", body=paragraph("x"), locale=index.locale, live=True
            )
        )
    with django_assert_max_num_queries(len(few)):
        client.get("/en/guide/one/")


def test_chapters_can_be_previewed_and_found(chapters) -> None:
    page = chapters["one"]["ru"]
    assert page.make_preview_request(preview_mode="").status_code == 200
    assert page.get_parent().specific.make_preview_request(preview_mode="").status_code == 200
    page.save_revision().publish()
    assert [row.url for row in search(query="русски").rows] == ["/ru/guide/one/"]
