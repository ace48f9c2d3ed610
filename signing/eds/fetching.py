"""Asking the services of the certification authority over HTTP.

Addresses come from the settings only, never from a certificate. The whole exchange has one
deadline, so an answer that drips in costs no more than one that never comes (only looking up the
name, and trying several addresses of it, may add to that); answers have a size limit; redirects
are not followed and proxies of the environment are not asked.
"""

import http.client
import socket
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from threading import Timer
from time import monotonic
from urllib.parse import urlsplit

# The authority's firewall turns away requests without one.
USER_AGENT = "OpenDialogue-EDS/1"


class NoAnswer(Exception):
    """Nothing came that could be judged: network, time, status, size."""


class TooLarge(NoAnswer):
    """An answer came, larger than any honest one."""


def fetch(
    url: str,
    *,
    seconds: float,
    limit: int,
    body: bytes | None = None,
    content_type: str = "",
) -> bytes:
    """The answer's body: of a POST when there is a ``body``, else of a GET.

    ``seconds`` for all of it, ``limit`` octets at most. Raises ``NoAnswer``.
    """
    end = monotonic() + seconds
    connection = _connection(url, seconds)
    try:
        connection.connect()
        with _cut_at(end, connection.sock):
            return _exchange(connection, url, limit, body, content_type)
    except (OSError, http.client.HTTPException) as problem:
        raise NoAnswer(type(problem).__name__) from problem
    finally:
        connection.close()


def _exchange(
    connection: http.client.HTTPConnection,
    url: str,
    limit: int,
    body: bytes | None,
    content_type: str,
) -> bytes:
    parts = urlsplit(url)
    path = f"{parts.path or '/'}{'?' if parts.query else ''}{parts.query}"
    headers = {"User-Agent": USER_AGENT, "Connection": "close"}
    if content_type:
        headers["Content-Type"] = content_type
    connection.request("GET" if body is None else "POST", path, body, headers)
    with connection.getresponse() as response:
        if response.status != http.HTTPStatus.OK:
            raise NoAnswer(f"HTTP {response.status}")
        data = response.read(limit + 1)
        if len(data) > limit:
            raise TooLarge("too large")
        if response.length:
            raise NoAnswer("cut short")
        return data


def _connection(url: str, seconds: float) -> http.client.HTTPConnection:
    parts = urlsplit(url)
    make = http.client.HTTPSConnection if parts.scheme == "https" else http.client.HTTPConnection
    return make(parts.hostname or "", parts.port, timeout=seconds)


@contextmanager
def _cut_at(end: float, line: socket.socket) -> Iterator[None]:
    """Shut the line down at that time. The socket itself, because a connection lets go of it as
    soon as the other side says that it will close; and what is cut ends like a whole answer
    without a length, so the time is looked at once more."""
    timer = Timer(max(0.0, end - monotonic()), _cut, [line])
    timer.daemon = True
    timer.start()
    try:
        yield
        if monotonic() >= end:
            raise NoAnswer("too late")
    finally:
        timer.cancel()


def _cut(line: socket.socket) -> None:
    with suppress(OSError):
        line.shutdown(socket.SHUT_RDWR)
