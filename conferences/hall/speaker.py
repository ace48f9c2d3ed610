"""The speaker's view: the questions in large type, and writing answers. Behind signing in.

It lies beside the conference and not in the CMS: a speaker may be anybody with an account, and only
people with a role come into the CMS.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from accounts.readers import reader_of
from conferences.hall.answer_page import Desk, question_page
from conferences.hall.following import not_changed, queue_etag
from conferences.hall.forms import AnswerForm, TakeBackForm
from conferences.models import Conference, QuestionAnswer
from conferences.permissions import can_answer, speaker_of
from conferences.phases import takes_answers
from conferences.projections.queue import queue_of, standing_of
from conferences.selectors.public import conference_rows
from conferences.selectors.queue import queue_get
from conferences.services.answering import (
    AnswerMarked,
    answer_correct,
    answer_withdraw,
    answer_write,
    writes_for_others,
)
from core.errors import Refused

View = Callable[..., HttpResponse]
FIELD_OF = {"blank": "body", "too_long": "body", "time_mark": "time_mark", "marks": "send_anyway"}


def speakers_only(view: View) -> View:
    """In front of every view here: signed in, and one who may answer; else no such page."""

    @wraps(view)
    def guarded(request: HttpRequest, key: str, **kwargs: Any) -> HttpResponse:
        if not request.user.is_authenticated:
            return HttpResponseRedirect(
                f"{reverse('egov_login')}?{urlencode({'next': request.path})}"
            )
        rows = conference_rows().select_related("agency")
        conference = rows.filter(key=key).first()
        reader = reader_of(request)
        if conference is None or not can_answer(reader, conference):
            raise Http404
        return view(request, conference, **kwargs)

    return never_cache(guarded)


@require_GET
@speakers_only
def speaker(request: HttpRequest, conference: Conference) -> HttpResponse:
    """What was sent to the speaker, the one answered now on top."""
    return render(request, "pages/conferences/speaker/page.html", _context(request, conference))


@require_GET
@speakers_only
def part(request: HttpRequest, conference: Conference) -> HttpResponse:
    """The part that changes; 304 while nothing has."""
    etag = queue_etag(conference)
    if not_changed(request, etag):
        return HttpResponse(status=304, headers={"ETag": etag})
    context = _context(request, conference)
    response = render(request, "pages/conferences/speaker/part.html", context)
    response.headers["ETag"] = context["etag"]
    return response


@require_http_methods(["GET", "POST"])
@speakers_only
def question(request: HttpRequest, conference: Conference, number: int) -> HttpResponse:
    """One question in large type with its answers, and the form for another."""
    desk = _desk(request, conference, number)
    form = desk.form(request.POST or None)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        if _did(form, lambda: answer_write(question_id=desk.question.pk, **desk.who, **said)):
            messages.success(request, _("The answer is published. Whoever asked is told."))
            return HttpResponseRedirect(reverse("conference_speaker", args=[conference.key]))
    return question_page(request, desk, form)


@require_http_methods(["GET", "POST"])
@speakers_only
def answer(
    request: HttpRequest, conference: Conference, number: int, answer_id: int
) -> HttpResponse:
    """Put other words in the place of an answer, or take it back."""
    desk = _desk(request, conference, number)
    row = QuestionAnswer.objects.select_related("speaker").filter(
        pk=answer_id, question=desk.question, withdrawn_at=None
    )
    former = row.first()
    if former is None or not desk.may_change(former):
        raise Http404
    takes_back = "take_back" in request.POST
    form = AnswerForm(None if takes_back else request.POST or None, initial=desk.as_typed(former))
    back = TakeBackForm(request.POST if takes_back else None)
    if request.method == "POST" and _changed(request, desk, former, form, back):
        return HttpResponseRedirect(
            reverse("conference_speaker_question", args=[conference.key, number])
        )
    return question_page(request, desk, form, former=former, back=back)


def _changed(
    request: HttpRequest,
    desk: Desk,
    former: QuestionAnswer,
    form: AnswerForm,
    back: TakeBackForm,
) -> bool:
    chosen = back if back.is_bound else form
    if not chosen.is_valid():
        return False
    said = {name: value for name, value in chosen.cleaned_data.items() if name != "seen"}
    verb: Callable[..., Any] = answer_withdraw if back.is_bound else answer_correct
    if not _did(chosen, lambda: verb(answer_id=former.pk, **desk.who, **said)):
        return False
    done = _("The answer is taken back.") if back.is_bound else _("The answer is corrected.")
    messages.success(request, done)
    return True


def _did(form: Any, act: Callable[[], Any]) -> bool:
    """Do it; a refusal stands on the form with everything typed still there."""
    try:
        act()
    except AnswerMarked as refusal:
        form.ask_anyway()
        form.found = refusal.found
        form.add_error("send_anyway", str(refusal.message))
    except Refused as refusal:
        field = FIELD_OF.get(refusal.code)
        form.add_error(field if field in form.fields else None, str(refusal.message))
        form.is_overtaken = refusal.code == "answered_already"
    else:
        return True
    return False


def _desk(request: HttpRequest, conference: Conference, number: int) -> Desk:
    found = queue_get(conference, number)
    if found is None:
        raise Http404
    found.conference = conference
    return Desk(conference=conference, question=found, reader=reader_of(request), user=request.user)


def _context(request: HttpRequest, conference: Conference) -> dict[str, Any]:
    etag = queue_etag(conference)
    now = timezone.now()
    reader = reader_of(request)
    queue = queue_of(conference, now)
    rest = [*queue.skipped, *queue.done, *queue.queue]
    return {
        "key": conference.key,
        "conference": standing_of(conference, now),
        "queue": queue,
        "owed": [card for card in rest if not card.answers],
        "written": [card for card in rest if card.answers],
        "me": speaker_of(reader, conference),
        "for_others": writes_for_others(reader, conference),
        "takes_answers": takes_answers(conference, now),
        "etag": etag,
        "at": now,
    }
