"""What the verbs of votes and comments share: when, where, on which row, and who is told."""

from typing import Any

from django.db.models import F
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from conferences.locking import question_lock
from conferences.models import Comment, CommentText, Conference, ConferenceQuestion
from conferences.phases import takes_talk
from conferences.states import CommentState, QuestionState
from core.errors import Refused
from ledger.models import Event
from ledger.services import event_record
from moderation.models import ModeratedText
from moderation.services import moderation_open
from moderation.wording import Wording, is_reworded
from notifications.services import notice_write

KIND = "comment"
# From which states a verb may start. Whatever stands in no line is final.
MOVES: dict[str, frozenset[str]] = {
    "publish": frozenset({CommentState.PENDING, CommentState.PUBLISHED}),
    "refuse": frozenset({CommentState.PENDING, CommentState.PUBLISHED}),
    "reopen": frozenset({CommentState.REFUSED, CommentState.HIDDEN, CommentState.PUBLISHED}),
    "hide": frozenset({CommentState.PUBLISHED}),
    "withdraw": frozenset({CommentState.PENDING, CommentState.PUBLISHED}),
    "report": frozenset({CommentState.PUBLISHED}),
}


def talk_check(conference: Conference, message: str | Promise) -> None:
    """Refuse unless people may comment and vote at this very moment."""
    if not takes_talk(conference, timezone.now()):
        raise Refused(message, code="wrong_phase")


def place_check(question: ConferenceQuestion) -> None:
    """Refuse unless the question is public; of a merged one say where it went."""
    if question.state == QuestionState.MERGED and question.merged_into:
        raise Refused(
            _("This question was merged into question %(number)s. Go on there.")
            % {"number": question.merged_into.number},
            code="merged",
        )
    if question.state != QuestionState.PUBLISHED:
        raise Refused(_("This question is no longer on the page."), code="wrong_state")


def comment_lock(comment_id: int) -> Comment:
    """The comment, locked after its question, with the conference as committed now.

    ``Comment.DoesNotExist`` when there is none.
    """
    question_id = Comment.objects.values_list("question_id", flat=True).get(pk=comment_id)
    question = question_lock(question_id)
    comment = Comment.objects.select_for_update(of=("self",)).get(pk=comment_id)
    comment.question = question
    return comment


def move_check(comment: Comment, verb: str) -> None:
    """Refuse unless the verb may start from the comment's state."""
    if comment.state not in MOVES[verb]:
        raise Refused(
            _("Somebody was faster: the comment has changed. Load the page anew."),
            code="wrong_state",
        )


def comment_set(comment: Comment, state: CommentState, **fields: Any) -> None:
    """Save the new state; the question's counter follows in the same transaction.

    The question's row is locked by the verb.
    """
    before = comment.state
    comment.state = state
    for name, value in fields.items():
        setattr(comment, name, value)
    comment.save(update_fields=["state", *fields])
    comments_count(comment.question_id, _counted(state) - _counted(before))


def comments_count(question_id: int, delta: int) -> None:
    """Move the counter and tell watchers that the question has changed."""
    ConferenceQuestion.objects.filter(pk=question_id).update(
        comments=F("comments") + delta, changed_at=timezone.now()
    )


def words_withdraw(comment: Comment) -> None:
    """The public reads none of its words any more; the versions stay in the records."""
    comment.public_texts.filter(withdrawn_at=None).update(withdrawn_at=timezone.now())


def comment_event(comment: Comment, verb: str, actor: User, **data: Any) -> Event:
    """Write what happened to a comment. Never a word of it."""
    return event_record(
        verb=f"comment.{verb}",
        target=comment,
        actor=actor,
        agency_id=comment.question.conference.agency_id,
        data={
            "conference": comment.question.conference.key,
            "question": comment.question.number,
            **data,
        },
    )


def comment_path(comment: Comment) -> str:
    """Where it stands, without the language."""
    question = comment.question
    page = f"/conferences/{question.conference.key}/questions/{question.number}/"
    return f"{page}#comment-{comment.public_id}"


def author_tell(comment: Comment, kind: str, event: Event, **data: Any) -> None:
    """Tell the author what became of the comment."""
    notice_write(
        user_id=comment.author_id,
        kind=kind,
        data={"number": comment.question.number, **data},
        path=comment_path(comment),
        event=event,
    )


def own_words(comment: Comment) -> str:
    """What its author wrote."""
    return str(comment.original or "")


def comment_queue(comment: Comment) -> ModeratedText:
    """Put it before a moderator; the row that waits already, if there is one."""
    return moderation_open(
        kind=KIND,
        target_id=str(comment.pk),
        agency=comment.question.conference.agency,
        language=comment.language,
        subject="",
        body=own_words(comment),
    )


def text_put(comment: Comment, body: str, cuts: list[dict[str, Any]]) -> CommentText:
    """The next public version; the former one is kept as withdrawn."""
    words_withdraw(comment)
    original = Wording("", own_words(comment))
    return CommentText.objects.create(
        comment=comment,
        version=comment.public_texts.count() + 1,
        language=comment.language,
        body=body,
        cuts=cuts,
        reworded=is_reworded(original, Wording("", body, cuts)),
    )


def _counted(state: str) -> int:
    return int(state == CommentState.PUBLISHED)
