"""Several processes that live and die together."""

import contextlib
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import FrameType
from urllib.error import HTTPError, URLError
from urllib.request import urlopen

ROOT = Path(__file__).resolve().parent.parent
GRACE_SECONDS = 12
SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class Stop(Exception):
    """The run is over; the message is the one line a person reads."""


class Interrupted(Exception):
    """Ctrl-C, SIGTERM, a closed terminal or a parent that went away."""


@dataclass(frozen=True)
class Program:
    name: str
    arguments: Sequence[str]
    ready_url: str = ""


@dataclass
class Running:
    program: Program
    process: "subprocess.Popen[bytes]"
    log: Path


def handle_signals() -> None:
    for number in SIGNALS:
        signal.signal(number, interrupt)


def interrupt(number: int, frame: FrameType | None) -> None:
    for other in SIGNALS:  # once is enough: the way out must not be interrupted again
        signal.signal(other, signal.SIG_IGN)
    raise Interrupted


@contextlib.contextmanager
def together(
    programs: Sequence[Program], *, logs: Path, environment: Mapping[str, str]
) -> Iterator[list[Running]]:
    """Start all programs; whatever happens inside, none of them outlives the block."""
    running: list[Running] = []
    try:
        for program in programs:
            running.append(start(program, logs=logs, environment=environment))
        yield running
    finally:
        stop(running)


def start(program: Program, *, logs: Path, environment: Mapping[str, str]) -> Running:
    log = logs / f"{program.name}.log"
    with log.open("wb") as output:
        process = subprocess.Popen(
            [sys.executable, "-u", str(ROOT / "tools" / "child.py"), *program.arguments],
            cwd=ROOT,
            env=dict(environment),
            stdin=subprocess.PIPE,  # its end tells the child that we are gone
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,  # Ctrl-C reaches us only, we stop the others in order
        )
    return Running(program, process, log)


def stop(running: Sequence[Running]) -> None:
    for child in running:
        if child.process.poll() is None:
            child.process.terminate()
    deadline = time.monotonic() + GRACE_SECONDS
    for child in running:
        try:
            child.process.wait(max(0.1, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(child.process.pid, signal.SIGKILL)
            child.process.wait()


def wait_ready(running: Sequence[Running], *, seconds: float) -> None:
    deadline = time.monotonic() + seconds
    for child in running:
        while child.program.ready_url and not answers(child.program.ready_url):
            check_alive(running)
            if time.monotonic() > deadline:
                raise Stop(f"{child.program.name} did not answer within {seconds:.0f} seconds")
            time.sleep(0.2)


def answers(url: str) -> bool:
    try:
        with urlopen(url, timeout=10):
            return True
    except HTTPError:
        return True  # it speaks HTTP; what it says is its own matter
    except (URLError, OSError):
        return False


def watch(running: Sequence[Running]) -> None:
    """Return never: raises when a child ends, a signal comes or our own parent goes away."""
    parent = os.getppid()
    while True:
        check_alive(running)
        if os.getppid() != parent:
            raise Interrupted
        time.sleep(0.3)


def check_alive(running: Sequence[Running]) -> None:
    for child in running:
        code = child.process.poll()
        if code is not None:
            raise Stop(
                f"{child.program.name} stopped by itself (exit code {code}):"
                f" {last_line(child.log)} (all of it: {child.log})"
            )


def last_line(log: Path) -> str:
    lines = [line.strip() for line in log.read_text(errors="replace").splitlines() if line.strip()]
    return lines[-1] if lines else "it said nothing"
