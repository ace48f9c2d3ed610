"""One conference at the desk: where it stands, the ways on, and its three verbs."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.audit.projections import history_of
from conferences.desk.entry import conference_at_desk, desk_reader
from conferences.desk.forms import ArchiveForm, CancelForm, SummaryForm
from conferences.desk.rows import DeskRow, desk_row
from conferences.desk.selectors import with_figures
from conferences.limits import LABELS
from conferences.models import Conference
from conferences.permissions import can_edit
from conferences.phases import Phase
from conferences.selectors.changes import time_changes
from conferences.services.cancelling import CANCELLABLE, conference_archive, conference_cancel
from conferences.services.summing import (
    AFTER_CLOSING,
    LANGUAGES,
    languages_without_summary,
    summary_publish,
    unanswered,
)
from core.audience import Reader
from core.errors import Refused


@dataclass(frozen=True)
class Act:
    """A verb with its form. ``before`` is what the editor should know first."""

    name: str
    title: str | Promise
    button: str | Promise
    form: forms.Form
    help: str | Promise = ""
    is_grave: bool = False
    is_open: bool = False


def conference_item(request: HttpRequest, key: str) -> HttpResponse:
    """Facts for everybody at the desk, verbs for those who may."""
    reader = desk_reader(request)
    conference = conference_at_desk(key, reader)
    bound: dict[str, forms.Form] = {}
    if request.method == "POST":
        name = request.POST.get("verb", "")
        if name not in VERBS or not can_edit(reader, conference):
            raise Http404
        form = _form(name, request.POST, conference)
        if form.is_valid() and _did(request, name, conference, form, reader):
            return HttpResponseRedirect(reverse("conferences_desk_item", args=[key]))
        bound[name] = form
    status = 422 if bound else 200
    look = _look(conference, reader, bound)
    return render(request, "conferences/desk/item.html", look, status=status)


def _look(conference: Conference, reader: Reader, bound: dict[str, forms.Form]) -> dict[str, Any]:
    rows = with_figures(Conference.objects.filter(pk=conference.pk), reader)
    fresh = rows.prefetch_related("documents__document").get()
    row = desk_row(fresh, reader)
    return {
        "row": row,
        "conference": fresh,
        "steps": _steps(fresh),
        "changes": time_changes(fresh),
        "speakers": list(fresh.speakers.all()),
        "acts": _acts(fresh, row, bound) if row.may_edit else [],
        "history": history_of(fresh),
        "page_title": row.theme,
        "header_icon": "calendar-alt",
    }


def _steps(conference: Conference) -> list[tuple[str | Promise, Any, bool]]:
    """Each time with whether it has passed."""
    now = timezone.now()
    times = [(label, getattr(conference, name)) for name, label in LABELS.items()]
    times.append((gettext_lazy("Summary published"), conference.summary_published_at))
    times.append((gettext_lazy("Cancelled"), conference.cancelled_at))
    return [(label, at, at <= now) for label, at in times if at is not None]


def _acts(conference: Conference, row: DeskRow, bound: dict[str, forms.Form]) -> list[Act]:
    acts = []
    if row.phase in AFTER_CLOSING and conference.summary_published_at is None:
        acts.append(_summary_act(conference, bound.get(SUMMARY)))
    if row.phase == Phase.SUMMARY:
        acts.append(_archive_act(bound.get(ARCHIVE)))
    if row.phase in CANCELLABLE:
        acts.append(_cancel_act(row.phase, bound.get(CANCEL)))
    return acts


def _summary_act(conference: Conference, form: forms.Form | None) -> Act:
    missing = languages_without_summary(conference)
    left = unanswered(conference)
    if missing:
        said = _(
            "Write the summary on the pages first, and have them published. It is missing: "
            "%(languages)s."
        ) % {"languages": ", ".join(LANGUAGES[code] for code in missing)}
    elif left:
        said = _("Promised an answer and without one: questions %(numbers)s.") % {
            "numbers": ", ".join(map(str, left))
        }
    else:
        said = _("Everybody who asked is told. It can't be taken back.")
    return Act(
        name=SUMMARY,
        title=_("Publish the summary"),
        button=_("Publish the summary"),
        form=form or SummaryForm(is_asked=bool(left)),
        help=said,
        is_open=form is not None,
    )


def _archive_act(form: forms.Form | None) -> Act:
    return Act(
        name=ARCHIVE,
        title=_("To the archive today"),
        button=_("To the archive"),
        form=form or ArchiveForm(),
        help=_("Comments and votes close. Everything stays to be read; answers may still come."),
        is_open=form is not None,
    )


def _cancel_act(phase: Phase, form: forms.Form | None) -> Act:
    said = _("The page stays and says why. Everybody who asked is told. It can't be taken back.")
    if phase == Phase.PLANNED:
        said = _("Nobody was told of it yet, so its pages are taken down. It can't be taken back.")
    return Act(
        name=CANCEL,
        title=_("Cancel the conference"),
        button=_("Cancel the conference"),
        form=form or CancelForm(),
        help=said,
        is_grave=True,
        is_open=form is not None,
    )


def _form(name: str, data: Any, conference: Conference) -> forms.Form:
    if name == CANCEL:
        return CancelForm(data)
    if name == SUMMARY:
        return SummaryForm(data, is_asked=bool(unanswered(conference)))
    return ArchiveForm(data)


def _did(
    request: HttpRequest, name: str, conference: Conference, form: Any, reader: Reader
) -> bool:
    """Do the verb; a refusal is shown on the form with everything typed still there."""
    common = {"conference_id": conference.pk, "actor": request.user, "reader": reader}
    try:
        messages.success(request, VERBS[name](form, common))
    except Refused as refusal:
        form.add_error(None, str(refusal.message))
        return False
    return True


def _cancel(form: Any, common: dict[str, Any]) -> str:
    conference_cancel(reasons=form.reasons(), **common)
    return _("The conference is cancelled.")


def _archive(form: Any, common: dict[str, Any]) -> str:
    conference_archive(**common)
    return _("The conference is in the archive.")


def _summary(form: Any, common: dict[str, Any]) -> str:
    summary_publish(all_the_same=form.cleaned_data["all_the_same"], **common)
    return _("The summary is published.")


CANCEL, ARCHIVE, SUMMARY = "cancel", "archive", "summary"
VERBS: dict[str, Callable[[Any, dict[str, Any]], str]] = {
    CANCEL: _cancel,
    ARCHIVE: _archive,
    SUMMARY: _summary,
}
