"""`tools/bootstrap.py` as make calls it, in a small project of its own."""

import hashlib
import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

BOOTSTRAP = Path(__file__).resolve().parents[2] / "tools" / "bootstrap.py"
NOT_THERE = "no-such-package-of-ours==1.0 --hash=sha256:" + "0" * 64 + "\n"


@pytest.fixture
def project(tmp_path: Path) -> Path:
    (tmp_path / "tools").mkdir()
    shutil.copy(BOOTSTRAP, tmp_path / "tools")
    (tmp_path / "requirements.txt").write_text("# nothing\n")
    (tmp_path / "requirements-dev.txt").write_text("# nothing more\n")
    return tmp_path


def bootstrap(project: Path, *arguments: str, **variables: str) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "PYTHON": sys.executable, "PIP_NO_INDEX": "1", **variables}
    return subprocess.run(
        [sys.executable, "tools/bootstrap.py", *arguments],
        cwd=project,
        env=environment,
        capture_output=True,
        text=True,
    )


def pretend_python(folder: Path, *, says: str, code: int = 0) -> str:
    """An interpreter that answers the probe with this version and exit code."""
    script = folder / "pretended-python"
    script.write_text(f"#!/bin/sh\necho {says}\nexit {code}\n")
    script.chmod(0o755)
    return str(script)


def pin_tiny_wheel(folder: Path) -> str:
    """Lay an installable wheel into the folder; the answer is its line in a lock."""
    wheel, info = folder / "tiny-1.0-py3-none-any.whl", "tiny-1.0.dist-info"
    with zipfile.ZipFile(wheel, "w") as archive:
        archive.writestr("tiny.py", "")
        archive.writestr(f"{info}/METADATA", "Metadata-Version: 2.1\nName: tiny\nVersion: 1.0\n")
        archive.writestr(f"{info}/WHEEL", "Wheel-Version: 1.0\nTag: py3-none-any\n")
        archive.writestr(f"{info}/RECORD", "tiny.py,,\n")
    return f"tiny==1.0 \\\n    --hash=sha256:{hashlib.sha256(wheel.read_bytes()).hexdigest()}\n"


def assert_one_line(done: subprocess.CompletedProcess[str], *parts: str) -> None:
    assert done.returncode == 1
    lines = done.stderr.strip().splitlines()
    assert len(lines) == 1, done.stderr
    assert lines[0].startswith("Open Dialogue: ")
    for part in parts:
        assert part in lines[0]


def test_first_run_makes_the_environment_and_second_leaves_it(project: Path) -> None:
    assert bootstrap(project).returncode == 0
    python = project / ".venv" / "bin" / "python"
    assert subprocess.check_output([python, "-c", "print(6 * 7)"], text=True) == "42\n"
    second = bootstrap(project)
    assert (second.returncode, second.stdout) == (0, "")


def test_environment_without_its_stamp_is_made_anew(project: Path) -> None:
    half_built = project / ".venv" / "bin"
    half_built.mkdir(parents=True)
    (half_built / "python").write_text("a torn file")
    assert bootstrap(project).returncode == 0
    assert subprocess.call([half_built / "python", "-c", ""]) == 0


@pytest.mark.slow
def test_package_that_is_not_whole_is_made_anew(project: Path) -> None:
    (project / "requirements.txt").write_text(pin_tiny_wheel(project))
    assert bootstrap(project, PIP_FIND_LINKS=str(project)).returncode == 0
    assert bootstrap(project).stdout == ""
    (record,) = project.glob(".venv/lib/python*/site-packages/tiny-1.0.dist-info/RECORD")
    record.unlink()
    assert "Making" in bootstrap(project, PIP_FIND_LINKS=str(project)).stdout
    assert record.exists()


@pytest.mark.slow
def test_package_with_another_hash_is_refused(project: Path) -> None:
    pin_tiny_wheel(project)
    (project / "requirements.txt").write_text(f"tiny==1.0 --hash=sha256:{'0' * 64}\n")
    done = bootstrap(project, PIP_FIND_LINKS=str(project))
    assert_one_line(done, "pip could not install")


@pytest.mark.slow
def test_environment_of_another_folder_is_made_anew(project: Path, tmp_path: Path) -> None:
    assert bootstrap(project).returncode == 0
    moved = tmp_path / "moved"
    shutil.copytree(project, moved, symlinks=True, ignore=shutil.ignore_patterns("moved"))
    assert "Making the environment" in bootstrap(moved).stdout


@pytest.mark.slow
def test_changed_requirements_are_installed_again(project: Path) -> None:
    assert bootstrap(project).returncode == 0
    (project / "requirements.txt").write_text("# changed\n")
    changed = bootstrap(project)
    assert "Installing" in changed.stdout
    assert "Making" not in changed.stdout


def test_failing_pip_is_one_line_and_the_next_run_mends_it(project: Path) -> None:
    (project / "requirements.txt").write_text(NOT_THERE)
    assert_one_line(bootstrap(project), "pip could not install", "no-such-package", "pip.log")
    (project / "requirements.txt").write_text("# nothing\n")
    assert bootstrap(project).returncode == 0


@pytest.mark.slow
def test_development_requirements_come_only_when_asked_for(project: Path) -> None:
    (project / "requirements-dev.txt").write_text(NOT_THERE)
    assert bootstrap(project).returncode == 0
    assert_one_line(bootstrap(project, "--dev"), "no-such-package")


@pytest.mark.parametrize("version", ["3.10", "3.14", "2.7"])
def test_unsuitable_python_is_named(project: Path, version: str) -> None:
    done = bootstrap(project, PYTHON=pretend_python(project, says=version))
    assert_one_line(done, "Python 3.11, 3.12 or 3.13 is needed", version)


def test_python_that_is_not_there(project: Path) -> None:
    assert_one_line(bootstrap(project, PYTHON="/no/such/python"), "found: none")


def test_python_without_venv_says_what_to_install(project: Path) -> None:
    done = bootstrap(project, PYTHON=pretend_python(project, says="3.12", code=1))
    assert_one_line(done, "cannot make environments", "python3.12-venv")


def test_place_taken_by_a_file_is_one_line(project: Path) -> None:
    (project / "var").write_text("in the way")
    assert_one_line(bootstrap(project), "could not be made")
