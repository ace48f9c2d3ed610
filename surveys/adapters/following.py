"""What people follow of surveys."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.live_faces import live_face
from surveys.models import SurveyPage
from surveys.states import SurveyState


class FollowedSurvey:
    """A survey, by its key."""

    label = gettext_lazy("a survey")

    def named(self, key: str) -> str | None:
        """Its title while it is public."""
        pages = SurveyPage.objects.filter(survey__key=key, survey__state=SurveyState.READY)
        page = live_face(pages)
        return str(page.title) if page else None

    def path(self, key: str) -> str:
        """Its page."""
        return f"/surveys/{key}/"


class FollowedSurveys:
    """All surveys; the key is empty."""

    label = gettext_lazy("all surveys")

    def named(self, key: str) -> str | None:
        """Always there."""
        return None if key else _("All surveys")

    def path(self, key: str) -> str:
        """The list."""
        return "/surveys/"
