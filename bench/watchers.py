"""Watchers of a conference: a program of its own, so that it takes no time of the server's.

Reads its orders as JSON from standard input, prints what it measured as JSON. Each watcher asks
every five seconds as `static/js/live.js` does, over a connection of its own, as a web server in
front asks a sync worker.
"""

import asyncio
import json
import random
import re
import sys
import time
import zlib
from collections import Counter
from dataclasses import dataclass, field

EVERY = 5.0
ETAG = re.compile(rb"etag: ([^\r]+)", re.IGNORECASE)
SINCE = re.compile(rb'"since":"(\d+)"')


@dataclass
class Tally:
    """What came back."""

    times: list[float] = field(default_factory=list)
    statuses: Counter[str] = field(default_factory=Counter)
    bytes: int = 0


async def ask(socket: str, path: str, etag: str) -> bytes:
    """One request; the server closes when it has answered."""
    reader, writer = await asyncio.open_unix_connection(socket)
    known = f"If-None-Match: {etag}\r\n" if etag else ""
    writer.write(
        f"GET {path} HTTP/1.0\r\nHost: 127.0.0.1\r\nAccept-Encoding: gzip\r\n{known}\r\n".encode()
    )
    answer = await reader.read(-1)
    writer.close()
    return answer


def unpacked(answer: bytes) -> bytes:
    """The beginning of the body; unpacking all of it would be the browser's time."""
    head, _, body = answer.partition(b"\r\n\r\n")
    return zlib.decompressobj(31).decompress(body, 800) if b"gzip" in head else body


async def watch(socket: str, path: str, until: float, begin: float, tally: Tally) -> None:
    """One watcher until the end; what comes before ``begin`` only warms up."""
    since, etag = str(int(time.time() * 1000)), ""
    due = time.monotonic() + random.random() * EVERY
    while due < until:
        await asyncio.sleep(max(0.0, due - time.monotonic()))
        asked = time.monotonic()
        try:
            answer = await ask(socket, f"{path}?since={since}", etag)
            status = answer[9:12].decode() or "nothing"
        except OSError as trouble:
            answer, status = b"", type(trouble).__name__
        if asked >= begin:
            tally.times.append(time.monotonic() - asked)
            tally.statuses[status] += 1
            tally.bytes += len(answer)
        if found := ETAG.search(answer):
            etag = found[1].decode()
        if found := SINCE.search(unpacked(answer)):
            since = found[1].decode()
        due = max(due + EVERY * (0.9 + 0.2 * random.random()), time.monotonic())


async def run(orders: dict[str, object]) -> Tally:
    """All watchers, first some seconds to warm up."""
    tally = Tally()
    begin = time.monotonic() + EVERY
    until = begin + float(str(orders["seconds"]))
    socket, path = str(orders["socket"]), str(orders["path"])
    watchers = (
        watch(socket, path, until, begin, tally) for _ in range(int(str(orders["watchers"])))
    )
    await asyncio.gather(*watchers)
    return tally


def main() -> None:
    """Orders in, figures out."""
    orders = json.load(sys.stdin)
    tally = asyncio.run(run(orders))
    print(json.dumps({"times": tally.times, "statuses": tally.statuses, "bytes": tally.bytes}))


if __name__ == "__main__":
    main()
