"""The search page: everything public in tabs, and what nobody should type."""

import pytest

from search.services import index_rebuild
from tests.factories.appeals import AppealFactory

pytestmark = [pytest.mark.django_db, pytest.mark.engine]

SEARCH = "/en/search/"


@pytest.fixture
def browser(client):
    client.defaults["HTTP_ACCEPT_LANGUAGE"] = "en"
    return client


@pytest.fixture
def light():
    appeal = AppealFactory(published=True, subject="Свет", text="Нет фонаря у школы, поставьте.")
    AppealFactory(subject="Фонарь", text="Нет фонаря у дома, это не опубликовано.")
    index_rebuild("appeal")
    return appeal


def titles(answer) -> list[str]:
    return [row.number for row in answer.context["found"].page.rows]


def test_without_words_it_only_asks(browser, light):
    answer = browser.get(SEARCH)
    assert answer.status_code == 200
    assert titles(answer) == []
    assert "Nothing found" not in answer.content.decode()


@pytest.mark.parametrize("query", ["фонари", "ФОНАРЬ школа", "\u200bфонарь\u202e"])
def test_words_in_any_form_find_what_is_public(browser, light, query):
    answer = browser.get(SEARCH, {"q": query})
    assert titles(answer) == [light.number]
    assert f'href="/en/applications/{light.number}/"' in answer.content.decode()
    assert "<mark>" in answer.content.decode()


def test_a_number_leads_to_its_application(browser, light):
    for query in (light.number, light.number.lower(), f" {light.number} "):
        assert titles(browser.get(SEARCH, {"q": query})) == [light.number]


def test_nothing_found_is_said(browser, light):
    assert "Nothing found" in browser.get(SEARCH, {"q": "динозавр"}).content.decode()


@pytest.mark.parametrize(("tab", "count"), [("", 1), ("applications", 1), ("blogs", 0)])
def test_tabs_narrow_by_kind(browser, light, tab, count):
    answer = browser.get(SEARCH, {"q": "фонарь", "tab": tab})
    assert len(titles(answer)) == count
    assert [item.current for item in answer.context["found"].tabs].count(True) == 1


def test_an_unknown_tab_is_the_first(browser, light):
    answer = browser.get(SEARCH, {"q": "фонарь", "tab": "nothing"})
    assert titles(answer) == [light.number]
    assert answer.context["found"].tabs[0].current


@pytest.mark.parametrize("cursor", ["nonsense", "r", "r-1", "r999999", "r１", "ы", "x" * 5000])
def test_a_made_up_cursor_is_a_made_up_address(browser, light, cursor):
    assert browser.get(SEARCH, {"q": "фонарь", "cursor": cursor}).status_code == 404


@pytest.mark.parametrize(
    "query", ["я" * 5000, "'; drop table", "% _ \\", "((((", "* & | !", "\u0301"]
)
def test_no_words_break_it(browser, light, query):
    assert browser.get(SEARCH, {"q": query}).status_code == 200


def test_words_are_only_text(browser):
    html = browser.get(SEARCH, {"q": '"><script>alert(1)</script>'}).content.decode()
    assert "<script>alert(1)" not in html


def test_pages_show_every_row_once(browser):
    numbers = {AppealFactory(published=True).number for _ in range(25)}
    index_rebuild("appeal")
    first = browser.get(SEARCH, {"q": "яма"})
    second = browser.get(SEARCH + first.context["found"].older_url)
    assert sorted(titles(first) + titles(second)) == sorted(numbers)
    assert titles(browser.get(SEARCH + second.context["found"].newer_url)) == titles(first)


@pytest.mark.parametrize("method", ["post", "put", "delete"])
def test_it_is_only_read(browser, method):
    assert getattr(browser, method)(SEARCH).status_code == 405
