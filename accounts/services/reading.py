"""Openings of a person's data that need no reason of their own, and of which the person reads."""

from typing import Any

from django.db import transaction

from accounts.models import IdentityView, RoleKind, User
from ledger.models import Event
from ledger.services import event_record


@transaction.atomic
def reading_note(
    *,
    verb: str,
    target: Any,
    person: User | None,
    actor: User | None,
    what: str,
    reason: str,
    agency_id: int | None = None,
    data: dict[str, Any] | None = None,
    words: str = "",
) -> Event:
    """Record that an operator opened something of a person; without ``actor``, that a command did.

    ``person`` is None for somebody who has never signed in: then only the event tells it. Looking
    at what is one's own is an event, but nothing to be told of. ``words`` stay encrypted.
    """
    event = event_record(verb=verb, target=target, actor=actor, agency_id=agency_id, data=data)
    if person is not None and (actor is None or actor.pk != person.pk):
        IdentityView.objects.create(
            what=what,
            reader=actor,
            role=RoleKind.OPERATOR if actor else "",
            person=person,
            about_kind=event.target_kind,
            about_id=event.target_id,
            reason=reason,
            words=words or None,
        )
    return event
