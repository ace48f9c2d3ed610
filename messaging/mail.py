"""Mails: what is handed over, what refusing it means, and the viewer of development."""

import smtplib
from collections.abc import Sequence
from dataclasses import dataclass, field

from django.conf import settings
from django.core.mail import EmailMessage, EmailMultiAlternatives
from django.core.mail.backends.base import BaseEmailBackend

from messaging.viewer import viewer_write


class MailError(Exception):
    """The mail server didn't take the mail.

    ``permanent``: it never will. ``bounced``: because there is no such address, or its owner's
    server wants nothing of us for it. ``code`` is the server's number or the error's name.
    """

    def __init__(self, code: str, *, permanent: bool = False, bounced: bool = False) -> None:
        super().__init__(code)
        self.code, self.permanent, self.bounced = code, permanent, bounced


@dataclass(frozen=True)
class Mail:
    """One mail to one person, plain and HTML. ``message_id`` stays the same over all tries."""

    to: str
    subject: str
    text: str
    html: str
    message_id: str
    headers: dict[str, str] = field(default_factory=dict)


def mail_hand_over(mail: Mail) -> None:
    """Hand a mail to the server of the settings, or raise ``MailError``."""
    message = EmailMultiAlternatives(
        subject=" ".join(mail.subject.split()),
        body=mail.text,
        from_email=settings.DEFAULT_FROM_EMAIL,
        to=[mail.to],
        headers={**mail.headers, "Message-ID": mail.message_id, "Auto-Submitted": "auto-generated"},
    )
    message.attach_alternative(mail.html, "text/html")
    try:
        message.send()
    except smtplib.SMTPRecipientsRefused as error:
        raise _refused(error) from error
    except smtplib.SMTPDataError as error:
        raise MailError(str(error.smtp_code), permanent=error.smtp_code >= 500) from error
    except smtplib.SMTPResponseException as error:  # greeting, sender, login: ours to mend
        raise MailError(str(error.smtp_code)) from error
    except ValueError as error:  # what can't be an address or a header
        raise MailError(type(error).__name__, permanent=True) from error
    except OSError as error:  # all of smtplib's own are
        raise MailError(type(error).__name__) from error


def _refused(error: smtplib.SMTPRecipientsRefused) -> MailError:
    """5xx for the recipient means there is no such address, unless it is about us (5.7.x)."""
    code, words = next(iter(error.recipients.values()), (0, b""))
    final = code >= 500
    about_us = bytes(words).lstrip().startswith(b"5.7.")
    return MailError(str(code), permanent=final, bounced=final and not about_us)


class ViewerBackend(BaseEmailBackend):
    """Development only."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        """Write each mail where the viewer shows it."""
        for mail in email_messages:
            viewer_write(
                channel="mail",
                to=", ".join(mail.to),
                subject=str(mail.subject),
                text=str(mail.body),
                message_id=_name(mail.extra_headers.get("Message-ID", "")),
            )
        return len(email_messages)


def _name(message_id: str) -> str:
    """``<name@host>`` as a name for a file."""
    name = message_id.strip("<>").split("@")[0]
    return name if name.isalnum() else ""
