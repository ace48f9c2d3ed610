"""Sending one SMS."""

from messaging.services import sms_send
from notifications.models import Delivery
from notifications.rendering import notice_sms


def delivery_sms(delivery: Delivery, *, phone: str) -> None:
    """Send a notice in the active language; raises ``messaging.gateways.GatewayError``."""
    if delivery.notice is None:
        raise ValueError("a digest is no SMS")
    sms_send(phone=phone, text=notice_sms(delivery.notice), message_id=delivery.message_id.hex)
