"""Erasing at once what no archive duty holds."""

from typing import Any

from django.contrib.sessions.models import Session
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import Device, User
from accounts.services.devices import session_hash
from core.errors import Refused
from core.rates import rate_take
from core.registry import Personal, adapters
from ledger.services import event_record

ERASURES_A_DAY = 5
DEVICES = "devices"


def own_data_erase(*, user: User, confirmed: bool, session_key: str) -> dict[str, int]:
    """The person erases, having confirmed it; how many things went, by room.

    ``session_key`` is the session that stays. Refused: ``confirm``, ``too_many``.
    """
    if not confirmed:
        raise Refused(
            _("Tick the box first: what is erased can't be brought back."), code="confirm"
        )
    rate_take(scope="data-erase", key=str(user.pk), limit=ERASURES_A_DAY, per_seconds=24 * 3600)
    with transaction.atomic():
        return data_erase(user=user, actor=user, session_key=session_key)


def data_erase(*, user: User, actor: Any, session_key: str = "") -> dict[str, int]:
    """Erase in the caller's transaction: drafts, answers begun, address, what is followed, devices
    but this one, notices read. Applications, public texts and ballots are nobody's to touch here.

    Without ``session_key`` (an operator does it) the person is signed out everywhere.
    """
    locked = User.objects.select_for_update().get(pk=user.pk)
    counts = {
        room: adapter.erase(locked, actor)
        for room, adapter in adapters(Personal).items()
        if hasattr(adapter, "erase")
    }
    counts[DEVICES] = _devices_erase(locked, session_key)
    counts = {room: count for room, count in counts.items() if count}
    event_record(verb="data.erase", target=locked, actor=actor, data={"counts": counts})
    return counts


def _devices_erase(user: User, session_key: str) -> int:
    devices = Device.objects.filter(user=user)
    if session_key:
        devices = devices.exclude(session_hash=session_hash(session_key))
    keys = [str(device.session_key) for device in devices]
    Session.objects.filter(session_key__in=keys).delete()
    devices.delete()
    return len(keys)
