"""Makes `.venv` with the pinned requirements. Called by make; knows only the standard library.

It runs on any Python 3.6 or newer, so that an unsuitable one gets a sentence and not a traceback.
The stamp is written last: an environment without it was left half-built and is made anew.
"""

import fcntl
import hashlib
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
VENV = os.path.join(ROOT, ".venv")
VENV_PYTHON = os.path.join(VENV, "bin", "python")
STAMP = os.path.join(VENV, "open-dialogue.json")
LOG = os.path.join(ROOT, "var", "log", "pip.log")
SUITABLE = ("3.11", "3.12", "3.13")
CANDIDATES = ["python" + version for version in reversed(SUITABLE)] + ["python3", "python"]
PROBE = "import sys; print('%d.%d' % sys.version_info[:2], flush=True); import venv, ensurepip"
PINNED = re.compile(r"^([A-Za-z0-9._-]+)(?:\[[^\]]*\])?==([^\s;\\]+)\s*\\?$", re.MULTILINE)


class Stop(Exception):
    """The environment cannot be made; the message is the one line a person reads."""


def main(arguments):
    files = ["requirements.txt"] + (["requirements-dev.txt"] if "--dev" in arguments else [])
    os.makedirs(os.path.dirname(LOG), exist_ok=True)
    with open(os.path.join(ROOT, "var", "bootstrap.lock"), "w") as lock:
        os.set_inheritable(lock.fileno(), True)  # a pip that outlives us still holds it
        fcntl.flock(lock, fcntl.LOCK_EX)  # two makes at once: the second waits
        prepare(files)


def prepare(files):
    wanted = {name: digest(files[: index + 1]) for index, name in enumerate(files)}
    stamp = read_stamp()
    sound = stamp.get("place") == VENV and os.path.exists(VENV_PYTHON)
    current = sound and all(stamp.get(name) == value for name, value in wanted.items())
    if current and not missing_packages(files):
        return
    if current or not sound:  # half-built, moved, or damaged since
        python = find_python()
        say("Making the environment .venv with %s ..." % python)
        build(python)
        stamp = {"place": VENV}
    forget_stamp()
    say("Installing the pinned requirements (the first time takes a minute) ...")
    install(files)
    stamp.update(wanted)
    write_stamp(stamp)


def find_python():
    """The first suitable interpreter: the one named by PYTHON, else a look around PATH."""
    named = os.environ.get("PYTHON")
    candidates = [named] if named else CANDIDATES + [sys.executable]
    unsuitable, without_venv = [], []
    for candidate in candidates:
        version, has_venv = probe(candidate)
        if version in SUITABLE and has_venv:
            return candidate
        if version in SUITABLE:
            without_venv.append(version)
        elif version:
            unsuitable.append(version)
    if without_venv:
        raise Stop(
            "Python %s is here but cannot make environments: install its venv module"
            " (on Debian and Ubuntu: apt-get install python%s-venv)."
            % (without_venv[0], without_venv[0])
        )
    found = ", ".join(sorted(set(unsuitable))) or "none"
    where = "%s (PYTHON=%s)" % (found, named) if named else found
    raise Stop("Python 3.11, 3.12 or 3.13 is needed; found: %s." % where)


def probe(candidate):
    """Version of the interpreter (None: it does not run) and whether it can make environments."""
    try:
        done = subprocess.run(
            [candidate, "-c", PROBE],
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            universal_newlines=True,
            timeout=30,
        )
    except (OSError, subprocess.TimeoutExpired):
        return None, False
    return done.stdout.strip() or None, done.returncode == 0


def build(python):
    shutil.rmtree(VENV, ignore_errors=True)
    if logged([python, "-m", "venv", VENV]) != 0:
        raise Stop("The environment could not be made: %s (all of it: var/log/pip.log)" % reason())


def install(files):
    command = [VENV_PYTHON, "-m", "pip", "install", "--require-hashes", "--no-input"]
    command += ["--disable-pip-version-check", "--progress-bar", "off"]
    for name in files:
        command += ["-r", os.path.join(ROOT, name)]
    if logged(command) != 0:
        raise Stop(
            "pip could not install the requirements: %s (all of it: var/log/pip.log;"
            " run make again to mend it)" % reason()
        )


def logged(command):
    with open(LOG, "w") as log:
        return subprocess.call(
            command, cwd=ROOT, stdout=log, stderr=subprocess.STDOUT, close_fds=False
        )


def reason():
    """The line of the log that says most."""
    with open(LOG, errors="replace") as log:
        lines = [line.strip() for line in log if line.strip()]
    errors = [line for line in lines if line.lower().startswith("error")]
    return (errors or lines or ["no reason given"])[-1]


def missing_packages(files):
    """Pinned packages that are not wholly installed (pip writes RECORD last)."""
    installed = set()
    for folder, names, _ in os.walk(os.path.join(VENV, "lib")):
        if os.path.basename(folder) != "site-packages":
            continue
        for name in names:
            if name.endswith(".dist-info") and os.path.exists(os.path.join(folder, name, "RECORD")):
                installed.add(normal(name[: -len(".dist-info")].split("-")[0]))
        names[:] = []
    return {normal(name) for file in files for name, _ in PINNED.findall(text(file))} - installed


def normal(name):
    return re.sub(r"[-_.]+", "-", name).lower()


def text(name):
    with open(os.path.join(ROOT, name)) as file:
        return file.read()


def digest(names):
    return hashlib.sha256("".join(text(name) for name in names).encode()).hexdigest()


def read_stamp():
    try:
        with open(STAMP) as file:
            return json.load(file)
    except (OSError, ValueError):
        return {}


def write_stamp(stamp):
    with open(STAMP + ".new", "w") as file:
        json.dump(stamp, file)
    os.replace(STAMP + ".new", STAMP)


def forget_stamp():
    if os.path.exists(STAMP):
        os.remove(STAMP)


def say(line):
    print(line, flush=True)


if __name__ == "__main__":
    signal.signal(signal.SIGINT, lambda *_: os._exit(130))  # the missing stamp tells the rest
    started = time.time()
    try:
        main(sys.argv[1:])
    except Stop as stop:
        sys.exit("Open Dialogue: %s" % stop)
    except OSError as error:  # a full disk, a folder of somebody else
        sys.exit("Open Dialogue: the environment could not be made: %s" % error)
    if time.time() - started > 5:
        say("The environment is ready (%d s)." % (time.time() - started))
