"""The button that makes an application of one's own question."""

from typing import Any, cast

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from accounts.models import User
from accounts.readers import reader_of
from agencies.models import Office
from conferences.models import ConferenceQuestion
from conferences.permissions import is_asker
from conferences.selectors.public import conference_rows
from core.context import section_url
from core.errors import Refused
from home.questions import begun_draft, offices_for, question_make_application
from signing.models import Draft

PAGE = "pages/home/question_application.html"


@never_cache
@require_POST
def question_application(request: HttpRequest, key: str, number: int) -> HttpResponse:
    """Begin an application with the words of this question; the form takes over.

    Posted: ``office`` (asked for when the agency has several), ``replace=yes`` once the author
    has been told of another draft to this office.
    """
    question_url = reverse("conference_question", args=[key, number])
    if not request.user.is_authenticated:
        return redirect_to_login(question_url)
    question = _own_question(request, key, number)
    begun = begun_draft(question)
    if begun is not None and begun.sent_at is None:
        return _to_form(begun)
    offices = offices_for(question.conference.agency)
    office = _chosen(request, offices)
    if office is None and not begun:
        return _page(request, question, {"offices": offices}, status=200 if offices else 409)
    return _make(request, question, office or Office(), question_url)


def _make(
    request: HttpRequest, question: ConferenceQuestion, office: Office, question_url: str
) -> HttpResponse:
    try:
        draft = question_make_application(
            question_id=question.pk,
            office=office,
            author=cast(User, request.user),
            reader=reader_of(request),
            replace=request.POST.get("replace") == "yes",
        )
    except Refused as refusal:
        if refusal.code == "has_words":
            form_url = f"{section_url('apply')}{office.key}/"
            return _page(request, question, {"office": office, "form_url": form_url}, status=409)
        messages.error(request, str(refusal.message))
        return HttpResponseRedirect(question_url)
    messages.info(request, _("Your question is in the form. Look it over and send it."))
    return _to_form(draft)


def _own_question(request: HttpRequest, key: str, number: int) -> ConferenceQuestion:
    """The reader's own question at a public conference; 404 for everything else."""
    rows = ConferenceQuestion.objects.select_related("conference__agency")
    question = rows.filter(conference__in=conference_rows().filter(key=key), number=number).first()
    if question is None or not is_asker(reader_of(request), question):
        raise Http404
    return question


def _chosen(request: HttpRequest, offices: list[Office]) -> Office | None:
    wanted = request.POST.get("office")
    if not wanted and len(offices) == 1:
        return offices[0]
    return next((office for office in offices if office.key == wanted), None)


def _to_form(draft: Draft) -> HttpResponse:
    return HttpResponseRedirect(f"{section_url('apply')}{draft.object_key}/question/")


def _page(
    request: HttpRequest, question: ConferenceQuestion, context: dict[str, Any], status: int
) -> HttpResponse:
    context = {"question": question, "agency": question.conference.agency, **context}
    return render(request, PAGE, context, status=status)
