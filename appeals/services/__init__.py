"""The verbs of an application. Each is one transaction with its event, notice and figures."""

from appeals.services.answering import answer_deliver, answer_publish
from appeals.services.assigning import appeal_assign, appeals_assign, appeals_assign_dry
from appeals.services.extending import appeal_extend
from appeals.services.handling import appeal_receive, appeal_take, appeal_withdraw
from appeals.services.kinds import appeal_set_kind
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
from appeals.services.rating import answer_rate
from appeals.services.redirecting import (
    appeal_redirect,
    redirect_accept,
    redirect_decide,
    redirect_return,
)
from appeals.services.registering import appeal_register
from appeals.services.reopening import appeal_reopen
from appeals.services.sending import answer_send
from appeals.services.signed_answers import (
    answer_override,
    answer_payload,
    answer_signed,
    answer_wait,
    answer_wait_end,
)
from appeals.services.splitting import appeal_split, part_contribute
from appeals.services.stopping import appeal_stop
from appeals.services.supplementing import appeal_resume, supplement_ask, supplement_give

__all__ = [
    "answer_agree",
    "answer_deliver",
    "answer_override",
    "answer_payload",
    "answer_prepare",
    "answer_publish",
    "answer_rate",
    "answer_send",
    "answer_send_back",
    "answer_signed",
    "answer_wait",
    "answer_wait_end",
    "appeal_assign",
    "appeal_extend",
    "appeal_publication_refuse",
    "appeal_publish",
    "appeal_receive",
    "appeal_redirect",
    "appeal_register",
    "appeal_reopen",
    "appeal_resume",
    "appeal_set_kind",
    "appeal_split",
    "appeal_stop",
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
    "supplement_ask",
    "supplement_give",
]
