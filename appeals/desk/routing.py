"""Verbs of the desk that say who works on a case."""

from typing import Any

from django import forms
from django.http import HttpRequest
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from appeals.desk.case import Case
from appeals.desk.forms import (
    AssignForm,
    BodyForm,
    NoteForm,
    RedirectForm,
    ReturnForm,
    SplitForm,
)
from appeals.desk.verbs import LIST, DeskVerb
from appeals.permissions import is_author
from appeals.services.assigning import appeal_assign
from appeals.services.handling import appeal_receive, appeal_take
from appeals.services.noting import note_add
from appeals.services.redirecting import appeal_redirect, redirect_accept, redirect_return
from appeals.services.splitting import appeal_split, part_contribute
from core.errors import Refused

Said = dict[str, Any]


def _stays(case: Case) -> bool:
    """Nobody has been asked to take it over."""
    return case.open_handover is None


def _assign_form(case: Case, data: Any, prefix: str) -> forms.Form:
    appeal = case.appeal
    initial = {"executor": str(appeal.executor_id or ""), "inner_due_on": appeal.inner_due_on}
    return AssignForm(data, prefix=prefix, people=case.people, initial=initial)


def _redirect_form(case: Case, data: Any, prefix: str) -> forms.Form:
    return RedirectForm(data, prefix=prefix, holder_id=case.appeal.agency_id)


def _split_form(case: Case, data: Any, prefix: str) -> forms.Form:
    return SplitForm(data, prefix=prefix, holder_id=case.appeal.agency_id)


def _return_form(case: Case, data: Any, prefix: str) -> forms.Form:
    return ReturnForm(data, prefix=prefix)


def _body_form(case: Case, data: Any, prefix: str) -> forms.Form:
    return BodyForm(data, prefix=prefix)


def _note_form(case: Case, data: Any, prefix: str) -> forms.Form:
    return NoteForm(data, prefix=prefix)


def _who(request: HttpRequest, case: Case) -> Said:
    return {"appeal_id": case.appeal.pk, "actor": request.user, "reader": case.reader}


def _receive(request: HttpRequest, case: Case, said: Said) -> Promise:
    appeal_receive(**_who(request, case))
    return _("Received. Give it to a colleague when you know who.")


def _take(request: HttpRequest, case: Case, said: Said) -> Promise:
    appeal_take(**_who(request, case))
    return _("The application is in work with you.")


def _assign(request: HttpRequest, case: Case, said: Said) -> Promise:
    form = AssignForm(said, people=case.people)
    form.is_valid()
    appeal_assign(**_who(request, case), **form.values())
    return _("The application is assigned.")


def _redirect(request: HttpRequest, case: Case, said: Said) -> Promise:
    appeal_redirect(**_who(request, case), **said)
    return _("The application is offered to the competent body.")


def _split(request: HttpRequest, case: Case, said: Said) -> Any:
    part = appeal_split(**_who(request, case), **said)
    return _("The part %(number)s is offered to the other body.") % {"number": part.number}


def _contribute(request: HttpRequest, case: Case, said: Said) -> Promise:
    part_contribute(**_who(request, case), **said)
    return _("What you know is with the body that leads.")


def _accept(request: HttpRequest, case: Case, said: Said) -> Promise:
    redirect_accept(redirect_id=_offer_id(case), actor=request.user, reader=case.reader)
    return _("The application is yours now.")


def _return(request: HttpRequest, case: Case, said: Said) -> Promise:
    redirect_return(redirect_id=_offer_id(case), actor=request.user, reader=case.reader, **said)
    return _("The application went back.")


def _note(request: HttpRequest, case: Case, said: Said) -> Promise:
    note_add(**_who(request, case), **said)
    return _("The note is kept.")


def _offer_id(case: Case) -> int:
    if case.offer is None:
        raise Refused(_("This hand-over is decided already."), code="decided_already")
    return case.offer.pk


ROUTING = (
    DeskVerb(
        "accept",
        _("Take it over"),
        _("Take it over"),
        _accept,
        moves=("accept_redirect",),
        group="offer",
        is_first=True,
    ),
    DeskVerb(
        "return",
        _("Send it back"),
        _("Send it back"),
        _return,
        moves=("return_redirect",),
        make=_return_form,
        group="offer",
        after=LIST,
    ),
    DeskVerb(
        "take",
        _("Take into work"),
        _("Take into work"),
        _take,
        moves=("take",),
        help=_("You will be the one who works on it. The author is told."),
        group="begin",
        is_first=True,
    ),
    DeskVerb(
        "receive",
        _("Confirm that you have it"),
        _("We have it"),
        _receive,
        moves=("receive",),
        help=_("For those who route: it stays new until a colleague takes it."),
        group="begin",
        is_first=True,
    ),
    DeskVerb(
        "assign",
        _("Assign to a colleague"),
        _("Assign"),
        _assign,
        moves=("assign", "reassign"),
        make=_assign_form,
        group="route",
    ),
    DeskVerb(
        "redirect",
        _("Hand over to the competent body"),
        _("Hand over"),
        _redirect,
        moves=("redirect",),
        make=_redirect_form,
        fits=_stays,
        group="route",
        after=LIST,
    ),
    DeskVerb(
        "split",
        _("Give a part to another body"),
        _("Give this part"),
        _split,
        moves=("split",),
        make=_split_form,
        fits=lambda case: _stays(case) and case.appeal.parent_id is None,
        group="route",
    ),
    DeskVerb(
        "contribute",
        _("Add what you know to the joint answer"),
        _("Send to the body that leads"),
        _contribute,
        moves=("contribute",),
        make=_body_form,
        fits=lambda case: _stays(case) and case.appeal.is_joint,
        group="answer",
        is_first=True,
    ),
    DeskVerb(
        "note",
        _("Write a note"),
        _("Keep the note"),
        _note,
        make=_note_form,
        fits=lambda case: not is_author(case.reader, case.appeal),
        group="note",
        is_first=True,
    ),
)
