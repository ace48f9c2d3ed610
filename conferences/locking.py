"""Rows as they are at this very moment, locked where a verb changes them.

Everybody takes locks in one order: conference, questions by id, comment, counters. So nobody
deadlocks. A phase is asked of the row read here, inside the verb's transaction: the clock an editor
changed a moment ago holds already.
"""

from collections.abc import Iterable

from django.utils import timezone

from conferences.models import Conference, ConferenceQuestion


def conference_lock(conference_id: int) -> Conference:
    """The conference, locked; ``Conference.DoesNotExist`` when there is none."""
    return Conference.objects.select_for_update(of=("self",)).get(pk=conference_id)


def conference_now(conference_id: int) -> Conference:
    """The conference as committed now, not locked."""
    return Conference.objects.get(pk=conference_id)


def question_lock(question_id: int) -> ConferenceQuestion:
    """The question, locked, with its conference as committed now."""
    question = ConferenceQuestion.objects.select_for_update(of=("self",)).get(pk=question_id)
    question.conference = conference_now(question.conference_id)
    return question


def questions_lock(ids: Iterable[int]) -> dict[int, ConferenceQuestion]:
    """Several questions by id, locked in the order of their ids."""
    rows = ConferenceQuestion.objects.select_for_update(of=("self",)).order_by("pk")
    return {row.pk: row for row in rows.filter(pk__in=set(ids))}


def question_changed(question: ConferenceQuestion, *fields: str) -> None:
    """Save these fields and that the public sees something new."""
    question.changed_at = timezone.now()
    question.save(update_fields=[*fields, "changed_at"])
