"""The Atom feed (RFC 4287): conferences as they are announced, and once summed up."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import patch_cache_control
from django.utils.feedgenerator import Atom1Feed
from django.utils.formats import date_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from conferences.after.calendar import KEPT_SECONDS
from conferences.phases import Phase
from conferences.projections import ConferenceCard, card_of
from conferences.selectors import conference_list
from core.context import section_url

MOST = 30
# What XML can't hold at all.
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


@dataclass(frozen=True)
class Entry:
    """One thing that happened to a conference."""

    key: str
    part: str
    title: str
    text: str
    url: str
    agency: str
    at: datetime


@require_safe
def conference_feed(request: HttpRequest) -> HttpResponse:
    """Newest first, in the reader's language."""
    entries = sorted(_entries(timezone.now()), key=lambda entry: entry.at, reverse=True)[:MOST]
    language = (get_language() or "kk")[:2]
    feed = Atom1Feed(
        title=f"{_('Internet conferences')} · {_('Open Dialogue')}",
        link=f"{settings.SITE_URL}{section_url('conferences', language)}",
        description="",
        subtitle=_("Announced conferences, and what came of those that are over."),
        language=language,
        feed_url=f"{settings.SITE_URL}{reverse('conference_feed')}",
    )
    for entry in entries:
        _add(feed, entry)
    response: Any = HttpResponse(feed.writeString("utf-8"), content_type=feed.content_type)
    patch_cache_control(response, public=True, max_age=KEPT_SECONDS)
    return response


def _entries(now: datetime) -> Iterator[Entry]:
    rows = conference_list(now=now)
    for row in rows.order_by("-announced_at", "-id")[:MOST]:
        yield _announced(card_of(row, now))
    summed = rows.filter(summary_published_at__lte=now)
    for row in summed.order_by("-summary_published_at", "-id")[:MOST]:
        card = card_of(row, now)
        if card.phase != Phase.CANCELLED and card.summary_published_at:
            yield _summed(card, card.summary_published_at)


def _announced(card: ConferenceCard) -> Entry:
    if card.cancelled_at:
        title = _("Cancelled: %(theme)s") % {"theme": card.theme}
        return _entry(card, "announced", title, card.cancel_reason, card.cancelled_at)
    text = _("Questions are taken from %(begins)s to %(ends)s.") % {
        "begins": date_format(timezone.localtime(card.opens_at), "DATETIME_FORMAT"),
        "ends": date_format(timezone.localtime(card.closes_at), "DATETIME_FORMAT"),
    }
    return _entry(card, "announced", card.theme, text, card.announced_at)


def _summed(card: ConferenceCard, at: datetime) -> Entry:
    title = _("Summary: %(theme)s") % {"theme": card.theme}
    text = _("What was decided, the questions and the answers are on the page.")
    return _entry(card, "summary", title, text, at)


def _entry(card: ConferenceCard, part: str, title: str, text: str, at: datetime) -> Entry:
    return Entry(card.key, part, title, text, card.url, card.agency, at)


def _add(feed: Atom1Feed, entry: Entry) -> None:
    feed.add_item(
        title=_CONTROL.sub("", entry.title),
        link=f"{settings.SITE_URL}{entry.url}",
        description=_CONTROL.sub("", entry.text),
        author_name=_CONTROL.sub("", entry.agency),
        # The same in each language and for ever; the part says which of the two it is.
        unique_id=f"{settings.SITE_URL}/conferences/{entry.key}#{entry.part}",
        pubdate=entry.at,
        updateddate=entry.at,
    )
