"""Verbs of the desk about the term, the kind and the author: extend, ask, go on, stop."""

from typing import Any

from django import forms
from django.http import HttpRequest
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from appeals.desk.case import Case
from appeals.desk.forms import ExtendForm, KindForm, StopForm, SupplementForm
from appeals.desk.verbs import DeskVerb
from appeals.services.extending import appeal_extend
from appeals.services.kinds import appeal_set_kind
from appeals.services.stopping import appeal_stop
from appeals.services.supplementing import ASKED_FIRST, appeal_resume, supplement_ask
from appeals.states import Kind, State
from law.selectors import ExtensionLimits, NoExtension, extension_limits, stop_grounds

Said = dict[str, Any]


def _limits(case: Case) -> ExtensionLimits | None:
    """How far the law lets a head extend this term; None where it doesn't."""
    appeal = case.appeal
    if appeal.reopened_at is not None or appeal.due_on < timezone.localdate():
        return None
    try:
        return extension_limits(
            kind=appeal.kind_registered,
            term_version=appeal.term_set.version,
            registered_on=appeal.registered_on,
            due_on=appeal.due_on,
        )
    except NoExtension:
        return None


def _stays(case: Case) -> bool:
    return case.open_handover is None


def _extend_form(case: Case, data: Any, prefix: str) -> forms.Form:
    limits = _limits(case)
    return ExtendForm(data, prefix=prefix, latest=limits.latest if limits else None)


def _supplement_form(case: Case, data: Any, prefix: str) -> forms.Form:
    grounds = [(row.code, row.localized("title")) for row in stop_grounds() if _asks(row)]
    return SupplementForm(data, prefix=prefix, grounds=grounds)


def _stop_form(case: Case, data: Any, prefix: str) -> forms.Form:
    grounds = [(row.code, row.localized("title")) for row in stop_grounds()]
    return StopForm(data, prefix=prefix, grounds=grounds)


def _kind_form(case: Case, data: Any, prefix: str) -> forms.Form:
    known = case.appeal.kind_registered
    kinds = [(value, str(label)) for value, label in Kind.choices if value != known]
    return KindForm(data, prefix=prefix, kinds=kinds)


def _asks(ground: Any) -> bool:
    return ground.first_step in ASKED_FIRST


def _who(request: HttpRequest, case: Case) -> Said:
    return {"appeal_id": case.appeal.pk, "actor": request.user, "reader": case.reader}


def _extend(request: HttpRequest, case: Case, said: Said) -> Promise:
    appeal_extend(**_who(request, case), **said)
    return _("The term is extended. The author is told, with the reason.")


def _ask(request: HttpRequest, case: Case, said: Said) -> Promise:
    supplement_ask(**_who(request, case), **{**said, "ground": said["ground"] or None})
    return _("The author is asked.")


def _resume(request: HttpRequest, case: Case, said: Said) -> Promise:
    appeal_resume(**_who(request, case))
    return _("You go on without waiting. The author is told.")


def _stop(request: HttpRequest, case: Case, said: Said) -> Promise:
    appeal_stop(**_who(request, case), **said)
    return _("Consideration is stopped. The author is told, with the ground and your words.")


def _set_kind(request: HttpRequest, case: Case, said: Said) -> Promise:
    appeal_set_kind(**_who(request, case), **said)
    return _("The kind is another now. The author is told, with the reason.")


TIMING = (
    DeskVerb(
        "resume",
        _("Go on without waiting"),
        _("Go on"),
        _resume,
        moves=("resume",),
        help=_("The author was asked for something; you need not wait for it."),
        group="time",
        is_first=True,
    ),
    DeskVerb(
        "ask_supplement",
        _("Ask the author for what is missing"),
        _("Ask the author"),
        _ask,
        moves=("ask_supplement",),
        make=_supplement_form,
        fits=lambda case: _stays(case) and case.appeal.state != State.WAITING,
        help=_("The day the answer is due does not move."),
        group="time",
    ),
    DeskVerb(
        "extend",
        _("Extend the term"),
        _("Extend"),
        _extend,
        moves=("extend",),
        make=_extend_form,
        fits=lambda case: _limits(case) is not None,
        group="time",
    ),
    DeskVerb(
        "set_kind",
        _("It is of another kind"),
        _("Change the kind"),
        _set_kind,
        moves=("set_kind",),
        make=_kind_form,
        help=_("The term is counted anew from the day of registration."),
        group="time",
    ),
    DeskVerb(
        "stop",
        _("Stop consideration"),
        _("Stop consideration"),
        _stop,
        moves=("stop",),
        make=_stop_form,
        fits=_stays,
        help=_("Only on a ground from the list, in your name."),
        group="time",
        is_grave=True,
    ),
)
