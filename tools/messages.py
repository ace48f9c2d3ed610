"""Strings to translate: `collect` writes them into locale/, `stale` tells what is out of date."""

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import polib

from tools.sources import copy_sources
from tools.supervisor import ROOT

LANGUAGES = ("kk", "ru")
SHOWN = 10
OPTIONS = ["--no-obsolete", "--no-wrap", "--add-location", "file"]


def main() -> None:
    if not shutil.which("xgettext"):
        sys.exit(
            "Open Dialogue: gettext is needed (on Debian and Ubuntu: apt-get install gettext)."
        )
    sys.exit(stale() if sys.argv[1:] == ["check"] else collect())


def collect() -> int:
    with tempfile.TemporaryDirectory(prefix="od-messages-") as folder:
        fresh = make_messages(Path(folder))
        for name in LANGUAGES:
            catalogue(ROOT, name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(catalogue(fresh, name), catalogue(ROOT, name))
    return 0


def stale() -> int:
    """Compare with a fresh collection; 0 when every string is there and translated."""
    problems = []
    with tempfile.TemporaryDirectory(prefix="od-messages-") as folder:
        fresh = make_messages(Path(folder))
        for name in LANGUAGES:
            if not catalogue(ROOT, name).exists():
                problems.append(f"{name}: there is no catalogue; make messages begins one")
                continue
            problems += compare(
                name, entries(catalogue(ROOT, name)), entries(catalogue(fresh, name))
            )
    for line in problems:
        print(line, flush=True)
    return 1 if problems else 0


def make_messages(folder: Path) -> Path:
    """Run in a copy, so that nothing but locale/ can change and no ignored file is read."""
    copy_sources(folder, without=("tests", "var", "docs", "tools", "bench", "standins"))
    (folder / "locale").mkdir(exist_ok=True)
    command = [sys.executable, "manage.py", "makemessages", *OPTIONS]
    for name in LANGUAGES:
        command += ["--locale", name]
    environment = {**os.environ, "DJANGO_SETTINGS_MODULE": "cms.settings.development"}
    done = subprocess.run(
        command, cwd=folder, env=environment, text=True, capture_output=True, check=False
    )
    if done.returncode != 0:
        sys.exit(f"Open Dialogue: makemessages failed: {done.stderr.strip()}")
    return folder


def catalogue(root: Path, language: str) -> Path:
    return root / "locale" / language / "LC_MESSAGES" / "django.po"


def entries(path: Path) -> dict[tuple[str | None, str], polib.POEntry]:
    if not path.exists():
        return {}
    return {(entry.msgctxt, entry.msgid): entry for entry in polib.pofile(str(path)) if entry.msgid}


def compare(
    language: str,
    kept: dict[tuple[str | None, str], polib.POEntry],
    fresh: dict[tuple[str | None, str], polib.POEntry],
) -> list[str]:
    untranslated = [key for key in fresh if key in kept and not kept[key].translated()]
    return [
        f"{language}: {len(keys)} {what}: " + "; ".join(repr(key[1]) for key in sorted_keys(keys))
        for what, keys in [
            ("not collected (make messages)", [key for key in fresh if key not in kept]),
            ("no longer used (make messages)", [key for key in kept if key not in fresh]),
            ("not translated or fuzzy", untranslated),
        ]
        if keys
    ]


def sorted_keys(keys: list[tuple[str | None, str]]) -> list[tuple[str | None, str]]:
    return sorted(keys, key=lambda key: key[1])[:SHOWN]


if __name__ == "__main__":
    main()
