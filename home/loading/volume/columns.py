"""Which columns are given, in which order. Every other column takes its field's default."""

from django.db.models import Model

from appeals.models import Answer, AnswerText, Appeal, AppealText, Redirect
from core.models import RowKey, SealedBlob
from home.loading.volume.tables import Table
from ledger.models import Event
from search.models import SearchEntry

_TEXT = ("version", "language", "subject", "body", "cuts", "published_at")

# The order is that of writing: what is pointed at comes first.
MODELS: dict[str, tuple[type[Model], tuple[str, ...]]] = {
    "row_key": (RowKey, ("id", "wrapped", "created_at")),
    "blob": (SealedBlob, ("id", "ciphertext", "row_key_id")),
    "appeal": (
        Appeal,
        (
            "id",
            "number",
            "legacy_number",
            "channel",
            "office_id",
            "agency_id",
            "kind_declared",
            "kind_registered",
            "topic_id",
            "language",
            "answer_language",
            "original_id",
            "submitted_at",
            "registered_on",
            "term_set_id",
            "due_on",
            "state",
            "publication",
            "publish_consent",
            "name_shown",
            "author_public_name",
            "published_at",
            "answered_at",
            "refusal_ground_id",
        ),
    ),
    "appeal_text": (AppealText, ("id", "appeal_id", "place", *_TEXT)),
    "answer": (
        Answer,
        (
            "id",
            "appeal_id",
            "agency_id",
            "office_id",
            "tenure_id",
            "language",
            "original_id",
            "delivered_at",
            "position",
        ),
    ),
    "answer_text": (AnswerText, ("id", "answer_id", *_TEXT)),
    "redirect": (
        Redirect,
        (
            "id",
            "appeal_id",
            "from_agency_id",
            "to_agency_id",
            "reason",
            "state",
            "proposed_at",
            "decided_at",
            "decision_reason",
        ),
    ),
    "event": (
        Event,
        (
            "id",
            "verb",
            "target_kind",
            "target_id",
            "agency_id",
            "data",
            "at",
            "sequence",
            "chained",
        ),
    ),
    "search": (SearchEntry, tuple(f.attname for f in SearchEntry._meta.concrete_fields)),
}
# Rows an application may have in each table; ids are given by counting.
ROWS_EACH = {"row_key": 2, "blob": 2}


def tables() -> dict[str, Table]:
    """The tables, checked against the models as they are now."""
    return {name: Table.of(model, columns) for name, (model, columns) in MODELS.items()}


def models() -> list[type[Model]]:
    """All models written."""
    return [model for model, _columns in MODELS.values()]
