"""A small site's end of NCALayer's socket, for tests of the simulator."""

import base64
import json
from typing import Any

from websockets.sync.client import ClientConnection, connect

from tests.standins.running import StandIn

BASICS = "kz.gov.pki.knca.basics"
COMMON = "kz.gov.pki.knca.commonUtils"
CANCELLED = {"body": {}, "status": True}
PARAMS = {"decode": True, "encapsulate": False, "digested": False, "tsaProfile": {}}
PERSON = ["1.3.6.1.5.5.7.3.4", "1.2.398.3.3.4.1.1"]


class Site:
    """One open socket; the greeting is read already."""

    def __init__(self, connection: ClientConnection) -> None:
        self.connection = connection
        self.greeting = connection.recv(timeout=10)

    def send(self, frame: Any) -> None:
        self.connection.send(frame if isinstance(frame, str) else json.dumps(frame))

    def recv(self, timeout: float = 10) -> str:
        return self.connection.recv(timeout=timeout)

    def say(self, frame: Any) -> str:
        self.send(frame)
        return self.recv()

    def ask(self, frame: Any) -> dict[str, Any]:
        return json.loads(self.say(frame))

    def sign(self, data: bytes = b"data", **changes: Any) -> dict[str, Any]:
        return self.ask(basics(data, **changes))

    def common(self, method: str, *args: Any) -> dict[str, Any]:
        return self.ask({"module": COMMON, "method": method, "args": list(args)})


def basics(data: bytes = b"data", *, params: Any = None, **signer: Any) -> dict[str, Any]:
    return {
        "module": BASICS,
        "method": "sign",
        "args": {
            "allowedStorages": None,
            "format": "cms",
            "data": base64.b64encode(data).decode(),
            "signingParams": PARAMS if params is None else params,
            "signerParams": {"extKeyUsageOids": PERSON, **signer},
            "locale": "ru",
        },
    }


def site(standin: StandIn, origin: str = "https://portal.example", **options: Any) -> Any:
    """`with site(standin) as connection: Site(connection)`."""
    return connect(standin.socket, origin=origin, proxy=None, **options)


def pem_body(text: str) -> bytes:
    return base64.b64decode("".join(text.splitlines()[1:-1]))
