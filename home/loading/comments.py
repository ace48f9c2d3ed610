"""Comments of the demo, with replies and a stone, and what waits for a moderator."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from typing import Any

from accounts.models import User
from conferences.models import Comment, CommentText, Conference, ConferenceQuestion
from conferences.services.asking import question_ask
from conferences.services.commenting import comment_write
from conferences.services.reporting import comment_report
from conferences.services.voting import question_vote
from conferences.states import CommentState
from home.loading.people import Cast
from moderation.models import Ground

WAITS_IN, VOTES_IN = "winter-roads", "snow-live"
WAITING = "Подскажите, будут ли чистить дорогу к дачам за мостом? Зимой там живут пенсионеры."
WAITING_COMMENT = "Біздің көше де сол кезекте ме? Телефонын жазып жіберіңізші: +7 701 000 00 00."


def comments_load(
    question: ConferenceQuestion,
    entries: Sequence[dict[str, Any]],
    authors: Iterator[User],
    now: datetime,
) -> None:
    """Comments of a question with their replies; its counter tells the public ones."""
    public = 0
    for order, entry in enumerate(entries):
        comment = _comment(question, entry, next(authors), order, now)
        rows = [comment]
        for number, reply in enumerate(entry.get("replies", ()), start=1):
            rows.append(_comment(question, reply, next(authors), order + number, now, comment))
        public += sum(row.state == CommentState.PUBLISHED for row in rows)
    if public:
        question.comments = public
        question.save(update_fields=["comments"])


def waiting_load(cast: Cast) -> str:
    """Through the verbs: a question and a comment that wait, a vote, a report, all by people the
    stand-in signs in."""
    first, second = cast.citizens[0], cast.citizens[1]
    conference = Conference.objects.get(key=WAITS_IN)
    question_ask(conference_id=conference.pk, author=first.user, text=WAITING)
    questions = conference.questions.order_by("number")
    comment_write(
        question_id=questions[1].pk,
        author=second.user,
        reader=second.reader,
        text=WAITING_COMMENT,
    )
    live = Conference.objects.get(key=VOTES_IN).questions.order_by("number")
    question_vote(question_id=live[4].pk, voter=first.user, reader=first.reader, on=True)
    comment_write(
        question_id=live[4].pk,
        author=first.user,
        reader=first.reader,
        text="Біздің ауданда да осындай жағдай болған. Жауабын күтеміз.",
    )
    reported = Comment.objects.filter(question__in=questions, state=CommentState.PUBLISHED).first()
    if reported:
        comment_report(comment_id=reported.pk, reporter=second.user, note="Не по теме вопроса.")
    return "1 question and 1 comment wait"


def _comment(
    question: ConferenceQuestion,
    entry: dict[str, Any],
    author: User,
    order: int,
    now: datetime,
    parent: Comment | None = None,
) -> Comment:
    day = (now + timedelta(days=entry["days"])).replace(hour=12, minute=order, second=0)
    written = min(now, max(day, question.published_at or day))
    ground = Ground.objects.get(code=entry["hidden"]) if entry.get("hidden") else None
    comment = Comment.objects.create(
        question=question,
        parent=parent,
        level=0 if parent is None else 1,
        author=author,
        author_public_name=entry["author_public_name"],
        language=entry["language"],
        original=entry["text"],
        state=CommentState.HIDDEN if ground else CommentState.PUBLISHED,
        ground=ground,
        written_at=written,
        published_at=written,
    )
    CommentText.objects.create(
        comment=comment,
        version=1,
        language=entry["language"],
        body=entry["text"],
        published_at=written,
        withdrawn_at=written if ground else None,
    )
    return comment
