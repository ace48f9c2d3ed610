"""The end of a survey: everything is counted, and what could tell who took part is destroyed."""

from django.db import transaction
from django.utils import timezone

from ledger.services import event_record
from surveys.locking import survey_lock
from surveys.models import PartialAnswers, Survey
from surveys.phases import Phase, phase_of
from surveys.secrets import secret_destroy
from surveys.services.mixing import ballots_rewrite, survey_mix
from surveys.services.telling import results_tell
from surveys.states import SurveyState


@transaction.atomic
def survey_finish(*, survey_id: int) -> bool:
    """Count the rest of the box, write all ballots anew in random order, destroy the secret and
    answers that were begun; False when it isn't closed yet or was finished before.

    The full lock waits for everybody who is voting at this moment; whoever comes later finds the
    survey closed.
    """
    survey = survey_lock(survey_id)
    now = timezone.now()
    is_over = survey.state == SurveyState.READY and phase_of(survey, now) == Phase.PAST
    if not is_over or survey.finished_at is not None:
        return False
    survey_mix(survey_id=survey.pk, final=True)
    survey = Survey.objects.get(pk=survey.pk)
    ballots_rewrite(survey)
    PartialAnswers.objects.filter(survey=survey).delete()
    survey.finished_at = now
    survey.save(update_fields=["finished_at"])
    event = event_record(
        verb="survey.finish",
        target=survey,
        agency_id=survey.agency_id,
        data={"participants": survey.participants},
    )
    results_tell(survey, event)
    # Last, because a file doesn't come back when the transaction does.
    secret_destroy(survey)
    return True
