"""Delivers notices by mail and SMS until it is told to stop. Any number may run at once.

One JSON line a delivery: ``delivery`` (the id that goes out with every try), ``channel``,
``outcome`` (``sent``, ``dropped``, ``held``, ``later``, ``retry``, ``failed``, ``lost``),
``reason`` (a code), ``tries``. No address and no words. ``--once`` carries out one delivery,
``--until-empty`` all that are due; then it ends. SIGTERM lets the delivery under way end.
"""

import json
import logging
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.db import InterfaceError, OperationalError, close_old_connections, connection

from ledger.looping import Stopping
from notifications.services.delivering import Outcome, deliver_next

logger = logging.getLogger(__name__)
IDLE_SECONDS, TROUBLE_SECONDS = 1.0, 5.0


class Command(BaseCommand):
    """See the module's words."""

    help = "Deliver notices by mail and SMS; any number of workers may run."

    def add_arguments(self, parser: CommandParser) -> None:
        """``--once`` and ``--until-empty``."""
        parser.add_argument("--once", action="store_true", help="one delivery, then end")
        parser.add_argument("--until-empty", action="store_true", help="what is due, then end")

    def handle(self, *args: Any, **options: Any) -> None:
        """Loop."""
        stopped = Stopping()
        if options["once"] or options["until_empty"]:
            self._deliver(stopped, at_most=1 if options["once"] else None)
            return
        stopped.listen()
        while not stopped():
            try:
                close_old_connections()
                self._deliver(stopped)
                stopped.wait(IDLE_SECONDS)
            except (OperationalError, InterfaceError):  # the database is away or overloaded
                logger.exception("delivering waits for the database")
                connection.close()
                stopped.wait(TROUBLE_SECONDS)

    def _deliver(self, stopped: Stopping, at_most: int | None = None) -> None:
        """What is due now, until nothing is."""
        done = 0
        while not stopped() and done != at_most:
            outcome = deliver_next()
            if outcome is None:
                return
            self._tell(outcome)
            done += 1

    def _tell(self, outcome: Outcome) -> None:
        delivery = outcome.delivery
        line = {
            "delivery": delivery.message_id.hex,
            "channel": delivery.channel,
            "outcome": outcome.outcome,
            "reason": outcome.reason,
            "tries": delivery.tries,
        }
        self.stdout.write(json.dumps(line))
        self.stdout.flush()
