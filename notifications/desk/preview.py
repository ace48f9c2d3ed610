"""What a notice would look like, with invented facts, before anybody gets it."""

from dataclasses import dataclass
from datetime import timedelta

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import override

from core.localized import LANGUAGE_CHOICES
from messaging.sizes import SmsSize, sms_size
from notifications.gaps import gaps_fill
from notifications.models import NoticeWording
from notifications.rendering import sms_filled
from notifications.short import subject_words
from notifications.wording import KINDS, gaps_of, own_words


@dataclass(frozen=True)
class Preview:
    """One language."""

    code: str
    language: str
    text: str
    subject: str
    sms: str
    size: SmsSize


def previews(kind: str, wording: NoticeWording | None) -> list[Preview]:
    """Each language, with the editor's words where there are any, else the portal's own."""
    shown = []
    for code, language in LANGUAGE_CHOICES:
        with override(code):
            shown.append(_preview(kind, wording, code, language))
    return shown


def _preview(kind: str, wording: NoticeWording | None, code: str, language: str) -> Preview:
    values = {name: _sample(name) for name in gaps_of(kind)}
    text = gaps_fill(own_words(wording, "text") or str(KINDS[kind]), values)
    subject = gaps_fill(own_words(wording, "subject") or subject_words(kind), values)
    sms = sms_filled(kind, values, wording)
    return Preview(code, language, text, subject, sms, sms_size(sms))


def _sample(gap: str) -> str:
    """Something of the right kind and length."""
    if gap in ("number", "part", "into"):
        return "OD-2026-00000001"
    if gap.endswith("_on") or gap in ("until", "day"):
        return date_format(timezone.localdate() + timedelta(days=15), "DATE_FORMAT")
    if gap == "stop_ground":
        return _("the author asked to stop")
    if gap == "name":
        return _("How should the park be renewed?")
    return "12"
