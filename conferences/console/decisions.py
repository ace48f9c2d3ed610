"""The two decisions that want a second look: merging two questions, taking one down."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts.models import RoleKind
from accounts.readers import reader_of
from conferences.console.reach import conference_kept, question_kept
from conferences.models import Conference, ConferenceQuestion
from conferences.projections.queue import queue_cards
from conferences.selectors.queue import queue_get, queue_list
from conferences.services.merging import merge_preview, question_merge
from conferences.services.publishing import question_take_down
from core.errors import Refused
from moderation.forms import RefusalForm

OFFERED = 200


class TargetForm(forms.Form):
    """The number of the question that stays."""

    into = forms.IntegerField(
        label=gettext_lazy("Number of the question that stays"),
        min_value=1,
        max_value=2**31 - 1,
        error_messages={"required": gettext_lazy("Choose the question that stays.")},
    )

    def __init__(self, data: Any, *, conference: Conference, source: ConferenceQuestion) -> None:
        super().__init__(data)
        self.conference, self.source = conference, source
        self.target: ConferenceQuestion | None = None

    def clean_into(self) -> int:
        """A published question of the same conference, and another one."""
        number: int = self.cleaned_data["into"]
        if number == self.source.number:
            raise forms.ValidationError(_("A question can't be merged into itself."))
        self.target = queue_get(self.conference, number)
        if self.target is None:
            raise forms.ValidationError(_("There is no published question with this number."))
        return number


@never_cache
@require_http_methods(["GET", "POST"])
def merge(request: HttpRequest, key: str, number: int) -> HttpResponse:
    """Choose the question that stays, look at both side by side, merge."""
    conference = conference_kept(request, key)
    source = question_kept(conference, number)
    said = request.POST if request.method == "POST" else request.GET
    form = TargetForm(said if "into" in said else None, conference=conference, source=source)
    chosen = form.is_bound and form.is_valid()
    if chosen and request.method == "POST" and form.target:
        try:
            merged = question_merge(source_id=source.pk, target_id=form.target.pk, **_who(request))
        except Refused as refusal:
            form.add_error(None, str(refusal.message))
        else:
            messages.success(request, _merged(source, form.target, merged.moved))
            return _console(conference)
    context = _merge_context(conference, source, form)
    status = 422 if form.is_bound and form.errors else 200
    return render(request, "conferences/console/merge.html", context, status=status)


@never_cache
@require_http_methods(["GET", "POST"])
def hide(request: HttpRequest, key: str, number: int) -> HttpResponse:
    """Take a published question down on a ground; moderators only."""
    conference = conference_kept(request, key)
    if not reader_of(request).has(RoleKind.MODERATOR):
        raise Http404
    question = question_kept(conference, number)
    form = RefusalForm(request.POST or None)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                question_take_down(question_id=question.pk, **_who(request), **form.cleaned_data)
            except Refused as refusal:
                form.add_error(None, str(refusal.message))
                status = refusal.status
            else:
                messages.success(
                    request,
                    _("Question %(number)s is taken down. Its author is told why.")
                    % {"number": number},
                )
                return _console(conference)
    context = {
        "key": conference.key,
        "question": queue_cards([question], conference)[0],
        "form": form,
        "page_title": _("Take question %(number)s down") % {"number": number},
        "page_subtitle": conference.localized("theme"),
        "header_icon": "view",
    }
    return render(request, "conferences/console/hide.html", context, status=status)


def _merge_context(
    conference: Conference, source: ConferenceQuestion, form: TargetForm
) -> dict[str, Any]:
    target = form.target
    context: dict[str, Any] = {
        "key": conference.key,
        "source": queue_cards([source], conference)[0],
        "form": form,
        "page_title": _("Merge question %(number)s") % {"number": source.number},
        "page_subtitle": conference.localized("theme"),
        "header_icon": "copy",
    }
    if target is None:
        others = queue_list(conference).exclude(pk=source.pk)[:OFFERED]
        return context | {"others": queue_cards(others, conference)}
    return context | {
        "target": queue_cards([target], conference)[0],
        "preview": merge_preview(source, target),
    }


def _merged(source: ConferenceQuestion, target: ConferenceQuestion, moved: int) -> str:
    return _(
        "Question %(number)s is merged into question %(into)s. Votes that moved: %(moved)s."
    ) % {"number": source.number, "into": target.number, "moved": moved}


def _who(request: HttpRequest) -> dict[str, Any]:
    return {"actor": request.user, "reader": reader_of(request)}


def _console(conference: Conference) -> HttpResponseRedirect:
    return HttpResponseRedirect(reverse("conference_console", args=[conference.key]))
