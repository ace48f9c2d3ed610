"""What a worker does."""

from uuid import uuid4

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override

from django_tasks import task


@task()
def email_confirm_task(user_id: str, language: str) -> None:
    """Send the letter with the link that confirms an address; nothing when none is wanted."""
    from notifications.mailing import letter_send
    from notifications.models import Reach
    from notifications.services.reaching import email_token

    reach = Reach.objects.filter(
        user_id=user_id, user__is_active=True, user__data_blocked_at=None
    ).first()
    if reach is None or not reach.email_wanted:
        return
    with override(language):
        address = _whole(reverse("notices_email_confirm", args=[email_token(reach)]))
        subject = _("Confirm your address")
        paragraphs = [
            _("Somebody, we hope you, asked for notices of Open Dialogue to this address."),
            _("Press the button within two days. If it wasn't you, do nothing."),
        ]
        action = (_("Confirm the address"), address)
    letter_send(
        to=str(reach.email_wanted),
        language=language,
        subject=subject,
        paragraphs=paragraphs,
        action=action,
        message_id=uuid4(),
    )


def _whole(path: str) -> str:
    from django.conf import settings

    return f"{settings.SITE_URL}{path}"
