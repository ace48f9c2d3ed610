"""What the pages of a prepared answer show: words, changes, what is missing, files, who agreed."""

from typing import Any

from appeals.models import Appeal
from appeals.services.checking import answer_missing
from appeals.services.comparing import answer_changes
from appeals.services.preparing import Prepared


def answer_look(appeal: Appeal, prepared: Prepared | None) -> dict[str, Any]:
    """The context of ``answer_draft.html``; all empty where nothing is prepared."""
    if prepared is None:
        return {"prepared": None, "changes": None, "missing": []}
    changes = answer_changes(appeal)
    return {
        "prepared": prepared,
        "changes": changes if changes and not changes.is_empty else None,
        "missing": answer_missing(
            appeal=appeal, body=prepared.words.body, private=prepared.words.private
        ),
    }
