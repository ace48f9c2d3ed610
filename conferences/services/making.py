"""Making a conference and setting it, within the rules."""

import re
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from wagtail.coreutils import string_to_ascii
from wagtail.models import Page

from conferences.limits import (
    Faults,
    NotWithin,
    Times,
    announced_now,
    time_faults,
    times_changed,
    times_of,
)
from conferences.locking import conference_lock
from conferences.models import Conference, ConferencePage, ConferenceRules, ConferencesIndexPage
from conferences.permissions import MAKERS, can_edit
from conferences.players import link_fault
from conferences.said import COLUMNS, ConferenceSaid, columns_of, fingerprint
from conferences.selectors.changes import TIMES_VERB
from conferences.services.company import company_set
from conferences.states import Talk
from core.audience import Reader
from core.errors import NotAllowed, Refused
from core.localized import ORDER
from core.trees import drafts_add, slug_is_free
from law.selectors import calendar
from ledger.services import event_record

KEY = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
KEY_LENGTH = 50
# Words that the addresses of lists and desks need themselves.
RESERVED = frozenset(
    "active upcoming past coming feed new rules reports consoles speakers archive api".split()
)
CHANGED_MEANWHILE = gettext_lazy(
    "Somebody else has changed this conference while you were writing. Nothing of yours is lost: "
    "look at what is stored now, then save again to keep your version."
)


@transaction.atomic
def conference_make(
    *, agency_id: int, said: ConferenceSaid, key: str = "", actor: Any, reader: Reader
) -> Conference:
    """A new conference with a draft page in each language.

    Without a key one is made of the theme. Refused: ``NotAllowed`` for people of another agency,
    ``NotWithin`` with a sentence for each field that breaks the rules.
    """
    if not reader.works_at(agency_id, *MAKERS):
        raise NotAllowed
    now = timezone.now()
    parents = _indexes()
    key = key or _key_of(said, parents)
    columns = columns_of(said) | {"announced_at": announced_now(said.times, now).announced_at}
    times = Times(**{name: columns[name] for name in said.times.__dataclass_fields__})
    faults = _key_faults(key, parents) | _said_faults(said)
    faults |= time_faults(
        times, old=None, rules=ConferenceRules.current(), days=calendar(), now=now
    )
    if faults:
        raise NotWithin(faults)
    try:
        with transaction.atomic():
            conference = Conference.objects.create(key=key, agency_id=agency_id, **columns)
    except IntegrityError:
        raise NotWithin({"key": _taken()}) from None
    company_set(conference, said)
    pages = drafts_add(
        parents=parents, slug=key, make=lambda code: _page(conference, code), actor=actor
    )
    event_record(
        verb="conference.make",
        target=conference,
        actor=actor,
        agency_id=agency_id,
        data={"key": key, "pages": sorted(pages)},
    )
    return conference


@transaction.atomic
def conference_set(
    *, conference_id: int, said: ConferenceSaid, seen: str = "", actor: Any, reader: Reader
) -> Conference:
    """Change what a conference says of itself; times only as the rules allow.

    ``seen`` is the ``fingerprint`` the editor began from. Refused: ``NotAllowed``; wrong_phase once
    it is cancelled; changed_meanwhile when somebody else has saved since; has_answered when a
    speaker with answers should go; ``NotWithin``.
    """
    conference = conference_lock(conference_id)
    if not can_edit(reader, conference):
        raise NotAllowed
    if conference.cancelled_at is not None:
        raise Refused(_("The conference is cancelled: nothing changes any more."), code=WRONG_PHASE)
    if seen and seen != fingerprint(conference):
        raise Refused(CHANGED_MEANWHILE, code="changed_meanwhile")
    now = timezone.now()
    is_announced = conference.announced_at <= now
    old = times_of(conference)
    columns = columns_of(said)
    if not is_announced:
        columns["announced_at"] = announced_now(said.times, now).announced_at
    new = Times(**{name: columns[name] for name in old.__dataclass_fields__})
    _set_check(conference, said, old, new)
    changed = [name for name in COLUMNS if getattr(conference, name) != columns[name]]
    for name in changed:
        setattr(conference, name, columns[name])
    conference.save(update_fields=changed or None)
    changed += company_set(conference, said)
    _record(conference, changed, old, new, actor, is_announced=is_announced)
    return conference


WRONG_PHASE = "wrong_phase"


def _set_check(conference: Conference, said: ConferenceSaid, old: Times, new: Times) -> None:
    now = timezone.now()
    faults = _said_faults(said) | _promise_faults(conference, said, now)
    if old != new:
        faults |= time_faults(
            new,
            old=old,
            rules=ConferenceRules.current(),
            days=calendar(),
            now=now,
            is_asked=conference.questions.exists(),
        )
    if faults:
        raise NotWithin(faults)


def _record(
    conference: Conference,
    changed: list[str],
    old: Times,
    new: Times,
    actor: Any,
    *,
    is_announced: bool,
) -> None:
    moved = times_changed(old, new)
    common: dict[str, Any] = {
        "target": conference,
        "actor": actor,
        "agency_id": conference.agency_id,
    }
    if moved:
        told: dict[str, Any] = {
            name: {"old": _iso(was), "new": _iso(will)} for name, (was, will) in moved.items()
        }
        event_record(verb=TIMES_VERB, data={**told, "announced": is_announced}, **common)
    other = [name for name in changed if name not in moved]
    if other:
        event_record(verb="conference.set", data={"fields": other}, **common)


def _said_faults(said: ConferenceSaid) -> Faults:
    """What is wrong whatever the phase."""
    faults: Faults = {
        f"theme_{code}": _("Write the theme in this language.")
        for code in ("kk", "ru")
        if not said.theme.get(code)
    }
    for name in ("stream_url", "recording_url"):
        if fault := link_fault(getattr(said, name)):
            faults[name] = str(fault)
    return faults


def _promise_faults(conference: Conference, said: ConferenceSaid, now: Any) -> Faults:
    """What people were told stays: nothing is asked of them later, nothing promised taken back."""
    faults: Faults = {}
    is_announced, is_open = conference.announced_at <= now, conference.opens_at <= now
    if is_open and said.demands_signature != conference.demands_signature:
        faults["demands_signature"] = _("Questions are being asked: this stays as it was.")
    if is_announced and said.promised < conference.promised:
        faults["promised"] = _(
            "%(number)s answers were promised in public. The number may grow, not shrink."
        ) % {"number": conference.promised}
    if is_open and conference.talk_until == Talk.ARCHIVE and said.talk_until == Talk.CLOSING:
        faults["talk_until"] = _("People were told that they may talk until the archive.")
    return faults


def _indexes() -> dict[str, Page]:
    """The list of conferences in each language that has one."""
    pages = ConferencesIndexPage.objects.select_related("locale")
    found = {page.locale.language_code: page for page in pages}
    return {code: found[code] for code in ORDER if code in found}


def _page(conference: Conference, code: str) -> ConferencePage:
    return ConferencePage(title=conference.localized("theme", code), conference=conference)


def _key_of(said: ConferenceSaid, parents: dict[str, Page]) -> str:
    """A key of the theme's own words; a number is added until it is free."""
    words = next((said.theme[code] for code in ("en", "ru", "kk") if said.theme.get(code)), "")
    stem = slugify(string_to_ascii(words))[: KEY_LENGTH - 8].strip("-_").replace("_", "-")
    stem = stem or "conference"
    number, key = 1, stem
    while _key_faults(key, parents):
        number += 1
        key = f"{stem}-{number}"
    return key


def _key_faults(key: str, parents: dict[str, Page]) -> Faults:
    if len(key) > KEY_LENGTH or not KEY.fullmatch(key):
        return {
            "key": _("Use small Latin letters, digits and hyphens, %(most)s at most.")
            % {"most": KEY_LENGTH}
        }
    if key in RESERVED:
        return {"key": _("The portal needs this word itself. Choose another.")}
    if Conference.objects.filter(key=key).exists() or not slug_is_free(parents, key):
        return {"key": _taken()}
    return {}


def _taken() -> str:
    return _("Another conference has this address. Choose another word.")


def _iso(at: Any) -> str | None:
    return timezone.localtime(at).isoformat(timespec="seconds") if at else None
