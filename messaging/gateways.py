"""SMS gateways behind one interface."""

import json
import urllib.error
import urllib.request
from http.client import HTTPException
from typing import Protocol

from django.conf import settings

from messaging.viewer import viewer_write

# The gateway read the message and will not take it, whenever it comes: bad request, too large,
# unprocessable. A wrong token (401, 403) or address (404) is ours to mend, so it is tried again.
FINAL = (400, 413, 422)
# The id is taken by a message with other words: the first one was accepted, so nothing is to do.
TAKEN_BEFORE = 409


class GatewayError(Exception):
    """The gateway didn't take the message; it may be tried again, unless ``permanent``.

    ``code`` says why in a word or a number; it holds nothing of the message.
    """

    permanent = False

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class GatewayRefused(GatewayError):
    """The gateway will never take this message."""

    permanent = True


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    """A gateway that sends us elsewhere hasn't taken the message: following would ask by GET,
    without the message, and hand our token to whoever answers there."""

    def redirect_request(self, *_args: object) -> None:
        """Never."""


_opener = urllib.request.build_opener(_NoRedirect)


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
    """A gateway that takes JSON ``{to, text, id}`` with a bearer token and answers 2xx.

    The same ``id`` twice is one message to it: that is what makes a repeated try harmless.
    """

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
            with _opener.open(request, timeout=settings.SMS_GATEWAY_TIMEOUT_SECONDS):
                return
        except urllib.error.HTTPError as error:
            error.close()
            if error.code in FINAL:
                raise GatewayRefused(str(error.code)) from error
            if error.code != TAKEN_BEFORE:
                raise GatewayError(str(error.code)) from error
        except (OSError, ValueError, HTTPException) as error:  # no, half or foreign answers
            raise GatewayError(type(error).__name__) from error
