"""The verbs of conferences. Each is one transaction with its event and its notices."""

from conferences.services.commenting import (
    comment_hide,
    comment_publish,
    comment_refuse,
    comment_reopen,
    comment_withdraw,
    comment_write,
)
from conferences.services.reporting import comment_report, report_settle
from conferences.services.voting import Vote, question_vote

__all__ = [
    "Vote",
    "comment_hide",
    "comment_publish",
    "comment_refuse",
    "comment_reopen",
    "comment_report",
    "comment_withdraw",
    "comment_write",
    "question_vote",
    "report_settle",
]
