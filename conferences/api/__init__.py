"""Internet conferences for other programs: the same selectors and projections as the pages.

Everything here only reads. Asking, commenting and voting are a person's, on the pages.
"""

from conferences.api.questions import router as questions
from conferences.api.reads import router
from conferences.live.api import router as live

router.add_router("", questions)
router.add_router("", live)

__all__ = ["router"]
