"""Votes, comments and reports, from the page of a conference. Everything by POST."""

from collections.abc import Callable
from functools import wraps
from typing import Any, cast
from urllib.parse import urlencode, urlsplit
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from accounts.models import User
from accounts.readers import reader_of
from conferences.models import Comment, ConferenceQuestion
from conferences.projections.comment import Bound, question_url
from conferences.selectors.comments import comment_get
from conferences.selectors.public import conference_rows
from conferences.services.commenting import comment_withdraw, comment_write
from conferences.services.reporting import comment_report
from conferences.services.voting import question_vote
from conferences.states import CommentState, NameShown
from core.errors import Refused, TooMany
from core.rates import rate_take
from moderation.services.objecting import objection_file

VOTES_A_MINUTE = 60
MINUTE = 60
UNREADABLE = 422

Verb = Callable[..., HttpResponse]


def talk(view: Verb) -> Verb:
    """In front of every view here: POST only, signed in, and a question that was public once."""

    @wraps(view)
    def guarded(request: HttpRequest, key: str, number: int, **kwargs: Any) -> HttpResponse:
        if not request.user.is_authenticated:
            return _sign_in(request, key, number)
        return view(request, _question(key, number), **kwargs)

    return never_cache(require_POST(guarded))


@talk
def vote(request: HttpRequest, question: ConferenceQuestion) -> HttpResponse:
    """Vote for a question (``vote=on``), or take the vote back (``vote=off``)."""
    wish = request.POST.get("vote")
    if wish not in ("on", "off"):
        raise Http404
    voter = _person(request)
    try:
        rate_take(
            scope="conference-vote",
            key=str(voter.pk),
            limit=VOTES_A_MINUTE,
            per_seconds=MINUTE,
        )
        result = question_vote(
            question_id=question.pk, voter=voter, reader=reader_of(request), on=wish == "on"
        )
    except Refused as refusal:
        return _refused(request, question, refusal)
    if _wants_json(request):
        return JsonResponse({"voted": result.voted, "votes": result.votes})
    return HttpResponseRedirect(_back(request, question))


@talk
def comment(request: HttpRequest, question: ConferenceQuestion) -> HttpResponse:
    """Write a comment, or a reply to the one named by ``parent``."""
    said = {
        "text": request.POST.get("text", ""),
        "name_shown": request.POST.get("name_shown", NameShown.INITIALS),
    }
    parent = request.POST.get("parent", "")
    try:
        written = comment_write(
            question_id=question.pk,
            author=_person(request),
            reader=reader_of(request),
            parent_id=_parent_id(request, question, parent),
            **said,
        )
    except Refused as refusal:
        bound = Bound("comment", str(refusal.message), target=parent, **said)
        return _again(request, question, bound, refusal)
    if written.state == CommentState.PUBLISHED:
        messages.success(request, _("Your comment is published."))
    else:
        messages.success(
            request, _("Your comment is with a moderator. Until then only you see it here.")
        )
    return _to(question, written)


@talk
def report(request: HttpRequest, question: ConferenceQuestion, comment_id: UUID) -> HttpResponse:
    """Tell the moderators of a comment; the reply is the same the second time."""
    about = _comment(request, question, comment_id)
    note = request.POST.get("note", "")
    try:
        comment_report(comment_id=about.pk, reporter=_person(request), note=note)
    except Refused as refusal:
        bound = Bound("report", str(refusal.message), text=note, target=str(comment_id))
        return _again(request, question, bound, refusal)
    messages.success(request, _("Thank you. A moderator will look at this comment."))
    return _to(question, about)


@talk
def withdraw(request: HttpRequest, question: ConferenceQuestion, comment_id: UUID) -> HttpResponse:
    """Take one's own comment back."""
    own = _own(request, question, comment_id)
    return _done(
        request,
        question,
        lambda: comment_withdraw(
            comment_id=own.pk, actor=_person(request), reader=reader_of(request)
        ),
        _("Your comment is taken back."),
    )


@talk
def objection(request: HttpRequest, question: ConferenceQuestion, comment_id: UUID) -> HttpResponse:
    """Object to the decision on one's own comment."""
    own = _own(request, question, comment_id)
    reason = request.POST.get("reason", "")
    try:
        objection_file(kind="comment", target_id=str(own.pk), actor=_person(request), reason=reason)
    except Refused as refusal:
        bound = Bound("objection", str(refusal.message), text=reason, target=str(comment_id))
        return _again(request, question, bound, refusal)
    messages.success(request, _("Another moderator will look at the decision."))
    return _to(question, own)


def _person(request: HttpRequest) -> User:
    return cast(User, request.user)


def _question(key: str, number: int) -> ConferenceQuestion:
    """A question that is or was public, at a conference everybody may see; else 404."""
    rows = ConferenceQuestion.objects.select_related("conference").filter(
        conference__in=conference_rows(), conference__key=key, published_at__isnull=False
    )
    question = rows.filter(number=number).first()
    if question is None:
        raise Http404
    return question


def _comment(request: HttpRequest, question: ConferenceQuestion, public_id: UUID) -> Comment:
    found = comment_get(question.pk, public_id, reader_of(request))
    if found is None:
        raise Http404
    return found


def _own(request: HttpRequest, question: ConferenceQuestion, public_id: UUID) -> Comment:
    """Somebody else's address does not exist."""
    found = _comment(request, question, public_id)
    if found.author_id != request.user.pk:
        raise Http404
    return found


def _parent_id(request: HttpRequest, question: ConferenceQuestion, said: str) -> int | None:
    if not said:
        return None
    try:
        return _comment(request, question, UUID(said)).pk
    except (ValueError, Http404):
        raise Refused(_("The comment you reply to is no longer there."), code="not_here") from None


def _sign_in(request: HttpRequest, key: str, number: int) -> HttpResponse:
    """To sign in and back to the question; a script is told where."""
    page = question_url(key, number)
    url = f"{reverse('egov_login')}?{urlencode({'next': page})}"
    if _wants_json(request):
        return JsonResponse({"error": "sign_in", "url": url}, status=401)
    return HttpResponseRedirect(url)


def _refused(request: HttpRequest, question: ConferenceQuestion, refusal: Refused) -> HttpResponse:
    if _wants_json(request):
        said = {"error": refusal.code, "message": str(refusal.message)}
        return _with_wait(JsonResponse(said, status=refusal.status), refusal)
    messages.error(request, str(refusal.message))
    return HttpResponseRedirect(_back(request, question))


def _again(
    request: HttpRequest, question: ConferenceQuestion, bound: Bound, refusal: Refused
) -> HttpResponse:
    """The question's page with the error at the field and everything typed still there."""
    from conferences.question_page import question_page

    status = refusal.status if isinstance(refusal, TooMany) else UNREADABLE
    page = question_page(
        request, question.conference.key, question.number, bound=bound, status=status
    )
    return _with_wait(page, refusal)


def _with_wait(response: HttpResponse, refusal: Refused) -> HttpResponse:
    if isinstance(refusal, TooMany):
        response.headers["Retry-After"] = str(refusal.retry_after)
    return response


def _done(
    request: HttpRequest,
    question: ConferenceQuestion,
    act: Callable[[], Any],
    done: str | Promise,
) -> HttpResponse:
    try:
        act()
        messages.success(request, str(done))
    except Refused as refusal:
        messages.error(request, str(refusal.message))
    return _to(question)


def _to(question: ConferenceQuestion, about: Comment | None = None) -> HttpResponseRedirect:
    page = question_url(question.conference.key, question.number)
    return HttpResponseRedirect(f"{page}#comment-{about.public_id}" if about else f"{page}#talk")


def _back(request: HttpRequest, question: ConferenceQuestion) -> str:
    """Where the button was pressed, at the question: a page of this conference, or its own."""
    came = urlsplit(request.headers.get("Referer", ""))
    here = f"/conferences/{question.conference.key}/"
    anchor = f"#question-{question.number}"
    if came.netloc == request.get_host() and came.path[3:] == here:
        query = f"?{came.query}" if came.query else ""
        return f"{came.path}{query}{anchor}"
    page = question_url(question.conference.key, question.number)
    return f"{page}{anchor}"


def _wants_json(request: HttpRequest) -> bool:
    return "application/json" in request.headers.get("Accept", "")
