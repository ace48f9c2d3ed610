"""What the verbs of questions share: which move is possible, on which row, and who is told."""

import json
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from conferences.models import ConferenceQuestion, QuestionText
from conferences.states import Place, QuestionState
from core.errors import Refused
from ledger.models import Event
from ledger.services import event_record
from moderation.models import ModeratedText
from moderation.services import moderation_open
from moderation.wording import Wording, is_reworded
from notifications.services import notice_write

KIND = "question"
# From which states a verb may start. Whatever stands in no line is final.
MOVES: dict[str, frozenset[str]] = {
    "publish": frozenset({QuestionState.PENDING, QuestionState.PUBLISHED, QuestionState.MERGED}),
    "refuse": frozenset({QuestionState.PENDING}),
    "reopen": frozenset({QuestionState.REFUSED, QuestionState.PUBLISHED, QuestionState.MERGED}),
    "take_down": frozenset({QuestionState.PUBLISHED}),
    "withdraw": frozenset({QuestionState.PENDING, QuestionState.PUBLISHED}),
}


def move_check(question: ConferenceQuestion, verb: str) -> None:
    """Refuse unless the verb may start from the question's state."""
    if question.state not in MOVES[verb]:
        raise Refused(
            _("Somebody was faster: the question has changed. Load the page anew."),
            code="wrong_state",
        )


def own_words(question: ConferenceQuestion) -> str:
    """What its author wrote; empty where nothing is kept."""
    return str(question.original or "")


def extra_of(question: ConferenceQuestion) -> dict[str, str]:
    """What else the form asked, by label."""
    kept: dict[str, str] = json.loads(str(question.extra)) if question.extra else {}
    return kept


def extra_kept(extra: dict[str, str] | None) -> str | None:
    """The same as the row keeps it."""
    return json.dumps(extra, ensure_ascii=False) if extra else None


def text_put(question: ConferenceQuestion, body: str, cuts: list[dict[str, Any]]) -> QuestionText:
    """The next public version; the former one is kept as withdrawn."""
    words_withdraw(question)
    original = Wording("", own_words(question))
    return QuestionText.objects.create(
        question=question,
        version=question.public_texts.count() + 1,
        language=question.language,
        body=body,
        cuts=cuts,
        reworded=is_reworded(original, Wording("", body, cuts)),
    )


def words_withdraw(question: ConferenceQuestion) -> None:
    """The public reads none of its words any more; the versions stay in the records."""
    question.public_texts.filter(withdrawn_at=None).update(withdrawn_at=timezone.now())


def leave_hall(question: ConferenceQuestion) -> tuple[str, ...]:
    """Free its place in the hall; the names of the fields to save."""
    question.place = Place.QUEUE
    question.placed_at = question.frozen_rank = None
    return ("place", "placed_at", "frozen_rank")


def question_queue(question: ConferenceQuestion) -> ModeratedText:
    """Put it before a moderator; the row that waits already, if there is one."""
    return moderation_open(
        kind=KIND,
        target_id=str(question.pk),
        agency=question.conference.agency,
        language=question.language,
        subject="",
        body=own_words(question),
    )


def question_event(
    question: ConferenceQuestion, verb: str, actor: User | None, **data: Any
) -> Event:
    """Write what happened to a question. Never a word of it."""
    return event_record(
        verb=f"question.{verb}",
        target=question,
        actor=actor,
        agency_id=question.conference.agency_id,
        data={"conference": question.conference.key, "number": question.number, **data},
    )


def question_path(question: ConferenceQuestion) -> str:
    """Its page, without the language."""
    return f"/conferences/{question.conference.key}/questions/{question.number}/"


def question_tell(question: ConferenceQuestion, kind: str, event: Event, **data: Any) -> None:
    """Tell the author what became of it."""
    notice_write(
        user_id=question.author_id,
        kind=f"question.{kind}",
        data={"number": question.number, **data},
        path=question_path(question),
        event=event,
    )
