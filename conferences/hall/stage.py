"""The stage screen: a page for the hall that anybody may open. It follows by itself."""

from urllib.parse import urlsplit

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from conferences.hall.screen import screen_of
from conferences.models import Conference
from conferences.projections.rows import card_of
from conferences.selectors.public import conference_get
from signing.receipts.qr import qr_svg

EVERY = 5
WITHOUT_SCRIPT = 15


@require_safe
def stage(request: HttpRequest, key: str) -> HttpResponse:
    """The screen of a public conference; 404 before it is announced."""
    now = timezone.now()
    try:
        conference = conference_get(key, now)
    except Conference.DoesNotExist:
        raise Http404 from None
    card = card_of(conference, now)
    address = f"{settings.SITE_URL}/{get_language()}/conferences/{key}/"
    context = {
        "key": key,
        "screen": screen_of(conference, card.theme, now),
        "address": _short(address),
        "qr": qr_svg(address, str(_("The address of the conference, as a QR code"))),
        "live": f"/api/v1/conferences/{key}/live",
        "every": EVERY,
        "without_script": WITHOUT_SCRIPT,
    }
    return render(request, "pages/conferences/stage.html", context)


def _short(address: str) -> str:
    """As one types it."""
    parts = urlsplit(address)
    return f"{parts.netloc.removeprefix('www.')}{parts.path.rstrip('/')}"
