"""Brings everything under the newest key of ``FIELD_KEYS``, so that older ones can be dropped.

Encrypted fields are encrypted anew; row keys are only wrapped anew, the bytes they open stay.
It may run while people work, be stopped and be started again. One JSON line a column:
``column``, ``rows``, ``rewrapped``, ``unreadable``; the last line has their sums under
``column`` "total". Exits 1 when a value opens with no key.
"""

import json
import sys
from collections.abc import Iterator
from typing import Any

from django.apps import apps
from django.core.management.base import BaseCommand, CommandParser
from django.db import models, transaction
from django.db.models import BinaryField, ExpressionWrapper, F, Value

from core.crypto import InvalidToken, is_newest, rewrap
from core.fields import EncryptedTextField
from core.models import RowKey

BATCH = 500
Column = tuple[type[models.Model], str]


class Command(BaseCommand):
    """See the module's words."""

    help = "Bring all encrypted fields and row keys under the newest key of FIELD_KEYS."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--check", action="store_true", help="change nothing, only count what is not there yet"
        )

    def handle(self, *args: Any, check: bool = False, **options: Any) -> None:
        total = {"rows": 0, "rewrapped": 0, "unreadable": 0}
        for model, name in columns():
            counts = column_rotate(model, name, check=check)
            self._print(f"{model._meta.label_lower}.{name}", counts)
            total = {key: total[key] + counts[key] for key in total}
        self._print("total", total)
        if total["unreadable"]:
            sys.exit(1)

    def _print(self, column: str, counts: dict[str, int]) -> None:
        self.stdout.write(json.dumps({"column": column, **counts}))


def columns() -> Iterator[Column]:
    """Every column that holds something under a key of ``FIELD_KEYS``."""
    yield RowKey, "wrapped"
    for model in apps.get_models(include_auto_created=True):
        if model._meta.proxy or not model._meta.managed:
            continue
        for field in model._meta.local_concrete_fields:
            if isinstance(field, EncryptedTextField):
                yield model, field.name


def column_rotate(model: type[models.Model], name: str, *, check: bool = False) -> dict[str, int]:
    """Go through one column in the order of its keys; counts rows, rewrapped and unreadable."""
    counts = {"rows": 0, "rewrapped": 0, "unreadable": 0}
    last: Any = None
    while True:
        with transaction.atomic():
            batch = _batch(model, name, last)
            for key, token in batch:
                counts["rows"] += 1
                outcome = _one(model, name, key, bytes(token), check=check)
                if outcome:
                    counts[outcome] += 1
        if len(batch) < BATCH:
            return counts
        last = batch[-1][0]


def _batch(model: type[models.Model], name: str, last: Any) -> list[tuple[Any, Any]]:
    """Keys and tokens as they lie in the table, locked against a save in between."""
    rows = model._base_manager.exclude(**{f"{name}__isnull": True}).order_by("pk")
    if last is not None:
        rows = rows.filter(pk__gt=last)
    raw = ExpressionWrapper(F(name), output_field=BinaryField())
    return list(
        rows.select_for_update(of=("self",)).annotate(raw=raw).values_list("pk", "raw")[:BATCH]
    )


def _one(model: type[models.Model], name: str, key: Any, token: bytes, *, check: bool) -> str:
    if is_newest(token):
        return ""
    try:
        fresh = rewrap(token)
    except InvalidToken:
        return "unreadable"
    if not check:
        value = Value(fresh, output_field=BinaryField())
        model._base_manager.filter(pk=key).update(**{name: value})
    return "rewrapped"
