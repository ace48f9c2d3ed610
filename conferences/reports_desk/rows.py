"""Which reported comments a reader may see."""

from django.db.models import Count, Min, Prefetch, Q, QuerySet

from accounts.models import RoleKind
from conferences.models import Comment, CommentReport, CommentText, QuestionText
from conferences.permissions import RUNNERS, can_run
from conferences.states import CommentState
from core.audience import Reader


def may_look(reader: Reader) -> bool:
    """Keeps some conference."""
    return reader.has(RoleKind.MODERATOR) or bool(reader.agencies_as(*RUNNERS))


def reported(reader: Reader) -> QuerySet[Comment]:
    """Public comments with reports that nobody has settled, each with how many and since when."""
    is_open = Q(reports__settled_at=None)
    rows = _whole().filter(is_open, state=CommentState.PUBLISHED, reports__isnull=False)
    if not reader.has(RoleKind.MODERATOR):
        rows = rows.filter(question__conference__agency__in=reader.agencies_as(*RUNNERS))
    return rows.annotate(
        open_reports=Count("reports", filter=is_open, distinct=True),
        reported_at=Min("reports__reported_at", filter=is_open),
    )


def comment_to_keep(pk: int, reader: Reader) -> Comment | None:
    """A comment that everybody could read once, if this reader keeps its conference."""
    found = _whole().filter(pk=pk, published_at__isnull=False).first()
    return found if found and can_run(reader, found.question.conference) else None


def reports_of(comment: Comment) -> list[CommentReport]:
    """What people said of it, the newest last. Who said it is nobody's business here."""
    rows = CommentReport.objects.filter(comment=comment).defer("reporter")
    return list(rows.order_by("reported_at", "id"))


def _whole() -> QuerySet[Comment]:
    texts = CommentText.objects.filter(withdrawn_at=None)
    asked = QuestionText.objects.filter(withdrawn_at=None)
    return Comment.objects.select_related(
        "question__conference__agency", "ground", "parent"
    ).prefetch_related(
        Prefetch("public_texts", queryset=texts, to_attr="words_now"),
        Prefetch("question__public_texts", queryset=asked, to_attr="asked_now"),
    )
