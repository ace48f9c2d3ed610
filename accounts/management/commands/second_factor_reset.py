"""Take the lost second factor of a person away, when no other operator can."""

import getpass
import json
import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from accounts.factor.services import factor_reset
from accounts.people import person_with


class Command(BaseCommand):
    """Reads the IIN from standard input: it stays out of shell history and process lists."""

    help = "Take away the second factor of the person whose IIN comes on standard input."

    def handle(self, *args: Any, **options: Any) -> None:
        """One JSON line: ``reset`` tells whether there was one."""
        asked = getpass.getpass("IIN: ") if sys.stdin.isatty() else sys.stdin.readline()
        person = person_with(asked.strip())
        if person is None:
            raise CommandError("Nobody with this IIN has signed in yet.")
        self.stdout.write(json.dumps({"reset": factor_reset(user=person, actor=None)}))
