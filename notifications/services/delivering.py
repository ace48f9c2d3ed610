"""Planning deliveries with the notice, and carrying them out, one at a time."""

import logging
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import override

from messaging.gateways import GatewayError
from messaging.mail import MailError
from notifications.leases import delivery_mark, delivery_take, pause_after
from notifications.mailing import delivery_mail
from notifications.models import (
    Channel,
    Delivery,
    DeliveryRules,
    DeliveryState,
    Notice,
    Pace,
    Reach,
)
from notifications.quiet import quiet_end
from notifications.sendable import phone_of
from notifications.texting import delivery_sms

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Outcome:
    """What became of one delivery.

    ``outcome``: ``sent``, ``dropped``, ``held`` (for the digest), ``later`` (quiet hours),
    ``retry``, ``failed``, ``lost`` (another worker took it meanwhile). ``reason`` is a code.
    """

    delivery: Delivery
    outcome: str
    reason: str = ""


@dataclass(frozen=True)
class Problem:
    """Why sending went wrong, as a code; ``permanent``: it always will."""

    code: str
    permanent: bool = False
    bounced: bool = False


def deliveries_plan(notice: Notice, pace: str = Pace.ONCE) -> list[Delivery]:
    """Write what should leave the portal for this notice, in the transaction that wrote it."""
    reach = Reach.objects.filter(user_id=notice.user_id).first()
    planned = deliveries_for(notice, reach, pace, timezone.now())
    return Delivery.objects.bulk_create(planned)


def deliveries_for(notice: Notice, reach: Reach | None, pace: str, now: datetime) -> list[Delivery]:
    """The same without writing. An SMS goes at once or not at all; a mail may wait for a digest."""
    if reach is None or reach.stopped_at:
        return []
    at_once = pace == Pace.ONCE
    channels = []
    if reach.email_on and not reach.email_blocked_at:
        channels.append(Channel.EMAIL)
    if reach.sms_on and not reach.sms_blocked_at and at_once and _has_phone(notice):
        channels.append(Channel.SMS)
    return [
        Delivery(
            user_id=notice.user_id,
            notice=notice,
            channel=channel,
            pace=pace,
            state=DeliveryState.WAITING if at_once else DeliveryState.HELD,
            created_at=now,
            due_at=quiet_end(reach, now),
        )
        for channel in channels
    ]


def deliver_next(now: datetime | None = None) -> Outcome | None:
    """Carry out the delivery that has waited longest; None when nothing is due.

    Any number of workers may call it. Only what is due at ``now`` (by default this moment) counts.
    """
    taken = delivery_take(now or timezone.now())
    if taken is None:
        return None
    if taken.outcome or taken.reach is None:
        return Outcome(taken.delivery, taken.outcome, taken.delivery.reason)
    problem = _send(taken.delivery, taken.reach)
    return _mark(taken.delivery, problem, now or timezone.now())


def _has_phone(notice: Notice) -> bool:
    vault = getattr(notice.user, "vault", None)
    return bool(vault and vault.phone)


def _send(delivery: Delivery, reach: Reach) -> Problem | None:
    """Outside of any transaction. A mistake of ours is a problem like others, so that one notice
    that can't be rendered doesn't stop the rest."""
    try:
        with override(delivery.user.language):
            if delivery.channel == Channel.EMAIL:
                delivery_mail(delivery, to=str(reach.email))
            else:
                delivery_sms(delivery, phone=phone_of(delivery))
    except MailError as error:
        return Problem(f"mail {error.code}"[:40], error.permanent, error.bounced)
    except GatewayError as error:
        return Problem(f"sms {error.code}"[:40], error.permanent)
    except Exception as error:
        logger.exception("delivery %s could not be made", delivery.message_id)
        return Problem(type(error).__name__[:40])
    return None


@transaction.atomic
def _mark(delivery: Delivery, problem: Problem | None, now: datetime) -> Outcome:
    if problem is None:
        done = delivery_mark(delivery, state=DeliveryState.SENT, sent_at=now, reason="")
        return _told(delivery, done, "sent")
    if problem.permanent or delivery.tries >= DeliveryRules.current().tries:
        done = delivery_mark(delivery, state=DeliveryState.FAILED, reason=problem.code)
        if done and problem.bounced:
            from notifications.services.reaching import reach_block

            reach_block(user_id=delivery.user_id, channel=delivery.channel)
        return _told(delivery, done, "failed", problem.code)
    due_at = now + pause_after(delivery.tries)
    done = delivery_mark(delivery, state=DeliveryState.WAITING, due_at=due_at, reason=problem.code)
    return _told(delivery, done, "retry", problem.code)


def _told(delivery: Delivery, done: bool, outcome: str, reason: str = "") -> Outcome:
    return Outcome(delivery, outcome if done else "lost", reason)
