"""Closing a survey before its day, with a reason everybody reads."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from core.audience import Reader
from core.errors import NotAllowed, Refused
from core.localized import ORDER
from core.text import clean_text
from ledger.services import event_record
from surveys.limits import NEEDED, NotWithin
from surveys.locking import survey_lock
from surveys.models import Survey
from surveys.permissions import can_edit
from surveys.phases import Phase, phase_of
from surveys.services.telling import survey_announce
from surveys.states import SurveyState

REASON_LENGTH = 1000


@transaction.atomic
def survey_close_early(
    *, survey_id: int, reasons: Mapping[str, str], actor: Any, reader: Reader
) -> Survey:
    """Close it now. ``reasons``: why, by language; Kazakh and Russian are needed.

    The lock waits for everybody who is voting at this moment: their answers count. Refused:
    ``NotAllowed``; wrong_phase unless it is open; ``NotWithin`` for the reasons.
    """
    survey = survey_lock(survey_id)
    if not can_edit(reader, survey):
        raise NotAllowed
    now = timezone.now()
    if survey.state != SurveyState.READY or phase_of(survey, now) != Phase.ACTIVE:
        raise Refused(_("Only a survey that is open can be closed."), code="wrong_phase")
    said = {code: clean_text(reasons.get(code, "")).strip() for code in ORDER}
    faults = {
        f"close_reason_{code}": _("Say why, in this language too.")
        for code in NEEDED
        if not said[code]
    } | {
        f"close_reason_{code}": _("Say it in %(most)s characters.") % {"most": REASON_LENGTH}
        for code in ORDER
        if len(said[code]) > REASON_LENGTH
    }
    if faults:
        raise NotWithin(faults)
    for code in ORDER:
        setattr(survey, f"close_reason_{code}", said[code])
    survey.planned_closes_at, survey.closes_at = survey.closes_at, now
    columns = [f"close_reason_{code}" for code in ORDER]
    survey.save(update_fields=["planned_closes_at", "closes_at", *columns])
    event = event_record(
        verb="survey.close_early",
        target=survey,
        actor=actor,
        agency_id=survey.agency_id,
        data={"planned": survey.planned_closes_at.isoformat(timespec="seconds")},
    )
    survey_announce(survey, "survey.closed_early", event)
    return survey
