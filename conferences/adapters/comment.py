"""Comments before a moderator, and objections of their authors."""

from typing import Any

from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from conferences.models import Comment, CommentText, QuestionText
from conferences.services.commenting import comment_publish, comment_refuse, comment_reopen
from conferences.services.talking import MOVES, author_tell, comment_lock, comment_path, own_words
from ledger.models import Event

# What an author of a comment is told, by what moderation calls it.
NOTICES = {
    "moderation.objection_filed": "comment.objection_filed",
    "moderation.objection_upheld": "comment.objection_upheld",
    "moderation.objection_overturned": "comment.objection_overturned",
}


class ModeratedComment:
    """A moderator decides whether the public may read a comment."""

    label = _("Comment")

    def lock(self, target_id: str) -> None:
        """Its question first, as its own verbs do."""
        comment_lock(int(target_id))

    def describe(self, target_id: str) -> dict[str, Any]:
        """The author's own words, and what they are about."""
        comment = Comment.objects.select_related("question__conference__agency").get(pk=target_id)
        question, conference = comment.question, comment.question.conference
        facts = [
            (_("Conference"), conference.localized("theme")),
            (_("Agency"), conference.agency.localized("name")),
            (_("Question"), _question_words(comment)),
            (_("Reply to"), _parent_words(comment)),
            (_("Shown already"), _moment(comment.published_at)),
            (_("Received"), _moment(comment.written_at)),
        ]
        return {
            "title": gettext("Comment on question %(number)s") % {"number": question.number},
            "text": own_words(comment),
            "author": comment.author_public_name,
            "author_id": comment.author_id,
            "url": f"/{comment.language}{comment_path(comment)}",
            "facts": [(str(label), value) for label, value in facts if value],
        }

    def approve(
        self, target_id: str, *, subject: str, body: str, cuts: list[dict[str, Any]], actor: Any
    ) -> None:
        """Publish this wording."""
        comment_publish(comment_id=int(target_id), body=body, cuts=cuts, actor=actor)

    def refuse(self, target_id: str, *, ground: Any, note: str, actor: Any) -> None:
        """Don't show it, or show it no more."""
        comment_refuse(comment_id=int(target_id), ground=ground, note=note, actor=actor)

    def public_wording(self, target_id: str) -> dict[str, Any] | None:
        """What the public reads now."""
        text = CommentText.objects.filter(comment_id=target_id, withdrawn_at=None).first()
        return {"subject": "", "body": text.body, "cuts": text.cuts} if text else None

    def objection_allowed(self, target_id: str, actor: Any) -> bool:
        """A refusal, a hiding and corrections, not what the author took back."""
        comment = Comment.objects.only("state", "author_id").get(pk=target_id)
        return comment.author_id == actor.pk and comment.state in MOVES["reopen"]

    def reopen_publication(self, target_id: str, *, actor: Any) -> None:
        """A moderator may decide anew."""
        comment_reopen(comment_id=int(target_id), actor=actor)

    def objection_tell(
        self, target_id: str, *, notice: str, data: dict[str, Any], event: Event
    ) -> None:
        """Tell the author what became of the objection."""
        comment = Comment.objects.select_related("question__conference").get(pk=target_id)
        author_tell(comment, NOTICES[notice], event, **data)


def _question_words(comment: Comment) -> str:
    text = QuestionText.objects.filter(question=comment.question_id, withdrawn_at=None).first()
    return text.body if text else ""


def _parent_words(comment: Comment) -> str:
    text = CommentText.objects.filter(comment=comment.parent_id, withdrawn_at=None).first()
    return text.body if text else ""


def _moment(at: Any) -> str:
    return date_format(localtime(at), "SHORT_DATETIME_FORMAT") if at else ""
