"""A number that matters, with the list behind it; and those that other rooms give."""

from dataclasses import dataclass

from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.selectors import access_waiting
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
    access = access_waiting()
    queue = queue_figures()
    dues = reverse("accounts_roster_dues")
    return [
        Figure(
            _("Requests for access"),
            access.requests,
            False,
            reverse("access-requests_modeladmin_index"),
            _("Official letters of agencies that nobody has decided on."),
        ),
        Figure(
            _("Agencies late with their list of persons"),
            access.overdue,
            False,
            dues,
            is_late=access.overdue > 0,
        ),
        Figure(_("Roles to end"), access.lapsed, False, dues, is_late=access.lapsed > 0),
        _moderation(_("Texts that wait for a moderator"), queue.waiting),
        _moderation(_("Late in moderation"), queue.late, is_late=queue.late > 0),
    ]


def _moderation(label: str | Promise, count: int, *, is_late: bool = False) -> Figure:
    """The queue itself is for moderators; the figure says how much lies there."""
    return Figure(label, min(count, COUNTED_UP_TO), count > COUNTED_UP_TO, "", is_late=is_late)
