"""Saying that "what we did with it" is written."""

from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from core.audience import Reader
from core.errors import NotAllowed, Refused
from ledger.services import event_record
from search.pages import stream_words
from surveys.limits import NEEDED
from surveys.locking import survey_lock
from surveys.models import Survey
from surveys.permissions import can_edit
from surveys.phases import Phase, phase_of
from surveys.readiness import LANGUAGES
from surveys.services.telling import survey_announce
from surveys.states import SurveyState


@transaction.atomic
def survey_conclude(*, survey_id: int, actor: Any, reader: Reader) -> Survey:
    """Say that the conclusion on the pages is the conclusion; everybody who follows is told.

    It stands on the published pages in Kazakh and Russian at least. Refused: ``NotAllowed``;
    wrong_phase before closing; wrong_state the second time; no_words.
    """
    survey = survey_lock(survey_id)
    if not can_edit(reader, survey):
        raise NotAllowed
    now = timezone.now()
    if survey.state != SurveyState.READY or phase_of(survey, now) != Phase.PAST:
        raise Refused(_("The survey isn't closed yet."), code="wrong_phase")
    if survey.concluded_at is not None:
        raise Refused(_("The conclusion is published already."), code="wrong_state")
    missing = languages_without_conclusion(survey)
    if missing:
        raise Refused(
            _("Write it on the pages first, and have them published. It is missing: %(languages)s.")
            % {"languages": ", ".join(LANGUAGES[code] for code in missing)},
            code="no_words",
        )
    survey.concluded_at = now
    survey.save(update_fields=["concluded_at"])
    event = event_record(
        verb="survey.conclude", target=survey, actor=actor, agency_id=survey.agency_id
    )
    survey_announce(survey, "survey.concluded", event, wide=True)
    return survey


def languages_without_conclusion(survey: Survey) -> list[str]:
    """Which of the needed languages have no conclusion on a published page. One query."""
    pages = survey.pages.filter(live=True)
    written = {
        page.face_language for page in pages if any(map(str.strip, stream_words(page.conclusion)))
    }
    return [code for code in NEEDED if code not in written]
