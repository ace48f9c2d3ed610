"""The certification authority, its services, NCALayer and its window, started as one."""

from pathlib import Path

from ..web import Routes
from . import sockets
from .control import Control
from .keystore import keystore_open
from .ncalayer import Layer
from .services import Services
from .window import Window


class Simulator:
    """Listens on the socket as soon as it is made; raises OSError when the port is taken."""

    def __init__(
        self, *, directory: Path, service: str, port: int, tls: bool, slow_seconds: float
    ) -> None:
        store = keystore_open(directory, service)
        window = Window(store.entries)
        self.services = Services(store, slow_seconds)
        self.control = Control(store, window, self.services)
        server = sockets.socket_serve(Layer(window, store.authorities), port=port, tls=tls)
        scheme = "wss" if tls else "ws"
        self.address = f"{scheme}://{sockets.HOST}:{server.socket.getsockname()[1]}"
        self.control.socket = self.address
        sockets.start(server)

    def routes(self) -> Routes:
        return {**self.control.routes(), **self.services.routes()}
