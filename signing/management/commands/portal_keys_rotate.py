"""`manage.py portal_keys_rotate`: the next key of the portal's seal; see the runbook."""

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from signing.portal_keys import keyring, portal_key_distrust, portal_key_rotate


class Command(BaseCommand):
    """Prints all keys as they are published, one JSON line each, the current one last."""

    help = "Make a new key for the portal's seal; the old one stays published, without its secret."

    def add_arguments(self, parser: CommandParser) -> None:
        """Without options: rotate."""
        parser.add_argument(
            "--compromised",
            metavar="KID",
            help="say that this key got into other hands; rotates if it is the current one",
        )
        parser.add_argument("--list", action="store_true", help="change nothing")

    def handle(self, *args: Any, **options: Any) -> None:
        """Rotate and list."""
        if options["compromised"]:
            try:
                portal_key_distrust(kid=options["compromised"])
            except LookupError as error:
                raise CommandError(str(error)) from None
        elif not options["list"]:
            portal_key_rotate()
        for key in keyring().values():
            self.stdout.write(json.dumps(key.entry()))
