"""What people follow of surveys."""

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.live_faces import FollowedFace
from surveys.models import SurveyPage
from surveys.states import SurveyState


class FollowedSurvey(FollowedFace):
    """A survey, by its key, while it is public."""

    label = gettext_lazy("a survey")

    def pages(self, keys: Iterable[str]) -> Any:
        """Of surveys that passed the moderators."""
        ready = SurveyPage.objects.filter(survey__state=SurveyState.READY, survey__key__in=keys)
        return ready.select_related("survey")

    def key_of(self, page: Any) -> str:
        """The survey's."""
        return str(page.survey.key)


class FollowedSurveys:
    """All surveys; the key is empty."""

    label = gettext_lazy("all surveys")

    def named(self, key: str) -> str | None:
        """Always there."""
        return None if key else _("All surveys")

    def path(self, key: str) -> str:
        """The list."""
        return "/surveys/"
