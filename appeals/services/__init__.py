"""The verbs of an application. Each is one transaction with its event, notice and figures."""

from appeals.services.answering import answer_deliver, answer_publish
from appeals.services.assigning import appeal_assign, appeals_assign, appeals_assign_dry
from appeals.services.handling import appeal_receive, appeal_take, appeal_withdraw
from appeals.services.noting import note_add, notes_of
from appeals.services.preparing import (
    answer_agree,
    answer_prepare,
    answer_send_back,
    prepared_of,
)
from appeals.services.publishing import (
    appeal_publication_refuse,
    appeal_publish,
    appeal_unpublish,
)
from appeals.services.redirecting import (
    appeal_redirect,
    redirect_accept,
    redirect_decide,
    redirect_return,
)
from appeals.services.registering import appeal_register
from appeals.services.signed_answers import (
    answer_override,
    answer_payload,
    answer_send,
    answer_signed,
    answer_wait,
    answer_wait_end,
)
from appeals.services.splitting import appeal_split, part_contribute

__all__ = [
    "answer_agree",
    "answer_deliver",
    "answer_override",
    "answer_payload",
    "answer_prepare",
    "answer_publish",
    "answer_send",
    "answer_send_back",
    "answer_signed",
    "answer_wait",
    "answer_wait_end",
    "appeal_assign",
    "appeal_publication_refuse",
    "appeal_publish",
    "appeal_receive",
    "appeal_redirect",
    "appeal_register",
    "appeal_split",
    "appeal_take",
    "appeal_unpublish",
    "appeal_withdraw",
    "part_contribute",
    "appeals_assign",
    "appeals_assign_dry",
    "note_add",
    "notes_of",
    "prepared_of",
    "redirect_accept",
    "redirect_decide",
    "redirect_return",
]
