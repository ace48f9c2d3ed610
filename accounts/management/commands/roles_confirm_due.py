"""Roles at agencies whose yearly confirmation is near, late, or past its days of grace.

One JSON line a role: ``role``, ``agency`` (its key), ``kind``, ``valid_from``, ``confirmed_at``
(null when never), ``due_on``, ``ends_on`` (last day of grace), ``state`` ("due", "overdue",
"lapsed") and ``ended``. Names stay out of it. With ``--end`` the lapsed ones end now.
"""

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from accounts.selectors import OK, RoleDue, role_dues
from accounts.services import roles_unconfirmed_end


class Command(BaseCommand):
    """See the module's words."""

    help = "List roles whose yearly confirmation is due; --end ends those past their grace."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--end", action="store_true", help="end the lapsed roles")

    def handle(self, *args: Any, end: bool = False, **options: Any) -> None:
        dues = [due for due in role_dues() if due.state != OK]
        ended = {role.pk for role in roles_unconfirmed_end()} if end else set()
        for due in dues:
            self.stdout.write(json.dumps(_line(due, due.role.pk in ended)))


def _line(due: RoleDue, ended: bool) -> dict[str, Any]:
    role, confirmed = due.role, due.confirmed_at
    return {
        "role": role.pk,
        "agency": role.agency.key if role.agency else None,
        "kind": role.kind,
        "valid_from": role.valid_from.isoformat(),
        "confirmed_at": confirmed.isoformat() if confirmed else None,
        "due_on": due.due_on.isoformat(),
        "ends_on": due.ends_on.isoformat(),
        "state": due.state,
        "ended": ended,
    }
