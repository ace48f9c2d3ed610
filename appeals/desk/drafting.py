"""The verb of the desk that writes an answer; a page of its own looks it over and sends it."""

from dataclasses import asdict
from typing import Any

from django import forms
from django.http import HttpRequest
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from appeals.desk.case import Case
from appeals.desk.forms import PrepareForm
from appeals.desk.verbs import ANSWER, DeskVerb
from appeals.services.preparing import answer_prepare


def _may_write(case: Case) -> bool:
    """Nobody has been asked to take it over, it isn't a part that another body answers, and no
    signature under the draft waits for its check."""
    is_free = case.open_handover is None and not case.appeal.is_joint
    return is_free and (case.prepared is None or not case.prepared.waits)


def _prepare_form(case: Case, data: Any, prefix: str) -> forms.Form:
    prepared = case.prepared
    if prepared is not None:
        known = {**asdict(prepared.words), "seen": prepared.revision}
    else:
        known = {"body": case.beginning}
    return PrepareForm(data, prefix=prefix, initial=known)


def _prepare(request: HttpRequest, case: Case, said: dict[str, Any]) -> Promise:
    answer_prepare(appeal_id=case.appeal.pk, actor=request.user, reader=case.reader, **said)
    return _("The draft is kept. Look it over once more.")


DRAFTING = (
    DeskVerb(
        "prepare",
        _("Write the answer"),
        _("Keep and look over"),
        _prepare,
        moves=("prepare", "prepare_more"),
        make=_prepare_form,
        fits=_may_write,
        after=ANSWER,
        is_first=True,
    ),
)
