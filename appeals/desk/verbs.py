"""What can be done to one application at the desk: a row for each verb, offered iff allowed now.

The table of moves (``appeals.states.MOVES``) says in which state a move may be made; a row here
adds who is looking and what only this case knows. The service checks everything once more.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.http import HttpRequest
from django.utils.functional import Promise

from appeals.desk.case import Case
from appeals.states import MOVES, Who

Make = Callable[[Case, Any, str], forms.Form]
Do = Callable[[HttpRequest, Case, dict[str, Any]], str | Promise]
ITEM, LIST, ANSWER = "item", "list", "answer"


def plain(case: Case, data: Any, prefix: str) -> forms.Form:
    """A form without fields: the button says it all."""
    return forms.Form(data, prefix=prefix)


def always(case: Case) -> bool:
    """Nothing but state and role decides."""
    return True


@dataclass(frozen=True)
class DeskVerb:
    """One thing to do: its words, its form, its service.

    ``moves`` are rows of the table of moves; without any, the verb may be done in every state.
    ``fits`` adds what the table can't know. ``group`` is where it stands on the page, ``after``
    where one goes then. ``is_first`` verbs stand open.
    """

    name: str
    title: str | Promise
    button: str | Promise
    do: Do
    moves: tuple[str, ...] = ()
    make: Make = plain
    fits: Callable[[Case], bool] = always
    help: str | Promise = ""
    group: str = "answer"
    after: str = ITEM
    is_first: bool = False
    is_grave: bool = False

    def is_offered(self, case: Case) -> bool:
        """This reader may do it to this application now."""
        if not self.moves:
            return self.fits(case)
        return (
            case.may_move(*self.moves)
            and any(_is_who(MOVES[move].who, case) for move in self.moves)
            and self.fits(case)
        )


def _is_who(who: Who, case: Case) -> bool:
    prepared = case.prepared
    checks: dict[Who, Callable[[], bool]] = {
        Who.WORKER: lambda: case.works,
        Who.COLLEAGUE: lambda: (
            case.works and prepared is not None and prepared.by.pk != case.user.pk
        ),
        Who.HEAD: lambda: case.heads,
        Who.RECEIVER: lambda: case.offer is not None,
    }
    return who in checks and checks[who]()
