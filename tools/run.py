"""`make run`: the site, its background programs and the stand-ins, started and stopped as one."""

import argparse
import json
import os
import socket
import subprocess
import sys
from pathlib import Path

from tools.supervisor import (
    ROOT,
    Interrupted,
    Program,
    Stop,
    handle_signals,
    last_line,
    together,
    wait_ready,
    watch,
)

HOST = "127.0.0.1"
READY_SECONDS = 90


def main() -> None:
    handle_signals()
    port = read_port()
    idp_port, nca_port = port + 1, port + 2
    check_port_free(port, "the site", port)
    check_port_free(idp_port, "the identity provider", port)
    check_port_free(nca_port, "NCALayer", port)
    var = Path(os.environ.get("OD_VAR", ROOT / "var")).resolve()
    logs = var / "log"
    logs.mkdir(parents=True, exist_ok=True)
    site, idp = f"http://{HOST}:{port}", f"http://{HOST}:{idp_port}"
    ncalayer = f"ws://{HOST}:{nca_port}"
    environment = run_environment(site=site, idp=idp, ncalayer=ncalayer, var=var)
    prepare(environment, logs / "prepare.log")
    programs = [
        Program(
            "standins",
            ["-m", "standins", "--port", str(idp_port), "--nca-port", str(nca_port)]
            + ["--site", site, "--var", str(var)],
            ready_url=f"{idp}/health",
        ),
        Program("worker", ["manage.py", "db_worker", "--no-reload", "--queue-name", "*"]),
        Program("scheduler", ["manage.py", "scheduler"]),
        Program("deliverer", ["manage.py", "deliver"]),
        Program(
            "web",
            ["manage.py", "runserver", "--noreload", "--skip-checks", f"{HOST}:{port}"],
            ready_url=f"{site}/",
        ),
    ]
    with together(programs, logs=logs, environment=environment) as running:
        wait_ready(running, seconds=READY_SECONDS)
        print(addresses(site=site, idp=idp, ncalayer=ncalayer, logs=logs), flush=True)
        watch(running)


def read_port() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--port", default="8000")
    text = parser.parse_args().port
    if not text.isdigit() or not 1 <= int(text) <= 65533:
        raise Stop(f"PORT must be a number from 1 to 65533, not {text!r}")
    return int(text)


def check_port_free(port: int, whose: str, site_port: int) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except PermissionError:
            raise Stop(
                f"Port {port} ({whose}) needs rights you do not have; use 1024 or above"
            ) from None
        except OSError:
            other = site_port + 100 if site_port < 65000 else 8100
            raise Stop(
                f"Port {port} ({whose}) is in use;"
                f" stop what runs there or try: make run PORT={other}"
            ) from None


def run_environment(*, site: str, idp: str, ncalayer: str, var: Path) -> dict[str, str]:
    ours = {
        "DJANGO_SETTINGS_MODULE": "cms.settings.development",
        "OD_VAR": str(var),
        "SITE_URL": site,
        "STANDINS_URL": idp,
        "EGOV_IDP_URL": idp,
        "NCALAYER_URL": ncalayer,
        "PYTHONUNBUFFERED": "1",
    }
    return {**os.environ, **ours}


def prepare(environment: dict[str, str], log: Path) -> None:
    """Progress goes to the terminal, errors to the log, and their last line to the person."""
    command = [sys.executable, str(ROOT / "tools" / "child.py"), "-m", "tools.prepare"]
    with log.open("wb") as errors:
        child = subprocess.Popen(
            command, cwd=ROOT, env=environment, stdin=subprocess.PIPE, stderr=errors
        )
    try:
        code = child.wait()
    finally:
        child.kill()
    if code == 130:
        raise Interrupted
    if code != 0:
        raise Stop(f"The database could not be prepared: {last_line(log)} (all of it: {log})")


def addresses(*, site: str, idp: str, ncalayer: str, logs: Path) -> str:
    return f"""
Open Dialogue is running. Ctrl-C stops it.

  Site               {site}/
  CMS                {site}/cms/
  API                {site}/api/docs
  Identity provider  {idp}/
  Message viewer     {idp}/messages/   (SMS codes and mail)
  NCALayer           {idp}/nca/   (its window; the socket is {ncalayer})

  To sign in, press "Sign in" and choose one of the invented people. The code of
  the second step comes by SMS: read it in the message viewer.

{people()}

  Logs: {logs}/
"""


def people() -> str:
    """The demo sign-ins, as the identity provider offers them."""
    listed = json.loads((ROOT / "standins" / "people.json").read_text(encoding="utf-8"))["people"]
    names = [f"{person['surname']} {person['name']}" for person in listed]
    width = max(map(len, names))
    return "\n".join(
        f"    {name:<{width}}  {person['note']['en']}"
        for name, person in zip(names, listed, strict=True)
    )


if __name__ == "__main__":
    try:
        main()
    except Stop as stop:
        sys.exit(f"Open Dialogue: {stop}.")
    except (Interrupted, KeyboardInterrupt):
        print("\nOpen Dialogue has stopped.", flush=True)
