"""Lines of a sum, said in the reader's language."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from law.clock import Step, StepCode
from law.wording import say


@dataclass(frozen=True)
class SaidStep:
    """One line of the sum; ``text`` is in the language that was active."""

    code: StepCode
    day: date
    text: str


def said(steps: Iterable[Step]) -> tuple[SaidStep, ...]:
    return tuple(SaidStep(step.code, step.day, say(step)) for step in steps)
