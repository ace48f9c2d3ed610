"""A throw-away authority with its OCSP service on a socket, and people's signatures by it."""

import functools
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from accounts.models import User
from signing.eds_signing import eds_bind, eds_check_and_sign
from signing.models import SignedPayload
from signing.payloads import payload_bytes
from standins.nca import Authority, Leaf
from tests.factories.signing import IP

SESSION = "a-web-session"


@functools.cache
def authority_of(kind: str) -> Authority:
    """One of each kind for the whole run."""
    return Authority.make(kind)


class Service:
    """The authority's OCSP. ``is_down``: closes the connection without an answer. ``meanwhile``
    runs once while the portal waits for the answer."""

    def __init__(self, authority: Authority) -> None:
        self.authority = authority
        self.is_down = False
        self.meanwhile: Callable[[], None] | None = None
        self.asked = 0
        self.url = ""

    def answer(self, request: bytes) -> bytes | None:
        self.asked += 1
        meanwhile, self.meanwhile = self.meanwhile, None
        if meanwhile:
            meanwhile()
        return None if self.is_down else self.authority.ocsp_response(request)

    # Keys and signatures

    def key_of(self, user: User, **changes: Any) -> Leaf:
        return self.authority.person(iin=str(user.vault.iin), **changes)

    def sign(self, payload: SignedPayload, *, leaf: Leaf | None = None, **changes: Any) -> bytes:
        """A signature of the stored bytes by their owner, as NCALayer gives it."""
        key = leaf or self.key_of(payload.owner)
        return self.authority.sign(key, payload_bytes(payload), **{"pem": True, **changes})


@contextmanager
def service_running(folder: Path, kind: str = "rsa") -> Iterator[Service]:
    """The service on a free port; its anchors as files in the folder."""
    service = Service(authority_of(kind))
    for name, data in service.authority.anchors.items():
        (folder / f"{name}.cer").write_bytes(data)

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            answer = service.answer(body)
            if answer is None:
                return
            self.send_response(200)
            self.send_header("Content-Type", "application/ocsp-response")
            self.send_header("Content-Length", str(len(answer)))
            self.end_headers()
            self.wfile.write(answer)

        def log_message(self, format: str, *args: Any) -> None:
            """Quiet."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        service.url = f"http://127.0.0.1:{server.server_address[1]}/"
        yield service
        server.shutdown()
        thread.join()


def eds_sign(
    payload: SignedPayload,
    blob: str | bytes,
    *,
    owner: User | None = None,
    session: str = SESSION,
    ip: str = IP,
    bind: bool = True,
) -> Any:
    """Post a signature as the web does."""
    if bind:
        eds_bind(payload=payload, owner=payload.owner, session=SESSION)
    return eds_check_and_sign(
        payload=payload,
        owner=owner or payload.owner,
        blob=blob,
        session=session,
        ip=ip,
        language="en",
    )
