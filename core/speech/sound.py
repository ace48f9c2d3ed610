"""Samples put together: silence between pieces, a little noise, a WAV file."""

import io
import sys
import wave
from array import array
from collections.abc import Sequence
from random import Random

TOP = 32767


def samples_of(piece: bytes) -> "array[int]":
    """Numbers of little-endian bytes, on any machine."""
    numbers = array("h")
    numbers.frombytes(piece)
    if sys.byteorder == "big":
        numbers.byteswap()
    return numbers


def joined(pieces: Sequence[bytes], silences: Sequence[int]) -> "array[int]":
    """All pieces, before each one as many samples of silence, and as many after the last."""
    whole = array("h")
    for piece, silence in zip([*pieces, b""], silences, strict=True):
        whole.extend([0] * silence)
        whole.extend(samples_of(piece))
    return whole


def with_noise(samples: "array[int]", *, loudness: int, chance: Random) -> "array[int]":
    """A steady rustle below the words; loud sounds are cut at the top, not wrapped round."""
    noisy, last = array("h"), 0.0
    for sample in samples:
        # Each value leans on the one before it: more like wind than like a broken radio.
        last = 0.6 * last + 0.4 * chance.uniform(-loudness, loudness)
        noisy.append(max(-TOP, min(TOP, sample + int(last))))
    return noisy


def wav_bytes(samples: "array[int]", sampling: int) -> bytes:
    """A WAV file of one channel."""
    if sys.byteorder == "big":
        samples = array("h", samples)
        samples.byteswap()
    out = io.BytesIO()
    with wave.open(out, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(sampling)
        file.writeframes(samples.tobytes())
    return out.getvalue()
