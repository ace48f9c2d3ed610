"""Small servers on the loopback: one that answers as told, one that speaks raw octets."""

import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


@dataclass
class Served:
    """``answers``: path -> status and body. ``asked``: what came, in its order."""

    url: str
    answers: dict[str, tuple[int, bytes]] = field(default_factory=dict)
    asked: list[tuple[str, str, dict[str, str], bytes]] = field(default_factory=list)

    def give(self, path: str, body: bytes, status: int = 200) -> str:
        """Serve it from now on; returns its address."""
        self.answers[path] = (status, body)
        return self.url + path


@contextmanager
def serving() -> Iterator[Served]:
    served = Served("")

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            served.asked.append((self.command, self.path, dict(self.headers), body))
            status, answer = served.answers.get(self.path, (404, b""))
            self.send_response(status)
            if 300 <= status < 400:
                self.send_header("Location", answer.decode())
                answer = b""
            self.send_header("Content-Length", str(len(answer)))
            self.end_headers()
            with suppress(OSError):
                self.wfile.write(answer)

        do_POST = do_GET

        def log_message(self, format: str, *args: Any) -> None:
            """Quiet."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
        thread.start()
        served.url = f"http://127.0.0.1:{server.server_address[1]}"
        yield served
        server.shutdown()
        thread.join()


@contextmanager
def raw(talk: Callable[[socket.socket], None]) -> Iterator[str]:
    """The address of a server that reads one request and then does what it likes."""
    with socket.create_server(("127.0.0.1", 0)) as server:

        def run() -> None:
            with suppress(OSError):
                line, _ = server.accept()
                with line:
                    line.recv(65536)
                    talk(line)

        thread = threading.Thread(target=run, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{server.getsockname()[1]}/"
        thread.join(5)


def dripping(head: bytes, *, octets: int = 50, pause: float = 0.1) -> Callable[..., None]:
    """The head at once, then one octet after the other."""

    def talk(line: socket.socket) -> None:
        line.sendall(head)
        for _ in range(octets):
            line.sendall(b"x")
            time.sleep(pause)

    return talk
