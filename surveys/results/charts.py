"""Counts as pictures: labels, shares, and where each part of a bar begins. Pure but for labels."""

from collections.abc import Mapping, Sequence
from datetime import date

from django.utils.formats import date_format

from surveys.models import SurveyQuestion
from surveys.regions import Region
from surveys.results.shapes import Cell, DayLine, Line
from surveys.states import QuestionKind

Sums = Mapping[str, int]
# Colours of stacked bars in the style sheet.
TONES = 7
HUNDRED = 100


def named_values(row: SurveyQuestion, sums: Sums) -> list[tuple[str, str]]:
    """What a question is counted by, with names, in order; nothing for rows of a matrix."""
    match row.kind:
        case QuestionKind.ONE | QuestionKind.MANY | QuestionKind.YESNO:
            return [(option.key, option.localized("text")) for option in row.options.all()]
        case QuestionKind.SCALE:
            points = range(row.scale_from, row.scale_to + 1)
            return [(str(point), _point(row, point)) for point in points]
        case QuestionKind.PLACE:
            named = dict(Region.choices)
            found = sorted((key for key in sums if key in named), key=lambda key: (-sums[key], key))
            return [(key, str(named[key])) for key in found]
        case QuestionKind.DATE:
            return [(key, _month(key)) for key in sorted(key for key in sums if key)]
    return []


def cells_of(row: SurveyQuestion, sums: Sums) -> tuple[Cell, ...]:
    """One cell for each value. Shares are of those who answered."""
    return _cells(named_values(row, sums), sums, sums.get("", 0))


def lines_of(row: SurveyQuestion, sums: Sums) -> tuple[Line, ...]:
    """Rows of a matrix, or options of a ranking by their mean place."""
    if row.kind == QuestionKind.MATRIX:
        options = [(option.key, option.localized("text")) for option in row.options.all()]
        return tuple(
            _line(line.key, line.localized("text"), options, sums) for line in row.rows.all()
        )
    if row.kind == QuestionKind.RANKING:
        places = [(str(place), str(place)) for place in range(1, row.options.count() + 1)]
        lines = (
            _line(option.key, option.localized("text"), places, sums, is_place=True)
            for option in row.options.all()
        )
        return tuple(sorted(lines, key=lambda line: (line.mean or len(places) + 1, line.key)))
    return ()


def mean_of(row: SurveyQuestion, sums: Sums) -> float | None:
    """The mean of a scale."""
    if row.kind != QuestionKind.SCALE:
        return None
    return _mean({key: count for key, count in sums.items() if key})


def days_of(days: Sequence[tuple[date, int]]) -> tuple[DayLine, ...]:
    """Participants over time, a column a day, empty days too."""
    if not days:
        return ()
    counted = dict(days)
    first, last = min(counted), max(counted)
    span = (last - first).days + 1
    most = max(counted.values())
    width = HUNDRED / span
    return tuple(
        DayLine(
            day=day,
            count=count,
            x=round((day - first).days * width + width * 0.1, 2),
            width=round(width * 0.8, 2),
            height=round(HUNDRED * count / most, 2) if most else 0,
        )
        for day, count in sorted(counted.items())
    )


def _line(
    key: str, label: str, values: list[tuple[str, str]], sums: Sums, *, is_place: bool = False
) -> Line:
    own = {value: sums.get(f"{key}:{value}", 0) for value, _label in values}
    total = sum(own.values())
    mean = _mean(own) if is_place else None
    return Line(key, label, _cells(values, own, total), total, mean)


def _cells(values: list[tuple[str, str]], sums: Sums, base: int) -> tuple[Cell, ...]:
    counts = [sums.get(key, 0) for key, _label in values]
    whole, most = sum(counts), max(counts, default=0)
    cells = []
    start = 0.0
    for at, ((key, label), count) in enumerate(zip(values, counts, strict=True)):
        width = HUNDRED * count / whole if whole else 0
        cells.append(
            Cell(
                key=key,
                label=label,
                count=count,
                share=percent(count, base),
                start=round(start, 3),
                width=round(width, 3),
                height=round(HUNDRED * count / most, 2) if most else 0,
                tone=round(at * (TONES - 1) / (len(values) - 1)) if len(values) > 1 else 0,
            )
        )
        start += width
    return tuple(cells)


def percent(part: int, whole: int) -> int:
    """Rounded to a whole percent."""
    return round(HUNDRED * part / whole) if whole else 0


def _mean(sums: Sums) -> float | None:
    whole = sum(sums.values())
    return round(sum(int(key) * count for key, count in sums.items()) / whole, 1) if whole else None


def _point(row: SurveyQuestion, point: int) -> str:
    end = {row.scale_from: "low", row.scale_to: "high"}.get(point)
    words = row.localized(end) if end else ""
    return f"{point}: {words}" if words else str(point)


def _month(key: str) -> str:
    return date_format(date.fromisoformat(f"{key}-01"), "YEAR_MONTH_FORMAT")
