"""Reading conferences, their questions and what hangs on them."""

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
    "conference_get",
    "conference_list",
    "conference_of",
    "conference_rows",
    "keys_of",
    "question_list",
]
