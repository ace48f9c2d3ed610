"""Notices as mails and SMS, in the reader's language."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.template.loader import render_to_string
from django.utils.translation import get_language

from messaging.sizes import sms_size
from notifications.gaps import gaps_fill
from notifications.models import Notice, NoticeWording
from notifications.short import sms_words, subject_words
from notifications.wording import gap_values, notice_text, own_words


@dataclass(frozen=True)
class Rendered:
    """A mail's words."""

    subject: str
    text: str
    html: str


@dataclass(frozen=True)
class Item:
    """One notice in a mail: its words, and the address of what it tells."""

    text: str
    url: str


def wordings_of(kinds: Iterable[str]) -> dict[str, NoticeWording]:
    """What editors wrote, by kind, in one query."""
    return {row.kind: row for row in NoticeWording.objects.filter(kind__in=set(kinds))}


def portal_url(path: str) -> str:
    """The whole address of a page in the active language; ``path`` begins with a slash."""
    return f"{settings.SITE_URL}/{get_language()}{path}"


def account_link() -> str:
    """The personal account as it is typed: it finds the language by itself."""
    return f"{settings.SITE_URL.split('://', 1)[-1]}/account/"


def notice_mail(notice: Notice, *, stop_url: str) -> Rendered:
    """One notice as a mail, in the active language."""
    wording = wordings_of([notice.kind]).get(notice.kind)
    subject = own_words(wording, "subject") or subject_words(notice.kind)
    return mail_render(
        "notice",
        gaps_fill(subject, gap_values(notice.data)),
        items=[_item(notice, wording)],
        stop_url=stop_url,
    )


def digest_mail(notices: Sequence[Notice], *, subject: str, stop_url: str) -> Rendered:
    """Several notices in one mail, in the active language."""
    wordings = wordings_of(notice.kind for notice in notices)
    items = [_item(notice, wordings.get(notice.kind)) for notice in notices]
    return mail_render("digest", subject, items=items, stop_url=stop_url)


def mail_render(name: str, subject: str, **context: object) -> Rendered:
    """Both forms of ``templates/mail/NAME``."""
    values = {
        "subject": subject,
        "language": get_language(),
        "settings_url": portal_url("/account/settings/"),
        "home_url": portal_url("/"),
        **context,
    }
    text = render_to_string(f"mail/{name}.txt", values)
    html = render_to_string(f"mail/{name}.html", values)
    return Rendered(subject, text.strip() + "\n", html)


def notice_sms(notice: Notice) -> str:
    """One notice as an SMS, in the active language.

    An editor's words are taken as they are. Of the portal's own the first that fits into one
    message, else the last, which is the shortest.
    """
    wording = wordings_of([notice.kind]).get(notice.kind)
    return sms_text(notice.kind, notice.data, wording)


def sms_text(kind: str, data: dict[str, Any], wording: NoticeWording | None) -> str:
    """The same of a kind and its data."""
    return sms_filled(kind, gap_values(data), wording)


def sms_filled(kind: str, values: dict[str, str], wording: NoticeWording | None) -> str:
    """The same with what fills the gaps; for previews."""
    values = {**values, "link": account_link()}
    if own := own_words(wording, "sms"):
        return gaps_fill(own, values)
    choices = [gaps_fill(words, values) for words in sms_words(kind, numbered="number" in values)]
    return next((text for text in choices if sms_size(text).parts == 1), choices[-1])


def _item(notice: Notice, wording: NoticeWording | None) -> Item:
    url = portal_url(notice.path or "/account/")
    return Item(notice_text(notice.kind, notice.data, wording), url)
