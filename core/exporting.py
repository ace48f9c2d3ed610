"""Tables out of the house: CSV and XLSX, row by row, that no spreadsheet takes for formulas.

A cell that begins like a formula runs when the file is opened (CSV injection): a citizen's words
or an editor's name could call programs or send the table away. In CSV such a text gets an
apostrophe in front; in XLSX a text is written as a text. Numbers stay numbers.
"""

import csv
import io
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import IO, Any

from django.utils import timezone

import xlsxwriter

CSV_TYPE = "text/csv; charset=utf-8"
XLSX_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
BOM = "\ufeff".encode()
# Also their wide forms, which some spreadsheets read as the same signs.
FORMULA_SIGNS = "=+-@＝＋－＠"
# Where another locale's spreadsheet would begin a new cell in the middle of ours.
_INSIDE = re.compile(rf"([;\t\r\n|])(?=[{re.escape(FORMULA_SIGNS)}])")
CHUNK_ROWS = 500
SHEET_ROWS, CELL_LENGTH, NAME_LENGTH = 1_048_576, 32_767, 31
_NOT_IN_NAMES = re.compile(r"[\[\]:*?/\\]")
Row = Sequence[Any]


@dataclass(frozen=True)
class Sheet:
    """One sheet of a workbook; ``rows`` may be a generator and is read once."""

    name: str
    header: Row
    rows: Iterable[Row]


def csv_stream(header: Row, rows: Iterable[Row]) -> Iterator[bytes]:
    """A CSV file in UTF-8 with a byte order mark, some rows at a time."""
    yield BOM
    buffer = io.StringIO()
    writer = csv.writer(buffer, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    writer.writerow([csv_cell(cell) for cell in header])
    for number, row in enumerate(rows, start=1):
        writer.writerow([csv_cell(cell) for cell in row])
        if number % CHUNK_ROWS == 0:
            yield _taken(buffer)
    yield _taken(buffer)


def csv_cell(value: Any) -> str:
    """A value as a cell of a CSV file; a text never as a formula."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(int(value))
    if isinstance(value, (int, float)):
        return str(value)
    if isinstance(value, datetime):
        return _local(value).isoformat(sep=" ", timespec="seconds")
    if isinstance(value, date):
        return value.isoformat()
    return formula_guard(str(value))


def formula_guard(text: str) -> str:
    """The text with an apostrophe wherever a spreadsheet could begin to read a formula."""
    guarded = _INSIDE.sub(r"\1'", text.replace("\0", ""))
    return f"'{guarded}" if guarded[:1] in (*FORMULA_SIGNS, "\t", "\r", "\n") else guarded


def xlsx_write(file: str | Path | IO[bytes], sheets: Iterable[Sheet]) -> None:
    """A workbook, one row in memory at a time. A sheet with more rows than fit goes on in another.

    Text cells are texts whatever they begin with; the longest fit 32,767 signs and are cut.
    """
    options = {
        "constant_memory": True,
        "strings_to_formulas": False,
        "strings_to_numbers": False,
        "strings_to_urls": False,
        "nan_inf_to_errors": True,
    }
    book = xlsxwriter.Workbook(str(file) if isinstance(file, Path) else file, options)
    writer = _Book(book)
    for sheet in sheets:
        writer.add(sheet)
    book.close()


class _Book:
    def __init__(self, book: Any) -> None:
        self.book = book
        self.bold = book.add_format({"bold": True})
        self.day = book.add_format({"num_format": "yyyy-mm-dd"})
        self.moment = book.add_format({"num_format": "yyyy-mm-dd hh:mm:ss"})
        self.names: set[str] = set()

    def add(self, sheet: Sheet) -> None:
        page, at = self._page(sheet), 1
        for row in sheet.rows:
            if at == SHEET_ROWS:
                page, at = self._page(sheet), 1
            for column, value in enumerate(row):
                self._cell(page, at, column, value)
            at += 1

    def _page(self, sheet: Sheet) -> Any:
        page = self.book.add_worksheet(self._name(sheet.name))
        page.freeze_panes(1, 0)
        page.set_column(0, max(0, len(sheet.header) - 1), 18)
        for column, title in enumerate(sheet.header):
            page.write_string(0, column, str(title)[:CELL_LENGTH], self.bold)
        return page

    def _name(self, wanted: str) -> str:
        base = _NOT_IN_NAMES.sub(" ", wanted).strip(" '")[:NAME_LENGTH] or "1"
        name, number = base, 1
        while name.lower() in self.names:
            number += 1
            name = f"{base[: NAME_LENGTH - len(str(number)) - 1]} {number}"
        self.names.add(name.lower())
        return name

    def _cell(self, page: Any, row: int, column: int, value: Any) -> None:
        if value is None:
            return
        if isinstance(value, bool):
            page.write_boolean(row, column, value)
        elif isinstance(value, (int, float)):
            page.write_number(row, column, value)
        elif isinstance(value, datetime):
            page.write_datetime(row, column, _local(value), self.moment)
        elif isinstance(value, date):
            page.write_datetime(row, column, value, self.day)
        else:
            page.write_string(row, column, _whole(str(value)))


def _whole(text: str) -> str:
    """What a cell can hold: no halves of surrogate pairs, no more than fits."""
    sound = text.encode("utf-8", "replace").decode()
    return sound if len(sound) <= CELL_LENGTH else sound[: CELL_LENGTH - 1] + "…"


def _local(moment: datetime) -> datetime:
    """The portal's time, without an offset, which spreadsheets don't read."""
    return timezone.localtime(moment).replace(tzinfo=None) if moment.tzinfo else moment


def _taken(buffer: io.StringIO) -> bytes:
    text = buffer.getvalue()
    buffer.seek(0)
    buffer.truncate()
    return text.encode("utf-8", "replace")
