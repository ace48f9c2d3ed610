"""Puts the stand-ins together into one server."""

from typing import TYPE_CHECKING

from . import authenticator, pages
from .config import Config
from .identity import IdentityProvider
from .messages import MessageBox
from .sms import SmsGateway
from .web import Request, Response, Routes, Server, as_json, page
from .words import LANGUAGES, say

if TYPE_CHECKING:
    from .nca.simulator import Simulator
    from .smtp import MailServer


def make_server(config: Config) -> Server:
    box = MessageBox(config.var / "messages")
    provider = IdentityProvider(config, box)
    routes: Routes = {
        **provider.routes(),
        **SmsGateway(config, box).routes(),
        **_viewer_routes(box),
        **authenticator.routes(),
        ("GET", "/"): lambda request: _start(request, config, provider),
        ("GET", "/health"): lambda request: as_json({"status": "ok"}),
    }
    return Server(config.port, routes, verbose=config.verbose)


def add_simulator(server: Server, config: Config) -> "Simulator":
    """NCALayer and its authority on top: the only stand-in that needs libraries."""
    from .nca.simulator import Simulator

    simulator = Simulator(
        directory=config.var / "nca",
        service=f"http://127.0.0.1:{server.server_port}/nca",
        port=config.nca_port or 0,
        tls=config.nca_tls,
        slow_seconds=config.hang_seconds,
    )
    server.routes.update(simulator.routes())
    return simulator


def add_mail(config: Config) -> "MailServer":
    """A mail server beside it, in a thread of its own; needs a library of development."""
    from .smtp import MailServer

    box = MessageBox(config.var / "messages")
    server = MailServer(box, port=config.smtp_port or 0, hang_seconds=config.hang_seconds)
    server.start()
    return server


def _viewer_routes(box: MessageBox) -> Routes:
    def show(request: Request) -> Response:
        to = request.query.get("to", "").strip()
        refresh = bool(request.query.get("refresh"))
        return page(pages.messages(_language(request), box.newest(to), to, refresh))

    def data(request: Request) -> Response:
        return as_json({"messages": box.newest(request.query.get("to", "").strip())})

    return {("GET", "/messages/"): show, ("GET", "/messages.json"): data}


def _start(request: Request, config: Config, provider: IdentityProvider) -> Response:
    language = _language(request)
    nca = [("NCALayer", "/nca/"), ("PEM", "/nca/anchors")] if config.nca_port is not None else []
    addresses = [
        (say(language, "site"), config.site + "/"),
        (say(language, "messages"), "/messages/"),
        (say(language, "authenticator"), "/authenticator/"),
        ("JSON", "/messages.json"),
        ("OAuth 2", "/idp/oauth/authorize"),
        ("SMS", "/sms/send"),
        *nca,
    ]
    return page(pages.start(language, addresses, provider.people.values()))


def _language(request: Request) -> str:
    language = request.query.get("lang", "")
    return language if language in LANGUAGES else "kk"
