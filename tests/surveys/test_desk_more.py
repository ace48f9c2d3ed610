"""The desk's further promises: all texts side by side, late conclusions first, nobody of the
agency decides on its survey, made-up lines, rows that leave a frozen survey."""

from typing import Any

from django.db import DatabaseError, transaction

import pytest

from core.errors import NotAllowed
from moderation.models import ModeratedText
from moderation.services import moderation_approve, moderation_refuse
from surveys.models import Survey, SurveyOption, SurveySection
from surveys.selectors.form import form_of
from surveys.services.questions import question_put, section_put
from surveys.services.reviewing import Incomplete, survey_submit
from tests.factories.ballots import survey_vote_as
from tests.factories.moderation import admit, make_grounds
from tests.factories.people import give, make_citizen, make_operator, make_staff
from tests.factories.surveys import SurveyFactory, make_survey
from tests.surveys.makers import by, make_draft, make_editor, options
from tests.surveys.test_desk import BASE, question_said, signed_in

pytestmark = pytest.mark.django_db


def test_all_texts_stand_side_by_side_and_say_what_is_missing() -> None:
    editor = make_editor()
    survey = make_draft(editor, plan_ru="")
    words = {"kind": "scale", "text_kk": "Баға?", "text_ru": "Оценка?", "low_kk": "Жаман"}
    question_put(survey_id=survey.pk, fields=words, **by(editor))
    url = f"{BASE}{survey.key}/texts/"
    html = signed_in(editor).get(url).content.decode()
    for said in ("Аялдамаға не керек?", "What does the stop need?", "Шатыр ru", "Жаман"):
        assert said in html
    # The plan and the low end lack Russian; English may be left out.
    assert html.count('class="survey-lacks"') == 2
    assert f"{BASE}{survey.key}/questions/q1/" in html
    clerk = signed_in(make_editor(survey.agency, "clerk")).get(url).content.decode()
    assert "Шатыр ru" in clerk
    assert f"{BASE}{survey.key}/questions/q1/" not in clerk


def test_texts_of_another_agency_are_not_found() -> None:
    survey = make_draft(make_editor())
    for page in ("texts/", "", "questions/", "edit/", "tryout/", "preview/", "sections/new/"):
        assert signed_in(make_editor()).get(f"{BASE}{survey.key}/{page}").status_code == 404
        assert signed_in(make_citizen()).get(f"{BASE}{survey.key}/{page}").status_code in (
            302,
            403,
            404,
        )
    assert signed_in(make_operator()).get(f"{BASE}{survey.key}/texts/").status_code == 200


@pytest.mark.parametrize("name", ["help", "low", "high", "intro"])
def test_what_is_begun_in_one_language_is_finished_in_the_other(name: str) -> None:
    editor = make_editor()
    survey = make_draft(editor)
    words: dict[str, Any] = {f"{name}_kk": "Сөз"}
    both = {**words, f"{name}_ru": "Слово"}
    if name == "intro":
        words |= {"title_kk": "Бөлім", "title_ru": "Раздел"}
        section = section_put(survey_id=survey.pk, fields=words, **by(editor))
    else:
        words |= {"kind": "scale", "text_kk": "Баға?", "text_ru": "Оценка?"}
        question = question_put(survey_id=survey.pk, fields=words, **by(editor))
    with pytest.raises(Incomplete) as refusal:
        survey_submit(survey_id=survey.pk, **by(editor))
    assert len(refusal.value.missing) == 1
    assert not ModeratedText.objects.exists()
    if name == "intro":
        fields = {**words, **both}
        section_put(survey_id=survey.pk, fields=fields, section_id=section.pk, **by(editor))
    else:
        question_put(survey_id=survey.pk, fields=both, key=question.key, **by(editor))
    survey_submit(survey_id=survey.pk, **by(editor))
    assert ModeratedText.objects.filter(kind="survey").count() == 1


@pytest.mark.parametrize("kind", ["editor", "head", "clerk"])
def test_nobody_of_the_agency_decides_on_its_survey(kind: str) -> None:
    make_grounds()
    editor = make_editor()
    survey = make_draft(editor)
    survey_submit(survey_id=survey.pk, **by(editor))
    colleague = make_editor(survey.agency, kind)
    give(colleague, "moderator")
    item = ModeratedText.objects.get(kind="survey")
    wording = {"subject": item.subject, "body": item.body, "cuts": []}
    with pytest.raises(NotAllowed), transaction.atomic():
        moderation_approve(item=item, actor=admit(colleague), **wording)
    with pytest.raises(NotAllowed), transaction.atomic():
        moderation_refuse(item=item, actor=colleague, ground="insult", note="")
    survey.refresh_from_db()
    assert (survey.state, survey.secret_mark) == ("review", "")
    moderation_approve(item=item, actor=admit(make_staff("moderator")), **wording)
    survey.refresh_from_db()
    assert survey.state == "ready"


def test_keys_that_are_not_the_question_s_own_are_replaced() -> None:
    editor = make_editor()
    survey = make_draft(editor)
    keys = ("o2", "o2", "a:b", "x" * 50, "o99")
    lines = [{**line, "key": key} for line, key in zip(options(*"абвгд"), keys, strict=True)]
    question_put(survey_id=survey.pk, fields={"kind": "one"}, options=lines, key="q1", **by(editor))
    found = list(survey.questions.get().options.order_by("order").values_list("key", "text_kk"))
    assert found[0] == ("o2", "а")
    assert [text for _key, text in found] == list("абвгд")
    assert len({key for key, _text in found}) == 5
    assert not {"a:b", "o99"} & {key for key, _text in found}


@pytest.mark.parametrize("total", ["²", "9" * 5000, "-1", "٣", ""])
def test_one_more_line_of_a_made_up_number(total: str) -> None:
    editor = make_editor()
    survey = make_draft(editor)
    said = question_said(more="options") | {"options-TOTAL_FORMS": total}
    answer = signed_in(editor).post(f"{BASE}{survey.key}/questions/new/?kind=one", said)
    assert answer.status_code == 200
    assert "Что нужно?" in answer.content.decode()
    assert survey.questions.count() == 1


def test_late_conclusions_stand_first_and_the_next_to_close_too() -> None:
    editor = make_editor()
    agency = make_draft(editor).agency
    newer = SurveyFactory(past=True, agency=agency)
    late = SurveyFactory(late=True, agency=agency)
    said = SurveyFactory(concluded=True, agency=agency)
    SurveyFactory(late=True)
    html = signed_in(editor).get(f"{BASE}?tab=past").content.decode()
    places = [html.index(f"/cms/surveys/{row.key}/") for row in (late, newer, said)]
    assert places[0] < min(places[1:])
    assert html.count('class="desk-subject"') == 3
    soon, later = (SurveyFactory(agency=agency) for _turn in range(2))
    Survey.objects.filter(pk=soon.pk).update(closes_at=_before(later))
    html = signed_in(editor).get(f"{BASE}?tab=open").content.decode()
    assert html.index(f"/cms/surveys/{soon.key}/") < html.index(f"/cms/surveys/{later.key}/")


def _before(survey: Survey) -> Any:
    return survey.opens_at + (survey.closes_at - survey.opens_at) / 2


def test_a_list_of_late_conclusions_is_paged_without_loss() -> None:
    editor = make_editor()
    agency = make_draft(editor).agency
    keys = {SurveyFactory(late=bool(n % 2), past=True, agency=agency).key for n in range(23)}
    client = signed_in(editor)
    html = client.get(f"{BASE}?tab=past").content.decode()
    older = next(part for part in html.split('"') if "cursor=" in part).replace("&amp;", "&")
    html += client.get(f"{BASE}{older}").content.decode()
    assert {key for key in keys if f'/cms/surveys/{key}/"' in html} == keys


def test_a_draft_is_previewed_in_each_language() -> None:
    editor = make_editor()
    survey = make_draft(editor)
    client = signed_in(editor)
    html = client.get(f"{BASE}{survey.key}/").content.decode()
    for code in ("kk", "ru", "en"):
        url = f"{BASE}{survey.key}/preview/?language={code}"
        assert f'href="{url}"' in html
        page = client.get(url, follow=True)
        assert page.status_code == 200
        assert survey.localized("title", code) in page.content.decode()


@pytest.mark.engine
def test_nothing_leaves_a_frozen_survey_or_comes_to_it() -> None:
    survey = make_survey("one", "matrix")
    survey_vote_as(survey)
    other = make_draft(make_editor())
    section = SurveySection.objects.create(survey=other, title_kk="Бөлім")
    stranger = other.questions.get()
    question = survey.questions.first()
    assert question
    own = SurveyOption.objects.filter(question=question)
    before = [item.key for item in form_of(survey).questions]
    for write in (
        lambda: survey.questions.filter(pk=question.pk).update(survey=other, key="moved"),
        lambda: other.questions.update(survey=survey, key="come"),
        lambda: own.filter(pk=own.first().pk).update(question=stranger, key="moved"),
        lambda: stranger.options.filter(key="o1").update(question=question, key="come"),
        lambda: SurveySection.objects.filter(pk=section.pk).update(survey=survey),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            write()
    assert [item.key for item in form_of(survey).questions] == before
    # What isn't frozen moves freely.
    assert other.questions.update(section=section) == 1
