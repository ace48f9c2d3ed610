"""Answering for those who don't see the page, or have no mouse: every step before axe, names and
descriptions of fields, the focus, the keyboard alone; and the card in another site's frame."""

import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from home.loading.site import site_prepare
from surveys.models import BoxedBallot, Survey
from surveys.services.mixing import survey_mix
from surveys.states import QuestionKind
from tests.browser.test_conferences import enter as enter
from tests.browser.test_conferences import fits
from tests.browser.test_surveys import NEXT, RECEIPT, VOTE, address, fill_in, press
from tests.factories.ballots import survey_vote_as
from tests.factories.people import make_citizen
from tests.factories.surveys import make_survey

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
SCHEMES = pytest.mark.parametrize("scheme", ["light", "dark"])
# The narrowest screen WCAG asks for (1.4.10).
NARROW, CARD = 320, 280
# What an attribute names and the page doesn't have.
DANGLING = """() => [...document.querySelectorAll("[aria-describedby], [aria-labelledby]")]
    .flatMap((item) => ["aria-describedby", "aria-labelledby"]
        .flatMap((name) => (item.getAttribute(name) || "").split(" ")))
    .filter((id) => id && !document.getElementById(id))"""
# Whether the focus is on, or around, a field.
FOCUSED = "(name) => !!document.activeElement.closest('.field').querySelector(name)"


@pytest.fixture
def survey(portal: Any) -> Survey:
    """A survey of every kind of question, with words at the ends of its scale and limits."""
    site_prepare()
    survey = make_survey(live=True, regional=True, changeable=True)
    ends = {f"low_{code}": f"bad {code}" for code in ("kk", "ru", "en")}
    ends |= {f"high_{code}": f"good {code}" for code in ("kk", "ru", "en")}
    survey.questions.filter(kind=QuestionKind.SCALE).update(**ends)
    survey.questions.filter(kind=QuestionKind.MANY).update(choices_to=2)
    return survey


@SCHEMES
def test_every_step_passes_empty_wrong_and_right(survey, enter, axe_violations, scheme):
    page = enter(make_citizen(), "kk", address(survey, "kk", "answer/"), width=NARROW)
    page.emulate_media(color_scheme=scheme)
    titles = []
    for question in survey.questions.all():
        assert_sound(page, axe_violations, question.key)
        press(page, NEXT)
        expect(page.locator(".error-summary")).to_be_focused()
        assert_sound(page, axe_violations, f"{question.key}, empty")
        # The link of the error leads the keyboard to the question.
        page.click(".error-summary a")
        assert page.evaluate(FOCUSED, f'[name^="q-{question.key}"]'), question.key
        fill_in(page, question, "Жарық керек")
        titles.append(page.title())
        press(page, NEXT)
        expect(page.locator(".steps")).to_be_focused()
    assert len(set(titles)) == len(titles)
    press(page, VOTE)
    assert_sound(page, axe_violations, "no region")
    page.select_option("#region", "71")
    press(page, VOTE)
    assert page.locator(RECEIPT).count() == 1
    assert_sound(page, axe_violations, "receipt")


@SCHEMES
def test_changing_with_a_wrong_code_passes(survey, enter, axe_violations, scheme):
    voter = make_citizen()
    survey_vote_as(survey, voter, region="71")
    page = enter(voter, "ru", address(survey, "ru", "answer/all/"), width=NARROW)
    page.emulate_media(color_scheme=scheme)
    for question in survey.questions.all():
        fill_in(page, question, "Свет")
    page.select_option("#region", "75")
    page.fill("#receipt", "A" * 26)
    press(page, VOTE)
    assert_sound(page, axe_violations, "wrong code")
    field = page.locator("#receipt")
    expect(field).to_have_attribute("aria-invalid", "true")
    expect(field).to_have_accessible_description(
        page.inner_text("#receipt-help") + " " + page.inner_text("#receipt-error")
    )


def test_fields_have_names_and_descriptions(survey, enter):
    page = enter(make_citizen(), "en", address(survey, "en", "answer/all/"), width=NARROW)
    words = {question.key: question.text_en for question in survey.questions.all()}
    for kind in ("one", "many", "yesno", "scale", "matrix", "ranking"):
        assert page.get_by_role("group", name=words[kind], exact=True).count() == 1, kind
    for kind in ("text", "date", "place"):
        expect(page.locator(f'[name="q-{kind}"]')).to_have_accessible_name(words[kind])
    rows = page.get_by_role("group", name=words["matrix"]).get_by_role("group")
    assert [row.locator("legend").inner_text() for row in rows.all()] == ["row-0 en", "row-1 en"]
    scale = page.get_by_role("group", name=words["scale"], exact=True).get_by_role("radio")
    expect(scale.first).to_have_accessible_name(re.compile("^1 ?: bad en$"))
    expect(scale.last).to_have_accessible_name(re.compile("^5 ?: good en$"))
    many = page.get_by_role("group", name=words["many"], exact=True)
    expect(many).to_have_accessible_description("Choose 2 at most.")
    ranking = page.get_by_role("group", name=words["ranking"], exact=True)
    expect(ranking).to_have_accessible_description("Give each answer its place; 1 is the first.")
    expect(ranking.get_by_role("combobox").first).to_have_accessible_name("Answer 0")


def test_by_keyboard_alone(portal, enter):
    site_prepare()
    kinds = QuestionKind.ONE, QuestionKind.MANY, QuestionKind.SCALE, QuestionKind.MATRIX
    survey = make_survey(*kinds, QuestionKind.RANKING)
    page = enter(make_citizen(), "ru", address(survey, "ru", "answer/all/"), width=NARROW)
    tab_to(page, "q-one")
    page.keyboard.press("ArrowDown")
    tab_to(page, "q-many")
    page.keyboard.press("Space")
    tab_to(page, "q-scale")
    page.keyboard.press("ArrowRight")
    for row in ("row-0", "row-1"):
        tab_to(page, f"q-matrix-{row}")
        page.keyboard.press("Space")
    for place, option in enumerate(("option-0", "option-1", "option-2"), start=1):
        tab_to(page, f"q-ranking-{option}")
        page.keyboard.press(str(place))
    tab_to(page, "go")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    said = {key: value["v"] for key, value in BoxedBallot.objects.get().answers.items()}
    assert said == {
        "one": "option-1",
        "many": ["option-0"],
        "scale": 2,
        "matrix": {"row-0": "option-0", "row-1": "option-0"},
        "ranking": ["option-0", "option-1", "option-2"],
    }


@SCHEMES
@pytest.mark.parametrize("kind", [QuestionKind.ONE, QuestionKind.SCALE, QuestionKind.MATRIX])
def test_the_card_is_narrow_and_passes(portal, new_context, axe_violations, kind, scheme):
    site_prepare()
    survey = counted(kind)
    page = new_context(width=CARD).new_page()
    page.emulate_media(color_scheme=scheme)
    page.goto(address(survey, "kk", "card/"))
    assert page.locator("table").is_hidden()
    page.click("summary")
    assert page.locator("table").is_visible()
    assert axe_violations(page) == []
    assert fits(page)


def test_the_card_is_framed_elsewhere_and_nothing_else_is(portal, new_context):
    site_prepare()
    survey = counted(QuestionKind.ONE)
    page = new_context(javascript=False).new_page()
    frames = "".join(
        f'<iframe id="{name}" src="{portal.url}{address(survey, "ru", rest)}" width="280"></iframe>'
        for name, rest in (("card", "card/"), ("results", "results/"), ("answer", ""))
    )
    with another_site(f"<!doctype html><title>A newspaper</title>{frames}") as url:
        page.goto(url)
        card = page.frame_locator("#card")
        expect(card.locator("h1")).to_have_text(survey.title_ru)
        assert card.locator("meter").count() == 3
        for name in ("results", "answer"):
            assert page.frame_locator(f"#{name}").locator("main").count() == 0, name


@contextmanager
def another_site(html: str) -> Iterator[str]:
    """A server of one page. Its name is localhost, the portal's 127.0.0.1: two sites."""

    class OnePage(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.end_headers()
            self.wfile.write(html.encode())

        def log_message(self, *_words: Any) -> None:
            """Say nothing of it."""

    with ThreadingHTTPServer(("127.0.0.1", 0), OnePage) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield f"http://localhost:{server.server_port}/"
        server.shutdown()
        thread.join()


def assert_sound(page: Page, axe_violations: Any, where: str) -> None:
    assert axe_violations(page) == [], where
    assert page.evaluate(DANGLING) == [], where
    assert fits(page), where


def tab_to(page: Page, name: str) -> None:
    """Press Tab until the focus is on a visible field of this name."""
    for _press in range(80):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.name") == name:
            return
    pytest.fail(f"The keyboard never comes to {name}.")


def counted(kind: str) -> Survey:
    survey = make_survey(kind, live=True)
    for turn in range(12):
        survey_vote_as(survey, turn=turn)
    survey_mix(survey_id=survey.pk, final=True)
    return survey
