"""Telling those who follow a survey, all surveys or the agency, in the transaction of the fact."""

from datetime import timedelta

from django.utils import timezone

from ledger.models import Event
from notifications.models import Followed
from notifications.services.announcing import announce
from surveys.models import Survey, SurveyPage

# Surveys that came in with old data aren't news.
NEWS = timedelta(days=2)


def survey_announce(survey: Survey, kind: str, event: Event, *, wide: bool = False) -> None:
    """Announce ``kind`` to followers of the survey; ``wide``: of all surveys and the agency too."""
    if not SurveyPage.objects.live().filter(survey=survey).exists():
        return
    things = [(Followed.SURVEY, survey.key)]
    if wide:
        things += [(Followed.SURVEYS, ""), (Followed.AGENCY, survey.agency.key)]
    announce(event=event, kind=kind, data={}, path=f"/surveys/{survey.key}/", things=things)


def results_tell(survey: Survey, event: Event) -> None:
    """It is closed and counted: results can be read."""
    if timezone.now() - survey.closes_at < NEWS:
        survey_announce(survey, "survey.results", event)
