"""The verbs of moderation. Each is one transaction: lock, check, tell the target, event, tidy up.

``core.registry`` names the target's adapter. A verb locks the target first (where the adapter has
``lock``) and a row of its own second, as the target's own verbs do: so nobody deadlocks.
"""

from moderation.screening import PERSONAL
from moderation.services.claiming import (
    moderation_claim,
    moderation_claim_next,
    moderation_release,
)
from moderation.services.deciding import Outcome, moderation_approve, moderation_refuse
from moderation.services.objecting import Judged, objection_decide, objection_file
from moderation.services.opening import moderation_open, moderation_start, moderation_withdraw
from moderation.services.rereading import blind_read

__all__ = [
    "PERSONAL",
    "Judged",
    "Outcome",
    "blind_read",
    "moderation_approve",
    "moderation_claim",
    "moderation_claim_next",
    "moderation_open",
    "moderation_refuse",
    "moderation_release",
    "moderation_start",
    "moderation_withdraw",
    "objection_decide",
    "objection_file",
]
