"""The tree as git sees it (committed or new, never ignored), for checks that need a copy."""

import shutil
import subprocess
from pathlib import Path

from tools.supervisor import ROOT


def copy_sources(target: Path, *, without: tuple[str, ...] = ()) -> None:
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        check=True,
        capture_output=True,
        text=True,
    ).stdout
    for name in filter(None, listed.split("\0")):
        source = ROOT / name
        if name.split("/")[0] in without or not source.is_file():
            continue
        (target / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(source, target / name)
