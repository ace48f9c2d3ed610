"""The desk in the CMS: who finds it, what it makes, what it says when something is wrong."""

from typing import Any

from django.test import Client
from django.utils import timezone

import pytest

from surveys.models import BoxedBallot, PartialAnswers, Participation, Survey, SurveysIndexPage
from surveys.seen import survey_mark
from surveys.states import SurveyState
from tests.factories.executives import make_section
from tests.factories.people import make_citizen, make_operator
from tests.factories.surveys import make_survey
from tests.surveys.makers import DAY, agency_of, make_draft, make_editor

pytestmark = pytest.mark.django_db
BASE = "/cms/surveys/"


def signed_in(user: Any) -> Client:
    client = Client()
    client.force_login(user)
    return client


def minute(at: Any) -> str:
    return timezone.localtime(at).strftime("%Y-%m-%dT%H:%M")


def form_of_new(agency: Any, **changes: Any) -> dict[str, Any]:
    opens = timezone.now() + 3 * DAY
    said = {
        "agency": agency.pk,
        "key": "",
        "title_kk": "Аялдамаға не керек?",
        "title_ru": "Что нужно остановке?",
        "title_en": "What does the stop need?",
        "plan_kk": "Жасаймыз.",
        "plan_ru": "Сделаем.",
        "opens_at": minute(opens),
        "closes_at": minute(opens + 12 * DAY),
        "results_shown": "live",
        "voters": "person",
    }
    return {**said, **changes}


def lines(prefix: str, *words: str, first: int = 0, total: int = 0) -> dict[str, str]:
    said = {f"{prefix}-TOTAL_FORMS": str(total or len(words)), f"{prefix}-INITIAL_FORMS": "0"}
    for at, word in enumerate(words):
        said |= {f"{prefix}-{at}-text_kk": word, f"{prefix}-{at}-text_ru": f"{word} ru"}
        said |= {f"{prefix}-{at}-ORDER": str(at + 1)}
    return said


def question_said(**changes: Any) -> dict[str, Any]:
    return {
        "text_kk": "Не керек?",
        "text_ru": "Что нужно?",
        "is_required": "on",
        **lines("options", "Жарық", "Шатыр"),
        **changes,
    }


def test_from_nothing_to_a_moderator() -> None:
    make_section(SurveysIndexPage, "surveys")
    editor = make_editor()
    client = signed_in(editor)
    answer = client.post(f"{BASE}new/", form_of_new(agency_of(editor)))
    survey = Survey.objects.get()
    assert answer.url == f"{BASE}{survey.key}/questions/"
    assert survey.made_by == editor
    new = f"{BASE}{survey.key}/questions/new/?kind="
    assert client.post(f"{new}one", question_said()).status_code == 302
    many = question_said(choices_to="2", **lines("options", "А", "Ә", "Б"))
    assert client.post(f"{new}many", many).status_code == 302
    matrix = question_said(**lines("rows", "Таң", "Кеш"))
    assert client.post(f"{new}matrix", matrix).status_code == 302
    scale = {"text_kk": "Баға?", "text_ru": "Оценка?", "scale_from": "1", "scale_to": "5"}
    assert client.post(f"{new}scale", scale).status_code == 302
    kinds = list(survey.questions.values_list("kind", flat=True))
    assert kinds == ["one", "many", "matrix", "scale"]
    assert client.post(f"{BASE}{survey.key}/", {"verb": "submit"}).status_code == 302
    survey.refresh_from_db()
    assert survey.state == SurveyState.REVIEW


def test_nothing_typed_is_lost() -> None:
    make_section(SurveysIndexPage, "surveys")
    editor = make_editor()
    client = signed_in(editor)
    said = form_of_new(agency_of(editor), closes_at=minute(timezone.now() + 4 * DAY))
    answer = client.post(f"{BASE}new/", said)
    assert answer.status_code == 422
    assert "Что нужно остановке?" in answer.content.decode()
    assert not Survey.objects.exists()
    answer = client.post(f"{BASE}new/", form_of_new(agency_of(editor), opens_at="soon"))
    assert answer.status_code == 422


@pytest.mark.parametrize(
    ("kind", "changes"),
    [
        ("one", lines("options", "Жалғыз")),
        ("one", {"text_kk": ""}),
        ("many", {"choices_to": "9"}),
        ("many", {"choices_to": "two"}),
        ("matrix", lines("rows")),
        ("one", {"shown_if": "99999"}),
        ("one", {"section": "99999"}),
        ("one", {"text_kk": "ә" * 501}),
        ("one", {"options-TOTAL_FORMS": "many"}),
    ],
)
def test_a_question_that_cannot_be_is_shown_again(kind: str, changes: dict[str, Any]) -> None:
    editor = make_editor()
    survey = make_draft(editor)
    url = f"{BASE}{survey.key}/questions/new/?kind={kind}"
    answer = signed_in(editor).post(url, question_said(**changes))
    assert answer.status_code == 422
    assert "Что нужно?" in answer.content.decode()
    assert survey.questions.count() == 1


def test_one_more_line_saves_nothing_and_keeps_the_words() -> None:
    editor = make_editor()
    survey = make_draft(editor)
    url = f"{BASE}{survey.key}/questions/new/?kind=one"
    answer = signed_in(editor).post(url, question_said(more="options", text_kk="Жартылай"))
    html = answer.content.decode()
    assert answer.status_code == 200
    assert "Жартылай" in html
    assert 'value="Шатыр"' in html
    assert 'name="options-2-text_kk"' in html
    assert survey.questions.count() == 1


def test_changing_moving_and_removing() -> None:
    editor = make_editor()
    survey = make_draft(editor)
    client = signed_in(editor)
    page = f"{BASE}{survey.key}/questions/"
    client.post(f"{page}new/?kind=text", {"text_kk": "Неге?", "text_limit": "500"})
    html = client.get(f"{page}q1/").content.decode()
    assert "Шатыр" in html
    client.post(page, {"verb": "down", "what": "q1"})
    order = list(survey.questions.order_by("order").values_list("key", flat=True))
    assert order == ["q2", "q1"]
    client.post(page, {"verb": "remove", "what": "q2"})
    assert list(survey.questions.values_list("key", flat=True)) == ["q1"]
    for said in ({"verb": "explode", "what": "q1"}, {"verb": "up", "what": "q99"}, {}):
        assert client.post(page, said).status_code == 404
    assert client.post(page, {"verb": "section-up", "what": "first"}).status_code == 404
    assert client.get(f"{page}new/?kind=poem").status_code == 404


def test_sections_on_their_page() -> None:
    editor = make_editor()
    survey = make_draft(editor)
    client = signed_in(editor)
    sections = f"{BASE}{survey.key}/sections/"
    assert client.post(f"{sections}new/", {"title_kk": ""}).status_code == 422
    assert client.post(f"{sections}new/", {"title_kk": "Бірінші"}).status_code == 302
    section = survey.sections.get()
    assert client.post(f"{sections}{section.pk}/", {"title_kk": "Басқа"}).status_code == 302
    section.refresh_from_db()
    assert section.title_kk == "Басқа"
    assert client.get(f"{sections}9999/").status_code == 404


def test_another_editor_s_save_is_not_lost() -> None:
    editor = make_editor()
    survey = make_draft(editor)
    url = f"{BASE}{survey.key}/edit/"
    client = signed_in(editor)
    said = form_of_new(survey.agency, seen=survey_mark(survey))
    other = signed_in(make_editor(survey.agency))
    assert other.post(url, {**said, "title_en": "By the other"}).status_code == 302
    answer = client.post(url, {**said, "title_en": "Mine"})
    assert answer.status_code == 422
    html = answer.content.decode()
    assert "Mine" in html
    assert "By the other" in html


def test_trying_out_leaves_no_trace() -> None:
    editor = make_editor()
    survey = make_draft(editor)
    client = signed_in(editor)
    url = f"{BASE}{survey.key}/tryout/?language=ru"
    assert "Что нужно?" in client.get(url).content.decode()
    wrong = client.post(url, {})
    assert 'id="errors"' in wrong.content.decode()
    right = client.post(url, {"q-q1": "o1"})
    assert 'id="errors"' not in right.content.decode()
    for model in (BoxedBallot, Participation, PartialAnswers):
        assert not model.objects.exists()
    survey.refresh_from_db()
    assert survey.frozen_at is None


def test_the_list_holds_own_surveys_in_their_tabs() -> None:
    editor = make_editor()
    draft = make_draft(editor)
    mine = make_survey("one", agency=draft.agency)
    strange = make_survey("one")
    client = signed_in(editor)
    for tab, shown in (("writing", draft), ("open", mine), ("past", None)):
        html = client.get(f"{BASE}?tab={tab}").content.decode()
        for survey in (draft, mine, strange):
            assert (f"/cms/surveys/{survey.key}/" in html) == (survey == shown), (tab, survey)
    assert client.get(f"{BASE}?tab=nothing").status_code == 404
    html = signed_in(make_operator()).get(f"{BASE}?tab=open").content.decode()
    assert f"/cms/surveys/{strange.key}/" in html


def test_verbs_that_are_not_offered_do_nothing() -> None:
    survey = make_survey("one")
    client = signed_in(make_editor(survey.agency))
    url = f"{BASE}{survey.key}/"
    assert client.post(url, {"verb": "conclude"}).status_code == 422
    assert client.post(url, {"verb": "close"}).status_code == 422
    assert client.post(url, {"verb": "approve"}).status_code == 404
    clerk = signed_in(make_editor(survey.agency, "clerk"))
    assert clerk.get(url).status_code == 200
    assert clerk.post(url, {"verb": "copy"}).status_code == 404
    survey.refresh_from_db()
    assert survey.planned_closes_at is None
    said = {"verb": "close", "close_reason_kk": "Салынды", "close_reason_ru": "Построено"}
    assert client.post(url, said).status_code == 302
    survey.refresh_from_db()
    assert survey.planned_closes_at is not None


def test_visitors_and_citizens_find_no_desk(client) -> None:
    survey = make_survey("one")
    for path in ("", "new/", "rules/", f"{survey.key}/"):
        assert client.get(f"{BASE}{path}").status_code == 302
        assert signed_in(make_citizen()).get(f"{BASE}{path}").status_code in (302, 403, 404)


def test_lists_cost_the_same_for_one_and_ten(django_assert_max_num_queries) -> None:
    editor = make_editor()
    draft = make_draft(editor)
    client = signed_in(editor)

    def cost(path: str) -> int:
        client.get(f"{BASE}{path}")
        with django_assert_max_num_queries(80) as seen:
            assert client.get(f"{BASE}{path}").status_code == 200
        return len(seen)

    before = cost(""), cost(f"{draft.key}/questions/")
    for number in range(9):
        make_draft(editor, title_en=f"Other {number}")
        url = f"{BASE}{draft.key}/questions/new/?kind=one"
        assert client.post(url, question_said()).status_code == 302
    assert (cost(""), cost(f"{draft.key}/questions/")) == before
