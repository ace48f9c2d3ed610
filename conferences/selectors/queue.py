"""The queue as the console, the speaker and the stage read it."""

from django.db.models import Exists, F, OuterRef, Prefetch, QuerySet
from django.db.models.expressions import OrderBy

from conferences.models import Conference, ConferenceQuestion, QuestionAnswer, QuestionText
from conferences.states import QuestionState, QueueOrder

BY_VOTES = (F("votes").desc(), F("number").asc())
BY_TIME = (F("asked_at").asc(), F("number").asc())


def queue_order(conference: Conference) -> tuple[OrderBy, ...]:
    """How the queue is sorted now: as it was frozen, else by votes or by time."""
    if conference.frozen_at is not None:
        return (F("frozen_rank").asc(nulls_last=True), *BY_TIME)
    return BY_TIME if conference.queue_order == QueueOrder.TIME else BY_VOTES


def queue_rows(conference: Conference) -> QuerySet[ConferenceQuestion]:
    """Published questions in the queue's order, bare."""
    in_force = QuestionText.objects.filter(question=OuterRef("pk"), withdrawn_at=None)
    rows = ConferenceQuestion.objects.filter(
        Exists(in_force), conference=conference, state=QuestionState.PUBLISHED
    )
    return rows.order_by(*queue_order(conference))


def queue_ids(conference: Conference) -> list[int]:
    """Their ids, in order."""
    return list(queue_rows(conference).values_list("pk", flat=True))


def queue_list(conference: Conference) -> QuerySet[ConferenceQuestion]:
    """The same with the words, the answers and what was merged. Five queries in all."""
    current = QuestionText.objects.filter(withdrawn_at=None)
    joined = ConferenceQuestion.objects.filter(state=QuestionState.MERGED).order_by("number")
    return queue_rows(conference).prefetch_related(
        Prefetch("public_texts", queryset=current, to_attr="current_texts"),
        Prefetch("answers", queryset=answers_standing(), to_attr="standing"),
        Prefetch("merged", queryset=joined, to_attr="joined"),
    )


def queue_get(conference: Conference, number: int) -> ConferenceQuestion | None:
    """One published question by its number."""
    return queue_list(conference).filter(number=number).first()


def answers_standing() -> QuerySet[QuestionAnswer]:
    """Answers that weren't taken back, with who gave them."""
    return QuestionAnswer.objects.filter(withdrawn_at=None).select_related("speaker")


def waiting_count(conference: Conference) -> int:
    """Questions that wait for a moderator."""
    return conference.questions.filter(state=QuestionState.PENDING).count()
