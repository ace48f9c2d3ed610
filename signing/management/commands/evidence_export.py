"""Writes the bundle of one signature's evidence to a file, for an auditor.

A ZIP with what was signed, the signature, OCSP answer, time stamp, certificates and the decision
(``signing.archive.bundles``). It holds personal data, so each export is an event.
``signature.cms`` and ``payload.json`` from it are what ``eds_verify`` takes. Prints one JSON
line: ``row``, ``object``, ``position``, ``file``, ``sha256``.
"""

import hashlib
import json
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from cryptography.exceptions import InvalidTag

from accounts.models import IdentityView
from accounts.services import reading_note
from core.crypto import InvalidToken
from core.envelope import KeyDestroyed
from signing.archive.bundles import bundle_pack
from signing.evidence import evidence_open
from signing.models import Evidence


class Command(BaseCommand):
    """See the module's words."""

    help = "Write the evidence bundle (ZIP) of one row to a file. Recorded as an event."

    def add_arguments(self, parser: CommandParser) -> None:
        """Which row, where to, why."""
        parser.add_argument("row", type=int, help="id of the row, as evidence_verify names it")
        parser.add_argument("file", type=Path, help="a file that does not exist yet")
        parser.add_argument("--reason", required=True, help="who asked and why, for the event")

    def handle(self, *args: Any, **options: Any) -> None:
        """Nothing is written where a file lies already."""
        row = _row(options["row"])
        data = _bundle(row)
        reading_note(
            verb="evidence.export",
            target=row,
            person=row.signature.payload.owner,
            actor=None,
            what=IdentityView.What.EVIDENCE,
            reason=IdentityView.Reason.PROOF,
            data={"reason": options["reason"]},
        )
        _write(options["file"], data)
        told = {"row": row.pk, "object": row.object_key, "position": row.position}
        digest = hashlib.sha256(data).hexdigest()
        self.stdout.write(json.dumps({**told, "file": str(options["file"]), "sha256": digest}))


def _row(pk: int) -> Evidence:
    row = (
        Evidence.objects.select_related("row_key", "signature__payload__owner")
        .filter(pk=pk)
        .first()
    )
    if row is None:
        raise CommandError(f"there is no row {pk}")
    return row


def _bundle(row: Evidence) -> bytes:
    try:
        return bundle_pack(evidence_open(row))
    except KeyDestroyed:
        raise CommandError("its key was destroyed: nobody can read it any more") from None
    except (InvalidTag, InvalidToken):
        raise CommandError("it does not open; see evidence_verify") from None


def _write(file: Path, data: bytes) -> None:
    """For nobody's eyes but its owner's."""
    try:
        file.touch(mode=0o600, exist_ok=False)
        file.write_bytes(data)
    except OSError as error:
        raise CommandError(f"{file}: {error.strerror}") from error
