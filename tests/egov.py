"""Signing in through the stand-in, as a browser would, with Django's test client.

A folder whose tests want the fixtures imports them in its conftest.
"""

import json
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from django.test import Client

import pytest

from tests.standins.running import StandIn

LOGIN = "/accounts/egov/login/"
CALLBACK = "/accounts/egov/login/callback/"
SITE = "http://testserver"


@dataclass
class Egov:
    """The stand-in and the walk through it."""

    standin: StandIn

    def leave(self, client: Client, next: str = "/ru/", **query: str) -> str:
        """Press Sign in; the address at egov where the browser goes."""
        answer = client.get(LOGIN, {"next": next, **query})
        assert answer.status_code == 302, answer.status_code
        assert answer["Location"].startswith(self.standin.address)
        return answer["Location"]

    def back_as(self, client: Client, person: str, next: str = "/ru/", **query: str) -> str:
        """Sign in at egov; the path the browser comes back to, not yet opened."""
        return path_of(self.standin.sign_in(self.leave(client, next, **query), person))

    def sign_in(self, client: Client, person: str, next: str = "/ru/", **query: str) -> Any:
        """The whole way; the portal's answer to the return."""
        return client.get(self.back_as(client, person, next, **query))


@pytest.fixture(scope="module")
def egov_process() -> Iterator[StandIn]:
    with StandIn(site=SITE, options=("--hang-seconds", "3")) as standin:
        yield standin


@pytest.fixture
def egov(egov_process: StandIn, settings: Any) -> Egov:
    settings.SITE_URL = SITE
    settings.EGOV_IDP_URL = egov_process.address
    return Egov(egov_process)


def path_of(address: str) -> str:
    parts = urlsplit(address)
    return f"{parts.path}?{parts.query}"


def query_of(address: str) -> dict[str, str]:
    return dict(parse_qsl(urlsplit(address).query))


@dataclass
class Crooked:
    """A provider that answers whatever a test wants: path -> (status, headers, body)."""

    answers: dict[str, tuple[int, dict[str, str], bytes]] = field(default_factory=dict)
    address: str = ""

    def says(self, path: str, body: Any, status: int = 200, **headers: str) -> None:
        data = body if isinstance(body, bytes) else json.dumps(body).encode()
        kind = {"Content-Type": "application/json"} if not headers else {}
        named = {name.replace("_", "-"): value for name, value in headers.items() if value}
        self.answers[path] = (status, {**kind, **named}, data)

    def says_all_well(self) -> None:
        """A citizen with a phone."""
        person = {"iin": "020202100029", "surname": "Образцов", "name": "Пример"}
        self.says("/idp/oauth/token", {"access_token": "canary-token", "token_type": "bearer"})
        self.says("/idp/resource/user/basic", {"sub": "crooked-1", "person": person})
        self.says("/idp/resource/user/phone", {"phone": "+77990000102"})


@pytest.fixture
def crooked(settings: Any) -> Iterator[Crooked]:
    provider = Crooked()

    class Handler(BaseHTTPRequestHandler):
        def answer(self) -> None:
            length = int(self.headers.get("Content-Length") or 0)
            self.rfile.read(length)
            status, headers, body = provider.answers.get(self.path, (404, {}, b""))
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        do_GET = do_POST = answer

        def log_message(self, *args: Any) -> None:
            return

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        provider.address = f"http://127.0.0.1:{server.server_port}"
        provider.says_all_well()
        settings.SITE_URL = SITE
        settings.EGOV_IDP_URL = provider.address
        yield provider
        server.shutdown()


def come_back(client: Client, *, next: str = "/ru/", code: str = "canary-code") -> Any:
    """Leave for a provider without pages and come back with a code."""
    state = query_of(client.get(LOGIN, {"next": next})["Location"])["state"]
    return client.get(CALLBACK, {"state": state, "code": code})
