"""Signing a question, where the conference demands it: the generic steps for this form."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from conferences.asking.frame import Page, closed_page, frame, go, show, step_view
from conferences.asking.journey import Asking
from conferences.asking.similar import similar_questions
from conferences.models import ConferencePage, ConferenceQuestion
from conferences.phases import takes_questions
from conferences.services.asking import PURPOSE
from signing.drafts import draft_read
from signing.models import PendingSignature, SignedPayload
from signing.payloads import payload_opening
from signing.pending import pending_of
from signing.signatures import signed_result
from signing.steps.form import SignedForm, payload_posted, status_of
from signing.steps.ways import code_posted, code_shown, eds_posted, eds_shown, waiting_step

Posted = Callable[[HttpRequest, SignedForm, SignedPayload], HttpResponse]


class SignedQuestion(SignedForm):
    """A question before it is signed."""

    def __init__(self, asking: Asking) -> None:
        self.asking = asking
        self.user, self.draft = asking.user, asking.draft

    @property
    def last_pending(self) -> PendingSignature | None:
        """The signature by EDS that came in last."""
        return self.asking.last_pending

    def payload(self) -> SignedPayload:
        """What has just been looked over."""
        return self.asking.payload()

    def looked_over(self) -> dict[str, Any]:
        """The question as it is signed."""
        return {"said": self.asking.said()}

    def go(self, step: str) -> HttpResponse:
        """On to a step of this conference."""
        return go(self.asking.page, step)

    def show(self, request: HttpRequest, name: str, context: dict[str, Any]) -> HttpResponse:
        """The page of the step."""
        page = frame(self.asking, context)
        return show(request, name, page, status=status_of(context.get("error")))

    def result_url(self, request: HttpRequest, result: Any) -> str:
        """The question's page with its number."""
        thanks(request, result)
        return reverse("conference_question", args=[result.conference.key, result.number])


def sign(request: HttpRequest, page: ConferencePage) -> HttpResponse:
    """Type the code; one right code makes one question."""
    return _posted_or_shown(request, page, code_posted, _code_shown)


def sign_eds(request: HttpRequest, page: ConferencePage) -> HttpResponse:
    """Sign with a digital signature; the browser brings it from NCALayer."""
    return _posted_or_shown(request, page, eds_posted, _eds_shown)


@step_view("waiting")
def waiting(request: HttpRequest, asking: Asking) -> HttpResponse:
    """The signature is kept and its certificate is being checked."""
    return waiting_step(request, SignedQuestion(asking))


def looked_over(asking: Asking) -> dict[str, Any]:
    """What the look-over page shows: the question, and those that others have asked."""
    said = asking.said()
    return {
        "said": said,
        "similar": similar_questions(asking.conference, said["text"], asking.user),
    }


def thanks(request: HttpRequest, question: ConferenceQuestion) -> None:
    """Say the number, once."""
    words = _("Your question has the number %(number)s. A moderator reads it first.")
    messages.success(request, words % {"number": question.number})


@step_view("sign")
def _code_shown(request: HttpRequest, asking: Asking) -> HttpResponse:
    return code_shown(request, SignedQuestion(asking))


@step_view("sign-eds")
def _eds_shown(request: HttpRequest, asking: Asking) -> HttpResponse:
    return eds_shown(request, SignedQuestion(asking))


@never_cache
def _posted_or_shown(
    request: HttpRequest, page: ConferencePage, posted: Posted, shown: Page
) -> HttpResponse:
    """A second click finds its question, also after the closing; a first one then comes late."""
    if request.method != "POST" or not request.user.is_authenticated:
        return shown(request, page)
    payload = payload_posted(request, purpose=PURPOSE, object_key=page.conference.key)
    draft = payload.draft
    assert draft is not None
    is_known = signed_result(payload) is not None or pending_of(payload) is not None
    if not is_known and not takes_questions(page.conference, timezone.now()):
        return closed_page(request, page, str(payload_opening(payload)["text"]))
    asking = Asking(request.user, draft, draft_read(draft), page)
    return posted(request, SignedQuestion(asking), payload)
