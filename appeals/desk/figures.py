"""A number that matters, with the list behind it; and those that other rooms give."""

from dataclasses import dataclass

from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.models import AccessRequest
from core.keyset import count_up_to
from moderation.selectors import COUNTED_UP_TO, queue_figures


@dataclass(frozen=True)
class Figure:
    """One number of a desk. ``url`` is empty where the reader may not open the list."""

    label: str | Promise
    count: int
    more: bool
    url: str
    help: str | Promise = ""
    is_late: bool = False


def office_figures(request: HttpRequest) -> list[Figure]:
    """What waits for an operator in other rooms: requests for access, moderation."""
    count, more = count_up_to(AccessRequest.objects.filter(state=AccessRequest.State.NEW))
    queue = queue_figures()
    return [
        Figure(
            _("Requests for access"),
            count,
            more,
            reverse("accounts_accessrequest_modeladmin_index"),
            _("Official letters of agencies that nobody has decided on."),
        ),
        _moderation(_("Texts that wait for a moderator"), queue.waiting),
        _moderation(_("Late in moderation"), queue.late, is_late=queue.late > 0),
    ]


def _moderation(label: str | Promise, count: int, *, is_late: bool = False) -> Figure:
    """The queue itself is for moderators; the figure says how much lies there."""
    return Figure(label, min(count, COUNTED_UP_TO), count > COUNTED_UP_TO, "", is_late=is_late)
