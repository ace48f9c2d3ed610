"""The verbs of conferences. Each is one transaction with its event and its notices."""

from conferences.services.answering import answer_correct, answer_withdraw, answer_write
from conferences.services.asking import question_ask, question_register
from conferences.services.cancelling import conference_archive, conference_cancel
from conferences.services.commenting import (
    comment_hide,
    comment_publish,
    comment_refuse,
    comment_reopen,
    comment_withdraw,
    comment_write,
)
from conferences.services.making import conference_make, conference_set
from conferences.services.merging import Merged, merge_preview, question_merge
from conferences.services.publishing import (
    question_publication_reopen,
    question_publish,
    question_refuse,
    question_take_down,
)
from conferences.services.reporting import comment_report, report_settle
from conferences.services.staging import (
    question_place,
    queue_freeze,
    queue_order_set,
    queue_unfreeze,
)
from conferences.services.summing import QuestionsLeft, summary_publish
from conferences.services.voting import Vote, question_vote
from conferences.services.withdrawing import question_withdraw

__all__ = [
    "Merged",
    "QuestionsLeft",
    "Vote",
    "answer_correct",
    "answer_withdraw",
    "answer_write",
    "comment_hide",
    "comment_publish",
    "comment_refuse",
    "comment_reopen",
    "comment_report",
    "comment_withdraw",
    "comment_write",
    "conference_archive",
    "conference_cancel",
    "conference_make",
    "conference_set",
    "merge_preview",
    "question_ask",
    "question_merge",
    "question_place",
    "question_publication_reopen",
    "question_publish",
    "question_refuse",
    "question_register",
    "question_take_down",
    "question_vote",
    "question_withdraw",
    "queue_freeze",
    "queue_order_set",
    "queue_unfreeze",
    "report_settle",
    "summary_publish",
]
