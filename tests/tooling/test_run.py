"""`tools/run.py` and its supervisor, as processes."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PATIENCE_SECONDS = 20
# Two children that write their process ids and wait; the supervisor says when both stand.
TOGETHER = """
import os, sys
from pathlib import Path
from tools.supervisor import Interrupted, Program, Stop, handle_signals, together, watch
folder = Path(sys.argv[1])
handle_signals()
programs = [Program(name, [str(folder / "child.py"), name]) for name in ("one", "two")]
try:
    with together(programs, logs=folder, environment=os.environ) as running:
        watch(running)
except Stop as stop:
    sys.exit(f"stopped: {stop}")
except Interrupted:
    print("interrupted")
"""
CHILD = """
import os, sys, time
from pathlib import Path
folder, name = Path(__file__).parent, sys.argv[1]
(folder / f"{name}.part").write_text(str(os.getpid()))
(folder / f"{name}.part").rename(folder / f"{name}.pid")
while not (folder / f"{name}.end").exists():
    time.sleep(0.05)
print("the reason")
sys.exit(3)
"""


@pytest.fixture
def busy_port() -> Iterator[int]:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        yield listener.getsockname()[1]


def run_portal(port: object, folder: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "tools.run", "--port", str(port)],
        cwd=ROOT,
        env={**os.environ, "OD_VAR": str(folder)},
        capture_output=True,
        text=True,
        timeout=PATIENCE_SECONDS,
    )


def assert_refused(done: subprocess.CompletedProcess[str], *parts: str) -> None:
    assert done.returncode == 1
    assert len(done.stderr.strip().splitlines()) == 1, done.stderr
    assert done.stdout == ""
    for part in parts:
        assert part in done.stderr


def test_busy_site_port_is_one_clear_line(busy_port: int, tmp_path: Path) -> None:
    assert_refused(
        run_portal(busy_port, tmp_path), f"Port {busy_port} (the site) is in use", "PORT="
    )
    assert list(tmp_path.iterdir()) == []


def test_busy_identity_provider_port_is_named(busy_port: int, tmp_path: Path) -> None:
    done = run_portal(busy_port - 1, tmp_path)
    assert_refused(done, f"Port {busy_port} (the identity provider) is in use")


def test_busy_port_of_ncalayer_is_named(busy_port: int, tmp_path: Path) -> None:
    done = run_portal(busy_port - 2, tmp_path)
    assert_refused(done, f"Port {busy_port} (NCALayer) is in use")


@pytest.mark.parametrize("port", ["eighty", "0", "65534", "-1", "80.5", ""])
def test_port_that_is_no_port(port: str, tmp_path: Path) -> None:
    assert_refused(run_portal(port, tmp_path), "PORT must be a number from 1 to 65533")


@pytest.fixture
def supervised(tmp_path: Path) -> Iterator["subprocess.Popen[str]"]:
    (tmp_path / "child.py").write_text(CHILD)
    with subprocess.Popen(
        [sys.executable, "-c", TOGETHER, str(tmp_path)],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        eventually(lambda: all((tmp_path / f"{name}.pid").exists() for name in ("one", "two")))
        yield process
        process.kill()


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_signal_stops_all(supervised: "subprocess.Popen[str]", tmp_path: Path, number: int) -> None:
    supervised.send_signal(number)
    output, _ = supervised.communicate(timeout=PATIENCE_SECONDS)
    assert (supervised.returncode, output) == (0, "interrupted\n")
    assert not alive(tmp_path, "one")
    assert not alive(tmp_path, "two")


def test_one_end_ends_all_and_says_why(supervised: "subprocess.Popen[str]", tmp_path: Path) -> None:
    (tmp_path / "one.end").touch()
    _, errors = supervised.communicate(timeout=PATIENCE_SECONDS)
    assert supervised.returncode == 1
    assert "one stopped by itself (exit code 3): the reason" in errors
    assert not alive(tmp_path, "two")


def test_killed_parent_takes_the_children_along(
    supervised: "subprocess.Popen[str]", tmp_path: Path
) -> None:
    supervised.kill()
    supervised.wait(PATIENCE_SECONDS)
    eventually(lambda: not alive(tmp_path, "one") and not alive(tmp_path, "two"))


def alive(folder: Path, name: str) -> bool:
    try:
        os.kill(int((folder / f"{name}.pid").read_text()), 0)
    except ProcessLookupError:
        return False
    return True


def eventually(condition) -> None:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.05)
