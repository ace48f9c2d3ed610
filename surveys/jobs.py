"""Timed work of surveys."""

from collections.abc import Callable
from datetime import timedelta

from django.utils import timezone

from ledger.schedule import each_apart, job
from surveys.models import Survey
from surveys.phases import Phase, in_phase
from surveys.secrets import secret_file_destroy, stored_ids
from surveys.services.finishing import survey_finish
from surveys.services.mixing import boxes_mix
from surveys.services.opening import survey_open_tell, survey_remind
from surveys.services.partials import partials_sweep
from surveys.states import SurveyState


@job("surveys.mix", every=timedelta(seconds=20))
def mix() -> None:
    """Count what lies in boxes that are full enough."""
    partials_sweep()
    boxes_mix()


@job("surveys.phases", every=timedelta(minutes=1))
def phases() -> None:
    """Tell what opened and what closes soon; finish what is closed. A survey that can't be finished
    keeps no other one's secret alive."""
    now = timezone.now()
    ready = Survey.objects.filter(state=SurveyState.READY)
    opened = ready.filter(in_phase(Phase.ACTIVE, now)).values_list("pk", flat=True)
    closed = ready.filter(in_phase(Phase.PAST, now), finished_at=None).values_list("pk", flat=True)
    acts: list[Callable[..., bool]] = [survey_open_tell, survey_remind]
    work = [(survey_finish, pk) for pk in closed] + [(act, pk) for pk in opened for act in acts]
    each_apart(work, lambda item: item[0](survey_id=item[1]))


@job("surveys.secrets", every=timedelta(hours=1))
def secrets_sweep() -> None:
    """Destroy secrets that a restored backup brought back after they had been destroyed."""
    kept = set(stored_ids())
    gone = Survey.objects.filter(pk__in=kept, secret_destroyed_at__isnull=False)
    known = set(Survey.objects.filter(pk__in=kept).values_list("pk", flat=True))
    for survey_id in {*gone.values_list("pk", flat=True), *(kept - known)}:
        secret_file_destroy(survey_id)
