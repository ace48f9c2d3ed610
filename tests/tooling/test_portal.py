"""`make run` from nothing to a portal that answers, and its end."""

import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.request import urlopen

import pytest

ROOT = Path(__file__).resolve().parents[2]
ADDRESS = re.compile(
    r"^  (Site|CMS|API|Identity provider|Message viewer|NCALayer) +(http://\S+)", re.MULTILINE
)
SECOND_START_SECONDS = 30


@pytest.mark.slow
def test_portal_starts_answers_stops_and_keeps_its_data(tmp_path: Path) -> None:
    port = three_free_ports()
    with portal(port, tmp_path) as (process, said):
        pages = dict(ADDRESS.findall(said))
        assert len(pages) == 6
        for address in pages.values():
            with urlopen(address, timeout=30) as answer:
                assert answer.status == 200
        assert "Sampleton Specimen" in said  # the invented people are listed
        process.send_signal(signal.SIGTERM)
        assert process.wait(30) == 0
    assert not listens(port)
    assert not listens(port + 1)
    assert not listens(port + 2)
    size = (tmp_path / "open-dialogue.sqlite3").stat().st_size
    started = time.monotonic()
    with portal(port, tmp_path) as (process, said):
        assert time.monotonic() - started < SECOND_START_SECONDS
        process.send_signal(signal.SIGINT)
        assert process.wait(30) == 0
    assert (tmp_path / "open-dialogue.sqlite3").stat().st_size == size


@contextmanager
def portal(port: int, folder: Path) -> Iterator[tuple["subprocess.Popen[str]", str]]:
    """Start it and read its terminal until the addresses and the people are there."""
    unset = {"DATABASE_URL", "DJANGO_SETTINGS_MODULE"}
    environment = {name: value for name, value in os.environ.items() if name not in unset}
    with subprocess.Popen(
        [sys.executable, "-m", "tools.run", "--port", str(port)],
        cwd=ROOT,
        env={**environment, "OD_VAR": str(folder)},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    ) as process:
        assert process.stdout
        said = ""
        try:
            for line in process.stdout:
                said += line
                if "Logs:" in line:
                    break
            assert "Open Dialogue is running" in said, said
            yield process, said
        finally:
            process.terminate()


def three_free_ports() -> int:
    for _ in range(50):
        with socket.socket() as first, socket.socket() as second, socket.socket() as third:
            first.bind(("127.0.0.1", 0))
            port = first.getsockname()[1]
            try:
                second.bind(("127.0.0.1", port + 1))
                third.bind(("127.0.0.1", port + 2))
            except (OSError, OverflowError):
                continue
            return port
    raise AssertionError("no three neighbouring free ports")


def listens(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0
