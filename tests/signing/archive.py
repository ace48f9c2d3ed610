"""Adding to the archive of evidence, getting at it past the database's guard, verifying it."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from io import StringIO
from typing import Any

from django.core.management import call_command
from django.db import connection, transaction
from django.utils import timezone

from signing.models import Evidence, EvidenceAnchor, SignatureMethod, SignedPayload
from signing.signatures import payload_lock, signature_make
from tests.factories.signing import make_payload

OBJECT = "appeal:1"


def add(
    object_key: str = OBJECT, *, payload: SignedPayload | None = None, **changes: Any
) -> Evidence:
    """Sign a payload by SMS, as part of an object."""
    payload = payload or make_payload()
    with transaction.atomic():
        signature_make(
            payload=payload_lock(payload=payload, owner=payload.owner),
            **{
                "method": SignatureMethod.SMS,
                "evidence": {"code_id": 7},
                "at": timezone.now(),
                "object_key": object_key,
                **changes,
            },
        )
    return Evidence.objects.get(signature__payload=payload)


def anchor() -> list[dict[str, Any]]:
    """Run the command; its lines."""
    return _run("evidence_anchor")[0]


def verify(*arguments: str) -> tuple[list[dict[str, Any]], dict[str, Any]]:
    """Run the command: problems and sums. Its exit says the same as its sums."""
    lines, code = _run("evidence_verify", *arguments)
    *problems, sums = lines
    assert code == (0 if sums["ok"] else 1)
    assert len(problems) == sums["problems"]
    return problems, sums


def problems() -> list[tuple[int | None, str]]:
    """What verifying finds: row and problem."""
    return [(found["row"], found["problem"]) for found in verify()[0]]


@contextmanager
def unguarded() -> Iterator[None]:
    """As the owner of the tables can: the triggers away for a moment."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET LOCAL session_replication_role = replica")
            yield
            cursor.execute("SET LOCAL session_replication_role = DEFAULT")
            return
        cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
        triggers = [row for row in cursor.fetchall() if row[0].startswith("signing_evidence")]
        for name, _made in triggers:
            cursor.execute(f"DROP TRIGGER {name}")
        yield
        for _name, made in triggers:
            cursor.execute(made)


def touch(row: Evidence | EvidenceAnchor, **changes: Any) -> None:
    """Change fields of a row that nobody may change."""
    with unguarded():
        type(row)._base_manager.filter(pk=row.pk).update(**changes)


def cut(row: Evidence | EvidenceAnchor) -> None:
    """Delete a row that nobody may delete."""
    with unguarded():
        type(row)._base_manager.filter(pk=row.pk).delete()


def _run(command: str, *arguments: str) -> tuple[list[dict[str, Any]], int]:
    out, code = StringIO(), 0
    try:
        call_command(command, *arguments, stdout=out)
    except SystemExit as end:
        code = int(end.code or 0)
    return [json.loads(line) for line in out.getvalue().splitlines()], code
