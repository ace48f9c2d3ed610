"""Comments under a question: written and taken back. What others decide is in ``hiding``."""

from datetime import timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.services.blocking import blocked_check
from conferences.locking import question_lock
from conferences.models import Comment, ConferenceQuestion, ConferenceRules
from conferences.naming import public_name
from conferences.permissions import is_commenter
from conferences.services.hiding import (
    comment_hide,
    comment_publish,
    comment_refuse,
    comment_reopen,
)
from conferences.services.reporting import reports_close
from conferences.services.talking import (
    KIND,
    comment_event,
    comment_lock,
    comment_queue,
    comment_set,
    comments_count,
    move_check,
    own_words,
    place_check,
    talk_check,
    text_put,
    words_withdraw,
)
from conferences.states import CommentsModerated, CommentState, NameShown
from core.audience import Reader
from core.errors import NotAllowed, Refused, TooMany
from core.rates import rate_take
from core.text import clean_text, detect_language, is_blank
from moderation.screening import screen_marks
from moderation.services import moderation_withdraw

__all__ = [
    "comment_hide",
    "comment_publish",
    "comment_refuse",
    "comment_reopen",
    "comment_withdraw",
    "comment_write",
]

LONGEST = 1000
HOUR = 3600
# What a moderator may put right later; anything else waits until somebody has read it.
HARMLESS = frozenset({"spelling", "topic", "abbreviation"})
# A second press of the button is no second comment.
SAME_WITHIN = timedelta(minutes=10)


def comment_write(
    *,
    question_id: int,
    author: User,
    reader: Reader,
    text: str,
    parent_id: int | None = None,
    name_shown: str = NameShown.INITIALS,
) -> Comment:
    """Write a comment, or a reply to one; there are no replies to replies.

    Where a moderator reads afterwards it is public at once, unless screening finds something; a
    moderator gets it to read in both cases. The same words again within ten minutes give the
    comment that is there. Refused: ``not_allowed`` to a visitor; ``blank``, ``too_long``;
    ``too_many`` within an hour; ``wrong_phase``, ``wrong_state``, ``merged``; ``not_here`` and
    ``too_deep`` for what it replies to; ``data_blocked``.
    """
    if not reader.is_person(author.pk):
        raise NotAllowed
    blocked_check(author)
    words = _words(text)
    if name_shown not in NameShown.values:
        raise Refused(_("Choose how your name shows."), code="name_shown")
    _rate(author)
    is_clean = all(mark.class_ in HARMLESS for mark in screen_marks(words))
    return _write(question_id, author, words, parent_id, name_shown, is_clean)


@transaction.atomic
def comment_withdraw(*, comment_id: int, actor: User, reader: Reader) -> Comment:
    """The author takes it back, in any phase; if it was public, a stone stays in its place."""
    comment = comment_lock(comment_id)
    if not is_commenter(reader, comment):
        raise NotAllowed
    move_check(comment, "withdraw")
    words_withdraw(comment)
    comment_set(comment, CommentState.WITHDRAWN)
    comment_event(comment, "withdraw", actor)
    moderation_withdraw(kind=KIND, target_id=str(comment.pk), actor=actor)
    reports_close(comment)
    return comment


@transaction.atomic
def _write(
    question_id: int,
    author: User,
    words: str,
    parent_id: int | None,
    name_shown: str,
    is_clean: bool,
) -> Comment:
    question = question_lock(question_id)
    place_check(question)
    talk_check(question.conference, _("Comments aren't taken now."))
    parent = _parent(question, parent_id)
    twin = _twin(question, author, words, parent_id)
    if twin:
        return twin
    is_public = is_clean and question.conference.comments_moderated == CommentsModerated.AFTER
    now = timezone.now()
    comment = Comment.objects.create(
        question=question,
        parent=parent,
        level=int(parent is not None),
        author=author,
        author_public_name=public_name(author, name_shown),
        name_shown=name_shown,
        language=detect_language(words),
        original=words,
        state=CommentState.PUBLISHED if is_public else CommentState.PENDING,
        written_at=now,
        published_at=now if is_public else None,
    )
    comment_event(comment, "write", author, public=is_public)
    comment_queue(comment)
    if is_public:
        text_put(comment, words, [])
        comments_count(question.pk, 1)
    return comment


def _words(text: str) -> str:
    words = clean_text(text)
    if is_blank(words):
        raise Refused(_("Write your comment."), code="blank")
    if len(words) > LONGEST:
        raise Refused(
            _("The comment has %(count)s characters. The most is 1,000.") % {"count": len(words)},
            code="too_long",
        )
    return words


def _rate(author: User) -> None:
    limit = ConferenceRules.current().comments_an_hour
    try:
        rate_take(scope="conference-comment", key=str(author.pk), limit=limit, per_seconds=HOUR)
    except TooMany as refusal:
        raise TooMany(
            refusal.retry_after,
            _("You have written many comments within an hour. Please go on a little later."),
        ) from None


def _parent(question: ConferenceQuestion, parent_id: int | None) -> Comment | None:
    if parent_id is None:
        return None
    parent = Comment.objects.filter(pk=parent_id, question=question).first()
    if parent is None or parent.state != CommentState.PUBLISHED:
        raise Refused(_("The comment you reply to is no longer there."), code="not_here")
    if parent.level:
        raise Refused(_("Reply to the first comment, not to a reply."), code="too_deep")
    return parent


def _twin(
    question: ConferenceQuestion, author: User, words: str, parent_id: int | None
) -> Comment | None:
    """What the author has just written here, if it is the same. Words can't be searched."""
    rows = Comment.objects.filter(
        question=question,
        author=author,
        parent_id=parent_id,
        state__in=[CommentState.PENDING, CommentState.PUBLISHED],
        written_at__gt=timezone.now() - SAME_WITHIN,
    )
    last = rows.order_by("-pk").first()
    return last if last is not None and own_words(last) == words else None
