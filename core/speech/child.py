"""Speaks what standard input asks for. Started by `making.py`, never imported by the portal.

eSpeak NG is under the GPL and may crash on a strange text: so it lives in a process of its own,
short-lived and limited. Input: ``{"voice": "kk", "parts": [{"text", "rate", "pitch"}]}``. Output:
the sampling rate, then each part's length and samples (16 bits, mono); numbers are little-endian
with 4 bytes. Nothing is written to a file or a log, nor to the list of processes.
"""

import ctypes
import json
import resource
import struct
import sys
from typing import Any, BinaryIO

RETRIEVAL, UTF8, RATE, PITCH = 1, 1, 1, 3
CPU_SECONDS, MEMORY = 20, 1024 * 1024 * 1024
CALLBACK = ctypes.CFUNCTYPE(
    ctypes.c_int, ctypes.POINTER(ctypes.c_short), ctypes.c_int, ctypes.c_void_p
)


def limit() -> None:
    """No endless work and no endless memory, whatever the text."""
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def speak(asked: dict[str, Any], out: BinaryIO) -> None:
    """Say each part and write its samples."""
    import espeakng_loader

    library = ctypes.CDLL(espeakng_loader.get_library_path())
    # Samples are handed to us; no sound device is opened.
    sampling = library.espeak_Initialize(RETRIEVAL, 0, espeakng_loader.get_data_path().encode(), 0)
    if sampling <= 0 or library.espeak_SetVoiceByName(asked["voice"].encode()) != 0:
        sys.exit("no such voice")
    heard: list[bytes] = []

    @CALLBACK
    def take(samples: Any, count: int, _events: Any) -> int:
        if samples and count > 0:
            heard.append(ctypes.string_at(samples, count * 2))
        return 0

    library.espeak_SetSynthCallback(take)
    out.write(struct.pack("<I", sampling))
    for part in asked["parts"]:
        heard.clear()
        library.espeak_SetParameter(RATE, int(part["rate"]), 0)
        library.espeak_SetParameter(PITCH, int(part["pitch"]), 0)
        text = part["text"].encode() + b"\0"
        if library.espeak_Synth(text, ctypes.c_size_t(len(text)), 0, 0, 0, UTF8, None, None):
            sys.exit("not spoken")
        library.espeak_Synchronize()
        samples = b"".join(heard)
        out.write(struct.pack("<I", len(samples)) + samples)


if __name__ == "__main__":
    limit()
    speak(json.load(sys.stdin.buffer), sys.stdout.buffer)
