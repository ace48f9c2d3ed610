"""Speakers and documents of a conference, saved with it."""

from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Model
from django.utils import timezone
from django.utils.translation import gettext as _

from conferences.models import Conference, ConferenceDocument, QuestionAnswer, Speaker
from conferences.said import ConferenceSaid, SpeakerSaid, document_columns, speaker_columns
from core.errors import Refused

HAS_ANSWERED = "has_answered"


def company_set(conference: Conference, said: ConferenceSaid) -> list[str]:
    """Put the lines into the rows; says which of the two lists changed. In a transaction.

    A line whose row is gone meanwhile comes back as a new one; a row nobody names stays.
    """
    speakers = _speakers_set(conference, said.speakers)
    documents = _documents_set(conference, said)
    return [
        name
        for name, is_changed in (("speakers", speakers), ("documents", documents))
        if is_changed
    ]


def answered_ids(conference: Conference) -> frozenset[int]:
    """Speakers who have written an answer here, withdrawn or not. One query."""
    rows = QuestionAnswer.objects.filter(speaker__conference=conference)
    return frozenset(rows.values_list("speaker_id", flat=True).distinct())  # type: ignore[arg-type]


def _speakers_set(conference: Conference, lines: tuple[SpeakerSaid, ...]) -> bool:
    rows = {row.pk: row for row in Speaker.objects.filter(conference=conference)}
    answered = answered_ids(conference) if any(line.removed for line in lines) else frozenset()
    changed = False
    for line in lines:
        row = rows.get(line.pk or 0)
        if line.removed:
            changed |= row is not None
            if row is not None:
                _speaker_drop(row, answered)
            continue
        row = row or Speaker(conference=conference)
        left_at = (row.left_at or timezone.now()) if line.has_left else None
        changed |= _put(row, speaker_columns(line) | {"left_at": left_at})
    return changed


def _speaker_drop(row: Speaker, answered: frozenset[int]) -> None:
    refusal = Refused(
        _(
            "%(person)s has answered here, so the name stays on the page with the answers. Tick "
            "“takes part no more” instead of removing."
        )
        % {"person": row.localized("person")},
        code=HAS_ANSWERED,
    )
    if row.pk in answered:
        raise refusal
    try:
        with transaction.atomic():
            row.delete()
    except IntegrityError:  # Also Django's ProtectedError: an answer came this very moment.
        raise refusal from None


def _documents_set(conference: Conference, said: ConferenceSaid) -> bool:
    rows = {row.pk: row for row in ConferenceDocument.objects.filter(conference=conference)}
    changed = False
    for line in said.documents:
        row = rows.get(line.pk or 0)
        if line.removed:
            changed |= row is not None
            if row is not None:
                row.delete()
            continue
        changed |= _put(row or ConferenceDocument(conference=conference), document_columns(line))
    return changed


def _put(row: Model, values: dict[str, Any]) -> bool:
    """Save what differs; says whether anything did."""
    if row.pk and all(getattr(row, name) == value for name, value in values.items()):
        return False
    for name, value in values.items():
        setattr(row, name, value)
    row.save()
    return True
