"""Public samples of НУЦ's tools; they stay outside the repository."""

import os
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).resolve().parents[3]
FOLDER = Path(os.environ.get("OD_SHARED", REPOSITORY.parent / "shared")) / "fixtures" / "eds"

needs_samples = pytest.mark.skipif(
    not FOLDER.is_dir(), reason="no public samples: set OD_SHARED to the folder that holds them"
)


def sample(name: str) -> bytes:
    """The file, byte by byte."""
    return (FOLDER / name).read_bytes()
