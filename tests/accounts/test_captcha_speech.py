"""The captcha that speaks: a WAV of the digits in three languages, while the key lives."""

import io
import wave
from datetime import timedelta

from django.test import Client
from django.utils import timezone, translation

import pytest
from captcha.models import CaptchaStore

from accounts.access import captcha
from accounts.access.speaking import DIGITS, digits_spoken
from accounts.models import AccessFormPage, AccessRequest
from core.speech import Part, SpeechFailed, making, speak
from home.loading.tree import trio_put
from tests.accounts.test_access import said
from tests.factories.executives import make_homes
from tests.factories.people import make_citizen

pytestmark = pytest.mark.django_db


@pytest.fixture
def store():
    return CaptchaStore.objects.get(hashkey=CaptchaStore.generate_key())


@pytest.fixture
def visitor():
    return Client(headers={"accept-language": "en"})


def address(key: str, language: str = "en") -> str:
    return f"/accounts/captcha/{language}/{key}.wav"


def sound_of(answer) -> bytes:
    return b"".join(answer.streaming_content)


def seconds(data: bytes) -> float:
    with wave.open(io.BytesIO(data)) as file:
        assert (file.getnchannels(), file.getsampwidth()) == (1, 2)
        return file.getnframes() / file.getframerate()


def loudest(data: bytes) -> int:
    with wave.open(io.BytesIO(data)) as file:
        frames = file.readframes(file.getnframes())
    return max(
        abs(int.from_bytes(frames[place : place + 2], "little", signed=True))
        for place in range(0, len(frames), 2)
    )


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_a_living_key_speaks(visitor, store, language):
    answer = visitor.get(address(store.hashkey, language))
    assert (answer.status_code, answer["Content-Type"]) == (200, "audio/wav")
    data = sound_of(answer)
    assert 5 < seconds(data) < 15
    # Words, not the rustle alone.
    assert loudest(data) > 5 * 900
    assert "no-store" in answer["Cache-Control"]


def test_each_language_and_each_digit_sounds_different():
    for language in DIGITS:
        one = speak([Part(word) for word in DIGITS[language]], language=language)
        assert len(set(one.pieces)) == 10
    said_in = {code: digits_spoken("23456", key="same", language=code) for code in DIGITS}
    assert len(set(said_in.values())) == 3
    assert digits_spoken("23457", key="same", language="en") != said_in["en"]


def test_the_noise_hangs_on_the_key_so_asking_again_tells_no_more():
    first = digits_spoken("234", key="a", language="ru")
    assert digits_spoken("234", key="a", language="ru") == first
    assert digits_spoken("234", key="b", language="ru") != first


def test_players_may_ask_for_a_piece(visitor, store):
    whole = sound_of(visitor.get(address(store.hashkey)))
    answer = visitor.get(address(store.hashkey), headers={"range": "bytes=0-99"})
    assert answer.status_code == 206
    assert sound_of(answer) == whole[:100]
    assert answer["Content-Range"] == f"bytes 0-99/{len(whole)}"


@pytest.mark.parametrize("key", ["0" * 40, "x", "nokey"])
def test_an_unknown_key_is_a_404(visitor, key):
    assert visitor.get(address(key)).status_code == 404


def test_an_expired_key_is_a_404(visitor, store):
    CaptchaStore.objects.update(expiration=timezone.now() - timedelta(seconds=1))
    assert visitor.get(address(store.hashkey)).status_code == 404


@pytest.mark.parametrize("language", ["de", "k", "xx"])
def test_an_unknown_language_is_a_404(visitor, store, language):
    assert visitor.get(address(store.hashkey, language)).status_code == 404


def test_nothing_but_get_and_nothing_at_the_stock_address(visitor, store):
    assert visitor.post(address(store.hashkey)).status_code == 405
    assert visitor.get(f"/captcha/audio/{store.hashkey}.wav").status_code == 404


def test_hearings_of_one_key_are_limited(visitor, store, monkeypatch):
    monkeypatch.setattr(captcha, "OF_KEY", 2)
    codes = [visitor.get(address(store.hashkey)).status_code for _try in range(3)]
    assert codes == [200, 200, 429]
    other = CaptchaStore.generate_key()
    assert visitor.get(address(other)).status_code == 200


def test_hearings_by_one_address_are_limited(visitor, monkeypatch):
    monkeypatch.setattr(captcha, "BY_ADDRESS", 2)
    codes = [visitor.get(address(CaptchaStore.generate_key())).status_code for _try in range(3)]
    assert codes == [200, 200, 429]


def test_a_program_that_fails_or_hangs_is_no_error_page(visitor, store, monkeypatch, tmp_path):
    for words in ("import sys; sys.exit(1)", "import time; time.sleep(60)", "pass"):
        broken = tmp_path / "child.py"
        broken.write_text(words)
        monkeypatch.setattr(making, "CHILD", broken)
        with pytest.raises(SpeechFailed):
            speak([Part("two")], language="en", seconds=2)
    broken.write_text("import sys; sys.exit(1)")
    assert visitor.get(address(store.hashkey)).status_code == 503


def test_an_unknown_voice_is_never_asked_for():
    with pytest.raises(SpeechFailed):
        speak([Part("two")], language="../x")


@pytest.fixture
def pages():
    return trio_put(
        make_homes(), slug="agency-access", make=lambda code: AccessFormPage(title=f"Access {code}")
    )[0]


@pytest.mark.parametrize("code", ["kk", "ru", "en"])
def test_the_form_has_a_player_and_a_link_in_the_language_of_the_page(visitor, pages, code):
    page = visitor.get(pages[code].url).content.decode()
    key = CaptchaStore.objects.latest("id").hashkey
    spoken = address(key, code)
    assert f'<audio controls preload="none" src="{spoken}"' in page
    assert f'<a href="{spoken}"' in page
    with translation.override("en"):
        assert visitor.get(spoken).status_code == 200


@pytest.mark.parametrize(("right", "status", "count"), [(True, 302, 1), (False, 422, 0)])
def test_what_was_heard_opens_the_form_and_anything_else_does_not(
    visitor, pages, right, status, count
):
    visitor.get(pages["en"].url)
    store = CaptchaStore.objects.latest("id")
    assert visitor.get(address(store.hashkey)).status_code == 200
    typed = store.challenge if right else "99999"
    answer = visitor.post(
        pages["en"].url, said() | {"captcha_0": store.hashkey, "captcha_1": typed}
    )
    assert answer.status_code == status
    assert AccessRequest.objects.count() == count
    # A key is silent once it was tried, rightly or not.
    assert visitor.get(address(store.hashkey)).status_code == 404


def test_the_signed_in_hear_nothing(visitor, pages):
    visitor.force_login(make_citizen())
    assert "<audio" not in visitor.get(pages["en"].url).content.decode()
