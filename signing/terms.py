"""Terms of agreement: versions, and who accepted which. A version in force never changes."""

import json
from pathlib import Path

from django.db.models import Max
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from core.errors import Refused
from core.localized import ORDER
from ledger.services import event_record
from signing.models import Terms, TermsAcceptance

CONTENT = Path(__file__).parent / "content"


def terms_current(purpose: str = "appeal") -> Terms:
    """The version in force now; ``LookupError`` when none is."""
    terms = (
        Terms.objects.filter(purpose=purpose, published_at__lte=timezone.now())
        .order_by("-version")
        .first()
    )
    if terms is None:
        raise LookupError(f"no terms in force for {purpose!r}")
    return terms


def terms_accept(*, user: User, terms: Terms) -> TermsAcceptance:
    """Note that the person accepted this version; the second time changes nothing."""
    if terms.pk != terms_current(terms.purpose).pk:
        raise Refused(
            _("The terms have changed. Please read the new version."), code="terms_changed"
        )
    acceptance, is_new = TermsAcceptance.objects.get_or_create(user=user, terms=terms)
    if is_new:
        event_record(verb="terms.accept", target=terms, actor=user, data={"version": terms.version})
    return acceptance


def terms_accepted(user: User, terms: Terms) -> bool:
    """Whether the person accepted this very version."""
    return TermsAcceptance.objects.filter(user=user, terms=terms).exists()


def terms_next_version(purpose: str) -> int:
    """The number the next version gets."""
    newest = Terms.objects.filter(purpose=purpose).aggregate(newest=Max("version"))["newest"]
    return (newest or 0) + 1


def terms_next(purpose: str = "appeal") -> Terms:
    """An unsaved next version that starts from the words of the newest one."""
    newest = Terms.objects.filter(purpose=purpose).order_by("-version").first()
    fresh = Terms(purpose=purpose, version=terms_next_version(purpose))
    if newest is not None:
        for name in (f"{part}_{code}" for part in ("title", "body") for code in ORDER):
            setattr(fresh, name, getattr(newest, name))
    return fresh


def terms_seed() -> Terms:
    """Version 1 as shipped, in force at once; what is there already stays."""
    terms, _is_new = Terms.objects.get_or_create(
        purpose="appeal", version=1, defaults={**terms_shipped(), "published_at": timezone.now()}
    )
    return terms


def terms_shipped() -> dict[str, str]:
    """Titles and bodies of the shipped version by column."""
    columns: dict[str, str] = {}
    for code in ORDER:
        words = json.loads((CONTENT / f"terms_{code}.json").read_text(encoding="utf-8"))
        columns[f"title_{code}"] = words["title"]
        columns[f"body_{code}"] = str(_body(words))
    return columns


def _body(words: dict[str, object]) -> SafeString:
    sections = words["sections"]
    assert isinstance(sections, list)
    parts = [
        format_html(
            "<h3>{}</h3><ul>{}</ul>",
            section["title"],
            format_html_join("", "<li>{}</li>", ((item,) for item in section["items"])),
        )
        for section in sections
    ]
    middle = format_html_join("", "{}", ((part,) for part in parts))
    return format_html("<p>{}</p>{}<p>{}</p>", words["lead"], middle, words["note"])
