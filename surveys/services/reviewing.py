"""From the agency to a moderator, to the public, and back."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from accounts.models import RoleKind
from accounts.readers import reader_for
from core.audience import Reader
from core.errors import NotAllowed, Refused
from ledger.models import Event
from ledger.services import event_record
from moderation.models import Ground, ModeratedText
from moderation.services import moderation_open, moderation_withdraw
from moderation.services.checks import ground_check
from notifications.services import notice_write
from surveys.limits import TIMES
from surveys.locking import survey_lock
from surveys.models import Survey
from surveys.outline import outline_of, title_of
from surveys.permissions import READERS, can_edit
from surveys.readiness import missing_of
from surveys.secrets import secret_make
from surveys.services.faces import faces_make, faces_publish, faces_take_down
from surveys.services.making import survey_editable
from surveys.states import MOVES, SurveyState

KIND = "survey"


class Incomplete(Refused):
    """Something a survey can't be without is missing. ``missing``: a sentence each."""

    def __init__(self, missing: list[str]) -> None:
        super().__init__(missing[0], code="incomplete")
        self.missing = missing


@transaction.atomic
def survey_submit(*, survey_id: int, actor: Any, reader: Reader) -> Survey:
    """Send it to a moderator, whole: its pages, rules, questions and answers.

    Refused: as ``survey_editable``; ``Incomplete``; wrong_phase when it should have opened already.
    """
    survey = survey_editable(survey_id, reader)
    if survey.opens_at <= timezone.now():
        raise Refused(
            _("The time of opening has passed. Set a later one first."), code="wrong_phase"
        )
    faces_make(survey, actor)
    if missing := missing_of(survey):
        raise Incomplete(missing)
    survey.return_ground = survey.return_note = None
    _move(survey, "submit", actor, "return_ground", "return_note")
    _queue(survey)
    return survey


@transaction.atomic
def survey_renew(*, survey_id: int, actor: Any) -> ModeratedText:
    """Its page was changed while it waits: a moderator has the words of now before them, in a new
    text of the queue. The same words again change nothing. Refused: as ``survey_approve``."""
    survey = survey_lock(survey_id)
    _judge_check(actor, survey)
    _state_check(survey, "approve")
    return _queue(survey)


@transaction.atomic
def survey_approve(*, survey_id: int, actor: Any) -> Survey:
    """Publish its pages and make its secret, as a moderator decided.

    If it should have opened meanwhile, it opens now and closes so much later. Refused:
    ``NotAllowed`` for anybody but moderators, and for those of the agency that asks; wrong_state.
    """
    survey = survey_lock(survey_id)
    _judge_check(actor, survey)
    _state_check(survey, "approve")
    moved = _catch_up(survey, timezone.now())
    event = _move(survey, "approve", actor, *moved)
    faces_publish(survey, actor)
    _tell(survey, "survey.approved", event, opens_on=localdate(survey.opens_at).isoformat())
    # Last, because a file doesn't come back when the transaction does.
    secret_make(survey)
    return survey


@transaction.atomic
def survey_return(*, survey_id: int, ground: Ground, note: str, actor: Any) -> Survey:
    """Back to the agency with a ground and a note. Refused: as ``survey_approve``."""
    survey = survey_lock(survey_id)
    _judge_check(actor, survey)
    _state_check(survey, "return")
    ground_check(ground)
    survey.return_ground, survey.return_note = ground, note or None
    event = _move(survey, "return", actor, "return_ground", "return_note", ground=ground.code)
    _tell(survey, "survey.returned", event)
    return survey


@transaction.atomic
def survey_reopen(*, survey_id: int, actor: Any, reader: Reader) -> Survey:
    """Take it back to be written anew: from a moderator, or from the public before it opens.

    Refused: ``NotAllowed``; wrong_phase once it has opened; wrong_state.
    """
    survey = survey_lock(survey_id)
    if not can_edit(reader, survey):
        raise NotAllowed
    if survey.state == SurveyState.READY and survey.opens_at <= timezone.now():
        raise Refused(_("The survey has opened: nothing changes any more."), code="wrong_phase")
    _state_check(survey, "reopen")
    was_public = survey.state == SurveyState.READY
    moderation_withdraw(kind=KIND, target_id=str(survey.pk), actor=actor)
    _move(survey, "reopen", actor, was_public=was_public)
    if was_public:
        faces_take_down(survey, actor)
    return survey


def _queue(survey: Survey) -> ModeratedText:
    return moderation_open(
        kind=KIND,
        target_id=str(survey.pk),
        agency=survey.agency,
        language="kk",
        subject=title_of(survey),
        body=outline_of(survey),
    )


def _catch_up(survey: Survey, now: datetime) -> list[str]:
    """It was read for longer than expected: everybody still has as much time to answer."""
    late = now - survey.opens_at
    if late.total_seconds() <= 0:
        return []
    for name in TIMES:
        if (at := getattr(survey, name)) is not None:
            setattr(survey, name, at + late)
    return list(TIMES)


def _move(survey: Survey, verb: str, actor: Any, *fields: str, **data: Any) -> Event:
    """Write the state the table of moves gives, with its event."""
    _state_check(survey, verb)
    survey.state = MOVES[verb][1]
    survey.version += 1
    survey.save(update_fields=["state", "version", *fields])
    return event_record(
        verb=f"survey.{verb}",
        target=survey,
        actor=actor,
        agency_id=survey.agency_id,
        data=data,
    )


def _state_check(survey: Survey, verb: str) -> None:
    if survey.state not in MOVES[verb][0]:
        raise Refused(
            _("The survey is in another state now: %(state)s.")
            % {"state": survey.get_state_display()},
            code="wrong_state",
        )


def _judge_check(actor: Any, survey: Survey) -> None:
    """A moderator, and nobody of the agency that asks."""
    reader = reader_for(actor)
    if not reader.has(RoleKind.MODERATOR):
        raise NotAllowed
    if reader.works_at(survey.agency_id, *READERS):
        raise NotAllowed(_("You can't decide on this text."))


def _tell(survey: Survey, kind: str, event: Event, **data: Any) -> None:
    notice_write(
        user_id=survey.made_by_id,
        kind=kind,
        data={"key": survey.key, **data},
        event=event,
    )
