"""Taking an author's name off everything public, because their data is blocked."""

from accounts.models import User
from conferences.locking import question_changed, question_lock, questions_lock
from conferences.models import Comment, ConferenceQuestion
from conferences.services.questions import question_event
from conferences.services.talking import comment_event, comment_lock, comments_count
from conferences.states import NameShown

HIDDEN = {"name_shown": NameShown.HIDDEN, "author_public_name": ""}


def author_hide(*, author: User, actor: User) -> int:
    """Hide the name on all questions and comments of this author, in the caller's transaction;
    how many. Whoever watches a conference sees them change."""
    questions = ConferenceQuestion.objects.filter(author=author).exclude(**HIDDEN)
    comments = Comment.objects.filter(author=author).exclude(**HIDDEN)
    question_ids = list(questions.order_by("pk").values_list("pk", flat=True))
    comment_ids = list(comments.order_by("question_id", "pk").values_list("pk", flat=True))
    # All at once and by id, as everybody locks them.
    above = comments.values_list("question_id", flat=True)
    questions_lock([*question_ids, *above])
    for question_id in question_ids:
        question = question_lock(question_id)
        question.name_shown, question.author_public_name = NameShown.HIDDEN, ""
        question_changed(question, "name_shown", "author_public_name")
        question_event(question, "hide_name", actor)
    for comment_id in comment_ids:
        comment = comment_lock(comment_id)
        comment.name_shown, comment.author_public_name = NameShown.HIDDEN, ""
        comment.save(update_fields=["name_shown", "author_public_name"])
        comment_event(comment, "hide_name", actor)
        comments_count(comment.question_id, 0)
    return len(question_ids) + len(comment_ids)
