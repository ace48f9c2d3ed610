"""Name the first operator of a fresh installation."""

import getpass
import json
import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from accounts.first import operator_first
from core.errors import Refused


class Command(BaseCommand):
    """Reads the IIN from standard input: it stays out of shell history and process lists."""

    help = "Give the operator's role to the first person, whose IIN comes on standard input."

    def handle(self, *args: Any, **options: Any) -> None:
        """One JSON line with the role's id."""
        asked = getpass.getpass("IIN: ") if sys.stdin.isatty() else sys.stdin.readline()
        try:
            role = operator_first(iin=asked.strip())
        except Refused as refusal:
            raise CommandError(str(refusal.message)) from None
        self.stdout.write(json.dumps({"role": role.pk, "kind": role.kind}))
