"""`make lint`: every check in one go; all of them run, then the failed ones are named."""

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable

from tools.supervisor import ROOT

TYPED_WHOLE = ["law", "signing"]
TYPED_FILES = ["services", "selectors", "permissions", "projections"]
DEVELOPMENT = {
    **os.environ,
    "DJANGO_SETTINGS_MODULE": "cms.settings.development",
    "OD_VAR": str(ROOT / "var" / "lint"),
    "DATABASE_URL": "sqlite://",
}


def main() -> None:
    chosen = sys.argv[1:]
    failed = []
    for name, check in CHECKS.items():
        if chosen and name not in chosen:
            continue
        started = time.monotonic()
        good = check()
        print(
            f"{'ok  ' if good else 'FAIL'} {name} ({time.monotonic() - started:.0f} s)", flush=True
        )
        if not good:
            failed.append(name)
    if failed:
        sys.exit(f"make lint: {', '.join(failed)} failed")


def tool(*arguments: str) -> Callable[[], bool]:
    return lambda: python("-m", *arguments)


def manage(*arguments: str) -> Callable[[], bool]:
    return lambda: python("manage.py", *arguments)


def python(*arguments: str) -> bool:
    """Run quietly; what a failed check said is printed whole."""
    done = subprocess.run(
        [sys.executable, *arguments],
        cwd=ROOT,
        env=DEVELOPMENT,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    if done.returncode != 0:
        print(done.stdout, flush=True)
    return done.returncode == 0


def types() -> bool:
    """Strict types where rules live: two rooms whole, the rule files of the others."""
    paths = [ROOT / name for name in TYPED_WHOLE]
    for room in sorted(path.parent for path in ROOT.glob("*/__init__.py")):
        if room.name not in TYPED_WHOLE:
            paths += [path for name in TYPED_FILES for path in room.glob(f"{name}.py")]
            paths += [path for name in TYPED_FILES for path in room.glob(f"{name}/*.py")]
    return python("-m", "mypy", "--no-error-summary", *map(str, paths))


def imports() -> bool:
    return python("-c", "from importlinter.cli import lint_imports_command as c; c()")


def translations() -> bool:
    if not shutil.which("xgettext"):
        print("gettext is not installed: translations were not checked", flush=True)
        return os.environ.get("CI") != "true"
    return python("-m", "tools.messages", "check")


CHECKS: dict[str, Callable[[], bool]] = {
    "format": tool("ruff", "format", "--check", "--quiet", "."),
    "style": tool("ruff", "check", "--quiet", "."),
    "floors": imports,
    "templates": tool("djlint", "templates", "--lint", "--quiet"),
    "types": types,
    "migrations": manage("makemigrations", "--check", "--dry-run"),
    "openapi": manage("openapi_export", "--check"),
    "workflow": manage("workflow_export", "--check"),
    "deployment": tool("tools.deploycheck"),
    "translations": translations,
}

if __name__ == "__main__":
    main()
