"""Surveys in any phase, with questions of every kind, and pages."""

from datetime import timedelta
from typing import Any

from django.utils import timezone

import factory
from factory.django import DjangoModelFactory

from home.loading.tree import Trio, trio_put
from surveys.models import (
    Survey,
    SurveyOption,
    SurveyPage,
    SurveyQuestion,
    SurveyRow,
    SurveySection,
    SurveysIndexPage,
    Tally,
)
from surveys.states import WITH_OPTIONS, QuestionKind, ResultsShown, SurveyState, Voters
from tests.factories.agencies import AgencyFactory
from tests.factories.executives import TEXT, make_section, paragraph

DAY = timedelta(days=1)
EVERY_KIND = tuple(QuestionKind)


def _ago(days: float) -> Any:
    return factory.LazyFunction(lambda: timezone.now() - days * DAY)


class SurveyFactory(DjangoModelFactory):
    """Approved and open now; 100 answers are said to be counted.

    Where it stands: ``draft``, ``review``, ``upcoming``, ``past``, ``early`` (closed before its
    day), ``late`` (what came of it is promised for yesterday), ``concluded``. What it is like:
    ``anybody``, ``changeable``, ``adults``, ``regional``, ``live``, ``voted``, ``by_question``.
    """

    class Meta:
        model = Survey

    class Params:
        draft = factory.Trait(state=SurveyState.DRAFT, opens_at=_ago(-2), participants=0)
        review = factory.Trait(state=SurveyState.REVIEW, opens_at=_ago(-2), participants=0)
        upcoming = factory.Trait(opens_at=_ago(-1), participants=0)
        past = factory.Trait(opens_at=_ago(30))
        early = factory.Trait(
            opens_at=_ago(5),
            closes_at=_ago(1),
            planned_closes_at=_ago(-5),
            close_reason_kk="Жол салына бастады",
            close_reason_ru="Дорогу уже строят",
            close_reason_en="The road is being built",
        )
        late = factory.Trait(opens_at=_ago(30), conclusion_due_at=_ago(1))
        concluded = factory.Trait(
            opens_at=_ago(30), conclusion_due_at=_ago(5), concluded_at=_ago(7)
        )
        anybody = factory.Trait(voters=Voters.ANYBODY)
        changeable = factory.Trait(may_change=True)
        adults = factory.Trait(age_from=18)
        regional = factory.Trait(asks_region=True)
        live = factory.Trait(results_shown=ResultsShown.LIVE)
        voted = factory.Trait(results_shown=ResultsShown.VOTED)
        by_question = factory.Trait(results_shown=ResultsShown.QUESTION)

    key = factory.Sequence(lambda n: f"survey-{n}")
    agency = factory.SubFactory(AgencyFactory)
    title_kk = factory.Sequence(lambda n: f"Сауалнама {n}")
    title_ru = factory.Sequence(lambda n: f"Опрос {n}")
    title_en = factory.Sequence(lambda n: f"Survey {n}")
    plan_kk = "Жоспар"
    plan_ru = "План"
    plan_en = "The plan"
    opens_at = _ago(1)
    closes_at = factory.LazyAttribute(lambda row: row.opens_at + 10 * DAY)
    participants = 100
    state = SurveyState.READY


class SurveyQuestionFactory(DjangoModelFactory):
    """A question with two options of 60 and 40 votes; ``votes=[...]`` for others."""

    class Meta:
        model = SurveyQuestion
        skip_postgeneration_save = True

    survey = factory.SubFactory(SurveyFactory)
    key = factory.Sequence(lambda n: f"question-{n}")
    text_kk = "Сұрақ"
    text_ru = "Вопрос"
    text_en = "The question"

    @factory.post_generation
    def votes(obj: SurveyQuestion, create: bool, extracted: list[int] | None, **kw: object) -> None:
        counts = [60, 40] if extracted is None else extracted
        is_many = obj.kind == SurveyQuestion.Kind.MANY
        answered = obj.survey.participants if is_many else sum(counts)
        Tally.objects.create(question=obj, count=answered)
        for order, votes in enumerate(counts):
            Tally.objects.create(question=obj, value=f"option-{order}", count=votes)
            _option(obj, f"option-{order}", order)


def add_question(
    survey: Survey,
    kind: str = QuestionKind.ONE,
    key: str = "",
    *,
    options: int = 3,
    rows: int = 2,
    **fields: Any,
) -> SurveyQuestion:
    """A question that nobody has answered; its key is its kind unless another is given.

    Options are ``option-0`` and on (of a yes/no question ``yes`` and ``no``), rows ``row-0`` ...
    """
    order = fields.pop("order", survey.questions.count())
    key = key or str(kind)
    words = {f"text_{code}": f"{key}? {TEXT[code]}" for code in TEXT} | fields
    question = SurveyQuestion.objects.create(
        survey=survey, key=key, kind=kind, order=order, **words
    )
    if kind in WITH_OPTIONS:
        names = [f"option-{number}" for number in range(options)]
        for place, name in enumerate(["yes", "no"] if kind == QuestionKind.YESNO else names):
            _option(question, name, place)
    if kind == QuestionKind.MATRIX:
        for place in range(rows):
            words = {f"text_{code}": f"row-{place} {code}" for code in TEXT}
            SurveyRow.objects.create(question=question, key=f"row-{place}", order=place, **words)
    return question


def add_every_question(survey: Survey, **fields: Any) -> list[SurveyQuestion]:
    """One question of each kind, each under its kind as key."""
    return [add_question(survey, kind, **fields) for kind in EVERY_KIND]


def add_section(survey: Survey, *questions: SurveyQuestion, **fields: Any) -> SurveySection:
    """A heading over these questions."""
    order = survey.sections.count()
    words = {f"title_{code}": f"Section {order} {code}" for code in TEXT} | fields
    section = SurveySection.objects.create(survey=survey, order=order, **words)
    SurveyQuestion.objects.filter(pk__in=[row.pk for row in questions]).update(section=section)
    return section


def make_survey_pages(survey: Survey | None = None) -> Trio:
    row = survey or SurveyFactory()

    def make(code: str) -> SurveyPage:
        return SurveyPage(
            title=row.localized("title", code),
            survey=row,
            body=paragraph(f"Survey. {TEXT[code]}"),
            conclusion=paragraph(f"Conclusion. {TEXT[code]}"),
        )

    return trio_put(make_section(SurveysIndexPage, "surveys"), slug=row.key, make=make)[0]


def make_survey(*kinds: str, sealed: bool = True, **traits: Any) -> Survey:
    """A survey one can answer: its questions (of every kind unless told which), its pages and,
    where it is approved and people sign in for it, its secret."""
    from surveys.secrets import secret_make

    survey = SurveyFactory(**{"participants": 0, **traits})
    for kind in kinds or EVERY_KIND:
        add_question(survey, kind)
    if survey.state == SurveyState.READY:
        make_survey_pages(survey)
        if sealed:
            secret_make(survey)
            survey.refresh_from_db()
    return survey


def full_answers(survey: Survey, turn: int = 0) -> dict[str, Any]:
    """An answer to each of its questions, as a form gives them; ``turn`` makes them differ."""
    return {row.key: _answer(row, turn) for row in survey.questions.all()}


def _answer(question: SurveyQuestion, turn: int) -> Any:
    options = list(question.options.values_list("key", flat=True))
    match question.kind:
        case QuestionKind.ONE | QuestionKind.YESNO:
            return options[turn % len(options)]
        case QuestionKind.MANY:
            return [options[turn % len(options)]]
        case QuestionKind.SCALE:
            points = question.scale_to - question.scale_from + 1
            return str(question.scale_from + turn % points)
        case QuestionKind.MATRIX:
            keys = question.rows.values_list("key", flat=True)
            return {key: options[(turn + at) % len(options)] for at, key in enumerate(keys)}
        case QuestionKind.RANKING:
            at = turn % len(options)
            return options[at:] + options[:at]
        case QuestionKind.DATE:
            return f"2026-{turn % 12 + 1:02d}-10"
        case QuestionKind.PLACE:
            return ("71", "75", "79")[turn % 3]
    return f"Жарық керек {turn}"


def _option(question: SurveyQuestion, key: str, order: int) -> SurveyOption:
    return SurveyOption.objects.create(
        question=question,
        key=key,
        order=order,
        text_kk=f"Жауап {order}",
        text_ru=f"Ответ {order}",
        text_en=f"Answer {order}",
    )
