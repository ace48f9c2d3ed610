"""A mail backend that shows mails in the development viewer."""

from collections.abc import Sequence

from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend

from messaging.viewer import viewer_write


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
            )
        return len(email_messages)
