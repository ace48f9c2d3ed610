"""`manage.py eds_anchors`: the authorities we believe, for comparison with pki.gov.kz."""

import hashlib
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser

from signing.eds import anchor_files
from signing.eds.certificates import Certificate
from signing.eds.names import name_text
from signing.eds.trust import extra_problem

NOT_SHIPPED = (
    "not shipped: download it, compare its SHA-256 with the one that pki.gov.kz publishes, put"
    " the file into EDS_ANCHORS_DIR and, unless the SHA-256 stands here, list it in"
    " EDS_ANCHORS_SHA256"
)


class Command(BaseCommand):
    """One block (or with --json one line) an authority. Keys: ``name``, ``status`` (shipped,
    added, refused, not_shipped), ``subject``, ``issuer``, ``role``, ``algorithm``,
    ``not_before``, ``not_after``, ``sha256``, ``sha1``, ``published_sha256``, ``is_published``
    (null when the published fingerprint is not known to us), ``archive_only``, ``source``,
    ``note``. Exits 1 when something in EDS_ANCHORS_DIR is refused."""

    help = "Show the authorities whose signatures are believed, with their fingerprints."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        """One switch."""
        parser.add_argument("--json", action="store_true", help="one JSON object a line")

    def handle(self, *args: Any, **options: Any) -> None:
        """Print them all."""
        rows = [*_published(), *_added()]
        for row in rows:
            self.stdout.write(
                json.dumps(row, ensure_ascii=False) if options["json"] else _text(row)
            )
        if any(row["status"] == "refused" for row in rows):
            raise SystemExit(1)


def _published() -> Iterator[dict[str, Any]]:
    shipped, added = anchor_files.shipped(), {row["sha256"] for row in _added()}
    for row in anchor_files.published():
        certificate = shipped.get(row.name)
        if certificate is None and row.sha256 in added:
            continue
        yield {
            "name": row.name,
            "status": "shipped" if certificate else "not_shipped",
            **(_facts(certificate) if certificate else {"algorithm": row.algorithm}),
            "role": row.role,
            "published_sha256": row.sha256,
            "is_published": certificate.sha256 == row.sha256 if certificate else None,
            "archive_only": row.archive_only,
            "source": row.source,
            "note": "" if certificate else NOT_SHIPPED,
        }


def _added() -> Iterator[dict[str, Any]]:
    folder = Path(settings.EDS_ANCHORS_DIR) if settings.EDS_ANCHORS_DIR else None
    if folder is None or not folder.is_dir():
        return
    expected = frozenset(settings.EDS_ANCHORS_SHA256)
    for file in anchor_files.folder_read(folder):
        row = anchor_files.published_as(file.certificate) if file.certificate else None
        problem = extra_problem(file, expected)
        refused = problem and (settings.EDS_ANCHORS_PINNED or not file.certificate)
        yield {
            "name": row.name if row else file.name,
            "status": "refused" if refused else "added",
            **(_facts(file.certificate) if file.certificate else {"sha256": ""}),
            "published_sha256": row.sha256 if row else "",
            "is_published": True if row else None,
            "archive_only": bool(row and row.archive_only),
            "source": str(folder / file.name),
            "note": problem,
        }


def _facts(certificate: Certificate) -> dict[str, Any]:
    return {
        "subject": name_text(certificate.subject),
        "issuer": name_text(certificate.issuer),
        "role": "root" if certificate.is_self_issued else "issuing",
        "algorithm": certificate.key.kind,
        "not_before": certificate.not_before.isoformat(),
        "not_after": certificate.not_after.isoformat(),
        "sha256": certificate.sha256,
        "sha1": hashlib.sha1(certificate.der, usedforsecurity=False).hexdigest(),
    }


def _text(row: dict[str, Any]) -> str:
    lines = [f"{row['name']}: {row['status'].replace('_', ' ')}"]
    for key, value in row.items():
        if key not in ("name", "status") and value not in ("", None):
            lines.append(f"    {key.replace('_', ' '):<17} {value}")
    return "\n".join(lines)
