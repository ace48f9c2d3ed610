"""A report as a file: its tables, or a line for each application; nobody's words or name.

The export is an event, written before the first byte leaves: who, what was asked, how many rows.
"""

import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import Count, Exists, Max, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.http import FileResponse, StreamingHttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from agencies.models import Agency, Topic
from appeals.models import Appeal, Extension, Redirect
from appeals.reports.projections import Table, tables_of
from appeals.reports.selectors import Wanted, appeals_of, names, report_of
from appeals.states import Kind, RedirectState, Solved, State
from core.errors import Refused
from core.exporting import CSV_TYPE, XLSX_TYPE, Sheet, csv_stream, xlsx_write
from ledger.services import event_record

BATCH = 2000
# A workbook is written whole before its first byte leaves; more lines would outlast a worker.
WORKBOOK_LINES = 200_000
TABLES, ROWS = "tables", "rows"
PARTS = {TABLES: gettext_lazy("These tables"), ROWS: gettext_lazy("A line for each application")}
Response = StreamingHttpResponse | FileResponse
Line = list[Any]


@dataclass(frozen=True)
class Export:
    """What goes into the file: ``sheets`` for a workbook, all in one for CSV."""

    part: str
    wanted: Wanted
    sheets: list[Sheet]


@transaction.atomic
def export_begin(*, wanted: Wanted, part: str, form: str, actor: User) -> Export:
    """Record the export and fix what is in it: applications registered later stay out.

    ``Refused`` when a workbook would be too long: CSV has no limit.
    """
    sheets, number = _tables(wanted, form) if part == TABLES else _lines(wanted)
    if form == "xlsx" and number > WORKBOOK_LINES:
        raise Refused(_("That is too much for XLSX. Choose CSV."), code="too_long")
    one = next(iter(wanted.agencies)) if wanted.agencies and len(wanted.agencies) == 1 else None
    facts = {
        "since": wanted.since.isoformat(),
        "until": wanted.until.isoformat(),
        "agencies": "all" if wanted.agencies is None else sorted(wanted.agencies),
        "part": part,
        "format": form,
        "rows": number,
    }
    event_record(verb="report.export", target=actor, actor=actor, agency_id=one, data=facts)
    return Export(part, wanted, sheets)


def export_response(export: Export, form: str) -> Response:
    """The file, as it is made."""
    response = FORMS[form](export.sheets)
    days = f"{export.wanted.since}-{export.wanted.until}"
    name = f"applications-{export.part}-{days}-{timezone.localtime():%Y%m%d%H%M}.{form}"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["Cache-Control"] = "private, no-store"
    return response


def _tables(wanted: Wanted, form: str) -> tuple[list[Sheet], int]:
    tables = tables_of(report_of(wanted))
    number = sum(len(table.rows) for table in tables)
    if form == "xlsx":
        return [Sheet(table.code, table.head, table.rows) for table in tables], number
    header = [_("Question"), _("Row"), _("Column"), _("Value")]
    return [Sheet(TABLES, header, _long(tables))], number


def _long(tables: list[Table]) -> Iterator[Line]:
    """Tables of different shapes in one: a line for each number."""
    for table in tables:
        for row in table.rows:
            for column, value in zip(table.head[1:], row[1:], strict=True):
                yield [table.question, row[0], column, value]


def _lines(wanted: Wanted) -> tuple[list[Sheet], int]:
    last = Appeal.objects.aggregate(last=Max("pk"))["last"] or 0
    rows = appeals_of(wanted).filter(pk__lte=last)
    header = [
        _("Number"),
        _("State body"),
        _("Kind"),
        _("Topic"),
        _("State"),
        _("Registered on"),
        _("Due on"),
        _("First answer on"),
        _("Days to the first answer"),
        _("Redirects"),
        _("Extended"),
        _("Rating"),
    ]
    return [Sheet(ROWS, header, _cells(rows, _Words()))], rows.count()


class _Words:
    """Names in the reader's language, read once: the file is made after the view has ended."""

    def __init__(self) -> None:
        self.agencies = names(Agency.objects.all(), "name")
        self.topics = names(Topic.objects.all(), "name")
        self.kinds = {one.value: str(one.label) for one in Kind}
        self.states = {one.value: str(one.label) for one in State}
        self.ratings = {one.value: str(one.label) for one in Solved}


def _cells(rows: QuerySet[Appeal], words: _Words) -> Iterator[Line]:
    """A batch in memory at a time, however many there are."""
    fields = ("number", "agency_id", "kind_registered", "topic_id", "state", "registered_on")
    more = ("due_on", "answered_at", "redirected", "extended", "rating__value")
    accepted = Redirect.objects.filter(appeal=OuterRef("pk"), state=RedirectState.ACCEPTED)
    counted = accepted.order_by().values("appeal").annotate(number=Count("pk")).values("number")
    found = rows.annotate(
        redirected=Coalesce(Subquery(counted), 0),
        extended=Exists(Extension.objects.filter(appeal=OuterRef("pk"))),
    )
    for row in found.order_by("pk").values_list(*fields, *more).iterator(chunk_size=BATCH):
        number, agency, kind, topic, state, registered, due, answered, moved, extended, rated = row
        day = timezone.localtime(answered).date() if answered else None
        yield [
            number,
            words.agencies.get(agency, ""),
            words.kinds[kind],
            words.topics.get(topic, ""),
            words.states[state],
            registered,
            due,
            day,
            max(0, (day - registered).days) if day else None,
            moved,
            int(extended),
            words.ratings.get(rated, ""),
        ]


def _csv(sheets: list[Sheet]) -> Response:
    sheet = sheets[0]
    return StreamingHttpResponse(csv_stream(sheet.header, sheet.rows), content_type=CSV_TYPE)


def _xlsx(sheets: list[Sheet]) -> Response:
    file = tempfile.TemporaryFile()  # noqa: SIM115 - the response closes it
    xlsx_write(file, sheets)
    file.seek(0)
    return FileResponse(file, content_type=XLSX_TYPE)


FORMS: dict[str, Callable[[list[Sheet]], Response]] = {"csv": _csv, "xlsx": _xlsx}
