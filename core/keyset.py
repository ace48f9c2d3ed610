"""Keyset paging: as quick on the last page as on the first, and never a row twice."""

import base64
import binascii
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Model, Q, QuerySet
from django.utils.dateparse import parse_date, parse_datetime
from django.utils.timezone import is_naive
from django.utils.translation import gettext_lazy as _

from core.errors import Refused

EXACT_COUNT_UP_TO = 1000
# The longest key we page by is a name of 300 letters, three bytes each.
CURSOR_LENGTH = 1500


@dataclass(frozen=True)
class Page:
    """One page of a list. ``older`` and ``newer`` are cursors, empty where the list ends."""

    rows: list[Any]
    older: str = ""
    newer: str = ""


class BadCursor(Refused):
    """The cursor didn't come from us."""

    status = 422

    def __init__(self) -> None:
        super().__init__(_("This address of a page in a list is not valid."), code="bad_cursor")


def page_of(rows: QuerySet[Any], *, keys: Sequence[str], cursor: str = "", limit: int = 20) -> Page:
    """The page of ``rows`` at ``cursor``; the order is by ``keys`` (``-`` for descending).

    All keys must run the same way and never be null, and the last must be unique.
    """
    descending = keys[0].startswith("-")
    names = [key.lstrip("-") for key in keys]
    backwards, values = _read(cursor, [_field_of(rows, name) for name in names])
    found = rows.order_by(*_order(names, descending != backwards))
    if values:
        found = found.filter(_beyond(names, values, lower=descending != backwards))
    taken = list(found[: limit + 1])
    more = len(taken) > limit
    taken = taken[:limit]
    if backwards:
        taken.reverse()
    if not taken:
        return Page([])
    older = _write("o", taken[-1], names) if (more or backwards) else ""
    newer = _write("n", taken[0], names) if (values and (more or not backwards)) else ""
    return Page(taken, older=older, newer=newer)


def count_up_to(rows: QuerySet[Any], limit: int = EXACT_COUNT_UP_TO) -> tuple[int, bool]:
    """How many rows, counted exactly up to ``limit``; the flag says "and more"."""
    counted = rows.order_by().values("pk")[: limit + 1].count()
    return min(counted, limit), counted > limit


def _order(names: Sequence[str], descending: bool) -> list[str]:
    return [f"-{name}" if descending else name for name in names]


def _beyond(names: Sequence[str], values: Sequence[Any], *, lower: bool) -> Q:
    """``(a, b) < (x, y)`` in a form that both databases use an index for."""
    sign = "lt" if lower else "gt"
    first = Q(**{f"{names[0]}__{sign}": values[0]})
    if len(names) == 1:
        return first
    rest = _beyond(names[1:], values[1:], lower=lower)
    return Q(**{f"{names[0]}__{sign}e": values[0]}) & (first | rest)


def _write(direction: str, row: Model, names: Sequence[str]) -> str:
    values = [getattr(row, name) for name in names]
    plain = [v.isoformat() if isinstance(v, (date, datetime)) else v for v in values]
    text = json.dumps([direction, *plain], ensure_ascii=False)
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def _field_of(rows: QuerySet[Any], name: str) -> Any:
    """A column, or what the rows are annotated with."""
    noted = rows.query.annotations.get(name)
    return noted.output_field if noted is not None else rows.model._meta.get_field(name)


def _read(cursor: str, fields: Sequence[Any]) -> tuple[bool, list[Any]]:
    if not cursor:
        return False, []
    if len(cursor) > CURSOR_LENGTH:
        raise BadCursor
    try:
        data = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
        direction, *values = data
        if direction not in ("o", "n") or len(values) != len(fields):
            raise ValueError
        return direction == "n", [_parse(v, f) for v, f in zip(values, fields, strict=True)]
    except (ValueError, TypeError, binascii.Error, RecursionError):
        raise BadCursor from None


def _parse(value: Any, field: Any) -> Any:
    """The value if it could stand in the column; whatever we never write is an error."""
    kind = getattr(field, "target_field", field).get_internal_type()
    if kind == "DateTimeField":
        return _moment(value)
    if kind == "DateField":
        return _known(parse_date(value))
    if "Integer" in kind or kind.endswith("AutoField"):
        if not isinstance(value, int) or isinstance(value, bool) or abs(value) >= 2**63:
            raise ValueError
        return value
    if not isinstance(value, str) or "\0" in value:
        raise ValueError
    value.encode()  # halves of surrogate pairs can't reach a database
    return value


def _moment(value: Any) -> datetime:
    """Far ends of the calendar can't be told in another time zone."""
    moment: datetime = _known(parse_datetime(value))
    if is_naive(moment) or not 1 < moment.year < 9999:
        raise ValueError
    return moment


def _known(value: Any) -> Any:
    if value is None:
        raise ValueError
    return value
