"""Devices: noted at signing in, ended one by one or all at once."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib.auth import update_session_auth_hash
from django.contrib.auth.hashers import make_password
from django.contrib.auth.signals import user_logged_in, user_logged_out
from django.contrib.sessions.models import Session
from django.db import transaction
from django.http import HttpRequest
from django.utils import timezone

from accounts.browsers import browser_label
from accounts.models import User
from accounts.models.device import Device
from core.crypto import keyed_hash
from ledger.services import event_record


def device_note(sender: Any, request: HttpRequest | None, user: Any, **kwargs: Any) -> None:
    """Somebody signed in: remember where."""
    session = getattr(request, "session", None)
    if request is None or session is None:
        return
    if not session.session_key:  # somebody else was signed in here: it begins anew
        session.save()
    key = str(session.session_key)
    said = {"user": user, "session_key": key}
    label = browser_label(request.headers.get("User-Agent", ""))
    Device.objects.update_or_create(
        session_hash=session_hash(key), defaults={**said, "label": label}
    )


def device_forget(sender: Any, request: HttpRequest | None, user: Any, **kwargs: Any) -> None:
    """Somebody signed out here."""
    session = getattr(request, "session", None)
    key = session.session_key if session is not None else None
    if key:
        Device.objects.filter(session_hash=session_hash(key)).delete()


@transaction.atomic
def device_end(*, user: User, public_id: UUID | str) -> bool:
    """End one session of a person; False when there is none such (any more)."""
    device = Device.objects.select_for_update().filter(user=user, public_id=public_id).first()
    if device is None:
        return False
    Session.objects.filter(session_key=str(device.session_key)).delete()
    event_record(verb="device.end", target=user, actor=user)
    device.delete()
    return True


@transaction.atomic
def devices_end_all(*, user: User, request: HttpRequest) -> None:
    """Sign a person out everywhere but here, also where nothing was noted.

    Every session carries a hash of the password column; nobody has a password, so a new unusable
    one ends them all, and this one gets the new hash.
    """
    key = request.session.session_key or ""
    others = Device.objects.filter(user=user).exclude(session_hash=session_hash(key))
    keys = [str(device.session_key) for device in others]
    Session.objects.filter(session_key__in=keys).delete()
    others.delete()
    user.password = make_password(None)
    user.save(update_fields=["password"])
    event_record(verb="device.end_all", target=user, actor=user)
    update_session_auth_hash(request, user)  # gives the session a new key
    device_moved(key, request.session.session_key or "")


def device_moved(old: str, new: str) -> None:
    """A session got a new key."""
    Device.objects.filter(session_hash=session_hash(old)).update(
        session_hash=session_hash(new), session_key=new
    )


def devices_prune() -> int:
    """Delete what is older than any session; returns how many."""
    oldest = timezone.now() - timedelta(seconds=settings.SESSION_COOKIE_AGE)
    return Device.objects.filter(signed_in_at__lt=oldest).delete()[0]


def session_hash(key: str) -> str:
    """How a session is found again without its key."""
    return keyed_hash("session", key)


def watch_devices() -> None:
    """Note signing in and out."""
    user_logged_in.connect(device_note, dispatch_uid="accounts.devices.in")
    user_logged_out.connect(device_forget, dispatch_uid="accounts.devices.out")
