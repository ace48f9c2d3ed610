"""The two ways a message leaves the house."""

from urllib.parse import urlsplit

from django.conf import settings
from django.utils.module_loading import import_string

from messaging.mail import Mail, mail_hand_over


def sms_send(*, phone: str, text: str, message_id: str) -> None:
    """Send one SMS. ``message_id`` makes a repeated call harmless at the gateway.

    Raises ``messaging.gateways.GatewayError`` when the gateway didn't take it.
    """
    import_string(settings.SMS_GATEWAY)().send(phone=phone, text=text, message_id=message_id)


def mail_send(
    *,
    to: str,
    subject: str,
    text: str,
    html: str,
    message_id: str,
    headers: dict[str, str] | None = None,
) -> None:
    """Send one mail, plain and HTML. ``message_id`` (letters and digits) becomes its Message-ID.

    Raises ``messaging.mail.MailError`` when the server didn't take it.
    """
    host = urlsplit(settings.SITE_URL).hostname or "localhost"
    mail_hand_over(Mail(to, subject, text, html, f"<{message_id}@{host}>", headers or {}))
