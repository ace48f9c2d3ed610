"""A few checks at once on a machine, whoever runs them."""

import subprocess
import sys
import threading
from pathlib import Path

import pytest

from signing.eds.refusals import Refusal
from signing.eds.slots import slot
from tests.signing.eds.samples import REPOSITORY

HOLD = """
import sys
from pathlib import Path
from signing.eds.slots import slot
with slot(Path(sys.argv[1]), 1):
    print("held", flush=True)
    sys.stdin.readline()
"""


def is_free(folder: Path, count: int) -> bool:
    try:
        with slot(folder, count):
            return True
    except Refusal as refusal:
        if refusal.code != "busy":
            raise
        return False


def holder(folder: Path) -> subprocess.Popen[str]:
    process = subprocess.Popen(
        [sys.executable, "-c", HOLD, str(folder)],
        cwd=REPOSITORY,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "held\n"
    return process


def test_as_many_as_there_are(tmp_path: Path) -> None:
    folder = tmp_path / "not" / "there" / "yet"
    with slot(folder, 2):
        assert is_free(folder, 2)
        assert not is_free(folder, 1)
        with slot(folder, 2):
            assert not is_free(folder, 2)
            assert is_free(folder, 3)
        assert is_free(folder, 2)


def test_given_back_after_an_exception(tmp_path: Path) -> None:
    with pytest.raises(ZeroDivisionError), slot(tmp_path, 1):
        raise ZeroDivisionError
    assert is_free(tmp_path, 1)


def test_no_slots_at_all(tmp_path: Path) -> None:
    assert not is_free(tmp_path, 0)


def test_between_threads(tmp_path: Path) -> None:
    told: list[bool] = []
    with slot(tmp_path, 1):
        thread = threading.Thread(target=lambda: told.append(is_free(tmp_path, 1)))
        thread.start()
        thread.join(10)
    assert told == [False]


def test_between_processes(tmp_path: Path) -> None:
    with holder(tmp_path) as process:
        assert not is_free(tmp_path, 1)
        process.communicate("\n", timeout=10)
        assert is_free(tmp_path, 1)


def test_a_process_that_dies_gives_its_slot_back(tmp_path: Path) -> None:
    with holder(tmp_path) as process:
        assert not is_free(tmp_path, 1)
        process.kill()
        process.wait(10)
        assert is_free(tmp_path, 1)
