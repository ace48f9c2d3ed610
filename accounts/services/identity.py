"""Opening a person's identity: for a reason, and so that the person can read of it."""

from dataclasses import dataclass
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import AccessRules, IdentityView, RoleKind, User
from core.audience import Reader
from core.errors import NotAllowed, Refused
from core.rates import rate_take
from core.text import clean_text
from ledger.services import event_record

HOUR, WORDS = 60 * 60, 500
AT_AGENCY = (RoleKind.HEAD, RoleKind.CLERK)
AT_PORTAL = (RoleKind.OPERATOR, RoleKind.MODERATOR)
# Reasons that say too little by themselves.
NEED_WORDS = (IdentityView.Reason.LAW, IdentityView.Reason.OTHER)


@dataclass(frozen=True)
class Identity:
    """What was opened. Phone masked; the IIN whole only when that was asked for."""

    full_name: str
    iin: str
    phone: str
    in_full: bool


def identity_view(
    *,
    actor: User,
    reader: Reader,
    person: User | UUID,
    reason: str,
    about_kind: str,
    about_id: str,
    words: str = "",
    agency_id: int | None = None,
    in_full: bool = False,
    factor: bool = False,
) -> Identity:
    """Open a person's identity to an employee, and keep that, why and about what.

    The caller has checked that the employee works on the object (``about_kind``, ``about_id``).
    ``agency_id`` is where they do; without it they read for the portal. ``factor`` tells that a
    second factor is fresh; the whole IIN needs it. Free words stay encrypted in ``IdentityView``
    and in no event.

    Raises ``NotAllowed``, ``TooMany`` and ``Refused`` (``reason``, ``words``, ``second_factor``).
    """
    role = _role_of(actor, reader, agency_id)
    reason, said = _reason(reason, words)
    if in_full and not factor:
        raise Refused(_("The whole IIN needs your second factor."), code="second_factor")
    rate_take(
        scope="identity-view",
        key=str(actor.pk),
        limit=AccessRules.load().identity_views,
        per_seconds=HOUR,
    )
    person_id = person.pk if isinstance(person, User) else person
    subject = User.objects.select_related("vault").get(pk=person_id)
    with transaction.atomic():
        row = IdentityView.objects.create(
            reader=actor,
            role=role,
            agency_id=agency_id,
            person=subject,
            about_kind=about_kind,
            about_id=about_id,
            reason=reason,
            words=said or None,
            in_full=in_full,
        )
        event_record(
            verb="identity.view",
            target=row,
            actor=actor,
            agency_id=agency_id,
            data={"reason": reason, "about": f"{about_kind}:{about_id}", "in_full": in_full},
        )
    return _identity(subject, in_full)


def _identity(subject: User, in_full: bool) -> Identity:
    vault = getattr(subject, "vault", None)
    if vault is None:
        return Identity(full_name=subject.username, iin="", phone="", in_full=in_full)
    return Identity(
        full_name=vault.full_name,
        iin=str(vault.iin or "") if in_full else vault.masked_iin,
        phone=vault.masked_phone,
        in_full=in_full,
    )


def _role_of(actor: User, reader: Reader, agency_id: int | None) -> str:
    """The kind of role by which the employee reads."""
    if not reader.is_person(actor.pk):
        raise NotAllowed
    kinds = AT_PORTAL if agency_id is None else AT_AGENCY
    for kind in kinds:
        if (kind, agency_id) in reader.roles:
            return kind.value
    raise NotAllowed


def _reason(reason: str, words: str) -> tuple[str, str]:
    if reason not in dict(IdentityView.reasons_to_choose()):
        raise Refused(_("Choose a reason from the list."), code="reason")
    said = clean_text(words)[:WORDS].strip()
    if reason in NEED_WORDS and not said:
        raise Refused(_("Say in a few words why."), code="words")
    return reason, said
