"""Surveys made and copied at the same instant: each has its own address and pages."""

from functools import partial
from typing import Any

import pytest

from core.localized import ORDER
from surveys.limits import NotWithin
from surveys.models import Survey, SurveyPage, SurveysIndexPage
from surveys.seen import question_mark
from surveys.services.copying import survey_copy
from surveys.services.making import survey_make
from surveys.services.questions import question_put
from tests.conferences.talkers import at_once
from tests.factories.executives import make_section
from tests.surveys.makers import agency_of, by, make_draft, make_editor, options, typed

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.engine]
TIMES = 12


def assert_whole(number: int) -> None:
    """So many surveys, each with a page of its own in each language, all in one sound tree."""
    assert Survey.objects.values("key").distinct().count() == Survey.objects.count() == number
    assert SurveyPage.objects.count() == number * len(ORDER)
    assert SurveyPage.objects.values("path").distinct().count() == number * len(ORDER)
    for index in SurveysIndexPage.objects.all():
        assert index.numchild == index.get_children().count() == number
    assert not any(SurveysIndexPage.find_problems())


def test_copies_and_new_ones_of_the_same_title_at_once() -> None:
    editor = make_editor()
    first = make_draft(editor)
    second = make_draft(editor)
    agency = agency_of(editor).pk

    def copied(survey: Survey) -> str:
        return survey_copy(survey_id=survey.pk, **by(editor)).key

    def made() -> str:
        return survey_make(agency_id=agency, fields=typed(), **by(editor)).key

    calls: list[Any] = [partial(copied, survey) for survey in (first, second)] * (TIMES // 3)
    calls += [made] * (TIMES // 3)
    keys = at_once(calls)
    assert len({*keys, first.key, second.key}) == TIMES + 2
    assert {*keys, first.key, second.key} == set(Survey.objects.values_list("key", flat=True))
    assert_whole(TIMES + 2)


def test_new_ones_of_different_titles_at_once() -> None:
    """Nothing but the tree makes them wait for each other."""
    editor = make_editor()
    make_section(SurveysIndexPage, "surveys")
    agency = agency_of(editor).pk

    def made(number: int) -> str:
        fields = typed(title_en=f"Stops of street {number}")
        return survey_make(agency_id=agency, fields=fields, **by(editor)).key

    keys = at_once([partial(made, number) for number in range(TIMES)])
    assert set(keys) == {f"stops-of-street-{number}" for number in range(TIMES)}
    assert_whole(TIMES)


def test_a_word_chosen_by_many_is_one_s() -> None:
    editor = make_editor()
    make_section(SurveysIndexPage, "surveys")
    agency = agency_of(editor).pk

    def made() -> str:
        said = {"agency_id": agency, "fields": typed(), "key": "stops"}
        return survey_make(**said, **by(editor)).key

    said = at_once([made] * 8)
    assert sorted(said) == ["not_within"] * 7 + ["stops"]
    with pytest.raises(NotWithin) as refusal:
        made()
    assert set(refusal.value.faults) == {"key"}
    assert_whole(1)


def test_of_two_who_save_one_question_at_once_one_is_told() -> None:
    editor = make_editor()
    survey = make_draft(editor)
    seen = question_mark(survey.questions.get())

    def put(words: str) -> str:
        question_put(
            survey_id=survey.pk,
            fields={"kind": "one", "text_en": words},
            options=options(words, "Шатыр"),
            key="q1",
            seen=seen,
            **by(editor),
        )
        return words

    said = at_once([partial(put, f"turn {turn}") for turn in range(8)])
    assert said.count("changed_meanwhile") == 7
    [kept] = [words for words in said if words != "changed_meanwhile"]
    question = survey.questions.get()
    assert question.text_en == kept
    assert question.options.filter(text_kk=kept).count() == 1
