"""Whether a delivery may go out now: asked when it is sent, because much may have changed."""

from notifications.models import Channel, Delivery, Followed, Notice, Reach
from notifications.things import thing_named
from notifications.wording import THINGS


def may_send(delivery: Delivery, reach: Reach | None = None) -> str:
    """Why not, as a code; empty when it may.

    ``inactive`` (the person is switched off), ``data_blocked``, ``portal_only`` (nothing set up),
    ``stopped``, ``off`` (that channel), ``blocked`` (it bounced), ``no_address``, ``unfollowed``,
    ``gone`` (what it tells of is not public any more).
    """
    reach = reach or Reach.objects.filter(user_id=delivery.user_id).first()
    if not delivery.user.is_active:
        return "inactive"
    if delivery.user.data_blocked_at is not None:
        return "data_blocked"
    if reach is None:
        return "portal_only"
    if reach.stopped_at:
        return "stopped"
    return _channel(delivery, reach) or (_about(delivery.notice) if delivery.notice else "")


def _channel(delivery: Delivery, reach: Reach) -> str:
    if delivery.channel == Channel.EMAIL:
        on, blocked, address = reach.email_on, reach.email_blocked_at, str(reach.email or "")
    else:
        on, blocked, address = reach.sms_on, reach.sms_blocked_at, phone_of(delivery)
    if not on:
        return "off"
    if blocked:
        return "blocked"
    return "" if address else "no_address"


def phone_of(delivery: Delivery) -> str:
    """The phone that eGov told, or nothing."""
    vault = getattr(delivery.user, "vault", None)
    return str(vault.phone or "") if vault else ""


def _about(notice: Notice) -> str:
    """Somebody's own matter is always theirs to know; what was followed must still be there."""
    if not notice.followed:
        return ""
    if notice.subscription is None:
        return "unfollowed"
    things = [(notice.subscription.kind, notice.subscription.key)]
    things += [tuple(notice.data[name]) for name in THINGS if notice.data.get(name)]
    asked = [thing for thing in things if thing[0] != Followed.SEARCH]
    return "gone" if any(thing_named(*thing) is None for thing in asked) else ""
