"""One survey at the desk: where it stands, how many answered, what it lacks, and its verbs."""

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
from django.utils.translation import gettext_lazy, ngettext

from accounts.audit.projections import history_of
from core.audience import Reader
from core.errors import Refused
from core.localized import ORDER
from search.pages import stream_words
from surveys.desk.editing import refuse
from surveys.desk.entry import desk_reader, survey_at_desk
from surveys.desk.forms import CloseForm, PlainForm
from surveys.desk.rows import LANGUAGE_NAMES, DeskRow, desk_row, with_figures
from surveys.models import Survey
from surveys.permissions import READERS, can_edit
from surveys.phases import Phase
from surveys.readiness import LANGUAGES, missing_of
from surveys.services.closing import survey_close_early
from surveys.services.concluding import languages_without_conclusion, survey_conclude
from surveys.services.copying import survey_copy
from surveys.services.reviewing import survey_reopen, survey_submit
from surveys.states import SurveyState

SUBMIT, REOPEN, CLOSE, CONCLUDE, COPY = "submit", "reopen", "close", "conclude", "copy"


@dataclass(frozen=True)
class Act:
    """A verb with its form. ``help`` is what the editor should know first."""

    name: str
    title: str | Promise
    button: str | Promise
    form: forms.Form
    help: str | Promise = ""
    is_grave: bool = False
    is_open: bool = False


@dataclass(frozen=True)
class Draft:
    """A conclusion that isn't published, in one language."""

    language: str
    name: str
    text: str


def survey_item(request: HttpRequest, key: str) -> HttpResponse:
    """Facts for everybody at the desk, verbs for those who may."""
    reader = desk_reader(request)
    survey = survey_at_desk(key, reader)
    bound: dict[str, forms.Form] = {}
    if request.method == "POST":
        name = request.POST.get("verb", "")
        if name not in VERBS or not can_edit(reader, survey):
            raise Http404
        form = FORMS.get(name, PlainForm)(request.POST)
        if form.is_valid() and (done := _did(request, name, survey, form, reader)):
            return HttpResponseRedirect(reverse("surveys_desk_item", args=[done.key]))
        bound[name] = form
    look = _look(survey, reader, bound)
    return render(request, "surveys/desk/item.html", look, status=422 if bound else 200)


def _look(survey: Survey, reader: Reader, bound: dict[str, forms.Form]) -> dict[str, Any]:
    rows = with_figures(Survey.objects.filter(pk=survey.pk).select_related("agency"))
    fresh = rows.select_related("return_ground").get()
    row = desk_row(fresh, reader, timezone.now())
    missing = missing_of(fresh) if row.may_write else []
    return {
        "row": row,
        "survey": fresh,
        "missing": missing,
        "days": list(fresh.day_counts.order_by("-day")[:14]),
        "acts": _acts(fresh, row, missing, bound) if row.may_edit else [],
        "drafts": drafts_of(fresh) if reader.works_at(fresh.agency_id, *READERS) else [],
        "reasons": [
            (code, reason) for code in ORDER if (reason := getattr(fresh, f"close_reason_{code}"))
        ],
        "history": history_of(fresh),
        "page_title": row.title,
        "header_icon": "form",
    }


def drafts_of(survey: Survey) -> list[Draft]:
    """What the agency has written as its conclusion and nobody else may read yet."""
    found = []
    for page in survey.pages.select_related("latest_revision"):
        written = _words(page.get_latest_revision_as_object().conclusion)
        is_out = page.live and survey.state == SurveyState.READY
        if written and not (is_out and written == _words(page.conclusion)):
            found.append(Draft(page.face_language, LANGUAGE_NAMES[page.face_language], written))
    return sorted(found, key=lambda draft: ORDER.index(draft.language))


def _words(conclusion: Any) -> str:
    return "\n\n".join(filter(None, map(str.strip, stream_words(conclusion))))


def _acts(
    survey: Survey, row: DeskRow, missing: list[str], bound: dict[str, forms.Form]
) -> list[Act]:
    acts = []
    if row.may_write and (not missing or SUBMIT in bound):
        acts.append(_act(SUBMIT, bound))
    if row.state in (SurveyState.REVIEW, Phase.UPCOMING):
        acts.append(_act(REOPEN, bound))
    if row.state == Phase.PAST and survey.concluded_at is None:
        acts.append(_act(CONCLUDE, bound, _conclusion_help(survey)))
    acts.append(_act(COPY, bound))
    if row.state == Phase.ACTIVE:
        acts.append(_act(CLOSE, bound))
    return acts


def _act(name: str, bound: dict[str, forms.Form], said: str = "") -> Act:
    title, button, words = SAID[name]
    form = bound.get(name)
    return Act(
        name=name,
        title=title,
        button=button,
        form=form or FORMS.get(name, PlainForm)(),
        help=said or words,
        is_grave=name == CLOSE,
        is_open=form is not None,
    )


def _conclusion_help(survey: Survey) -> str:
    missing = languages_without_conclusion(survey)
    if not missing:
        return _("Everybody who follows the survey is told. It can't be taken back.")
    return _(
        "Write “what we did with it” on the pages first, and have them published. It is missing: "
        "%(languages)s."
    ) % {"languages": ", ".join(LANGUAGES[code] for code in missing)}


def _did(
    request: HttpRequest, name: str, survey: Survey, form: Any, reader: Reader
) -> Survey | None:
    """Do the verb; a refusal is shown on the form with everything typed still there."""
    common = {"survey_id": survey.pk, "actor": request.user, "reader": reader}
    try:
        done = VERBS[name](form, common)
    except Refused as refusal:
        refuse(form, refusal)
        return None
    messages.success(request, str(DONE[name]))
    return done


def participants_said(number: int) -> str:
    """How many answers are counted, in words."""
    said = ngettext("%(number)s answer is counted", "%(number)s answers are counted", number)
    return said % {"number": number}


SAID: dict[str, tuple[Promise, Promise, Promise]] = {
    SUBMIT: (
        gettext_lazy("Send to a moderator"),
        gettext_lazy("Send it"),
        gettext_lazy(
            "The moderator reads everything: pages, plan, questions, answers. Until the decision "
            "nothing changes; you may take it back."
        ),
    ),
    REOPEN: (
        gettext_lazy("Take it back to write it anew"),
        gettext_lazy("Take it back"),
        gettext_lazy("Nobody sees it then, and a moderator reads it once more."),
    ),
    CLOSE: (
        gettext_lazy("Close it early"),
        gettext_lazy("Close the survey"),
        gettext_lazy(
            "Answers given so far count. Everybody reads the reason. It can't be taken back."
        ),
    ),
    CONCLUDE: (
        gettext_lazy("Publish what we did with it"),
        gettext_lazy("Publish it"),
        gettext_lazy(""),
    ),
    COPY: (
        gettext_lazy("Make a copy"),
        gettext_lazy("Make a copy"),
        gettext_lazy("A new draft with the same questions, texts and rules, without answers."),
    ),
}
DONE: dict[str, Promise] = {
    SUBMIT: gettext_lazy("The survey is with a moderator."),
    REOPEN: gettext_lazy("The survey is being written again."),
    CLOSE: gettext_lazy("The survey is closed."),
    CONCLUDE: gettext_lazy("It is published."),
    COPY: gettext_lazy("This is the copy. Look over its times."),
}
FORMS: dict[str, type[forms.Form]] = {CLOSE: CloseForm}
VERBS: dict[str, Callable[[Any, dict[str, Any]], Survey]] = {
    SUBMIT: lambda form, common: survey_submit(**common),
    REOPEN: lambda form, common: survey_reopen(**common),
    CLOSE: lambda form, common: survey_close_early(reasons=form.reasons(), **common),
    CONCLUDE: lambda form, common: survey_conclude(**common),
    COPY: lambda form, common: survey_copy(**common),
}
