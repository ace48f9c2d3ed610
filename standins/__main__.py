"""`python -m standins --port 8001 --site http://127.0.0.1:8000 --var var`"""

import contextlib
import logging
import signal
import sys

from .app import add_mail, add_simulator, make_server
from .config import from_arguments


def main() -> int:
    config = from_arguments()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    try:
        server = make_server(config)
    except OSError as error:
        print(f"The stand-ins cannot use port {config.port}: {error.strerror}.", file=sys.stderr)
        return 1
    simulator = None
    if config.nca_port is not None:
        logging.basicConfig(level=logging.INFO if config.verbose else logging.WARNING)
        try:
            simulator = add_simulator(server, config)
        except OSError as error:
            print(f"NCALayer cannot use port {config.nca_port}: {error.strerror}.", file=sys.stderr)
            return 1
    mail = None
    if config.smtp_port is not None:
        try:
            mail = add_mail(config)
        except OSError as error:
            print(f"SMTP cannot use port {config.smtp_port}: {error.strerror}.", file=sys.stderr)
            return 1
    print(f"Stand-ins: http://127.0.0.1:{server.server_port}/", flush=True)
    if simulator:
        print(f"NCALayer: {simulator.address}", flush=True)
    if mail:
        print(f"SMTP: 127.0.0.1:{mail.port}", flush=True)
    with contextlib.suppress(KeyboardInterrupt):
        server.serve_forever()
    return 0


if __name__ == "__main__":
    sys.exit(main())
