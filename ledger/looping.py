"""Loops of long-lived commands: they end between two pieces of work, not within one."""

import signal
import threading
from types import FrameType


class Stopping:
    """Set by SIGTERM and Ctrl-C; a second signal ends the process at once."""

    def __init__(self) -> None:
        self._event = threading.Event()

    def listen(self) -> "Stopping":
        """Take the signals of this process."""
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self._stop)
        return self

    def __call__(self) -> bool:
        """Whether to end."""
        return self._event.is_set()

    def wait(self, seconds: float) -> bool:
        """Sleep that a signal ends; whether to end."""
        return self._event.wait(seconds)

    def _stop(self, number: int, frame: FrameType | None) -> None:
        self._event.set()
        for other in (signal.SIGTERM, signal.SIGINT):
            signal.signal(other, signal.SIG_DFL)
