"""What the clock brings: a survey has opened, or closes soon. Each is told once."""

from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from ledger.models import Event
from ledger.services import event_record, target_key
from surveys.locking import survey_lock
from surveys.models import Survey
from surveys.phases import Phase, phase_of
from surveys.services.telling import NEWS, survey_announce
from surveys.states import SurveyState

SOON = timedelta(days=1)


@transaction.atomic
def survey_open_tell(*, survey_id: int) -> bool:
    """It has opened: tell it, once; False when there is nothing (more) to tell."""
    survey = survey_lock(survey_id)
    now = timezone.now()
    is_news = _is_open(survey) and now - survey.opens_at < NEWS
    if not is_news or _is_told(survey, "survey.open"):
        return False
    event = event_record(verb="survey.open", target=survey, agency_id=survey.agency_id)
    survey_announce(survey, "survey.opened", event, wide=True)
    return True


@transaction.atomic
def survey_remind(*, survey_id: int) -> bool:
    """It closes within a day: remind those who follow it, once."""
    survey = survey_lock(survey_id)
    is_soon = _is_open(survey) and survey.closes_at - timezone.now() <= SOON
    if not is_soon or _is_told(survey, "survey.remind"):
        return False
    event = event_record(verb="survey.remind", target=survey, agency_id=survey.agency_id)
    survey_announce(survey, "survey.closing", event)
    return True


def _is_open(survey: Survey) -> bool:
    is_active = phase_of(survey, timezone.now()) == Phase.ACTIVE
    return survey.state == SurveyState.READY and is_active


def _is_told(survey: Survey, verb: str) -> bool:
    kind, key = target_key(survey)
    return Event.objects.filter(target_kind=kind, target_id=key, verb=verb).exists()
