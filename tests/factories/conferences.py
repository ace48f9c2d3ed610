"""Conferences in any phase, with questions and pages."""

from datetime import timedelta
from typing import Any

from django.core.files.base import ContentFile
from django.db.models import F
from django.utils import timezone

from wagtail.documents import get_document_model

import factory
from factory.django import DjangoModelFactory

from conferences.models import (
    Comment,
    CommentText,
    Conference,
    ConferenceDocument,
    ConferencePage,
    ConferenceQuestion,
    ConferencesIndexPage,
    QuestionAnswer,
    QuestionText,
    Speaker,
)
from conferences.states import CommentState, QuestionState
from home.loading.tree import Trio, trio_put
from tests.factories.agencies import AgencyFactory
from tests.factories.executives import TEXT, make_section, paragraph
from tests.factories.people import make_citizen

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


class ConferenceFactory(DjangoModelFactory):
    """Open now. Traits: ``planned``, ``announced``, ``closed``, ``answering``, ``summary``,
    ``archived``, ``cancelled``."""

    class Meta:
        model = Conference

    class Params:
        planned = factory.Trait(announced_at=factory.LazyFunction(lambda: timezone.now() + HOUR))
        announced = factory.Trait(announced_at=factory.LazyFunction(lambda: timezone.now() - DAY))
        answering = factory.Trait(
            announced_at=factory.LazyFunction(lambda: timezone.now() - 8 * DAY)
        )
        closed = factory.Trait(
            announced_at=factory.LazyFunction(lambda: timezone.now() - 8 * DAY),
            answers_from_at=factory.LazyAttribute(lambda row: row.announced_at + 10 * DAY),
        )
        summary = factory.Trait(
            announced_at=factory.LazyFunction(lambda: timezone.now() - 20 * DAY),
            summary_published_at=factory.LazyAttribute(lambda row: row.announced_at + 14 * DAY),
        )
        archived = factory.Trait(
            announced_at=factory.LazyFunction(lambda: timezone.now() - 60 * DAY),
            archived_at=factory.LazyFunction(lambda: timezone.now() - DAY),
        )
        cancelled = factory.Trait(
            cancelled_at=factory.LazyFunction(lambda: timezone.now() - HOUR),
            cancel_reason_kk="Апат болды",
            cancel_reason_ru="Случилась авария",
            cancel_reason_en="There was an accident",
        )

    key = factory.Sequence(lambda n: f"conference-{n}")
    agency = factory.SubFactory(AgencyFactory)
    theme_kk = factory.Sequence(lambda n: f"Тақырып {n}")
    theme_ru = factory.Sequence(lambda n: f"Тема {n}")
    theme_en = factory.Sequence(lambda n: f"Theme {n}")
    announced_at = factory.LazyFunction(lambda: timezone.now() - 3 * DAY)
    opens_at = factory.LazyAttribute(lambda row: row.announced_at + 2 * DAY)
    closes_at = factory.LazyAttribute(lambda row: row.announced_at + 7 * DAY)
    answers_from_at = factory.LazyAttribute(lambda row: row.closes_at)
    answers_due_at = factory.LazyAttribute(lambda row: row.announced_at + 12 * DAY)
    summary_due_at = factory.LazyAttribute(lambda row: row.answers_due_at + 5 * DAY)


class SpeakerFactory(DjangoModelFactory):
    class Meta:
        model = Speaker

    conference = factory.SubFactory(ConferenceFactory)
    person_kk = factory.Sequence(lambda n: f"Сөйлеуші Мысал {n}")
    person_ru = factory.Sequence(lambda n: f"Докладчиков Пример {n}")
    person_en = factory.Sequence(lambda n: f"Example Speakerton {n}")
    title_kk = "Басшы"
    title_ru = "Руководитель"
    title_en = "Head"


class QuestionFactory(DjangoModelFactory):
    """A published question with its words; ``hidden=True`` waits for a moderator."""

    class Meta:
        model = ConferenceQuestion
        skip_postgeneration_save = True

    class Params:
        hidden = factory.Trait(published_at=None, state=QuestionState.PENDING)

    conference = factory.SubFactory(ConferenceFactory)
    number = factory.LazyAttribute(lambda row: row.conference.questions.count() + 1)
    language = "ru"
    author_public_name = "П. Т."
    published_at = factory.LazyFunction(timezone.now)
    state = QuestionState.PUBLISHED

    @factory.post_generation
    def words(obj: ConferenceQuestion, create: bool, extracted: Any, **kwargs: Any) -> None:
        QuestionText.objects.create(
            question=obj,
            version=1,
            language=obj.language,
            body=extracted or "Когда почистят дорогу?",
            **kwargs,
        )


class QuestionAnswerFactory(DjangoModelFactory):
    class Meta:
        model = QuestionAnswer

    question = factory.SubFactory(QuestionFactory)
    speaker = factory.LazyAttribute(lambda row: SpeakerFactory(conference=row.question.conference))
    language = "ru"
    body = "Почистим завтра."


class CommentFactory(DjangoModelFactory):
    """A public comment with its words; its question counts it."""

    class Meta:
        model = Comment
        skip_postgeneration_save = True

    question = factory.SubFactory(QuestionFactory)
    author = factory.LazyFunction(make_citizen)
    language = "ru"
    original = "Согласен."
    state = CommentState.PUBLISHED
    published_at = factory.LazyFunction(timezone.now)

    @factory.post_generation
    def words(obj: Comment, create: bool, extracted: Any, **kwargs: Any) -> None:
        CommentText.objects.create(
            comment=obj, version=1, language=obj.language, body=extracted or "Согласен.", **kwargs
        )
        question = ConferenceQuestion.objects.filter(pk=obj.question_id)
        question.update(comments=F("comments") + 1, changed_at=timezone.now())


class ConferenceDocumentFactory(DjangoModelFactory):
    """A document of five bytes."""

    class Meta:
        model = ConferenceDocument

    conference = factory.SubFactory(ConferenceFactory)
    title_en = "Programme"

    @factory.lazy_attribute
    def document(self) -> Any:
        words = ContentFile(b"words", name="programme.txt")
        return get_document_model().objects.create(title="Programme", file=words)


def make_conference_pages(conference: Conference | None = None) -> Trio:
    row = conference or ConferenceFactory()

    def make(code: str) -> ConferencePage:
        return ConferencePage(
            title=row.localized("theme", code),
            conference=row,
            body=paragraph(f"Conference. {TEXT[code]}"),
            summary=paragraph(f"Summary. {TEXT[code]}"),
        )

    index = make_section(ConferencesIndexPage, "conferences")
    return trio_put(index, slug=row.key, make=make)[0]
