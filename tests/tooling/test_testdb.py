"""The PostgreSQL of the tests leaves nothing behind, however its owner ends."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
# Whoever runs the tests in the background hands down an ignored SIGINT.
OWNER = """
import signal, time
from tools.testdb import server_start
signal.signal(signal.SIGINT, signal.default_int_handler)
print(server_start(), flush=True)
time.sleep(600)
"""


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL])
def test_server_ends_with_its_owner(number: int) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", OWNER],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    ) as owner:
        assert owner.stdout
        home = Path(owner.stdout.readline().strip().split("host=")[1])
        server = int((home / "data" / "postmaster.pid").read_text().splitlines()[0])
        os.kill(server, 0)
        owner.send_signal(number)
        owner.wait(20)
    deadline = time.monotonic() + 20
    while home.exists() and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not home.exists()
    with pytest.raises(ProcessLookupError):
        os.kill(server, 0)
