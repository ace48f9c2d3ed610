"""Letters of agencies: kept, then decided by an operator against what was checked."""

import json
from collections.abc import Iterable
from dataclasses import asdict
from datetime import date
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.access.letters import Letter
from accounts.access.wanted import LetterSaid, NewPerson, Wanted
from accounts.models import AccessRequest, Role, RoleKind, User
from accounts.people import iin_hash
from accounts.selectors import person_name
from agencies.models import Agency
from core.audience import Reader
from core.envelope import seal
from core.errors import NotAllowed, Refused
from ledger.services import event_record

ASKERS = (RoleKind.HEAD, RoleKind.EDITOR)


@transaction.atomic
def access_request_send(*, wanted: Wanted, letter: Letter, language: str) -> AccessRequest:
    """Keep a request with its sealed letter. The same request sent twice is one request."""
    return _request_keep(wanted, letter, language)


@transaction.atomic
def access_change_file(
    *,
    purpose: str,
    actor: User,
    reader: Reader,
    agency: Agency,
    roles: Iterable[Role],
    from_day: date,
    letter: LetterSaid,
    person: NewPerson | None = None,
) -> AccessRequest:
    """An agency asks that somebody's roles pass to another person, or end. An operator decides.

    ``from_day`` is the first day of the new person, or the last one of the old. Only heads and
    editors of the agency ask, only about roles in force at that agency.
    """
    if not reader.is_person(actor.pk) or not reader.works_at(agency.pk, *ASKERS):
        raise NotAllowed
    if from_day < timezone.localdate():
        raise Refused(_("This day has passed."), code="day_passed")
    held = _roles_of_one(list(roles), agency)
    wanted = _wanted_for(purpose, held, agency, letter, person)
    row = _request_keep(
        wanted,
        letter.scan,
        letter.language,
        purpose=purpose,
        from_day=from_day,
        filed_by=actor,
    )
    row.outgoing.set(held)
    return row


def access_request_waiting(wanted: Wanted) -> AccessRequest | None:
    """The undecided request that says the same, if there is one."""
    return AccessRequest.objects.filter(
        state=AccessRequest.State.NEW,
        iin_hash=wanted.known_hash or iin_hash(wanted.iin),
        agency_bin=wanted.agency_bin,
        letter_number=wanted.letter_number,
        letter_date=wanted.letter_date,
    ).first()


def _request_keep(wanted: Wanted, letter: Letter, language: str, **more: Any) -> AccessRequest:
    if waiting := access_request_waiting(wanted):
        return waiting
    try:
        with transaction.atomic():
            row = _request_create(wanted, letter, language, **more)
    except IntegrityError:
        # The same form sent twice at one moment: the other one was quicker.
        if waiting := access_request_waiting(wanted):
            return waiting
        raise
    event_record(
        verb="access_request.send",
        target=row,
        actor=row.filed_by,
        agency_id=row.agency_id,
        data={"purpose": row.purpose} if row.filed_by else {},
    )
    return row


def _roles_of_one(roles: list[Role], agency: Agency) -> list[Role]:
    """Roles in force of one person at the agency; anything else is refused."""
    held = list(
        Role.objects.active()
        .filter(pk__in=[role.pk for role in roles], agency=agency)
        .select_related("user__vault", "request")
    )
    if not held or len(held) != len(roles) or len({role.iin_hash for role in held}) > 1:
        raise Refused(_("Choose a person with roles at your agency."), code="roster_person")
    return held


def _wanted_for(
    purpose: str, roles: list[Role], agency: Agency, letter: LetterSaid, person: NewPerson | None
) -> Wanted:
    about = roles[0].iin_hash
    if purpose == AccessRequest.Purpose.CHANGE:
        if person is None or iin_hash(person.iin) == about:
            raise Refused(_("Name another person."), code="roster_same")
        said = asdict(person)
    else:
        said = {"full_name": person_name(roles[0]), "iin": "", "email": "", "phone": ""}
        said["known_hash"] = about
    return Wanted(
        agency=agency,
        agency_name=agency.localized("name"),
        agency_bin=agency.bin,
        letter_number=letter.number,
        letter_date=letter.day,
        **said,
    )


def _request_create(wanted: Wanted, letter: Letter, language: str, **more: Any) -> AccessRequest:
    return AccessRequest.objects.create(
        agency=wanted.agency,
        agency_name=wanted.agency_name,
        agency_bin=wanted.agency_bin,
        full_name=wanted.full_name,
        iin=wanted.iin,
        iin_hash=wanted.known_hash or iin_hash(wanted.iin),
        email=wanted.email,
        phone=wanted.phone,
        letter_number=wanted.letter_number,
        letter_date=wanted.letter_date,
        letter=seal(letter.data),
        letter_name=letter.name,
        letter_type=letter.content_type,
        language=language,
        extra=json.dumps(wanted.extra, ensure_ascii=False),
        **more,
    )
