"""What the stand-ins can be told on the command line."""

import argparse
from dataclasses import dataclass
from pathlib import Path

CALLBACK = "/accounts/egov/login/callback/"


@dataclass(frozen=True)
class Config:
    port: int
    site: str
    var: Path
    redirects: frozenset[str]
    client_id: str
    client_secret: str
    sms_token: str
    code_seconds: float
    second_step_seconds: float
    hang_seconds: float
    verbose: bool
    nca_port: int | None
    nca_tls: bool
    smtp_port: int | None


def parser() -> argparse.ArgumentParser:
    p = argparse.ArgumentParser(
        prog="python -m standins", description="Stand-ins of the services outside the portal."
    )
    p.add_argument("--port", type=int, default=8001, help="0 takes a free port")
    p.add_argument("--site", default="http://127.0.0.1:8000", help="address of the portal")
    p.add_argument("--var", type=Path, default=Path("var"), help="messages lie in VAR/messages")
    p.add_argument(
        "--redirect", action="append", default=[], help="one more allowed redirect_uri, exact"
    )
    p.add_argument("--client-id", default="open-dialogue")
    p.add_argument("--client-secret", default="stand-in-secret")
    p.add_argument("--sms-token", default="stand-in-token")
    p.add_argument("--code-seconds", type=float, default=60, help="life of an authorization code")
    p.add_argument(
        "--second-step-seconds", type=float, default=300, help="life of the code from the SMS"
    )
    p.add_argument("--hang-seconds", type=float, default=30, help="how long a hanging answer hangs")
    p.add_argument(
        "--nca-port",
        type=int,
        help="simulate NCALayer and its certification authority; socket port, 0 takes a free one",
    )
    p.add_argument("--nca-tls", action="store_true", help="wss:// with a throw-away certificate")
    p.add_argument("--smtp-port", type=int, help="a mail server as well; 0 takes a free port")
    p.add_argument("--verbose", action="store_true", help="print an access log")
    return p


def from_arguments(arguments: list[str] | None = None) -> Config:
    a = parser().parse_args(arguments)
    site = a.site.rstrip("/")
    return Config(
        port=a.port,
        site=site,
        var=a.var,
        redirects=frozenset({site + CALLBACK, *a.redirect}),
        client_id=a.client_id,
        client_secret=a.client_secret,
        sms_token=a.sms_token,
        code_seconds=a.code_seconds,
        second_step_seconds=a.second_step_seconds,
        hang_seconds=a.hang_seconds,
        verbose=a.verbose,
        nca_port=a.nca_port,
        nca_tls=a.nca_tls,
        smtp_port=a.smtp_port,
    )
