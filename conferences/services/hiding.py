"""What others decide about a comment: shown, refused, hidden, looked at anew."""

from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from conferences.models import Comment
from conferences.permissions import can_run
from conferences.services.reporting import reports_close
from conferences.services.talking import (
    author_tell,
    comment_event,
    comment_lock,
    comment_queue,
    comment_set,
    move_check,
    own_words,
    text_put,
    words_withdraw,
)
from conferences.states import CommentState
from core.audience import Reader
from core.errors import NotAllowed, Refused
from core.text import clean_text
from moderation.models import Decision, Ground
from moderation.services.checks import ground_check
from moderation.services.closing import item_decide


@transaction.atomic
def comment_publish(
    *, comment_id: int, body: str, cuts: list[dict[str, Any]], actor: User
) -> Comment:
    """Publish this wording, as a moderator decided; of one that is public already, keep it so."""
    comment = comment_lock(comment_id)
    move_check(comment, "publish")
    was_public = comment.state == CommentState.PUBLISHED
    before = comment.public_texts.filter(withdrawn_at=None).first()
    is_same = before is not None and (before.body, before.cuts) == (body, cuts)
    text = before if before is not None and is_same else text_put(comment, body, cuts)
    comment_set(
        comment,
        CommentState.PUBLISHED,
        published_at=comment.published_at or timezone.now(),
        ground=None,
        note=None,
    )
    event = comment_event(comment, "publish", actor, version=text.version)
    if not (was_public and is_same):
        is_corrected = bool(cuts) or body != own_words(comment)
        kind = "comment.published_corrected" if is_corrected else "comment.published"
        author_tell(comment, kind, event)
    return comment


@transaction.atomic
def comment_refuse(*, comment_id: int, ground: Ground, note: str, actor: User) -> Comment:
    """Don't publish. One that everybody has seen already leaves a stone that says why."""
    comment = comment_lock(comment_id)
    move_check(comment, "refuse")
    _take_down(comment, "refuse", ground, note, actor)
    return comment


@transaction.atomic
def comment_reopen(*, comment_id: int, actor: User) -> Comment:
    """An objection was right: it waits for a decision once more. What is public stays public."""
    comment = comment_lock(comment_id)
    move_check(comment, "reopen")
    if comment.state != CommentState.PUBLISHED:
        comment_set(comment, CommentState.PENDING, ground=None, note=None)
    comment_event(comment, "reopen", actor)
    return comment


@transaction.atomic
def comment_hide(
    *, comment_id: int, ground: Ground | str, note: str = "", actor: User, reader: Reader
) -> Comment:
    """Hide a public comment on a ground, by whoever keeps the conference.

    It counts as a decision on publication, so its author may object and another person judges.
    Refused: ``not_allowed``, for one's own as well; ``wrong_state``; ``ground``; ``waiting``
    while a moderator decides after an objection.
    """
    comment = comment_lock(comment_id)
    if not can_run(reader, comment.question.conference):
        raise NotAllowed
    if comment.author_id == actor.pk:
        raise NotAllowed(_("You can't decide on your own text."))
    move_check(comment, "hide")
    reason = ground_check(ground)
    item = comment_queue(comment)
    if item.objection_id:
        raise Refused(
            _("The author has objected. A moderator is deciding on this comment."), code="waiting"
        )
    _take_down(comment, "hide", reason, clean_text(note), actor)
    item_decide(
        item, Decision.REFUSED, actor=actor, told={"text": own_words(comment)}, ground=reason
    )
    return comment


def _take_down(comment: Comment, verb: str, ground: Ground, note: str, actor: User) -> None:
    was_seen = comment.published_at is not None
    words_withdraw(comment)
    state = CommentState.HIDDEN if was_seen else CommentState.REFUSED
    comment_set(comment, state, ground=ground, note=note or None)
    event = comment_event(comment, verb, actor, ground=ground.code)
    author_tell(comment, "comment.hidden" if was_seen else "comment.refused", event)
    reports_close(comment)
