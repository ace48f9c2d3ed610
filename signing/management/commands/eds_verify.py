"""`manage.py eds_verify`: what the portal would say about a signature. Needs no database."""

import json
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from signing.eds import auditing
from signing.eds.anchor_files import BadAnchor
from signing.eds.trust import trust_from_dir, trust_production

EXIT_CODES = {"valid": 0, "refused": 1, "pending": 1, "unreadable": 2}


class Command(BaseCommand):
    """Prints one JSON line and exits 0 valid, 1 refused or pending, 2 unreadable (also a request
    that can't be read). With --batch it answers every line of standard input, each at once, and
    exits 0 when the input ended. Keys: see ``signing.eds.auditing``."""

    help = "Check a digital signature (CMS: DER, PEM or base64) over a file."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        """One signature, or --batch."""
        parser.add_argument("signature", nargs="?", type=Path, help="the signature's file")
        parser.add_argument("--payload", type=Path, help="what was signed")
        parser.add_argument(
            "--anchors", type=Path, help="authorities instead of those that ship (folder)"
        )
        parser.add_argument(
            "--at", help="when it was received (ISO; default: now); the time of a time stamp wins"
        )
        parser.add_argument("--iin", help="the signer's IIN must be this")
        parser.add_argument("--bin", help="the organisation's BIN must be this")
        parser.add_argument("--owner", choices=auditing.OWNERS, default="person")
        parser.add_argument("--role", choices=auditing.ROLES, help="of the organisation's signer")
        parser.add_argument("--ocsp", type=Path, help="OCSP answer (DER)")
        parser.add_argument(
            "--crl", type=Path, nargs="+", action="extend", default=[], help="revocation lists"
        )
        parser.add_argument(
            "--archive", action="store_true", help="also accept algorithms of the past"
        )
        parser.add_argument(
            "--batch", action="store_true", help="JSON lines on standard input; see the docs"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Answer."""
        if options["batch"]:
            self._batch()
            return
        try:
            answer = auditing.answer(_request(options))
        except (auditing.BadRequest, BadAnchor, OSError) as problem:
            answer = auditing.bad_request(str(problem))
        self._print(answer)
        raise SystemExit(EXIT_CODES[answer["verdict"]])

    def _batch(self) -> None:
        # Bytes, because a line that isn't UTF-8 is a bad line and not the end.
        for line in sys.stdin.buffer:
            if line.strip():
                self._print(auditing.line_answer(line.decode("utf-8", "replace")))

    def _print(self, answer: dict[str, Any]) -> None:
        text = json.dumps(answer, ensure_ascii=False)
        try:
            text.encode(getattr(self.stdout, "encoding", None) or "utf-8")
        except UnicodeEncodeError:
            # Half a surrogate pair in an id, or a terminal that knows no Kazakh.
            text = json.dumps(answer)
        self.stdout.write(text)
        self.stdout.flush()


def _request(options: dict[str, Any]) -> auditing.Request:
    if options["signature"] is None or options["payload"] is None:
        raise auditing.BadRequest("a signature and --payload are needed")
    anchors, at, ocsp = options["anchors"], options["at"], options["ocsp"]
    return auditing.Request(
        signature=options["signature"].read_bytes(),
        payload=options["payload"].read_bytes(),
        trust=trust_from_dir(anchors) if anchors else trust_production(),
        at=auditing.moment_read(at) if at else datetime.now(UTC),
        owner=options["owner"],
        iin=options["iin"],
        bin=options["bin"],
        role=options["role"],
        archive=options["archive"],
        ocsp=ocsp.read_bytes() if ocsp else None,
        crls=tuple(path.read_bytes() for path in options["crl"]),
    )
