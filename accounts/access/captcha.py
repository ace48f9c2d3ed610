"""The captcha of digits: the challenge, its picture with a player, its sound."""

import io
import secrets
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from captcha.fields import CaptchaTextInput
from captcha.models import CaptchaStore
from ranged_response import RangedFileResponse

from accounts.access.speaking import digits_spoken
from core.address import client_address
from core.errors import TooMany
from core.localized import ORDER
from core.rates import rate_take
from core.speech import SpeechFailed

DIGITS = 5
# Hearings in an hour: by one address (an office may share it), and of one key.
BY_ADDRESS, OF_KEY, HOUR = 120, 20, 60 * 60


def digits_challenge() -> tuple[str, str]:
    """A captcha of digits: they read the same in three languages."""
    answer = "".join(secrets.choice("23456789") for _position in range(DIGITS))
    return answer, answer


class PictureInput(CaptchaTextInput):
    """The picture, its sound, and a button for another; without script the page gives another."""

    template_name = "pages/accounts/captcha.html"
    use_fieldset = False

    def _render(
        self, template_name: str, context: dict[str, Any], renderer: Any = None
    ) -> SafeString:
        """With the site's own templates; Django's form renderer knows those of apps only."""
        context["speech_language"] = (get_language() or ORDER[0])[:2]
        context["key"] = self._key
        return mark_safe(render_to_string(template_name, context))  # noqa: S308 - a template's output


@never_cache
@require_GET
def captcha_speech(request: HttpRequest, language: str, key: str) -> HttpResponseBase:
    """The digits of a living key, spoken. Kept nowhere: neither here nor on the way.

    A key that was used, has passed or never was is a 404. Players ask for pieces of the file.
    """
    store = CaptchaStore.objects.filter(hashkey=key, expiration__gt=timezone.now()).first()
    if store is None or language not in ORDER:
        raise Http404
    try:
        for scope, whose, limit in (
            ("of", key, OF_KEY),
            ("by", client_address(request), BY_ADDRESS),
        ):
            rate_take(scope=f"captcha-speech-{scope}", key=whose, limit=limit, per_seconds=HOUR)
        sound = digits_spoken(store.challenge, key=key, language=language)
    except TooMany as refusal:
        return HttpResponse(status=429, headers={"Retry-After": str(refusal.retry_after)})
    except SpeechFailed:
        return HttpResponse(status=503)
    answer: HttpResponseBase = RangedFileResponse(
        request, io.BytesIO(sound), content_type="audio/wav"
    )
    answer["Content-Disposition"] = 'inline; filename="digits.wav"'
    answer["X-Content-Type-Options"] = "nosniff"
    answer["X-Robots-Tag"] = "noindex"
    return answer
