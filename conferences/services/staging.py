"""The queue of a conference while it goes on: its order, and where each question stands."""

from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from conferences.hall.places import AFTER_NOW, is_running, place_allowed
from conferences.locking import conference_lock, question_changed, questions_lock
from conferences.models import Conference, ConferenceQuestion
from conferences.permissions import can_run
from conferences.selectors.queue import queue_ids
from conferences.services.questions import question_event
from conferences.services.talking import place_check
from conferences.states import Place, QueueOrder
from core.audience import Reader
from core.errors import NotAllowed, Refused
from ledger.services import event_record


@transaction.atomic
def queue_freeze(*, conference_id: int, actor: User, reader: Reader) -> Conference:
    """Keep the order as it stands at this moment; votes move it no more.

    Questions published later come after, by the time they were asked. Freezing twice changes
    nothing. Refused: ``not_allowed``, ``wrong_phase``.
    """
    conference = _running(conference_id, actor, reader)
    if conference.frozen_at is not None:
        return conference
    ids = queue_ids(conference)
    rows = questions_lock(ids)
    for rank, pk in enumerate(ids, start=1):
        rows[pk].frozen_rank = rank
    _ranks_save(rows)
    conference.frozen_at = timezone.now()
    conference.save(update_fields=["frozen_at"])
    _event(conference, "freeze", actor, questions=len(ids))
    return conference


@transaction.atomic
def queue_unfreeze(*, conference_id: int, actor: User, reader: Reader) -> Conference:
    """Let the order follow votes or time again. Refused: ``not_allowed``, ``wrong_phase``."""
    conference = _running(conference_id, actor, reader)
    if conference.frozen_at is None:
        return conference
    ranked = conference.questions.filter(frozen_rank__isnull=False)
    rows = questions_lock(ranked.values_list("pk", flat=True))
    for row in rows.values():
        row.frozen_rank = None
    _ranks_save(rows)
    conference.frozen_at = None
    conference.save(update_fields=["frozen_at"])
    _event(conference, "unfreeze", actor)
    return conference


@transaction.atomic
def queue_order_set(*, conference_id: int, order: str, actor: User, reader: Reader) -> Conference:
    """Sort by votes or by time. Refused: ``not_allowed``, ``wrong_phase``, ``frozen`` while the
    order is held, ``order`` for any other word."""
    conference = _running(conference_id, actor, reader)
    if order not in QueueOrder.values:
        raise Refused(_("Choose by votes or by time."), code="order")
    if conference.frozen_at is not None:
        raise Refused(_("The order is frozen. Release it first."), code="frozen")
    if conference.queue_order != order:
        conference.queue_order = order
        conference.save(update_fields=["queue_order"])
        _event(conference, "order", actor, order=order)
    return conference


@transaction.atomic
def question_place(
    *, question_id: int, place: str, actor: User, reader: Reader
) -> ConferenceQuestion:
    """Put a published question to another place in the hall, as the table allows.

    Calling the next one to be answered ends the one before. Asked for where it stands already,
    nothing happens: two people pressed the same button. Refused: ``not_allowed``,
    ``wrong_phase``, ``merged``, ``wrong_state``, ``wrong_place``.
    """
    conference_id = ConferenceQuestion.objects.values_list("conference_id", flat=True).get(
        pk=question_id
    )
    conference = _running(conference_id, actor, reader)
    # The conference is locked: nobody else calls a question meanwhile, so its key never breaks.
    called = conference.questions.filter(place=Place.NOW).values_list("pk", flat=True).first()
    rows = questions_lock({question_id, called} - {None})  # type: ignore[arg-type]
    question = rows[question_id]
    question.conference = conference
    place_check(question)
    if question.place == place:
        return question
    if place not in Place.values or not place_allowed(question.place, place):
        raise Refused(
            _("Somebody was faster: the question stands elsewhere now. Look again."),
            code="wrong_place",
        )
    if place == Place.NOW and called is not None and called != question_id:
        rows[called].conference = conference
        _put(rows[called], AFTER_NOW, actor)
    _put(question, Place(place), actor)
    return question


def _put(question: ConferenceQuestion, place: Place, actor: User) -> None:
    before, question.place, question.placed_at = question.place, place, timezone.now()
    question_changed(question, "place", "placed_at")
    question_event(question, "place", actor, **{"from": before, "to": place.value})


def _running(conference_id: int, actor: User, reader: Reader) -> Conference:
    conference = conference_lock(conference_id)
    running_check(conference, actor, reader)
    return conference


def running_check(conference: Conference, actor: User, reader: Reader) -> None:
    """Refuse unless this reader keeps the conference's console and the conference goes on."""
    if not reader.is_person(actor.pk) or not can_run(reader, conference):
        raise NotAllowed
    if not is_running(conference, timezone.now()):
        raise Refused(
            _("The queue is kept from the opening until the summary is out."), code="wrong_phase"
        )


def _ranks_save(rows: dict[int, ConferenceQuestion]) -> None:
    now = timezone.now()
    for row in rows.values():
        row.changed_at = now
    ConferenceQuestion.objects.bulk_update(
        rows.values(), ["frozen_rank", "changed_at"], batch_size=400
    )


def _event(conference: Conference, verb: str, actor: User, **data: Any) -> None:
    event_record(
        verb=f"queue.{verb}",
        target=conference,
        actor=actor,
        agency_id=conference.agency_id,
        data={"conference": conference.key, **data},
    )
