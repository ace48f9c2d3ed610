"""The last step: look it over, choose how to sign, sign with a code by SMS or with EDS."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache

from appeals.apply.frame import frame, go, office_of, show, step_view
from appeals.apply.journey import PURPOSE, Journey
from appeals.models import AppealFormPage
from core.errors import Refused
from law.selectors import clock_for_appeal
from signing.drafts import draft_read
from signing.models import PendingSignature, SignedPayload
from signing.steps.form import SignedForm, payload_posted, status_of
from signing.steps.ways import (
    code_posted,
    code_shown,
    eds_posted,
    eds_shown,
    waiting_step,
    way_chosen,
)

Posted = Callable[[HttpRequest, SignedForm, SignedPayload], HttpResponse]
Page = Callable[[HttpRequest, AppealFormPage, str], HttpResponse]


class SignedAppeal(SignedForm):
    """An application before it is signed."""

    def __init__(self, journey: Journey) -> None:
        self.journey = journey
        self.user, self.draft = journey.user, journey.draft

    @property
    def last_pending(self) -> PendingSignature | None:
        """The signature by EDS that came in last."""
        return self.journey.last_pending

    def payload(self) -> SignedPayload:
        """What has just been looked over."""
        return self.journey.payload()

    def looked_over(self) -> dict[str, Any]:
        """Every answer and file."""
        return {"answers": self.journey.said(), "files": self.journey.files}

    def go(self, step: str) -> HttpResponse:
        """On to a step of this office."""
        return go(self.journey, step)

    def show(self, request: HttpRequest, name: str, context: dict[str, Any]) -> HttpResponse:
        """The page in the frame of the last step."""
        page = frame(self.journey, "check", context)
        return show(request, name, page, status=status_of(context.get("error")))

    def result_url(self, request: HttpRequest, result: Any) -> str:
        """The receipt."""
        return f"{self.journey.page.get_url(request)}done/{result.number}/"


@step_view("check")
def check(request: HttpRequest, journey: Journey) -> HttpResponse:
    """Look it over; then choose how to sign exactly this."""
    if missing := journey.missing_step():
        return go(journey, missing)
    form, error = SignedAppeal(journey), ""
    if request.method == "POST":
        try:
            return way_chosen(request, form)
        except Refused as refusal:
            error = str(refusal.message)
    clock = clock_for_appeal(journey.values["kind"], timezone.now())
    return form.show(request, "check", {**form.looked_over(), "clock": clock, "error": error})


def sign(request: HttpRequest, page: AppealFormPage, office_key: str) -> HttpResponse:
    """Type the code; one right code makes one application."""
    return _posted_or_shown(request, page, office_key, code_posted, _code_shown)


def sign_eds(request: HttpRequest, page: AppealFormPage, office_key: str) -> HttpResponse:
    """Sign with a digital signature; the browser brings it from NCALayer."""
    return _posted_or_shown(request, page, office_key, eds_posted, _eds_shown)


@step_view("waiting")
def waiting(request: HttpRequest, journey: Journey) -> HttpResponse:
    """The signature is kept and its certificate is being checked."""
    return waiting_step(request, SignedAppeal(journey))


@step_view("sign")
def _code_shown(request: HttpRequest, journey: Journey) -> HttpResponse:
    return code_shown(request, SignedAppeal(journey))


@step_view("sign-eds")
def _eds_shown(request: HttpRequest, journey: Journey) -> HttpResponse:
    return eds_shown(request, SignedAppeal(journey))


@never_cache
def _posted_or_shown(
    request: HttpRequest, page: AppealFormPage, office_key: str, posted: Posted, shown: Page
) -> HttpResponse:
    """What was signed is posted past the guards: an office that closed meanwhile still takes it,
    and a second click finds its receipt."""
    if request.method != "POST" or not request.user.is_authenticated:
        return shown(request, page, office_key)
    office = office_of(office_key)
    payload = payload_posted(request, purpose=PURPOSE, object_key=office.key)
    draft = payload.draft
    assert draft is not None
    journey = Journey(request.user, draft, draft_read(draft), page, office)
    return posted(request, SignedAppeal(journey), payload)
