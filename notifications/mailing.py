"""Sending one mail: a notice, a digest, or a letter of the portal's own."""

from uuid import UUID

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import override

from messaging.services import mail_send
from notifications.models import Delivery, DeliveryState, Notice, Pace
from notifications.rendering import Rendered, digest_mail, mail_render, notice_mail


def delivery_mail(delivery: Delivery, *, to: str) -> None:
    """Send a notice or a digest, in the active language; raises ``messaging.mail.MailError``.

    One POST to the link in its header stops the mails (RFC 8058); opening it changes nothing.
    """
    from notifications.services.stopping import stop_url

    stop = stop_url(delivery)
    headers = {
        "List-Unsubscribe": f"<{stop}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
    }
    words = _words(delivery, stop)
    _hand_over(to, words, message_id=delivery.message_id, headers=headers)


def letter_send(
    *,
    to: str,
    language: str,
    subject: str,
    paragraphs: list[str],
    action: tuple[str, str] | None = None,
    message_id: UUID,
) -> None:
    """Send a mail that is no notice (an address to confirm); raises ``MailError``.

    ``action``: words and address of the one button. Sent at once, so not from a transaction.
    """
    label, url = action or ("", "")
    with override(language):
        words = mail_render(
            "letter", subject, paragraphs=paragraphs, action_label=label, action_url=url
        )
    _hand_over(to, words, message_id=message_id, headers={})


def _words(delivery: Delivery, stop: str) -> Rendered:
    if delivery.notice:
        return notice_mail(delivery.notice, stop_url=stop)
    return digest_mail(_told(delivery), subject=_digest_subject(delivery), stop_url=stop)


def _told(digest: Delivery) -> list[Notice]:
    parts = digest.parts.filter(state=DeliveryState.IN_DIGEST, notice__isnull=False)
    return [part.notice for part in parts.select_related("notice").order_by("pk") if part.notice]


def _digest_subject(digest: Delivery) -> str:
    if digest.pace == Pace.WEEKLY:
        return _("What is new this week")
    day = date_format(digest.digest_on, "DATE_FORMAT") if digest.digest_on else ""
    return _("What is new, %(day)s") % {"day": day}


def _hand_over(to: str, words: Rendered, *, message_id: UUID, headers: dict[str, str]) -> None:
    mail_send(
        to=to,
        subject=words.subject,
        text=words.text,
        html=words.html,
        message_id=message_id.hex,
        headers=headers,
    )
