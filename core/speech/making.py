"""Starting the speaking program and reading what it said."""

import json
import struct
import subprocess
import sys
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path

LANGUAGES = ("kk", "ru", "en")
CHILD = Path(__file__).with_name("child.py")
SECONDS = 10


class SpeechFailed(Exception):
    """The program died, was too slow or said nothing. The text is in no message."""


@dataclass(frozen=True)
class Part:
    """One utterance: words, words a minute (80 to 450) and pitch (0 to 99)."""

    text: str
    rate: int = 150
    pitch: int = 50


@dataclass(frozen=True)
class Sound:
    """Samples of 16 bits, mono, little-endian: one piece a part."""

    sampling: int
    pieces: tuple[bytes, ...]


def speak(parts: Iterable[Part], *, language: str, seconds: float = SECONDS) -> Sound:
    """The sound of these parts in a language; ``SpeechFailed`` when there is none in time.

    The text goes through a pipe: it stands in no list of processes, file or log.
    """
    if language not in LANGUAGES:
        raise SpeechFailed
    wanted = list(parts)
    asked = {"voice": language, "parts": [asdict(part) for part in wanted]}
    try:
        said = subprocess.run(  # noqa: S603 - our own program, without a shell
            [sys.executable, "-I", str(CHILD)],
            input=json.dumps(asked).encode(),
            capture_output=True,
            env={},
            timeout=seconds,
            check=True,
        ).stdout
        return _sound(said, len(wanted))
    except (subprocess.SubprocessError, OSError, struct.error):
        raise SpeechFailed from None


def _sound(said: bytes, count: int) -> Sound:
    (sampling,) = struct.unpack_from("<I", said)
    pieces, place = [], 4
    for _part in range(count):
        (length,) = struct.unpack_from("<I", said, place)
        pieces.append(said[place + 4 : place + 4 + length])
        place += 4 + length
        if not length or len(pieces[-1]) != length:
            raise SpeechFailed
    return Sound(sampling=sampling, pieces=tuple(pieces))
