"""Somebody says that a comment breaks the rules; whoever keeps the conference looks."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.services.blocking import blocked_check
from conferences.models import Comment, CommentReport
from conferences.permissions import can_run
from conferences.services.talking import comment_event, comment_lock, move_check
from core.audience import Reader
from core.errors import NotAllowed, Refused
from core.rates import rate_take
from core.text import clean_text

LONGEST = 500
REPORTS_AN_HOUR = 20
HOUR = 3600


def comment_report(*, comment_id: int, reporter: User, note: str = "") -> CommentReport:
    """Report a public comment of somebody else; ``note`` may say why.

    One report a person: a second one changes nothing, and the reply is the same. Refused:
    ``not_allowed`` to a visitor; ``own_comment``, ``wrong_state``, ``too_long``, ``too_many``
    within an hour.
    """
    if not reporter.is_authenticated or not reporter.is_active:
        raise NotAllowed
    blocked_check(reporter)
    words = clean_text(note)
    if len(words) > LONGEST:
        raise Refused(_("Please say it in 500 characters at most."), code="too_long")
    rate_take(
        scope="conference-report",
        key=str(reporter.pk),
        limit=REPORTS_AN_HOUR,
        per_seconds=HOUR,
    )
    return _report(comment_id, reporter, words)


@transaction.atomic
def report_settle(*, comment_id: int, actor: User, reader: Reader) -> int:
    """The comment stays: its open reports are settled. Returns how many there were.

    Refused: ``not_allowed`` to whoever doesn't keep the conference, and for one's own comment;
    ``wrong_state`` when none is open.
    """
    comment = comment_lock(comment_id)
    if not can_run(reader, comment.question.conference):
        raise NotAllowed
    if comment.author_id == actor.pk:
        raise NotAllowed(_("You can't decide on your own text."))
    settled = reports_close(comment)
    if not settled:
        raise Refused(_("Somebody has decided already."), code="wrong_state")
    comment_event(comment, "reports_settle", actor, reports=settled)
    return settled


def reports_close(comment: Comment) -> int:
    """Nobody has to look at the open reports any more; the comment is locked by the verb."""
    waiting = CommentReport.objects.filter(comment=comment, settled_at=None)
    return waiting.update(settled_at=timezone.now())


@transaction.atomic
def _report(comment_id: int, reporter: User, words: str) -> CommentReport:
    comment = comment_lock(comment_id)
    if comment.author_id == reporter.pk:
        raise Refused(_("This is your own comment. You can take it back."), code="own_comment")
    move_check(comment, "report")
    report, is_new = CommentReport.objects.get_or_create(
        comment=comment, reporter=reporter, defaults={"note": words or None}
    )
    if is_new:
        comment_event(comment, "report", reporter)
    return report
