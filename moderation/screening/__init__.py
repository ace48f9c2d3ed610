"""What is looked for before a moderator sees a text. Screening proposes; it never refuses.

Detectors are pure: a text and the word lists in, marks out (``marks``). ``run`` puts them together.
"""

from moderation.screening.marks import CLASSES, OBSCENE, PERSONAL, PERSONAL_CLASSES, ScreenMark
from moderation.screening.run import Screened, hide, screen, screen_marks

__all__ = [
    "CLASSES",
    "OBSCENE",
    "PERSONAL",
    "PERSONAL_CLASSES",
    "ScreenMark",
    "Screened",
    "hide",
    "screen",
    "screen_marks",
]
