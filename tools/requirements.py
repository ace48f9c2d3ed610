"""`make requirements`: pins with hashes what requirements*.in ask for, for all our Pythons."""

import os
import subprocess
import sys

OLDEST = (3, 11)  # a lock made on the oldest Python holds the backports that newer ones ignore
OPTIONS = [
    "--generate-hashes",
    "--strip-extras",
    "--allow-unsafe",
    "--upgrade",
    "--no-emit-index-url",
    "--no-emit-find-links",
    "--no-emit-trusted-host",
    "--annotation-style=line",
    "--quiet",
]


def main() -> None:
    if sys.version_info[:2] != OLDEST:
        sys.exit("Open Dialogue: make clean, then make requirements PYTHON=python3.11.")
    # Pins must not depend on what this machine adds to pip.
    plain = {"PIP_CONFIG_FILE": os.devnull, "PIP_FIND_LINKS": "", "PIP_EXTRA_INDEX_URL": ""}
    environment = {**os.environ, **plain, "CUSTOM_COMPILE_COMMAND": "make requirements"}
    for name in ("requirements", "requirements-dev"):
        command = [sys.executable, "-m", "piptools", "compile", *OPTIONS]
        command += ["-o", f"{name}.txt", f"{name}.in"]
        if subprocess.call(command, env=environment) != 0:
            sys.exit(f"Open Dialogue: {name}.in could not be resolved (see above).")


if __name__ == "__main__":
    main()
