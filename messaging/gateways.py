"""SMS gateways behind one interface."""

import json
import urllib.request
from typing import Protocol

from django.conf import settings

from messaging.viewer import viewer_write


class GatewayError(Exception):
    """The gateway didn't take the message; it may be tried again."""


class SmsGateway(Protocol):
    """What every gateway does."""

    def send(self, *, phone: str, text: str, message_id: str) -> None:
        """Hand over one message or raise ``GatewayError``."""


class ViewerGateway:
    """Development: messages land in the message viewer. Production settings refuse it."""

    def send(self, *, phone: str, text: str, message_id: str) -> None:
        """Write the message where the viewer shows it."""
        viewer_write(channel="sms", to=phone, subject="", text=text, message_id=message_id)


class HttpGateway:
    """A gateway that takes JSON ``{to, text, id}`` with a bearer token and answers 2xx."""

    def send(self, *, phone: str, text: str, message_id: str) -> None:
        """Post the message; any answer but 2xx within the time-out is a ``GatewayError``."""
        request = urllib.request.Request(  # noqa: S310 - the address comes from settings
            settings.SMS_GATEWAY_URL,
            data=json.dumps({"to": phone, "text": text, "id": message_id}).encode(),
            headers={
                "Content-Type": "application/json",
                "Authorization": f"Bearer {settings.SMS_GATEWAY_TOKEN}",
            },
            method="POST",
        )
        try:
            with urllib.request.urlopen(  # noqa: S310
                request, timeout=settings.SMS_GATEWAY_TIMEOUT_SECONDS
            ):
                return
        except (OSError, ValueError) as error:
            raise GatewayError(type(error).__name__) from error
