"""Results as files: one line a count, the same counts as on the page and nothing else."""

import io
from collections.abc import Iterable, Iterator
from typing import Any

from core.exporting import Sheet, csv_stream, xlsx_write
from surveys.results.shapes import Cell, QuestionResult, Results

COLUMNS = (
    "question",
    "question_text",
    "kind",
    "by",
    "group",
    "group_name",
    "row",
    "row_name",
    "value",
    "value_name",
    "count",
    "share",
    "answered",
)
Row = tuple[Any, ...]


def results_rows(results: Results) -> Iterator[Row]:
    """All counts that may be seen, as lines with ``COLUMNS``."""
    for question in results.questions:
        if not question.is_shown:
            continue
        yield from _rows(question, ("all", "", ""), ("", ""), question.cells, question.total)
        for line in question.lines:
            name = (line.key, line.label)
            yield from _rows(question, ("all", "", ""), name, line.cells, line.total)
        if not question.cells and not question.lines:
            yield from _rows(question, ("all", "", ""), ("", ""), (), question.total, empty=True)
        for breakdown in question.breakdowns:
            for group in breakdown.lines:
                key = (breakdown.by, group.key, str(group.label))
                yield from _rows(question, key, ("", ""), group.cells, group.total)


def results_csv(results: Results) -> Iterator[bytes]:
    """CSV with a byte order mark."""
    return csv_stream(COLUMNS, results_rows(results))


def results_xlsx(results: Results) -> bytes:
    """One workbook, one sheet."""
    file = io.BytesIO()
    xlsx_write(file, [Sheet(results.key, COLUMNS, results_rows(results))])
    return file.getvalue()


def results_document(results: Results) -> dict[str, Any]:
    """The whole as a JSON document; its keys stay."""
    return {
        "document": "survey-results",
        "version": 1,
        "survey": results.key,
        "is_sample": False,
        "is_final": results.is_final,
        "participants": results.participants,
        "days": [{"day": item.day, "count": item.count} for item in results.days],
        "questions": [_document(question) for question in results.questions],
    }


def _document(question: QuestionResult) -> dict[str, Any]:
    names = ("key", "kind", "text", "is_shown", "total", "mean")
    return {
        **{name: getattr(question, name) for name in names},
        "published_texts": question.texts,
        "values": _values(question.cells),
        "rows": [
            {
                "key": line.key,
                "name": line.label,
                "answered": line.total,
                "mean": line.mean,
                "values": _values(line.cells),
            }
            for line in question.lines
        ],
        "groups": [
            {
                "by": breakdown.by,
                "groups": [
                    {
                        "key": group.key,
                        "name": str(group.label),
                        "answered": group.total,
                        "values": _values(group.cells),
                    }
                    for group in breakdown.lines
                ],
            }
            for breakdown in question.breakdowns
        ],
    }


def _values(cells: Iterable[Cell]) -> list[dict[str, Any]]:
    return [
        {"key": cell.key, "name": cell.label, "count": cell.count, "share": cell.share}
        for cell in cells
    ]


def _rows(
    question: QuestionResult,
    group: tuple[str, str, str],
    line: tuple[str, str],
    cells: Iterable[Cell],
    total: int | None,
    *,
    empty: bool = False,
) -> Iterator[Row]:
    head = (question.key, question.text, question.kind, *group, *line)
    for cell in cells:
        yield (*head, cell.key, cell.label, cell.count, cell.share, total)
    if empty:
        yield (*head, "", "", None, None, total)
