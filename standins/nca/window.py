"""The window of NCALayer without a screen: which key answers, and what the person does."""

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any

from .keystore import Entry

AUTO = "auto"
BEHAVIOURS = ("sign", "ask", "cancel", "wrong-password", "silent", "slow")
PASSWORD = "Qwerty12"
LOG_LENGTH = 50
POLL_SECONDS = 0.2


@dataclass(frozen=True)
class Wish:
    """What a site asks for: which certificates may be offered (all of it may be empty)."""

    module: str
    method: str
    origin: str = ""
    purposes: frozenset[str] = frozenset()
    iin: str = ""
    bin: str = ""
    serial: str = ""

    def fits(self, entry: Entry) -> bool:
        return (
            self.purposes <= entry.purposes
            and self.iin in {"", entry.iin}
            and self.bin in {"", entry.bin}
            and self.serial.lower() in {"", f"{entry.leaf.serial:x}"}
        )


@dataclass(frozen=True)
class Manner:
    """How the window behaves now; changed on the page or by a test."""

    behaviour: str = "sign"
    key: str = AUTO
    old: bool = False  # only the module commonUtils answers
    slow_seconds: float = 5


class Cancelled(Exception):
    """The person pressed Cancel."""


class WrongPassword(Exception):
    """The key could not be opened."""


class Gone(Exception):
    """The site closed its socket; nobody waits for an answer."""


@dataclass
class Question:
    """A request that waits until the person presses something."""

    wish: Wish
    number: int
    answer: str = ""  # sign, cancel, wrong-password
    key: str = ""


@dataclass
class Window:
    entries: dict[str, Entry]
    manner: Manner = field(default_factory=Manner)
    question: Question | None = None
    log: list[dict[str, Any]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._changed = threading.Condition()
        self._one = threading.Lock()  # one request in flight, whatever the number of sockets
        self._numbers = 0

    def change(self, **changes: Any) -> None:
        with self._changed:
            self.manner = replace(self.manner, **changes)
            self._changed.notify_all()

    def answer(self, answer: str, key: str = "") -> bool:
        """Press a button of the waiting request; False when none waits."""
        with self._changed:
            if self.question is None:
                return False
            self.question.answer, self.question.key = answer, key
            self._changed.notify_all()
            return True

    def choose(self, wish: Wish, waits: Callable[[], bool]) -> Entry:
        """The key that signs this request; ``waits`` tells whether the site still listens.

        Raises Cancelled, WrongPassword, Gone.
        """
        with self._alone(waits):
            outcome = "gone"
            try:
                entry = self._choose(wish, waits)
                outcome = entry.id
                return entry
            except (Cancelled, WrongPassword) as done:
                outcome = type(done).__name__
                raise
            finally:
                self.note(wish, outcome)

    def fitting(self, wish: Wish) -> list[Entry]:
        return [entry for entry in self.entries.values() if wish.fits(entry)]

    def note(self, wish: Wish, outcome: str) -> None:
        moment = time.strftime("%H:%M:%S")
        row = {"at": moment, "origin": wish.origin, "method": wish.method, "outcome": outcome}
        with self._changed:
            self.log.insert(0, row)
            del self.log[LOG_LENGTH:]

    def _choose(self, wish: Wish, waits: Callable[[], bool]) -> Entry:
        behaviour = self.manner.behaviour
        if behaviour == "silent":
            self._wait(waits, lambda: self.manner.behaviour != "silent")
            behaviour = self.manner.behaviour
        if behaviour == "slow":
            until = time.monotonic() + self.manner.slow_seconds
            self._wait(waits, lambda: time.monotonic() >= until)
        if behaviour == "cancel":
            raise Cancelled
        if behaviour == "wrong-password":
            raise WrongPassword
        entry = None if behaviour == "ask" else self._ready(wish)
        return entry or self._ask(wish, waits)

    def _ready(self, wish: Wish) -> Entry | None:
        """The key chosen beforehand, whatever the site filtered for, or the one key meant."""
        if self.manner.key != AUTO:
            return self.entries[self.manner.key]
        if not wish.iin:
            return None
        fitting = [entry for entry in self.fitting(wish) if entry.by_default]
        return fitting[0] if fitting else None

    def _ask(self, wish: Wish, waits: Callable[[], bool]) -> Entry:
        self._numbers += 1
        self.question = question = Question(wish, self._numbers)
        try:
            self._wait(waits, lambda: bool(question.answer))
        finally:
            self.question = None
        if question.answer == "wrong-password":
            raise WrongPassword
        if question.answer != "sign" or question.key not in self.entries:
            raise Cancelled
        return self.entries[question.key]

    def _wait(self, waits: Callable[[], bool], done: Callable[[], bool]) -> None:
        with self._changed:
            while not done():
                if not waits():
                    raise Gone
                self._changed.wait(POLL_SECONDS)

    def _alone(self, waits: Callable[[], bool]) -> "_Alone":
        return _Alone(self._one, waits)


class _Alone:
    """A lock whose waiting ends when the site goes away."""

    def __init__(self, lock: threading.Lock, waits: Callable[[], bool]) -> None:
        self.lock = lock
        self.waits = waits

    def __enter__(self) -> None:
        while not self.lock.acquire(timeout=POLL_SECONDS):
            if not self.waits():
                raise Gone

    def __exit__(self, *_: object) -> None:
        self.lock.release()
