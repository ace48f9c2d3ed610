"""Reading conferences, their questions and what hangs on them."""

from conferences.selectors.changes import TimeChange, time_changes
from conferences.selectors.public import (
    QUESTION_ORDERS,
    QUESTIONS_BY_VOTES,
    conference_get,
    conference_list,
    conference_of,
    conference_rows,
    keys_of,
    question_get,
    question_list,
    question_public,
)

__all__ = [
    "QUESTIONS_BY_VOTES",
    "QUESTION_ORDERS",
    "TimeChange",
    "conference_get",
    "conference_list",
    "conference_of",
    "conference_rows",
    "keys_of",
    "question_get",
    "question_list",
    "question_public",
    "time_changes",
]
