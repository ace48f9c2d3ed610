"""Short-lived things under unguessable names, in memory only."""

import secrets
import threading
import time
from typing import Generic, TypeVar

T = TypeVar("T")


class Shelf(Generic[T]):
    LIMIT = 2000

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds
        self._things: dict[str, tuple[float, T]] = {}
        self._lock = threading.Lock()

    def put(self, thing: T) -> str:
        name = secrets.token_urlsafe(24)
        with self._lock:
            self._things[name] = (time.monotonic() + self.seconds, thing)
            if len(self._things) > self.LIMIT:
                del self._things[next(iter(self._things))]
        return name

    def get(self, name: str) -> T | None:
        with self._lock:
            return self._living(self._things.get(name))

    def take(self, name: str) -> T | None:
        """Only one caller ever gets it."""
        with self._lock:
            return self._living(self._things.pop(name, None))

    def _living(self, row: tuple[float, T] | None) -> T | None:
        return row[1] if row and row[0] > time.monotonic() else None
