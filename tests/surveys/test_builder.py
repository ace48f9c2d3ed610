"""Questions of a survey: of every kind, within limits, with conditions that look back, frozen at
the first answer by the database itself."""

from typing import Any

from django.db import DatabaseError, transaction

import pytest

from core.errors import NotAllowed, Refused
from surveys.limits import NotWithin
from surveys.models import Survey, SurveyOption, SurveyQuestion, SurveyRow, SurveySection
from surveys.selectors.form import form_of
from surveys.services.questions import (
    question_move,
    question_put,
    question_remove,
    section_move,
    section_put,
    section_remove,
)
from surveys.states import QuestionKind
from tests.factories.ballots import survey_vote_as
from tests.factories.surveys import make_survey
from tests.surveys.makers import by, make_draft, make_editor, options

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk() -> tuple[Survey, dict[str, Any]]:
    editor = make_editor()
    return make_draft(editor), by(editor)


def put(survey: Survey, who: dict[str, Any], kind: str, **more: Any) -> SurveyQuestion:
    lines = {name: more.pop(name) for name in ("options", "rows", "key") if name in more}
    fields = {"kind": kind, "text_kk": "Сұрақ", "text_ru": "Вопрос", **more}
    return question_put(survey_id=survey.pk, fields=fields, **lines, **who)


def keys(survey: Survey) -> list[str]:
    return [question.key for question in form_of(survey).questions]


@pytest.mark.parametrize("kind", QuestionKind.values)
def test_every_kind_can_be_made(desk, kind: str) -> None:
    survey, who = desk
    question = put(survey, who, kind, options=options("а", "ә", "б"), rows=options("таң", "кеш"))
    expected = {"one": 3, "many": 3, "matrix": 3, "ranking": 3, "yesno": 2}.get(kind, 0)
    assert question.options.count() == expected
    assert question.rows.count() == (2 if kind == "matrix" else 0)
    if kind == "yesno":
        assert list(question.options.values_list("key", flat=True)) == ["yes", "no"]


def test_each_change_makes_earlier_forms_old(desk) -> None:
    survey, who = desk
    seen = [survey.version]
    question = put(survey, who, "text")
    acts = (
        lambda: question_move(survey_id=survey.pk, key=question.key, up=True, **who),
        lambda: section_put(survey_id=survey.pk, fields={"title_kk": "Бөлім"}, **who),
        lambda: question_remove(survey_id=survey.pk, key=question.key, **who),
    )
    for act in acts:
        act()
        survey.refresh_from_db()
        seen.append(survey.version)
    assert seen == sorted(set(seen))


def test_changing_keeps_the_keys_of_what_stays(desk) -> None:
    survey, who = desk
    question = survey.questions.get()
    first, second = question.options.all()
    lines = [
        {"key": second.key, "text_kk": "Жаңа шатыр"},
        {"key": "", "text_kk": "Орындық"},
    ]
    put(survey, who, "one", key=question.key, options=lines)
    now = list(question.options.values_list("key", "text_kk"))
    assert now[0] == (second.key, "Жаңа шатыр")
    assert now[1][0] not in (first.key, second.key)


@pytest.mark.parametrize(
    ("kind", "more", "field"),
    [
        ("one", {"options": options("жалғыз")}, "options"),
        ("one", {"options": options("а", "")}, "options"),
        ("one", {"options": options(*map(str, range(51)))}, "options"),
        ("ranking", {"options": options(*map(str, range(13)))}, "options"),
        ("matrix", {"options": options("а", "ә")}, "rows"),
        ("many", {"options": options("а", "ә"), "choices_to": 3}, "choices_to"),
        ("many", {"options": options("а", "ә"), "choices_from": 3}, "choices_from"),
        (
            "many",
            {"options": options("а", "ә"), "choices_from": 2, "choices_to": 1},
            "choices_to",
        ),
        ("scale", {"scale_from": 5, "scale_to": 5}, "scale_to"),
        ("scale", {"scale_from": 1, "scale_to": 11}, "scale_to"),
        ("text", {"text_limit": 0}, "text_limit"),
        ("text", {"text_limit": 9000}, "text_limit"),
        ("text", {"text_kk": " "}, "text_kk"),
        ("poem", {}, "kind"),
        ("text", {"results_shown": "whenever"}, "results_shown"),
    ],
)
def test_what_nobody_could_answer_is_said_at_the_field(
    desk, kind: str, more: dict[str, Any], field: str
) -> None:
    survey, who = desk
    with pytest.raises(NotWithin) as refusal:
        put(survey, who, kind, **more)
    assert set(refusal.value.faults) == {field}
    assert survey.questions.count() == 1


def test_a_condition_looks_back_only(desk) -> None:
    survey, who = desk
    option = survey.questions.get().options.first()
    later = put(survey, who, "text", shown_if_id=option.pk)
    for refused in (
        lambda: question_move(survey_id=survey.pk, key=later.key, up=True, **who),
        lambda: question_remove(survey_id=survey.pk, key="q1", **who),
        lambda: put(survey, who, "one", key="q1", options=options("а", "ә")),
    ):
        with pytest.raises(Refused) as refusal, transaction.atomic():
            refused()
        assert refusal.value.code == "condition"
    assert keys(survey) == ["q1", later.key]


def test_a_condition_of_another_survey_is_none(desk) -> None:
    survey, who = desk
    other = make_draft(make_editor(), title_en="Other")
    stranger = other.questions.get().options.first()
    own = SurveyOption.objects.get(question__survey=survey, key="o1")
    scale = put(survey, who, "scale")
    for option_id, key in ((stranger.pk, ""), (10**9, ""), (own.pk, "q1")):
        with pytest.raises(NotWithin) as refusal:
            put(survey, who, "text", shown_if_id=option_id, key=key)
        assert "shown_if" in refusal.value.faults
    assert keys(survey) == ["q1", scale.key]


def test_sections_carry_their_questions(desk) -> None:
    survey, who = desk
    first, second = (
        section_put(survey_id=survey.pk, fields={"title_kk": name}, **who) for name in "АБ"
    )
    put(survey, who, "text", section_id=second.pk)
    put(survey, who, "text", section_id=first.pk)
    assert keys(survey) == ["q1", "q3", "q2"]
    section_move(survey_id=survey.pk, section_id=second.pk, up=True, **who)
    assert keys(survey) == ["q1", "q2", "q3"]
    section_remove(survey_id=survey.pk, section_id=second.pk, **who)
    assert survey.questions.get(key="q2").section_id is None
    stranger = make_draft(make_editor(), title_en="Other")
    foreign = SurveySection.objects.create(survey=stranger, title_kk="Бөтен")
    with pytest.raises(NotWithin):
        put(survey, who, "text", section_id=foreign.pk)
    with pytest.raises(SurveySection.DoesNotExist):
        section_remove(survey_id=survey.pk, section_id=foreign.pk, **who)


def test_a_survey_has_an_end(desk) -> None:
    survey, who = desk
    SurveyQuestion.objects.bulk_create(
        SurveyQuestion(survey=survey, key=f"x{at}", kind="text", text_kk="Сұрақ", order=at)
        for at in range(59)
    )
    with pytest.raises(Refused) as refusal:
        put(survey, who, "text")
    assert refusal.value.code == "too_many"


def test_others_write_no_questions(desk) -> None:
    survey, _who = desk
    for person in (make_editor(), make_editor(survey.agency, "clerk")):
        with pytest.raises(NotAllowed):
            put(survey, by(person), "text")


FROZEN_WRITES = (
    lambda survey: survey.questions.update(text_kk="Басқа сұрақ"),
    lambda survey: SurveyOption.objects.filter(question__survey=survey).update(text_kk="Басқа"),
    lambda survey: SurveyRow.objects.filter(question__survey=survey).update(text_kk="Басқа"),
    lambda survey: SurveyOption.objects.create(
        question=survey.questions.first(), key="late", text_kk="Кеш"
    ),
    lambda survey: SurveySection.objects.create(survey=survey, title_kk="Бөлім"),
    lambda survey: SurveyRow.objects.filter(question__survey=survey).delete(),
)


@pytest.mark.engine
@pytest.mark.parametrize("write", FROZEN_WRITES)
def test_the_database_freezes_questions_at_the_first_answer(write) -> None:
    survey = make_survey("one", "matrix")
    survey_vote_as(survey)
    with pytest.raises(DatabaseError), transaction.atomic():
        write(survey)
    survey.refresh_from_db()
    assert survey.frozen_at is not None
    # Saving what is there already is no change.
    survey.questions.first().save()
