"""``docs/workflow.md``: the states and moves as the code has them, for people."""

from django.utils.translation import override

from appeals.states import MOVES, OPEN_STATES, PUBLICATION_MOVES, Move, Publication, State
from notifications.wording import KINDS

HEAD = """# The life cycle of an application

Made from `appeals/states.py` by `manage.py workflow_export`; `make lint` holds it true. Change the
table there, then write this page anew.

Publication and consideration are two things. A moderator decides on publication only; whatever is
decided there, consideration goes on and the author gets an answer.

"""
ABOUT_MOVES = """## Moves

Every move is one service function: it locks the row, checks right and state, changes, writes the
event, tells the author and counts, in one transaction. "stays" means that the state stays. Steps
inside a body send nothing, nor do the author's own; the author's page says at any time who has the
application and what comes next.

"""
ABOUT_CLOCK = """## The clock

The answer is due by the term of the kind, counted from the legal day of registration under the
version of the law's data that the application was registered under. A hand-over doesn't stop it,
unless that version says that the term starts anew (an open legal question; our default is no).
Waiting for the author doesn't stop it either. Only three things move the day: an extension, a
corrected kind, and a review that the author asked for.

Grounds to stop consideration are data (Law → Grounds to stop in the CMS), each with what has to be
tried before: a term to correct the text, or a hand-over to the competent body.

"""


def workflow_text() -> str:
    """The whole page, in English."""
    with override("en"):
        parts = [HEAD, _states(), ABOUT_MOVES, _moves(), _publication(), ABOUT_CLOCK]
        return "".join(parts).rstrip() + "\n"


def _table(head: list[str], rows: list[list[str]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in lines) + "\n\n"


def _states() -> str:
    rows = [
        [f"`{state.value}`", str(state.label), "yes" if state in OPEN_STATES else "no"]
        for state in State
    ]
    return "## States\n\n" + _table(["state", "name", "the answer is owed"], rows)


def _moves() -> str:
    head = ["move", "from", "to", "who", "event", "the author is told", "figure"]
    return _table(head, [_move(name, move) for name, move in MOVES.items()])


def _move(name: str, move: Move) -> list[str]:
    starts = ", ".join(f"`{state.value}`" for state in State if state in move.starts)
    told = str(KINDS[move.notice]) if move.notice else "–"
    leads_to = f"`{move.leads_to.value}`" if move.leads_to else "stays"
    who = str(move.who.label)
    return [f"`{name}`", starts, leads_to, who, f"`{move.event}`", told, move.figure or "–"]


def _publication() -> str:
    rows = [
        [f"`{verb}`", ", ".join(f"`{state.value}`" for state in Publication if state in starts)]
        for verb, starts in PUBLICATION_MOVES.items()
    ]
    return "## Publication\n\n" + _table(["decision of a moderator", "from"], rows)
