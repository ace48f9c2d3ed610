"""The one way a message leaves the house."""

from django.conf import settings
from django.utils.module_loading import import_string


def sms_send(*, phone: str, text: str, message_id: str) -> None:
    """Send one SMS. ``message_id`` makes a repeated call harmless at the gateway.

    Raises ``messaging.gateways.GatewayError`` when the gateway didn't take it.
    """
    import_string(settings.SMS_GATEWAY)().send(phone=phone, text=text, message_id=message_id)
