"""The page of one question for whoever answers it."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from conferences.hall.forms import AnswerForm, SpokenForm, TakeBackForm, mark_written
from conferences.models import Conference, ConferenceQuestion, QuestionAnswer
from conferences.permissions import speaker_of
from conferences.phases import takes_answers
from conferences.projections.queue import queue_cards, standing_of
from conferences.services.answering import answers_seen, writes_for_others
from core.audience import Reader


@dataclass(frozen=True)
class Desk:
    """Who answers which question."""

    conference: Conference
    question: ConferenceQuestion
    reader: Reader
    user: Any

    @property
    def who(self) -> dict[str, Any]:
        """For the verbs."""
        return {"actor": self.user, "reader": self.reader}

    @property
    def for_others(self) -> bool:
        """Writes down what others said."""
        return writes_for_others(self.reader, self.conference)

    def form(self, data: Any) -> AnswerForm:
        """An empty form for an answer, or the one that was sent."""
        own = speaker_of(self.reader, self.conference)
        initial = {"seen": answers_seen(self.question), "speaker_id": own.pk if own else None}
        if self.for_others:
            return SpokenForm(data, conference=self.conference, initial=initial)
        return AnswerForm(data, initial=initial)

    def may_change(self, answer: QuestionAnswer) -> bool:
        """It is the reader's own, or they write for everybody."""
        own = speaker_of(self.reader, self.conference)
        return self.for_others or (own is not None and answer.speaker_id == own.pk)

    def as_typed(self, answer: QuestionAnswer) -> dict[str, str]:
        """An answer as the form shows it."""
        return {"body": answer.body, "time_mark": mark_written(answer.time_mark)}


def question_page(
    request: HttpRequest,
    desk: Desk,
    form: AnswerForm,
    former: QuestionAnswer | None = None,
    back: TakeBackForm | None = None,
) -> HttpResponse:
    """The question, what was answered, the form; what went wrong stands on it."""
    now = timezone.now()
    standing: list[QuestionAnswer] = desk.question.standing  # type: ignore[attr-defined]
    if getattr(form, "is_overtaken", False):
        # The answer that came first is on the page now, and whoever sends again has read it.
        standing = list(desk.question.answers.filter(withdrawn_at=None).select_related("speaker"))
        form.data = {**form.data.dict(), "seen": answers_seen(desk.question)}  # type: ignore[attr-defined]
    context = {
        "key": desk.conference.key,
        "conference": standing_of(desk.conference, now),
        "card": queue_cards([desk.question], desk.conference)[0],
        "answers": [
            {"row": row, "clock": mark_written(row.time_mark), "mine": desk.may_change(row)}
            for row in standing
        ],
        "former": former,
        "form": form,
        "found": getattr(form, "found", ()),
        "back": back,
        "takes_answers": takes_answers(desk.conference, now),
    }
    wrong = (form.is_bound and form.errors) or (back and back.is_bound and back.errors)
    return render(
        request, "pages/conferences/speaker/question.html", context, status=422 if wrong else 200
    )
