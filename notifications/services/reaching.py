"""How a person is reached outside the portal: a confirmed address, SMS, quiet hours."""

from typing import Any
from uuid import UUID

from django.core import signing
from django.core.exceptions import ValidationError
from django.core.validators import EmailValidator
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.services.blocking import blocked_check
from core.crypto import keyed_hash
from core.errors import Refused
from core.rates import rate_take
from ledger.services import event_record
from notifications.models import Channel, Reach

SALT = "notifications.email"
LINK_SECONDS = 48 * 3600
LONGEST = 254
LETTERS_AN_HOUR = 5
# To one address, whoever asks: nobody's mailbox is filled through us.
LETTERS_A_DAY = 3


def reach_of(user: User) -> Reach:
    """How the person is reached; an unsaved row for whoever has chosen nothing."""
    return Reach.objects.filter(user_id=user.pk).first() or Reach(user=user)


def email_want(*, user: User, email: str, language: str) -> Reach:
    """Ask for mails to an address: a letter with a link goes there, nothing else until it is used.

    Refused: ``email`` (no address), ``confirmed`` (it is the address in use), ``too_many`` letters,
    ``data_blocked``.
    """
    from notifications.tasks import email_confirm_task

    address = _address(email)
    blocked_check(user)
    rate_take(scope="email", key=str(user.pk), limit=LETTERS_AN_HOUR, per_seconds=3600)
    rate_take(scope="email-to", key=address.casefold(), limit=LETTERS_A_DAY, per_seconds=24 * 3600)
    with transaction.atomic():
        reach = reach_lock(user)
        if str(reach.email) == address and not reach.email_blocked_at:
            raise Refused(_("This address is confirmed already."), code="confirmed")
        reach.email_wanted = address
        reach.save(update_fields=["email_wanted"])
        event_record(verb="reach.email_want", target=reach, actor=user)
        email_confirm_task.enqueue(str(user.pk), language)
    return reach


def email_token(reach: Reach) -> str:
    """What the link of the letter carries: whose address, and a hash of which."""
    return signing.dumps([str(reach.user_id), _email_hash(str(reach.email_wanted))], salt=SALT)


def email_of_token(token: str) -> Reach:
    """Whose wanted address this link confirms. Refused: ``link`` (old, used, invented, or of
    somebody who is switched off or whose data is blocked)."""
    try:
        user_id, digest = signing.loads(token, salt=SALT, max_age=LINK_SECONDS)
    except (signing.BadSignature, ValueError):
        raise _dead_link() from None
    reach = Reach.objects.filter(
        user_id=user_id, user__is_active=True, user__data_blocked_at=None
    ).first()
    if reach is None or not reach.email_wanted or _email_hash(str(reach.email_wanted)) != digest:
        raise _dead_link()
    return reach


@transaction.atomic
def email_confirm(*, token: str) -> Reach:
    """The link was used: from now on mails go to this address. Refused: ``link``."""
    reach = reach_lock(email_of_token(token).user)
    if email_of_token(token).email_wanted != reach.email_wanted:
        raise _dead_link()
    reach.email, reach.email_wanted = reach.email_wanted, None
    reach.email_hash = _email_hash(str(reach.email))
    reach.email_on, reach.email_blocked_at = True, None
    reach.save()
    event_record(verb="reach.email_confirm", target=reach, actor=reach.user)
    return reach


@transaction.atomic
def email_drop(*, user: User, actor: User | None = None) -> Reach:
    """Forget the address, confirmed or not. ``actor``: an operator whom the person has asked."""
    reach = reach_lock(user)
    reach.email = reach.email_wanted = reach.email_blocked_at = None
    reach.email_hash, reach.email_on = "", False
    reach.save()
    event_record(verb="reach.email_drop", target=reach, actor=actor or user)
    return reach


@transaction.atomic
def channels_set(*, user: User, email_on: bool, sms_on: bool) -> Reach:
    """Switch channels. Refused: ``no_email`` without a confirmed address, ``no_phone``."""
    reach = reach_lock(user)
    if email_on and not reach.email:
        raise Refused(_("Give an address and confirm it first."), code="no_email")
    vault = getattr(user, "vault", None)
    if sms_on and not (vault and vault.phone):
        raise Refused(_("egov.kz told us no phone of yours."), code="no_phone")
    if sms_on and not reach.sms_on:
        reach.sms_blocked_at = None
    reach.email_on, reach.sms_on = email_on, sms_on
    reach.save()
    data = {"email": email_on, "sms": sms_on}
    event_record(verb="reach.channels", target=reach, actor=user, data=data)
    return reach


@transaction.atomic
def quiet_set(*, user: User, quiet_from: int, quiet_to: int) -> Reach:
    """Hours in which nothing is sent; equal ones mean none. Refused: ``hours``."""
    if not (0 <= quiet_from <= 23 and 0 <= quiet_to <= 23):
        raise Refused(_("Hours are from 0 to 23."), code="hours")
    reach = reach_lock(user)
    reach.quiet_from, reach.quiet_to = quiet_from, quiet_to
    reach.save(update_fields=["quiet_from", "quiet_to"])
    return reach


@transaction.atomic
def stop_all(*, user: User) -> Reach:
    """Nothing but the portal any more; what the person follows stays as it is."""
    return _stopped(user, timezone.now(), "reach.stop")


@transaction.atomic
def stop_end(*, user: User) -> Reach:
    """Channels work again as they were set."""
    return _stopped(user, None, "reach.stop_end")


def reach_block(*, user_id: UUID, channel: str) -> None:
    """The address bounced: nothing more is sent there until another or the same is confirmed."""
    field = "email_blocked_at" if channel == Channel.EMAIL else "sms_blocked_at"
    Reach.objects.filter(user_id=user_id).update(**{field: timezone.now()})


def reach_lock(user: User) -> Reach:
    """The person's row, made if need be, locked."""
    Reach.objects.get_or_create(user=user)
    return Reach.objects.select_for_update().get(user=user)


def _stopped(user: User, moment: Any, verb: str) -> Reach:
    reach = reach_lock(user)
    reach.stopped_at = moment
    reach.save(update_fields=["stopped_at"])
    event_record(verb=verb, target=reach, actor=user)
    return reach


def _address(said: str) -> str:
    address = said.strip()
    try:
        EmailValidator()(address)
    except ValidationError:
        address = ""
    if not address or len(address) > LONGEST or not address.isascii():
        raise Refused(_("This is no e-mail address. Example: name@example.kz"), code="email")
    name, _at, host = address.rpartition("@")
    return f"{name}@{host.lower()}"


def _email_hash(address: str) -> str:
    return keyed_hash("email", address.casefold())


def _dead_link() -> Refused:
    return Refused(
        _("This link doesn't work any more. Ask for a new one in the settings of your account."),
        code="link",
    )
