"""Verbs of the desk about the answer: write, agree, send back, deliver."""

from dataclasses import asdict
from typing import Any

from django import forms
from django.http import HttpRequest
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from appeals.desk.case import Case
from appeals.desk.forms import AnswerForm, PrepareForm
from appeals.desk.verbs import SIGN, DeskVerb
from appeals.services.answering import answer_deliver
from appeals.services.preparing import answer_prepare

Said = dict[str, Any]


def _may_write(case: Case) -> bool:
    """Nobody has been asked to take it over, and it isn't a part that another body answers."""
    return case.open_handover is None and not case.appeal.is_joint


def _delivers(case: Case) -> bool:
    return _may_write(case) and not case.appeal.agency.signs_answers


def _prepares(case: Case) -> bool:
    return _may_write(case) and case.appeal.agency.signs_answers


def _answer_form(case: Case, data: Any, prefix: str) -> forms.Form:
    return AnswerForm(data, prefix=prefix)


def _prepare_form(case: Case, data: Any, prefix: str) -> forms.Form:
    prepared = case.prepared
    known = {**asdict(prepared.words), "seen": prepared.revision} if prepared else {}
    return PrepareForm(data, prefix=prefix, initial=known)


def _answer(request: HttpRequest, case: Case, said: Said) -> Promise:
    answer_deliver(appeal_id=case.appeal.pk, actor=request.user, reader=case.reader, **said)
    return _("The answer is delivered to the author.")


def _prepare(request: HttpRequest, case: Case, said: Said) -> Promise | str:
    answer_prepare(appeal_id=case.appeal.pk, actor=request.user, reader=case.reader, **said)
    return "" if case.heads else _("Kept. The head of the agency can sign it now.")


DRAFTING = (
    DeskVerb(
        "answer",
        _("Answer"),
        _("Deliver the answer"),
        _answer,
        moves=("answer",),
        make=_answer_form,
        fits=_delivers,
        is_first=True,
    ),
    DeskVerb(
        "prepare",
        _("Prepare the answer"),
        _("Keep the draft"),
        _prepare,
        moves=("prepare", "prepare_more"),
        make=_prepare_form,
        fits=_prepares,
        after=SIGN,
        is_first=True,
    ),
)
