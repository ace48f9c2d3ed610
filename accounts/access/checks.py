"""What is compared with a letter before it is granted. Every result is said in words.

A check that fails doesn't decide: the operator may override it with a reason. Nothing here is
kept; the service that grants computes it anew and keeps what the operator confirmed.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import timedelta
from difflib import SequenceMatcher
from urllib.parse import urlsplit

from django.db.models import Q
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import AccessCheck, AccessRequest, AccessRules, Role
from accounts.people import person_with
from agencies.models import Agency
from core.text import clean_text

ALIKE = 0.8
# How many earlier requests of a body tell its mail domains.
EARLIER = 20
TITLES: dict[str, str | Promise] = {
    "letter_seen": gettext_lazy("Letterhead, stamp and signature"),
    "person_seen": gettext_lazy("The person in the letter"),
    "body_known": gettext_lazy("The body is in the registry"),
    "body_same": gettext_lazy("BIN"),
    "body_name": gettext_lazy("Name of the body"),
    "letter_date": gettext_lazy("Date of the letter"),
    "letter_number": gettext_lazy("Number of the letter"),
    "asker": gettext_lazy("Who asked"),
    "person_name": gettext_lazy("Name at egov.kz"),
    "role_elsewhere": gettext_lazy("Roles at other bodies"),
    "email_domain": gettext_lazy("E-mail"),
}
Purpose = AccessRequest.Purpose
ONLY_PERSON = ("person_name", "role_elsewhere", "email_domain")
ONLY_CHANGES = ("asker",)


@dataclass(frozen=True)
class Check:
    """One comparison: ``passed`` is None where only a person's eyes can tell."""

    code: str
    passed: bool | None
    words: str

    @property
    def title(self) -> str | Promise:
        """What is compared."""
        return TITLES[self.code]

    @property
    def outcome(self) -> AccessCheck.Outcome:
        """As it is kept."""
        kinds = {True: "PASSED", False: "FAILED", None: "BY_EYE"}
        return AccessCheck.Outcome[kinds[self.passed]]


def checks_of(row: AccessRequest, agency: Agency | None) -> list[Check]:
    """All checks of a request against a body, in the order they are read."""
    skipped = set(ONLY_PERSON) if row.purpose == Purpose.END else set()
    if row.purpose == Purpose.ACCESS:
        skipped |= set(ONLY_CHANGES)
    made = []
    for code in TITLES:
        if code not in skipped:
            passed, words = MAKERS[code](row, agency)
            made.append(Check(code=code, passed=passed, words=words))
    return made


def body_of(row: AccessRequest) -> Agency | None:
    """The body of a request: that of the list, or the one with this BIN."""
    return row.agency or Agency.objects.filter(bin=row.agency_bin).first()


Result = tuple[bool | None, str]


def _letter_seen(row: AccessRequest, agency: Agency | None) -> Result:
    name = agency.localized("name") if agency else row.agency_name
    return None, _("Open the letter. It must be of %(body)s and signed by its head.") % {
        "body": name
    }


def _person_seen(row: AccessRequest, agency: Agency | None) -> Result:
    return None, _("The letter must name %(person)s, IIN %(digits)s.") % {
        "person": row.full_name,
        "digits": row.masked_iin or _("not known to us"),
    }


def _body_known(row: AccessRequest, agency: Agency | None) -> Result:
    found = Agency.objects.filter(bin=row.agency_bin).first()
    if found is None:
        return False, _("No body with BIN %(bin)s is in the registry.") % {"bin": row.agency_bin}
    if not found.is_active:
        return False, _("%(body)s stands in the registry as abolished.") % {"body": found}
    return True, _("BIN %(bin)s is that of %(body)s.") % {"bin": row.agency_bin, "body": found}


def _body_same(row: AccessRequest, agency: Agency | None) -> Result:
    if agency is None:
        return False, _("No body is chosen yet.")
    said = {"said": row.agency_bin, "bin": agency.bin, "body": agency}
    if agency.bin == row.agency_bin:
        return True, _("The request names the BIN of %(body)s.") % said
    return False, _("The request names BIN %(said)s, but %(body)s has %(bin)s.") % said


def _body_name(row: AccessRequest, agency: Agency | None) -> Result:
    if agency is None:
        return False, _("No body is chosen yet.")
    names = [agency.localized(field, code) for field in ("name", "short_name") for code in CODES]
    said = {"said": row.agency_name, "body": agency}
    if alike(row.agency_name, names):
        return True, _("“%(said)s” reads like %(body)s.") % said
    return False, _("“%(said)s” doesn't read like %(body)s.") % said


def _letter_date(row: AccessRequest, agency: Agency | None) -> Result:
    today, days = timezone.localdate(), AccessRules.load().letter_days
    said = {"day": date_format(row.letter_date), "days": days}
    if row.letter_date > today:
        return False, _("%(day)s is still to come.") % said
    if row.letter_date < today - timedelta(days=days):
        return False, _("%(day)s: older than %(days)s days.") % said
    return True, _("%(day)s: not older than %(days)s days.") % said


def _letter_number(row: AccessRequest, agency: Agency | None) -> Result:
    own_bin = agency.bin if agency else row.agency_bin
    others = (
        AccessRequest.objects.filter(letter_date__year=row.letter_date.year)
        .exclude(pk=row.pk)
        .exclude(agency_bin__in=[row.agency_bin, own_bin])
        .values_list("letter_number", "agency_name")
    )
    for number, name in others.iterator():
        if _plain(number) == _plain(row.letter_number):
            said = {"number": row.letter_number, "body": name}
            return False, _("Letter %(number)s of that year came from %(body)s before.") % said
    return True, _("No other body has used this number that year.")


def _asker(row: AccessRequest, agency: Agency | None) -> Result:
    still = (
        agency is not None
        and row.filed_by is not None
        and Role.objects.active().filter(user=row.filed_by, agency=agency).exists()
    )
    if still and row.filed_by is not None:
        return True, _("%(person)s works at this body.") % {"person": row.filed_by.get_full_name()}
    return False, _("Whoever asked holds no role at this body now.")


def _person_name(row: AccessRequest, agency: Agency | None) -> Result:
    person = person_with(str(row.iin))
    if person is None:
        return True, _("The person hasn't signed in yet, so there is nothing to compare.")
    name = person.get_full_name()
    if alike(str(row.full_name), [name]):
        return True, _("egov.kz knows the person under the same name.")
    return False, _("egov.kz knows this IIN as %(name)s.") % {"name": name}


def _role_elsewhere(row: AccessRequest, agency: Agency | None) -> Result:
    person = person_with(str(row.iin))
    whose = Q(iin_hash=row.iin_hash) | (Q(user=person) if person else Q(pk__in=()))
    roles = Role.objects.active().filter(whose).exclude(agency=agency).select_related("agency")
    held = [f"{role.get_kind_display()}, {role.agency or '—'}" for role in roles]
    if held:
        return False, _("The person holds roles elsewhere: %(roles)s.") % {"roles": "; ".join(held)}
    return True, _("The person holds no role elsewhere.")


def _email_domain(row: AccessRequest, agency: Agency | None) -> Result:
    domain = mail_domain(str(row.email))
    said = {"domain": domain}
    if _is_within(domain, AccessRules.load().domains):
        return True, _("%(domain)s is a mail domain of state bodies.") % said
    if agency is not None and domain in _domains_of(agency, row):
        return True, _("%(domain)s is known as this body's.") % said
    return False, _("%(domain)s isn't known as a mail domain of this body.") % said


def mail_domain(address: str) -> str:
    """What stands after the last ``@``."""
    return address.rpartition("@")[2].strip().lower()


def alike(said: str, names: Iterable[str]) -> bool:
    """The words read like one of the names, whatever the case, quotes and spaces."""
    plain = _plain(said)
    return any(
        SequenceMatcher(None, plain, _plain(name)).ratio() >= ALIKE for name in names if name
    )


def _domains_of(agency: Agency, row: AccessRequest) -> set[str]:
    earlier = AccessRequest.objects.filter(agency=agency, state=AccessRequest.State.GRANTED)
    known = {mail_domain(str(one.email)) for one in earlier.exclude(pk=row.pk)[:EARLIER]}
    site = urlsplit(agency.handover_url).hostname or ""
    return (known | {site.removeprefix("www.")}) - {""}


def _is_within(domain: str, domains: Iterable[str]) -> bool:
    return any(domain == one or domain.endswith(f".{one}") for one in domains)


def _plain(words: str) -> str:
    kept = (char if char.isalnum() else " " for char in clean_text(words).casefold())
    return " ".join("".join(kept).split())


CODES = ("kk", "ru", "en")
MAKERS: dict[str, Callable[[AccessRequest, Agency | None], Result]] = {
    "letter_seen": _letter_seen,
    "person_seen": _person_seen,
    "body_known": _body_known,
    "body_same": _body_same,
    "body_name": _body_name,
    "letter_date": _letter_date,
    "letter_number": _letter_number,
    "asker": _asker,
    "person_name": _person_name,
    "role_elsewhere": _role_elsewhere,
    "email_domain": _email_domain,
}
