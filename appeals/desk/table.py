"""All verbs of the desk, in the order of the page."""

from appeals.desk.case import Case
from appeals.desk.drafting import DRAFTING
from appeals.desk.routing import ROUTING
from appeals.desk.timing import TIMING
from appeals.desk.verbs import DeskVerb

VERBS: dict[str, DeskVerb] = {verb.name: verb for verb in (*ROUTING, *DRAFTING, *TIMING)}


def offered(case: Case) -> list[DeskVerb]:
    """What this reader may do with it now, in the order of the page."""
    return [verb for verb in VERBS.values() if verb.is_offered(case)]
