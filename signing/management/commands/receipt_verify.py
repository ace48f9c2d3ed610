"""`manage.py receipt_verify`: a receipt checked without the portal. See ``receipts.offline``."""

import json
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from signing.receipts.documents import Document, Unreadable
from signing.receipts.offline import answer, receipt_decide, unreadable
from signing.receipts.proofs import PROOF_BYTES, proof_read
from signing.seals import Keyring, keyring_read

EXIT_CODES = {"valid": 0, "refused": 1, "unreadable": 2}


class Command(BaseCommand):
    """Prints one JSON line and exits 0 valid, 1 refused, 2 unreadable. With --keys it asks no
    database; without, it takes the keys of this installation."""

    help = "Check a downloaded receipt, and with its proof file the published text."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        """The receipt and what to check it with."""
        parser.add_argument("receipt", type=Path, help="the receipt's file (JSON)")
        parser.add_argument(
            "--keys", type=Path, help="the portal's keys: /.well-known/open-dialogue-keys.json"
        )
        parser.add_argument("--proof", type=Path, help="the proof file of the text (JSON)")
        parser.add_argument("--text", type=Path, help="a text (UTF-8) to compare; needs --proof")

    def handle(self, *args: Any, **options: Any) -> None:
        """Answer."""
        try:
            told = _answer(options)
        except Unreadable as problem:
            told = unreadable(problem.code)
        except (OSError, UnicodeDecodeError):
            told = unreadable("no_file")
        self.stdout.write(json.dumps(told, ensure_ascii=False))
        raise SystemExit(EXIT_CODES[told["verdict"]])


def _answer(options: dict[str, Any]) -> Document:
    decision = receipt_decide(_read(options["receipt"]), _keys(options["keys"]))
    if options["text"] and not options["proof"]:
        raise Unreadable("proof_needed")
    proof = proof_read(_read(options["proof"])) if options["proof"] else None
    text = _read(options["text"]).decode() if options["text"] else None
    return answer(decision, proof, text)


def _read(file: Path) -> bytes:
    with file.open("rb") as opened:
        return opened.read(PROOF_BYTES + 1)


def _keys(file: Path | None) -> Keyring:
    if file is None:
        from signing.portal_keys import keyring

        return keyring()
    try:
        return keyring_read(json.loads(_read(file)))
    except (ValueError, RecursionError):
        raise Unreadable("keys_unreadable") from None
