"""Starts production settings in a copy without the stand-ins, as an image would hold it."""

import os
import subprocess
import sys
import tempfile
from pathlib import Path

from tools.sources import copy_sources

# Secrets of the right shape that open nothing.
SETTINGS = {
    "DJANGO_SETTINGS_MODULE": "cms.settings.production",
    "SECRET_KEY": "only-for-this-check-0123456789-abcdefghijklmnopqrstuvwxyz-ABCDEFG",
    "FIELD_KEYS": "b25seS1mb3ItdGhpcy1jaGVjay0zMi1ieXRlcy0hISE=",
    "SUBJECT_HASH_KEY": "only-for-this-check-0123456789-abcdefgh",
    "ALLOWED_HOSTS": "portal.example",
    "SITE_URL": "https://portal.example",
    "DATABASE_URL": "postgresql://nobody@127.0.0.1:1/none",
    "EGOV_CLIENT_ID": "client",
    "EGOV_CLIENT_SECRET": "secret",
    "SMS_GATEWAY_URL": "https://sms.example/send",
    "SMS_GATEWAY_TOKEN": "token",
    "EMAIL_HOST": "mail.example",
    "EMAIL_FROM": "Open Dialogue <no-reply@portal.example>",
}


def check() -> bool:
    with tempfile.TemporaryDirectory(prefix="od-check-") as folder:
        tree, var = Path(folder) / "tree", Path(folder) / "var"
        copy_sources(tree, without=("standins", "tests"))
        environment = {"PATH": os.environ["PATH"], **SETTINGS, "OD_VAR": str(var)}
        return all(
            command(tree, environment, *arguments)
            for arguments in [
                ("check", "--deploy", "--fail-level", "WARNING"),
                ("collectstatic", "--noinput", "--verbosity", "0"),  # every reference must resolve
            ]
        )


def command(tree: Path, environment: dict[str, str], *arguments: str) -> bool:
    done = subprocess.run(
        [sys.executable, "manage.py", *arguments],
        cwd=tree,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    if done.returncode != 0:
        print(done.stdout, flush=True)
    return done.returncode == 0


if __name__ == "__main__":
    sys.exit(0 if check() else 1)
