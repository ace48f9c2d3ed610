"""Asking the services of the certification authority over HTTP.

Addresses come from the settings only, never from a certificate. The whole exchange has one
deadline, so an answer that drips in costs no more than one that never comes; answers have a size
limit; redirects are not followed and proxies of the environment are not asked.
"""

import http.client
import socket
from contextlib import suppress
from threading import Timer
from urllib.parse import urlsplit

# The authority's firewall turns away requests without one.
USER_AGENT = "OpenDialogue-EDS/1"


class NoAnswer(Exception):
    """Nothing came that could be judged: network, time, status, size."""


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
    connection = _connection(url, seconds)
    deadline = Timer(seconds, _cut, [connection])
    deadline.daemon = True
    deadline.start()
    try:
        return _exchange(connection, url, limit, body, content_type)
    except (OSError, http.client.HTTPException) as problem:
        raise NoAnswer(type(problem).__name__) from problem
    finally:
        deadline.cancel()
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
    response = connection.getresponse()
    if response.status != http.HTTPStatus.OK:
        raise NoAnswer(f"HTTP {response.status}")
    data = response.read(limit + 1)
    if len(data) > limit:
        raise NoAnswer("too large")
    # A connection that was cut at the deadline ends like a short answer.
    if response.length or connection.sock is None and not response.isclosed():
        raise NoAnswer("cut short")
    return data


def _connection(url: str, seconds: float) -> http.client.HTTPConnection:
    parts = urlsplit(url)
    make = http.client.HTTPSConnection if parts.scheme == "https" else http.client.HTTPConnection
    return make(parts.hostname or "", parts.port, timeout=seconds)


def _cut(connection: http.client.HTTPConnection) -> None:
    if connection.sock is not None:
        with suppress(OSError):
            connection.sock.shutdown(socket.SHUT_RDWR)
