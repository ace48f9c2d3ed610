"""The digits of a captcha as sound, in the language of the page."""

from random import Random

from core.crypto import keyed_hash
from core.speech import LANGUAGES, Part, speak, wav_bytes
from core.speech.sound import joined, with_noise

DIGITS = {
    "kk": ("нөл", "бір", "екі", "үш", "төрт", "бес", "алты", "жеті", "сегіз", "тоғыз"),
    "ru": ("ноль", "один", "два", "три", "четыре", "пять", "шесть", "семь", "восемь", "девять"),
    "en": ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"),
}
# Slow enough to write along; varied a little, so that no two pieces are the same bytes.
RATES, PITCHES, PAUSE_MS, LOUDNESS = (105, 135), (38, 62), (550, 900), 900


def digits_spoken(digits: str, *, key: str, language: str) -> bytes:
    """A WAV file of these digits, one by one, as words.

    Pace, pitch, pauses and noise hang on the key: played again it is the same file, so that
    nobody learns more by asking often. Raises ``core.speech.SpeechFailed``.
    """
    words = DIGITS[language if language in LANGUAGES else "kk"]
    chance = Random(keyed_hash("captcha-speech", f"{language}:{key}"))
    parts = [
        Part(words[int(digit)], rate=chance.randint(*RATES), pitch=chance.randint(*PITCHES))
        for digit in digits
    ]
    sound = speak(parts, language=language)
    pauses = [
        sound.sampling * chance.randint(*PAUSE_MS) // 1000 for _pause in range(len(parts) + 1)
    ]
    samples = joined(sound.pieces, pauses)
    return wav_bytes(with_noise(samples, loudness=LOUDNESS, chance=chance), sound.sampling)
