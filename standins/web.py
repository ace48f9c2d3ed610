"""Just enough HTTP: a request, an answer, a table of addresses."""

import json
import urllib.parse
from collections.abc import Callable
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

BODY_LIMIT = 64 * 1024
ALWAYS = {"Cache-Control": "no-store", "X-Content-Type-Options": "nosniff"}


@dataclass(frozen=True)
class Request:
    method: str
    path: str
    query: dict[str, str]
    headers: dict[str, str]
    body: bytes

    @property
    def form(self) -> dict[str, str]:
        if not self.headers.get("content-type", "").startswith("application/x-www-form-urlencoded"):
            return {}
        return _pairs(self.body.decode("utf-8", "replace"))


@dataclass(frozen=True)
class Response:
    status: int = 200
    body: bytes = b""
    headers: dict[str, str] = field(default_factory=dict)


Handler = Callable[[Request], Response]
Routes = dict[tuple[str, str], Handler]


def page(html: str, status: int = 200) -> Response:
    return Response(status, html.encode(), {"Content-Type": "text/html; charset=utf-8"})


def as_json(data: object, status: int = 200, **headers: str) -> Response:
    body = json.dumps(data, ensure_ascii=False, indent=1).encode()
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return Response(status, body, {"Content-Type": "application/json; charset=utf-8", **named})


def redirect(address: str) -> Response:
    return Response(303, b"", {"Location": address})


def with_query(address: str, **values: str) -> str:
    kept = {name: value for name, value in values.items() if value}
    joint = "&" if urllib.parse.urlsplit(address).query else "?"
    return address + joint + urllib.parse.urlencode(kept)


def _pairs(text: str) -> dict[str, str]:
    return dict(urllib.parse.parse_qsl(text, keep_blank_values=True, max_num_fields=50))


class Server(ThreadingHTTPServer):
    daemon_threads = True  # a hanging answer never holds up the end of the process
    request_queue_size = 64

    def __init__(self, port: int, routes: Routes, *, verbose: bool) -> None:
        self.routes = routes
        self.verbose = verbose
        super().__init__(("127.0.0.1", port), _Door)

    def handle_error(self, request, client_address) -> None:
        if self.verbose:
            super().handle_error(request, client_address)


class _Door(BaseHTTPRequestHandler):
    server: Server
    timeout = 10

    def do_GET(self) -> None:
        self._answer(b"")

    def do_POST(self) -> None:
        length = self.headers.get("Content-Length", "0")
        if not length.isdigit() or int(length) > BODY_LIMIT:
            self._send(as_json({"error": "request_too_large"}, 413))
            return
        self._answer(self.rfile.read(int(length)))

    def _answer(self, body: bytes) -> None:
        split = urllib.parse.urlsplit(self.path)
        handler = self.server.routes.get((self.command, split.path))
        if handler is None:
            known = any(path == split.path for _, path in self.server.routes)
            self._send(as_json({"error": "wrong_method" if known else "not_found"}, 404 + known))
            return
        headers = {name.lower(): value for name, value in self.headers.items()}
        try:
            request = Request(self.command, split.path, _pairs(split.query), headers, body)
            response = handler(request)
        except ValueError:
            response = as_json({"error": "invalid_request"}, 400)
        self._send(response)

    def _send(self, response: Response) -> None:
        self.send_response(response.status)
        for name, value in {**ALWAYS, **response.headers}.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(response.body)))
        self.end_headers()
        self.wfile.write(response.body)

    def log_message(self, format: str, *args: object) -> None:
        if self.server.verbose:
            super().log_message(format, *args)
