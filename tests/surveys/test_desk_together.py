"""Several people at one survey: nobody's words go unseen or lost, a moderator approves what was
read, trying out writes nothing, a conclusion on its way is read by its agency only."""

import re
from collections.abc import Callable
from typing import Any

from django.apps import apps
from django.test import Client
from django.urls import reverse
from django.utils.translation import gettext, override

from wagtail.images import get_image_model
from wagtail.images.tests.utils import get_test_image_file

import pytest

from ledger.models import Event
from moderation.models import Decision, ModeratedText
from notifications.models import Notice
from surveys.limits import NotWithin
from surveys.models import Survey, SurveyQuestion
from surveys.seen import survey_mark
from surveys.services.questions import question_put, question_remove, section_put, section_remove
from surveys.services.reviewing import survey_submit
from surveys.states import SurveyState
from tests.factories.executives import paragraph
from tests.factories.moderation import admit, make_grounds
from tests.factories.people import make_citizen, make_operator, make_staff
from tests.factories.surveys import make_survey, make_survey_pages
from tests.surveys.makers import by, make_draft, make_editor, options
from tests.surveys.test_desk import BASE, form_of_new, question_said, signed_in

pytestmark = pytest.mark.django_db


def sent_by(client: Client, url: str) -> dict[str, Any]:
    """What the browser sends back when nothing was typed."""
    html = client.get(url).content.decode()
    found = re.findall(r'<input type="hidden" name="([a-z0-9_-]+)" value="([^"]*)"', html)
    return {name: value for name, value in found if name != "csrfmiddlewaretoken"}


def submitted() -> tuple[Survey, Any]:
    make_grounds()
    editor = make_editor()
    survey = make_draft(editor)
    survey_submit(survey_id=survey.pk, **by(editor))
    return survey, editor


def rewrite(survey: Survey, words: str) -> None:
    page = survey.pages.get(face_language="ru")
    page.body = paragraph(words)
    page.save_revision()


def decision_of(desk: Client, url: str) -> dict[str, Any]:
    form = desk.get(url).context["form"]
    names = ("subject", "body", "note", "seen")
    return {name: form[name].value() or "" for name in names} | {"decision": "approve"}


def test_a_page_changed_during_review_is_read_anew_and_then_approved() -> None:
    survey, _editor = submitted()
    desk = signed_in(admit(make_staff("moderator")))
    former = ModeratedText.objects.get(kind="survey")
    url = reverse("moderation:item", args=[former.pk])
    said = decision_of(desk, url)
    rewrite(survey, "Зачем мы спрашиваем.")
    answer = desk.post(url, said)
    survey.refresh_from_db()
    assert survey.state == SurveyState.REVIEW
    fresh = ModeratedText.objects.get(kind="survey")
    assert answer.url == reverse("moderation:item", args=[fresh.pk])
    shown = desk.get(answer.url)
    told = [str(message) for message in shown.context["messages"]]
    with override("kk"):
        assert told == [gettext("The page changed after it was sent. Read it anew.")]
    assert "Зачем мы спрашиваем." in shown.context["form"]["body"].value()
    assert desk.post(answer.url, decision_of(desk, answer.url)).status_code == 302
    survey.refresh_from_db()
    assert survey.state == SurveyState.READY
    verbs = Event.objects.filter(verb__startswith="moderation.").values_list("verb", flat=True)
    assert f"moderation.{Decision.APPROVED}" in verbs


def test_a_moderator_s_own_words_are_refused_as_before() -> None:
    survey, _editor = submitted()
    desk = signed_in(admit(make_staff("moderator")))
    item = ModeratedText.objects.get(kind="survey")
    url = reverse("moderation:item", args=[item.pk])
    answer = desk.post(url, decision_of(desk, url) | {"body": "Другие слова"})
    assert answer.status_code == 200
    assert "Другие слова" in answer.content.decode()
    assert ModeratedText.objects.get(kind="survey").pk == item.pk
    survey.refresh_from_db()
    assert survey.state == SurveyState.REVIEW


def test_what_was_taken_back_meanwhile_is_not_renewed() -> None:
    survey, editor = submitted()
    desk = signed_in(admit(make_staff("moderator")))
    item = ModeratedText.objects.get(kind="survey")
    url = reverse("moderation:item", args=[item.pk])
    said = decision_of(desk, url)
    rewrite(survey, "Зачем мы спрашиваем.")
    signed_in(editor).post(f"{BASE}{survey.key}/", {"verb": "reopen"})
    assert desk.post(url, said).url == reverse("moderation:queue")
    assert not ModeratedText.objects.exists()
    survey.refresh_from_db()
    assert survey.state == SurveyState.DRAFT


def test_the_second_save_of_a_survey_sees_every_change_of_the_first() -> None:
    editor = make_editor()
    survey = make_draft(editor)
    url = f"{BASE}{survey.key}/edit/"
    client, other = signed_in(editor), signed_in(make_editor(survey.agency))
    said = form_of_new(survey.agency) | sent_by(client, url)
    assert said["seen"] == survey_mark(survey)
    theirs = {**said, "age_from": "21", "asks_region": "on", "may_change": "on"}
    assert other.post(url, theirs).status_code == 302
    answer = client.post(url, {**said, "title_en": "Mine", "age_from": "35"})
    assert answer.status_code == 422
    stored = dict(answer.context["stored"])
    assert "21" in stored.values()
    assert len(stored) >= 3
    assert 'value="Mine"' in answer.content.decode()
    survey.refresh_from_db()
    assert (survey.age_from, survey.title_en) == (21, "What does the stop need?")
    # Knowing that, one's own words are saved.
    again = {**said, "title_en": "Mine", "age_from": "35", "seen": survey_mark(survey)}
    assert f'name="seen" value="{again["seen"]}"' in answer.content.decode()
    assert client.post(url, again).status_code == 302
    survey.refresh_from_db()
    assert (survey.age_from, survey.title_en) == (35, "Mine")


def test_a_question_written_by_two_is_not_overwritten_unseen() -> None:
    editor = make_editor()
    survey = make_draft(editor)
    url = f"{BASE}{survey.key}/questions/q1/"
    mine, other = signed_in(editor), signed_in(make_editor(survey.agency))
    said = question_said(text_en="Mine") | sent_by(mine, url)
    theirs = question_said(text_en="Theirs", help_kk="Кеңес") | sent_by(other, url)
    assert other.post(url, theirs).status_code == 302
    answer = mine.post(url, said)
    assert answer.status_code == 422
    html = answer.content.decode()
    assert 'value="Шатыр"' in html
    assert "Mine" in html
    assert {"Theirs", "Кеңес"} <= {value for _label, value in answer.context["stored"]}
    question = survey.questions.get()
    assert (question.text_en, question.help_kk) == ("Theirs", "Кеңес")
    seen = re.search(r'name="seen" value="(\w+)"', html)
    assert seen
    assert mine.post(url, {**said, "seen": seen[1]}).status_code == 302
    question.refresh_from_db()
    assert question.text_en == "Mine"


def test_answers_changed_by_somebody_else_are_shown_too() -> None:
    editor = make_editor()
    survey = make_draft(editor)
    url = f"{BASE}{survey.key}/questions/q1/"
    client = signed_in(editor)
    said = question_said() | sent_by(client, url)
    lines = options("Орындық", "Жылу", "Жарық")
    question_put(survey_id=survey.pk, fields={"kind": "one"}, options=lines, key="q1", **by(editor))
    answer = client.post(url, said)
    assert answer.status_code == 422
    assert any("Орындық" in value for _label, value in answer.context["stored"])
    assert survey.questions.get().options.count() == 3


def test_two_who_write_two_questions_do_not_stop_each_other() -> None:
    editor = make_editor()
    survey = make_draft(editor)
    new = f"{BASE}{survey.key}/questions/new/?kind=one"
    client, other = signed_in(editor), signed_in(make_editor(survey.agency))
    first = question_said() | sent_by(client, new)
    second = question_said() | sent_by(other, new)
    about = form_of_new(survey.agency) | sent_by(client, f"{BASE}{survey.key}/edit/")
    assert client.post(new, first).status_code == 302
    assert other.post(new, second).status_code == 302
    assert client.post(f"{BASE}{survey.key}/edit/", about).status_code == 302
    assert survey.questions.count() == 3


def test_a_heading_written_by_two() -> None:
    editor = make_editor()
    survey = make_draft(editor)
    section = section_put(survey_id=survey.pk, fields={"title_kk": "Бөлім"}, **by(editor))
    url = f"{BASE}{survey.key}/sections/{section.pk}/"
    client = signed_in(editor)
    said = {"title_kk": "Менікі"} | sent_by(client, url)
    theirs = {"title_kk": "Олардікі"}
    section_put(survey_id=survey.pk, fields=theirs, section_id=section.pk, **by(editor))
    answer = client.post(url, said)
    assert answer.status_code == 422
    assert "Олардікі" in answer.content.decode()
    assert 'value="Менікі"' in answer.content.decode()
    section_remove(survey_id=survey.pk, section_id=section.pk, **by(editor))
    assert client.post(url, said).status_code == 302
    assert survey.sections.get().title_kk == "Менікі"


def test_a_question_removed_while_it_was_written_can_be_saved_anew() -> None:
    editor = make_editor()
    survey = make_draft(editor)
    url = f"{BASE}{survey.key}/questions/q1/"
    client = signed_in(editor)
    said = question_said(text_kk="Жазылған") | sent_by(client, url)
    question_remove(survey_id=survey.pk, key="q1", **by(editor))
    answer = client.post(url, said)
    assert answer.status_code == 422
    html = answer.content.decode()
    assert "Жазылған" in html
    assert 'value="Шатыр"' in html
    action = re.search(r'action="([^"]+kind=one)"', html)
    assert action
    assert client.post(action[1], said).status_code == 302
    assert survey.questions.get().text_kk == "Жазылған"
    assert client.get(url.replace("q1", "q77")).status_code == 404


def test_what_is_typed_stays_when_somebody_sends_it_to_a_moderator_meanwhile() -> None:
    survey, editor = submitted()
    client = signed_in(editor)
    said = form_of_new(survey.agency) | {"title_en": "Half written"}
    answer = client.post(f"{BASE}{survey.key}/edit/", said)
    assert answer.status_code == 422
    assert "Half written" in answer.content.decode()
    url = f"{BASE}{survey.key}/questions/q1/"
    answer = client.post(url, question_said(text_en="Half written"))
    assert answer.status_code == 422
    assert "Half written" in answer.content.decode()


def test_a_question_once_more_stands_right_below() -> None:
    editor = make_editor()
    survey = make_draft(editor)
    client = signed_in(editor)
    question_put(survey_id=survey.pk, fields={"kind": "text", "text_kk": "Неге?"}, **by(editor))
    page = f"{BASE}{survey.key}/questions/"
    answer = client.post(page, {"verb": "copy", "what": "q1"})
    assert answer.url == f"{page}#question-q3"
    rows = list(survey.questions.order_by("order"))
    assert [row.key for row in rows] == ["q1", "q3", "q2"]
    assert rows[1].text_ru == rows[0].text_ru
    words = [list(row.options.values_list("key", "text_kk")) for row in rows[:2]]
    assert words[0] == words[1] == [("o1", "Жарық"), ("o2", "Шатыр")]
    assert client.post(page, {"verb": "copy", "what": "q99"}).status_code == 404
    clerk = signed_in(make_editor(survey.agency, "clerk"))
    assert clerk.post(page, {"verb": "copy", "what": "q1"}).status_code == 404
    assert survey.questions.count() == 3


def test_one_question_after_another_below_the_same_heading() -> None:
    editor = make_editor()
    survey = make_draft(editor)
    section = section_put(survey_id=survey.pk, fields={"title_kk": "Бөлім"}, **by(editor))
    client = signed_in(editor)
    url = f"{BASE}{survey.key}/questions/new/?kind=one"
    for _turn in range(3):
        url = client.post(url, question_said(section=section.pk, another="yes")).url
        assert url.endswith(f"/questions/new/?kind=one&section={section.pk}")
    assert client.get(url).context["sheet"].form["section"].value() == section.pk
    assert survey.questions.filter(section=section).count() == 3
    assert client.post(url, question_said()).url.endswith("/questions/#question-q5")
    for made_up in ("²", "9" * 30, "-1", "x"):
        assert client.get(f"{url.split('&')[0]}&section={made_up}").status_code == 200


def test_a_moved_question_keeps_its_button_in_view() -> None:
    editor = make_editor()
    survey = make_draft(editor)
    client = signed_in(editor)
    question_put(survey_id=survey.pk, fields={"kind": "text", "text_kk": "Неге?"}, **by(editor))
    page = f"{BASE}{survey.key}/questions/"
    answer = client.post(page, {"verb": "up", "what": "q2"})
    assert answer.url == f"{page}#up-q2"
    assert 'id="up-q2"' in client.get(page).content.decode()


def test_what_a_picture_shows_is_told_in_both_languages() -> None:
    picture = get_image_model().objects.create(title="Stop", file=get_test_image_file())
    editor = make_editor()
    survey = make_draft(editor)
    words = {"kind": "text", "text_kk": "Неге?", "picture_id": picture.pk}
    for said, lacking in (
        ({}, {"picture_text_kk", "picture_text_ru"}),
        ({"picture_text_kk": "Аялдама"}, {"picture_text_ru"}),
    ):
        with pytest.raises(NotWithin) as refusal:
            question_put(survey_id=survey.pk, fields={**words, **said}, **by(editor))
        assert set(refusal.value.faults) == lacking
    said = {"picture_text_kk": "Аялдама", "picture_text_ru": "Остановка"}
    assert question_put(survey_id=survey.pk, fields={**words, **said}, **by(editor)).pk


def counts() -> dict[str, int]:
    """Rows of all tables of surveys, of notices and of events."""
    models = [*apps.get_app_config("surveys").get_models(), Notice, Event]
    return {model.__name__: model.objects.count() for model in models}


def test_trying_out_shows_what_a_voter_sees_and_writes_nothing_at_all() -> None:
    editor = make_editor()
    survey = make_draft(editor, asks_region=True, regions=["71", "75"], age_from=18, age_to=30)
    client = signed_in(editor)
    url = f"{BASE}{survey.key}/tryout/?language=ru"
    before = counts()
    first = client.get(url)
    html = first.content.decode()
    assert [code for code, _name in first.context["regions"]] == ["71", "75"]
    assert '<select id="region" name="region"' in html
    assert "18" in html
    assert "30" in html
    assert "/answer/" not in html
    without = client.post(url, {"q-q1": "o1"})
    assert without.context["wrong"]
    assert 'href="#region"' in without.content.decode()
    elsewhere = client.post(url, {"q-q1": "o1", "region": "10"})
    assert elsewhere.context["region_errors"]
    right = client.post(url, {"q-q1": "o1", "region": "75"})
    assert right.context["is_taken"]
    assert counts() == before
    survey.refresh_from_db()
    assert survey.frozen_at is None


def test_a_survey_that_asks_no_region_shows_none() -> None:
    editor = make_editor()
    survey = make_draft(editor)
    url = f"{BASE}{survey.key}/tryout/?language=ru"
    assert 'name="region"' not in signed_in(editor).get(url).content.decode()


def concluded() -> Survey:
    survey = make_survey("one", past=True)
    make_survey_pages(survey)
    for page in survey.pages.all():
        page.conclusion = paragraph(f"Өзгермеген қорытынды {page.face_language}")
        page.save_revision()
    return survey


@pytest.mark.parametrize("kind", ["clerk", "head", "editor"])
def test_people_of_the_agency_read_the_conclusion_before_it_is_out(kind: str) -> None:
    survey = concluded()
    url = f"{BASE}{survey.key}/"
    client = signed_in(make_editor(survey.agency, kind))
    html = client.get(url).content.decode()
    for code in ("kk", "ru"):
        assert f"Өзгермеген қорытынды {code}" in html
    for page in survey.pages.all():
        page.get_latest_revision().publish()
    assert "Өзгермеген қорытынды" not in client.get(url).content.decode()


@pytest.mark.parametrize(
    "person",
    [
        lambda: make_editor(),
        lambda: make_editor(kind="head"),
        lambda: make_staff("moderator"),
        lambda: make_operator(),
        lambda: make_citizen(),
    ],
    ids=["another agency", "another head", "moderator", "operator", "citizen"],
)
def test_nobody_else_reads_the_conclusion_at_the_desk(person: Callable[[], Any]) -> None:
    survey = concluded()
    answer = signed_in(person()).get(f"{BASE}{survey.key}/", follow=True)
    assert "Өзгермеген қорытынды" not in answer.content.decode()
    assert SurveyQuestion.objects.filter(survey=survey).exists()


def test_why_it_was_closed_early_stands_at_the_desk_and_on_the_page(client: Client) -> None:
    survey = make_survey("one")
    make_survey_pages(survey)
    desk = signed_in(make_editor(survey.agency))
    url = f"{BASE}{survey.key}/"
    half = {"verb": "close", "close_reason_kk": "Жол салынды"}
    answer = desk.post(url, half)
    assert answer.status_code == 422
    assert "Жол салынды</textarea>" in answer.content.decode()
    assert desk.post(url, {**half, "close_reason_ru": "Дорога построена"}).status_code == 302
    html = desk.get(url).content.decode()
    assert "Жол салынды" in html
    assert "Дорога построена" in html
    assert "Дорога построена" in client.get(f"/ru/surveys/{survey.key}/").content.decode()
    assert "Жол салынды" in client.get(f"/kk/surveys/{survey.key}/").content.decode()


def test_what_is_not_written_is_counted_by_language() -> None:
    editor = make_editor()
    survey = make_draft(editor, plan_ru="")
    url = f"{BASE}{survey.key}/texts/"
    counted = {row.language: row for row in signed_in(editor).get(url).context["counts"]}
    # The title, the plan, the question, two answers.
    assert (counted["kk"].written, counted["kk"].empty) == (5, 0)
    assert (counted["ru"].written, counted["ru"].empty) == (4, 1)
    assert (counted["en"].written, counted["en"].empty) == (1, 4)
    assert [code for code, row in counted.items() if row.is_needed] == ["kk", "ru"]


def test_texts_that_are_too_long_come_back_whole() -> None:
    editor = make_editor()
    survey = make_draft(editor)
    client = signed_in(editor)
    long = "ә" * 600
    answer = client.post(f"{BASE}{survey.key}/questions/new/?kind=one", question_said(text_ru=long))
    assert answer.status_code == 422
    html = answer.content.decode()
    assert long in html
    # A browser would cut off what is pasted.
    assert "maxlength" not in html
    assert survey.questions.count() == 1
