"""What people follow of internet conferences."""

from collections.abc import Iterable
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from conferences.models import ConferencePage
from core.live_faces import FollowedFace


class FollowedConference(FollowedFace):
    """A conference, by its key, once it is announced."""

    label = gettext_lazy("an internet conference")

    def pages(self, keys: Iterable[str]) -> Any:
        """Of announced ones."""
        rows = ConferencePage.objects.filter(conference__key__in=keys)
        announced = rows.filter(conference__announced_at__lte=timezone.now())
        return announced.select_related("conference")

    def key_of(self, page: Any) -> str:
        """The conference's."""
        return str(page.conference.key)


class FollowedConferences:
    """All conferences; the key is empty."""

    label = gettext_lazy("all internet conferences")

    def named(self, key: str) -> str | None:
        """Always there."""
        return None if key else _("All internet conferences")

    def path(self, key: str) -> str:
        """The list."""
        return "/conferences/"
