"""What the page of one application shows at the desk."""

from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.audit.projections import history_of
from appeals.desk.case import Case
from appeals.desk.course_look import course_of
from appeals.desk.selectors import name_of, names_of
from appeals.desk.table import VERBS, offered
from appeals.desk.verbs import DeskVerb
from appeals.permissions import is_author, is_barred
from appeals.projections import detail_of
from appeals.services.noting import notes_of
from appeals.services.templating import templates_for
from appeals.states import RedirectState
from appeals.timeline import timeline_of

GROUPS: dict[str, str | Promise] = {
    "offer": _("Offered to you"),
    "begin": _("Begin"),
    "answer": _("The answer"),
    "route": _("Who works on it"),
    "time": _("The term, the kind, the author"),
}


@dataclass(frozen=True)
class Act:
    """A verb with its form, as the page shows it."""

    verb: DeskVerb
    form: forms.Form
    is_open: bool


@dataclass(frozen=True)
class Group:
    """Verbs that belong together."""

    key: str
    title: str | Promise
    acts: list[Act]


def look_of(case: Case, bound: dict[str, forms.Form]) -> dict[str, Any]:
    """The page. A refused form stays with what was typed, even if nobody may send it now."""
    appeal, reader = case.appeal, case.reader
    detail = detail_of(appeal, reader)
    names = [verb.name for verb in offered(case)]
    names += [name for name in bound if name not in names]
    acts = [_act(VERBS[name], case, bound) for name in names]
    return {
        "appeal": detail,
        "timeline": timeline_of(appeal, detail),
        "groups": _groups(acts),
        "note_act": next((act for act in acts if act.verb.group == "note"), None),
        "notes": _notes(case),
        "executor": names_of([appeal.executor_id]).get(appeal.executor_id, ""),
        "inner_due_on": appeal.inner_due_on,
        "is_inner_late": bool(appeal.inner_due_on and appeal.inner_due_on < timezone.localdate()),
        "is_reopened": appeal.reopened_at is not None,
        "is_own": is_author(reader, appeal),
        "is_barred": is_barred(reader, appeal),
        "handover": _handover(case),
        "prepared": case.prepared,
        "templates": _templates(case, names),
        "course": course_of(appeal),
        "history": history_of(appeal),
        "may_identify": case.works and appeal.author_id is not None,
        "page_title": appeal.number,
        "page_subtitle": detail.card.state_label,
        "header_icon": "mail",
    }


def _templates(case: Case, names: list[str]) -> list[Any]:
    """What a new answer can begin with; a draft that is there is never replaced."""
    if "prepare" not in names or case.prepared is not None:
        return []
    return templates_for(case.appeal, case.reader)


def _act(verb: DeskVerb, case: Case, bound: dict[str, forms.Form]) -> Act:
    form = bound.get(verb.name) or verb.make(case, None, verb.name)
    return Act(verb, form, verb.is_first or verb.name in bound)


def _groups(acts: list[Act]) -> list[Group]:
    found = {key: [act for act in acts if act.verb.group == key] for key in GROUPS}
    return [Group(key, GROUPS[key], rows) for key, rows in found.items() if rows]


def _notes(case: Case) -> list[dict[str, Any]]:
    return [
        {"author": name_of(note.author), "at": note.at, "text": str(note.text)}
        for note in notes_of(case.appeal, case.reader)
    ]


def _handover(case: Case) -> dict[str, Any] | None:
    """The open hand-over in words; the chain of before stands in the course."""
    row = case.open_handover
    if row is None:
        return None
    return {
        "from_agency": row.from_agency.localized("name"),
        "to_agency": row.to_agency.localized("name"),
        "reason": row.reason,
        "back_reason": row.back_reason,
        "is_late": row.is_late,
        "proposed_at": row.proposed_at,
        "with_operator": row.state == RedirectState.OPERATOR,
        "is_ours": case.offer is not None,
    }
