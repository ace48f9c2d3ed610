"""What people follow of internet conferences."""

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from conferences.models import Conference, ConferencePage
from core.live_faces import live_face


class FollowedConference:
    """A conference, by its key."""

    label = gettext_lazy("an internet conference")

    def named(self, key: str) -> str | None:
        """Its title once it is announced and while its page is public."""
        announced = Conference.objects.filter(key=key, announced_at__lte=timezone.now())
        page = live_face(ConferencePage.objects.filter(conference__in=announced))
        return str(page.title) if page else None

    def path(self, key: str) -> str:
        """Its page."""
        return f"/conferences/{key}/"


class FollowedConferences:
    """All conferences; the key is empty."""

    label = gettext_lazy("all internet conferences")

    def named(self, key: str) -> str | None:
        """Always there."""
        return None if key else _("All internet conferences")

    def path(self, key: str) -> str:
        """The list."""
        return "/conferences/"
