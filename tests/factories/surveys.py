"""Surveys in any phase, with questions and pages."""

from datetime import timedelta

from django.utils import timezone

import factory
from factory.django import DjangoModelFactory

from home.loading.tree import Trio, trio_put
from surveys.models import (
    Survey,
    SurveyOption,
    SurveyPage,
    SurveyQuestion,
    SurveysIndexPage,
    Tally,
)
from surveys.states import SurveyState
from tests.factories.agencies import AgencyFactory
from tests.factories.executives import TEXT, make_section, paragraph

DAY = timedelta(days=1)


class SurveyFactory(DjangoModelFactory):
    """Open now. Traits: ``upcoming``, ``past``."""

    class Meta:
        model = Survey

    class Params:
        upcoming = factory.Trait(
            opens_at=factory.LazyFunction(lambda: timezone.now() + DAY), participants=0
        )
        past = factory.Trait(opens_at=factory.LazyFunction(lambda: timezone.now() - 30 * DAY))

    key = factory.Sequence(lambda n: f"survey-{n}")
    agency = factory.SubFactory(AgencyFactory)
    title_kk = factory.Sequence(lambda n: f"Сауалнама {n}")
    title_ru = factory.Sequence(lambda n: f"Опрос {n}")
    title_en = factory.Sequence(lambda n: f"Survey {n}")
    plan_kk = "Жоспар"
    plan_ru = "План"
    plan_en = "The plan"
    opens_at = factory.LazyFunction(lambda: timezone.now() - DAY)
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
            SurveyOption.objects.create(
                question=obj,
                key=f"option-{order}",
                order=order,
                text_kk=f"Жауап {order}",
                text_ru=f"Ответ {order}",
                text_en=f"Answer {order}",
            )


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
