"""Surveys that take answers without signing in: a captcha and a limit for each address."""

from django import forms
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from captcha.fields import CaptchaField

from accounts.access.captcha import PictureInput
from core.address import client_address
from core.rates import rate_take
from surveys.models import Survey, SurveyRules

AN_HOUR = 60 * 60


class HumanForm(forms.Form):
    """Digits to be read or heard and typed."""

    captcha = CaptchaField(
        label=_("The digits in the picture"),
        widget=PictureInput,
        error_messages={
            "required": _("Type the digits you see or hear."),
            "invalid": _("These weren't the digits. Here are others."),
        },
    )


def address_take(request: HttpRequest, survey: Survey) -> None:
    """Count an answer of this address; raises ``core.errors.TooMany`` when there were too many."""
    rules = SurveyRules.objects.first() or SurveyRules()
    rate_take(
        scope=f"survey:{survey.pk}",
        key=client_address(request),
        limit=rules.anonymous_per_hour,
        per_seconds=AN_HOUR,
    )
