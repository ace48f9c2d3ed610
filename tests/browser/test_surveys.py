"""Answering and reading a survey in a real browser: on one page and a step at a time, with script
and without it, wide and narrow, by people who signed in and by visitors."""

import re
from collections.abc import Callable
from typing import Any

from django.utils.translation import gettext, ngettext, override

import pytest
from captcha.models import CaptchaStore
from playwright.sync_api import Page, expect

from home.loading.site import site_prepare
from surveys.models import BoxedBallot, PartialAnswers, Participation, Survey
from surveys.services.mixing import survey_mix
from surveys.states import QuestionKind
from tests.browser.test_conferences import enter as enter
from tests.browser.test_conferences import fits
from tests.factories.ballots import survey_vote_as
from tests.factories.people import make_citizen
from tests.factories.surveys import add_question, add_section, make_survey

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
LANGUAGES = pytest.mark.parametrize("language", ["kk", "ru"])
SCRIPT = pytest.mark.parametrize("javascript", [True, False])
WIDTHS = pytest.mark.parametrize("width", [1280, 360])
VOTE, NEXT = '.actions button[value="vote"]', '.actions button[value="next"]'
WORDS = {"kk": "Аялдамада жарық керек.", "ru": "На остановке нужен свет."}
# The number 900101..., so somebody born in 1990.
ADULT = "900101300017"
RECEIPT = "[data-code]"
Enter = Callable[..., Page]


@pytest.fixture
def survey(portal: Any) -> Survey:
    """A survey of every kind of question that shows its results all the time."""
    site_prepare()
    return make_survey(live=True)


def address(survey: Survey, language: str, rest: str = "") -> str:
    return f"/{language}/surveys/{survey.key}/{rest}"


def said(words: str, language: str) -> str:
    with override(language):
        return gettext(words)


def press(page: Page, button: str) -> None:
    with page.expect_navigation():
        page.click(button)


def fill_in(page: Page, question: Any, words: str) -> None:
    """Answer one question, in the way its field is made."""
    name = f"q-{question.key}"
    match question.kind:
        case QuestionKind.TEXT:
            page.fill(f'[name="{name}"]', words)
        case QuestionKind.DATE:
            page.fill(f'[name="{name}"]', "2026-05-31")
        case QuestionKind.PLACE:
            page.select_option(f'[name="{name}"]', "71")
        case QuestionKind.MATRIX:
            for row in question.rows.all():
                page.check(f'[name="{name}-{row.key}"][value="option-1"]')
        case QuestionKind.RANKING:
            for place, option in enumerate(reversed(question.options.all()), start=1):
                page.select_option(f'[name="{name}-{option.key}"]', str(place))
        case QuestionKind.SCALE:
            page.check(f'[name="{name}"][value="4"]')
        case _:
            page.check(f'[name="{name}"] >> nth=0')


def ranked(page: Page) -> dict[str, str]:
    """The places of the ranking on the page, by option."""
    boxes = page.locator('[name^="q-ranking-"]').all()
    return {str(box.get_attribute("name"))[-1]: box.input_value() for box in boxes}


@SCRIPT
@LANGUAGES
def test_every_kind_is_answered_a_step_at_a_time(survey, enter, language, javascript):
    traits = {"javascript": javascript, "width": 360}
    page = enter(make_citizen(), language, address(survey, language), **traits)
    press(page, ".survey-call a.button")
    questions = list(survey.questions.all())
    for question in questions:
        assert page.locator("[data-survey] .field").count() == 1
        fill_in(page, question, WORDS[language])
        press(page, VOTE if question == questions[-1] else NEXT)
    code = page.inner_text(RECEIPT)
    assert code not in page.url
    ballot = BoxedBallot.objects.get()
    assert ballot.language == language
    assert {key: said["v"] for key, said in ballot.answers.items()} == {
        "one": "option-0",
        "many": ["option-0"],
        "yesno": "yes",
        "scale": 4,
        "matrix": {"row-0": "option-1", "row-1": "option-1"},
        "ranking": ["option-2", "option-1", "option-0"],
        "text": True,
        "date": "2026-05-31",
        "place": "71",
    }
    press(page, '.actions a[href$="/receipt/"]')
    page.fill("#receipt", code.lower())
    press(page, 'main form button[type="submit"]')
    expect(page.locator("main .notice")).to_contain_text(said("Your vote is in the box.", language))


@SCRIPT
def test_on_one_page_errors_lead_to_their_fields(survey, enter, javascript):
    page = enter(make_citizen(), "ru", address(survey, "ru", "answer/all/"), javascript=javascript)
    page.fill('[name="q-text"]', WORDS["ru"])
    press(page, VOTE)
    links = page.locator(".error-summary a")
    assert links.count() == survey.questions.count() - 1
    for link in links.all():
        assert page.locator(str(link.get_attribute("href"))).count() == 1
    assert page.input_value('[name="q-text"]') == WORDS["ru"]
    if javascript:
        expect(page.locator(".error-summary")).to_be_focused()
    assert not Participation.objects.exists()

    for question in survey.questions.exclude(kind=QuestionKind.TEXT):
        fill_in(page, question, "")
    press(page, VOTE)
    assert page.locator(RECEIPT).count() == 1
    # Once more from where the form was: nothing is taken twice.
    page.goto(address(survey, "ru", "answer/all/"))
    assert page.locator("[data-survey]").count() == 0
    assert BoxedBallot.objects.count() == Participation.objects.count() == 1


def test_a_ranking_is_moved_by_buttons(portal, enter):
    site_prepare()
    survey = make_survey(QuestionKind.RANKING)
    page = enter(make_citizen(), "ru", address(survey, "ru", "answer/all/"), width=360)
    third = page.locator(".ranking li", has=page.locator('[name$="option-2"]'))
    up = third.get_by_role("button").first
    up.focus()
    page.keyboard.press("Enter")
    assert ranked(page) == {"0": "1", "2": "2", "1": "3"}
    expect(up).to_be_focused()
    expect(page.locator("[data-ranking-said]")).to_contain_text("2")
    # A place taken from another is given back in turn: none is there twice.
    page.select_option('[name$="option-1"]', "1")
    assert ranked(page) == {"0": "3", "2": "2", "1": "1"}
    press(page, VOTE)
    assert BoxedBallot.objects.get().answers["ranking"]["v"] == ["option-1", "option-2", "option-0"]


@SCRIPT
def test_conditions_show_only_what_applies(portal, enter, javascript):
    site_prepare()
    survey = make_survey(QuestionKind.YESNO)
    asked = survey.questions.get()
    why = add_question(survey, QuestionKind.TEXT, "why", shown_if=asked.options.get(key="yes"))
    add_section(survey, asked, why)
    page = enter(make_citizen(), "ru", address(survey, "ru", "answer/"), javascript=javascript)
    # In one section, and yet a step later: before the answer nobody knows that it is asked.
    assert page.locator('[name="q-why"]').count() == 0
    page.check('[name="q-yesno"][value="yes"]')
    press(page, VOTE)
    assert page.locator('[name="q-why"]').is_visible()
    assert not BoxedBallot.objects.exists()

    page.goto(address(survey, "ru", "answer/all/"))
    page.check('[name="q-yesno"][value="yes"]')
    page.fill('[name="q-why"]', WORDS["ru"])
    page.check('[name="q-yesno"][value="no"]')
    assert page.locator('[name="q-why"]').is_visible() is not javascript
    press(page, VOTE)
    assert set(BoxedBallot.objects.get().answers) == {"yesno"}


def test_begun_on_the_phone_ended_elsewhere(survey, enter):
    user = make_citizen()
    phone = enter(user, "kk", address(survey, "kk", "answer/"), width=360)
    phone.check('[name="q-one"][value="option-2"]')
    press(phone, NEXT)
    press(phone, '.actions button[value="keep"]')
    expect(phone.locator("main .notice[role=status]")).to_be_visible()
    assert PartialAnswers.objects.count() == 1

    desk = enter(user, "kk", address(survey, "kk", "answer/all/"))
    expect(desk.locator('[name="q-one"][value="option-2"]')).to_be_checked()
    stranger = enter(make_citizen(), "kk", address(survey, "kk", "answer/all/"))
    assert stranger.locator('[name="q-one"]:checked').count() == 0


def test_what_is_typed_is_kept_by_itself(portal, enter):
    site_prepare()
    survey, person = make_survey(QuestionKind.TEXT), make_citizen()
    page = enter(person, "kk", address(survey, "kk", "answer/all/"))
    page.fill('[name="q-text"]', WORDS["kk"])
    expect(page.locator(".saved")).to_contain_text(re.compile(r"\d\d:\d\d"))
    assert PartialAnswers.objects.count() == 1
    page.context.set_offline(True)
    page.fill('[name="q-text"]', f"{WORDS['kk']} Тағы.")
    expect(page.locator(".saved")).not_to_contain_text(re.compile(r"\d\d:\d\d"))
    page.context.set_offline(False)
    page.fill('[name="q-text"]', f"{WORDS['kk']} Тағы да.")
    expect(page.locator(".saved")).to_contain_text(re.compile(r"\d\d:\d\d"))
    page.reload()
    expect(page.locator('[name="q-text"]')).to_have_value(f"{WORDS['kk']} Тағы да.")


def test_two_devices_one_vote(survey, enter):
    user = make_citizen()
    pages = [enter(user, "ru", address(survey, "ru", "answer/all/")) for _device in range(2)]
    for page in pages:
        for question in survey.questions.all():
            fill_in(page, question, WORDS["ru"])
        press(page, VOTE)
    assert [page.locator(RECEIPT).count() for page in pages] == [1, 0]
    assert WORDS["ru"] in pages[1].inner_text("main")
    assert BoxedBallot.objects.count() == 1


def test_the_receipt_is_saved_as_text(portal, enter):
    site_prepare()
    survey = make_survey(QuestionKind.ONE)
    page = enter(make_citizen(), "ru", address(survey, "ru", "answer/all/"))
    page.check('[name="q-one"] >> nth=0')
    press(page, VOTE)
    with page.expect_download() as download:
        page.click("[data-save-text]")
    text = download.value.path().read_text(encoding="utf-8-sig")
    assert page.inner_text(RECEIPT) in text
    assert f"/ru/surveys/{survey.key}/receipt/" in text


@SCRIPT
def test_a_visitor_answers_with_digits(portal, enter, javascript):
    site_prepare()
    survey = make_survey(QuestionKind.TEXT, anybody=True, regional=True)
    page = enter(None, "ru", address(survey, "ru", "answer/all/"), javascript=javascript)
    page.fill('[name="q-text"]', WORDS["ru"])
    page.select_option("#region", "71")
    page.fill('[name="captcha_1"]', "1")
    # Enter sends; it doesn't ask for another picture.
    with page.expect_navigation():
        page.press('[name="captcha_1"]', "Enter")
    assert page.locator(".error-summary").count() == 1
    assert page.input_value('[name="q-text"]') == WORDS["ru"]
    assert page.input_value("#region") == "71"
    key = page.locator('[name="captcha_0"]').input_value()
    page.fill('[name="captcha_1"]', CaptchaStore.objects.get(hashkey=key).response)
    press(page, VOTE)
    assert page.locator(RECEIPT).count() == 1
    assert BoxedBallot.objects.get().region == "71"


def test_who_may_not_answer_reads_why(portal, enter):
    site_prepare()
    survey = make_survey(QuestionKind.ONE, age_from=18, age_to=25)
    page = enter(make_citizen(iin=ADULT), "ru", address(survey, "ru"))
    assert "25" in page.inner_text(".survey-call")
    press(page, ".survey-call a.button")
    assert page.locator("[data-survey]").count() == 0
    expect(page.locator("main .notice--warn")).to_contain_text(
        said("This survey is for people of another age.", "ru")
    )
    visitor = enter(None, "ru", address(survey, "ru"))
    assert visitor.locator("main form").count() == 0
    visitor.goto(address(survey, "ru", "answer/"))
    expect(visitor).to_have_url(re.compile(f"^{re.escape(portal.standins_url)}"))


@LANGUAGES
def test_results_are_read_when_they_are_counted(portal, enter, language):
    site_prepare()
    survey = make_survey(QuestionKind.ONE, QuestionKind.SCALE, live=True)
    # Nine lie in the box and show nothing; with the tenth five are counted and five stay.
    for votes, counted in ((9, 0), (1, 5)):
        for _vote in range(votes):
            survey_vote_as(survey)
        survey_mix(survey_id=survey.pk)
        page = enter(None, language, address(survey, language, "results/"))
        with override(language):
            shown = ngettext("%(shown)s participant", "%(shown)s participants", counted)
        assert shown % {"shown": counted} in page.inner_text("main")
        assert (page.locator("main .result table").count() > 0) is bool(counted)


@WIDTHS
@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_pages_are_accessible_and_fit(survey, enter, axe_violations, language, width):
    user, voter = make_citizen(), make_citizen()
    open_to_all = make_survey(QuestionKind.ONE, anybody=True, regional=True)
    optional = make_survey(changeable=True, age_from=18)
    optional.questions.update(is_required=False)
    code = survey_vote_as(survey, voter)
    for person, path in (
        (None, address(survey, language)),
        (user, address(survey, language, "answer/")),
        (user, address(survey, language, "answer/all/")),
        (voter, address(survey, language, "answer/all/")),
        (None, address(open_to_all, language, "answer/all/")),
        (make_citizen(iin=ADULT), address(optional, language, "answer/all/")),
    ):
        page = enter(person, language, path, width=width)
        assert axe_violations(page) == [], path
        assert fits(page), path
    wrong = enter(user, language, address(survey, language, "answer/all/"), width=width)
    press(wrong, VOTE)
    assert axe_violations(wrong) == []
    check = enter(None, language, address(survey, language, "receipt/"), width=width)
    check.fill("#receipt", code)
    press(check, 'main form button[type="submit"]')
    assert axe_violations(check) == []
    assert fits(check)
    page = enter(user, language, address(survey, language, "answer/all/"), width=width)
    for question in survey.questions.all():
        fill_in(page, question, WORDS["ru"])
    press(page, VOTE)
    assert axe_violations(page) == []
    assert fits(page)
