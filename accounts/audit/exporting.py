"""The events found, as a file: CSV, JSON lines or XLSX, however many they are.

The export itself is an event, written before the first byte leaves: who, what was searched for,
how many rows.
"""

import json
import tempfile
from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from typing import Any

from django.db import models, transaction
from django.db.models import Max
from django.http import FileResponse, StreamingHttpResponse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from accounts.audit.projections import EventLine, lines_of
from accounts.audit.selectors import Wanted, events_found
from accounts.models import User
from core.exporting import CSV_TYPE, XLSX_TYPE, Sheet, csv_stream, xlsx_write
from ledger.models import Event
from ledger.services import event_record

BATCH = 500
Response = StreamingHttpResponse | FileResponse


@transaction.atomic
def export_begin(*, wanted: Wanted, form: str, actor: User) -> models.QuerySet[Event]:
    """Record the export and fix what is in it: events only grow, so up to an id they stay."""
    last = Event.objects.aggregate(last=Max("pk"))["last"] or 0
    rows = events_found(wanted).filter(pk__lte=last)
    facts = {**wanted.told(), "format": form, "rows": rows.count(), "last_event": last}
    event_record(verb="audit.export", target=actor, actor=actor, data=facts)
    return rows.order_by("at", "pk")


def export_response(rows: models.QuerySet[Event], form: str) -> Response:
    """The file, as it is made."""
    lines = _lines(rows, translation.get_language() or "kk")
    response = FORMS[form](lines)
    name = f"events-{timezone.localtime():%Y-%m-%d-%H%M}.{form}"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["Cache-Control"] = "private, no-store"
    return response


def _lines(rows: models.QuerySet[Event], language: str) -> Iterator[EventLine]:
    """Some at a time. The CMS speaks the reader's language only while a view runs."""
    left = rows.iterator(chunk_size=BATCH)
    while batch := list(islice(left, BATCH)):
        with translation.override(language):
            lines = lines_of(batch)
        yield from lines


def _csv(lines: Iterable[EventLine]) -> Response:
    return StreamingHttpResponse(csv_stream(_header(), map(_row, lines)), content_type=CSV_TYPE)


def _jsonl(lines: Iterable[EventLine]) -> Response:
    told = (json.dumps(_told(line), ensure_ascii=False).encode() + b"\n" for line in lines)
    return StreamingHttpResponse(told, content_type="application/x-ndjson")


def _xlsx(lines: Iterable[EventLine]) -> Response:
    file = tempfile.TemporaryFile()  # noqa: SIM115 - the response closes it
    xlsx_write(file, [Sheet(_("Events"), _header(), map(_row, lines))])
    file.seek(0)
    return FileResponse(file, content_type=XLSX_TYPE)


FORMS: dict[str, Callable[[Iterable[EventLine]], Response]] = {
    "csv": _csv,
    "jsonl": _jsonl,
    "xlsx": _xlsx,
}


def _header() -> list[str]:
    return [
        _("Event"),
        _("Time"),
        _("Code"),
        _("What was done"),
        _("Kind of object"),
        _("Id of the object"),
        _("Number"),
        _("Place in its chain"),
        _("Role"),
        _("Who (id)"),
        _("State body"),
        _("Facts"),
        _("Hash"),
    ]


def _row(line: EventLine) -> list[Any]:
    facts = "; ".join(f"{key}: {said}" for key, said in line.facts)
    return [
        line.id,
        line.at,
        line.verb,
        line.words,
        line.kind,
        line.target_id,
        line.number,
        line.sequence,
        line.actor_role,
        line.actor,
        line.agency,
        facts,
        line.chained,
    ]


def _told(line: EventLine) -> dict[str, Any]:
    return {
        "id": line.id,
        "at": line.at.isoformat(),
        "verb": line.verb,
        "words": line.words,
        "kind": line.kind,
        "object": line.target_id,
        "number": line.number,
        "sequence": line.sequence,
        "role": line.actor_role,
        "actor": line.actor,
        "agency_id": line.agency_id,
        "facts": dict(line.facts),
        "chained": line.chained,
    }
