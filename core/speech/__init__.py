"""Words made into sound by eSpeak NG, which runs as a program of its own (`child.py`)."""

from core.speech.making import LANGUAGES, Part, Sound, SpeechFailed, speak
from core.speech.sound import wav_bytes

__all__ = ["LANGUAGES", "Part", "Sound", "SpeechFailed", "speak", "wav_bytes"]
