"""Reading conferences, their questions and what hangs on them."""

from conferences.selectors.changes import TimeChange, time_changes
from conferences.selectors.public import (
    QUESTIONS_BY_VOTES,
    conference_get,
    conference_list,
    conference_of,
    conference_rows,
    keys_of,
    question_list,
)

__all__ = [
    "QUESTIONS_BY_VOTES",
    "TimeChange",
    "conference_get",
    "conference_list",
    "conference_of",
    "conference_rows",
    "keys_of",
    "question_list",
    "time_changes",
]
