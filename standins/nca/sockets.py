"""The WebSocket of NCALayer on loopback, plain or with a throw-away certificate."""

import logging
import ssl
import tempfile
import threading
from datetime import timedelta
from ipaddress import IPv4Address
from pathlib import Path
from queue import SimpleQueue

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from websockets.exceptions import ConnectionClosed
from websockets.protocol import State
from websockets.sync.server import Server, ServerConnection, serve

from .keys import RsaKey, key_make
from .ncalayer import HEARTBEAT, Layer
from .profile import now
from .window import Gone

HOST = "127.0.0.1"
LARGEST = 16 * 1024 * 1024
log = logging.getLogger("standins.nca")


def socket_serve(layer: Layer, *, port: int, tls: bool) -> Server:
    """Listens from now on; `Server.serve_forever` belongs into a thread."""
    return serve(
        lambda connection: _talk(layer, connection),
        HOST,
        port,
        ssl=_tls() if tls else None,
        max_size=LARGEST,
        compression=None,
        server_header=None,
        logger=log,
    )


def start(server: Server) -> None:
    threading.Thread(target=server.serve_forever, daemon=True, name="ncalayer").start()


def _talk(layer: Layer, connection: ServerConnection) -> None:
    """One site. Frames are answered in their order, heartbeats at once."""
    origin = connection.request.headers.get("Origin", "") if connection.request else ""
    log.info("NCALayer: connected, origin %s", origin or "none")
    frames: SimpleQueue[str | None] = SimpleQueue()
    arguments = (layer, connection, origin, frames)
    # A daemon, so that an open window never holds up the end of the process.
    threading.Thread(target=_answer_all, args=arguments, daemon=True).start()
    try:
        connection.send(layer.greeting())
        for message in connection:
            text = message if isinstance(message, str) else message.decode("utf-8", "replace")
            if text == HEARTBEAT:
                connection.send(text)
            else:
                frames.put(text)
    except ConnectionClosed:
        pass
    finally:
        frames.put(None)


def _answer_all(
    layer: Layer, connection: ServerConnection, origin: str, frames: "SimpleQueue[str | None]"
) -> None:
    def waits() -> bool:
        return connection.state is State.OPEN

    try:
        while (text := frames.get()) is not None:
            connection.send(layer.reply(text, origin=origin, waits=waits))
    except (Gone, ConnectionClosed):
        log.info("NCALayer: the site left before the answer")


def _tls() -> ssl.SSLContext:
    """Of 127.0.0.1; a browser believes it only when told to."""
    key = key_make("rsa")
    assert isinstance(key, RsaKey)
    name = x509.Name(
        [
            x509.NameAttribute(x509.NameOID.COMMON_NAME, HOST),
            x509.NameAttribute(x509.NameOID.ORGANIZATION_NAME, "Open Dialogue stand-in"),
        ]
    )
    names = [x509.DNSName("localhost"), x509.IPAddress(IPv4Address(HOST))]
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.private.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now() - timedelta(hours=1))
        .not_valid_after(now() + timedelta(days=90))
        .add_extension(x509.SubjectAlternativeName(names), critical=False)
        .sign(key.private, hashes.SHA256())
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    with tempfile.TemporaryDirectory() as directory:
        file = Path(directory) / "both.pem"
        pem = certificate.public_bytes(serialization.Encoding.PEM).decode()
        file.write_text(pem + key.dump())
        context.load_cert_chain(file)
    return context
