"""SMS: how long, in which words, and what a gateway may answer."""

from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any, ClassVar

from django.utils import timezone, translation

import pytest

from messaging.gateways import GatewayError, GatewayRefused
from messaging.services import sms_send
from messaging.sizes import GSM7, UCS2, sms_size
from notifications.models import Delivery, NoticeWording
from notifications.rendering import sms_text
from notifications.services.delivering import deliver_next
from notifications.wording import KINDS, gaps_of
from tests.notifications.post import NUMBER, Gateway, deliver_all, make_listener, tell


@pytest.mark.parametrize(
    ("text", "encoding", "places", "parts"),
    [
        ("", GSM7, 0, 1),
        ("a" * 160, GSM7, 160, 1),
        ("a" * 161, GSM7, 161, 2),
        ("a" * 306, GSM7, 306, 2),
        ("a" * 307, GSM7, 307, 3),
        ("€" * 80, GSM7, 160, 1),
        ("€" * 81, GSM7, 162, 2),
        ("a" * 152 + "€" + "a" * 152, GSM7, 306, 3),  # the sign of two places moves on whole
        ("ж" * 70, UCS2, 70, 1),
        ("ж" * 71, UCS2, 71, 2),
        ("ж" * 134, UCS2, 134, 2),
        ("ж" * 135, UCS2, 135, 3),
        ("a" * 70 + "ә", UCS2, 71, 2),
        ("🙂" * 35, UCS2, 70, 1),
        ("🙂" * 36, UCS2, 72, 2),
    ],
)
def test_size(text: str, encoding: str, places: int, parts: int) -> None:
    size = sms_size(text)
    assert (size.encoding, size.places, size.parts) == (encoding, places, parts)


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
@pytest.mark.parametrize("site", ["https://dialog.egov.kz", "https://portal.gov.example"])
def test_our_own_words_fit_into_one_message(settings: Any, language: str, site: str) -> None:
    settings.SITE_URL = site
    with translation.override(language):
        for kind in KINDS:
            data = {"number": NUMBER} if "number" in gaps_of(kind) else {}
            text = sms_text(kind, data, None)
            assert sms_size(text).parts == 1, text
            assert "%(" not in text
            assert "/account/" in text


@pytest.mark.django_db
@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_sms_is_in_the_readers_language(gateway: Gateway, language: str) -> None:
    listener = make_listener()
    type(listener).objects.filter(pk=listener.pk).update(language=language)
    tell(listener)
    with translation.override("en" if language != "en" else "kk"):
        deliver_all()
    with translation.override(language):
        expected = sms_text("appeal.answered", {"number": NUMBER}, None)
    assert gateway.texts == [expected]


class _Elsewhere(BaseHTTPRequestHandler):
    """Sends every POST elsewhere on itself, where a GET is answered well."""

    asked: ClassVar[list[tuple[str, str]]] = []

    def do_POST(self) -> None:
        self._say(int(self.path.strip("/")))

    def do_GET(self) -> None:
        self._say(200)

    def log_message(self, *_args: object) -> None:
        """Quiet."""

    def _say(self, status: int) -> None:
        self.asked.append((self.command, self.headers.get("Authorization", "")))
        self.send_response(status)
        self.send_header("Location", "/elsewhere")
        self.send_header("Content-Length", "0")
        self.end_headers()


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_gateway_that_sends_us_elsewhere_took_nothing(settings: Any, status: int) -> None:
    """A redirect was followed by GET: no message, our token told, and "sent" in the log."""
    _Elsewhere.asked.clear()
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Elsewhere)
    Thread(target=server.serve_forever, daemon=True).start()
    try:
        settings.SMS_GATEWAY = "messaging.gateways.HttpGateway"
        settings.SMS_GATEWAY_URL = f"http://127.0.0.1:{server.server_port}/{status}"
        settings.SMS_GATEWAY_TOKEN = "ours"
        with pytest.raises(GatewayError, match=str(status)):
            sms_send(phone="+77010000001", text="a", message_id="b")
    finally:
        server.shutdown()
        server.server_close()
    assert [method for method, _token in _Elsewhere.asked] == ["POST"]


@pytest.mark.django_db
def test_editors_words_are_sent(gateway: Gateway) -> None:
    NoticeWording.objects.create(kind="appeal.answered", sms_en="Look: %(number)s, 100 % free")
    tell(make_listener())
    deliver_all()
    assert gateway.texts == [f"Look: {NUMBER}, 100 % free"]


@pytest.mark.django_db
def test_words_of_another_language_are_not_borrowed(gateway: Gateway) -> None:
    NoticeWording.objects.create(kind="appeal.answered", sms_ru="Ответ готов")
    tell(make_listener())
    deliver_all()
    assert "Ответ" not in gateway.texts[0]


@pytest.mark.django_db
def test_id_of_the_delivery_goes_along(gateway: Gateway) -> None:
    delivery = tell(make_listener())[0]
    deliver_all()
    assert [data["id"] for data in gateway.asked] == [delivery.message_id.hex]
    assert gateway.asked[0]["to"] == "+77990000777"


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("end", "outcome", "reason"),
    [
        ("500", "retry", "sms 500"),
        ("503", "retry", "sms 503"),
        ("429", "retry", "sms 429"),
        ("408", "retry", "sms TimeoutError"),  # hangs
        ("400", "failed", "sms 400"),
    ],
)
def test_gateway_that_does_not_take_it(
    gateway: Gateway, end: str, outcome: str, reason: str
) -> None:
    tell(make_listener(phone=f"+77990000{end}"))
    assert [(o.outcome, o.reason) for o in deliver_all()] == [(outcome, reason)]
    assert gateway.texts == []


@pytest.mark.django_db
def test_gateway_that_takes_it_and_never_says_so_sends_once(gateway: Gateway) -> None:
    delivery = tell(make_listener(phone="+77990000504"))[0]
    moment = timezone.now()
    for _ in range(3):
        deliver_next(moment)
        delivery.refresh_from_db()
        moment = delivery.due_at
    assert gateway.times_asked() == {delivery.message_id.hex: 3}
    assert len(gateway.texts) == 1


@pytest.mark.django_db
def test_gateway_that_says_yes_twice_sends_once(gateway: Gateway) -> None:
    """As when a worker dies after the yes: the same id comes again and is accepted again."""
    delivery = tell(make_listener())[0]
    deliver_all()
    Delivery.objects.update(state="waiting", sent_at=None, due_at=timezone.now())
    assert [o.outcome for o in deliver_all()] == ["sent"]
    assert gateway.times_asked() == {delivery.message_id.hex: 2}
    assert len(gateway.texts) == 1


@pytest.mark.django_db
def test_words_changed_between_two_tries_do_not_send_twice(gateway: Gateway) -> None:
    """The gateway has the first wording under this id and says so (409): that one went out."""
    tell(make_listener())
    deliver_all()
    NoticeWording.objects.create(kind="appeal.answered", sms_en="Other words")
    Delivery.objects.update(state="waiting", sent_at=None, due_at=timezone.now())
    assert [o.outcome for o in deliver_all()] == ["sent"]
    assert len(gateway.texts) == 1


def test_wrong_token_is_ours_to_mend(gateway: Gateway, settings: Any) -> None:
    settings.SMS_GATEWAY_TOKEN = "guessed"
    with pytest.raises(GatewayError) as refused:
        sms_send(phone="+77990000777", text="x", message_id="a")
    assert (refused.value.code, refused.value.permanent) == ("401", False)


def test_gateway_that_is_not_there(gateway: Gateway, settings: Any) -> None:
    settings.SMS_GATEWAY_URL = "http://127.0.0.1:1/sms/send"
    with pytest.raises(GatewayError) as refused:
        sms_send(phone="+77990000777", text="x", message_id="a")
    assert not refused.value.permanent


def test_message_the_gateway_cannot_read_is_refused_for_good(gateway: Gateway) -> None:
    with pytest.raises(GatewayRefused):
        sms_send(phone="no phone", text="x", message_id="a")


def test_viewer_shows_a_repeated_message_once(sms_outbox: Any) -> None:
    for _ in range(2):
        sms_send(phone="+77990000777", text="x", message_id="abc")
    assert len(sms_outbox()) == 1


@pytest.mark.django_db
def test_no_address_and_no_words_in_what_the_command_prints(
    gateway: Gateway, capsys: pytest.CaptureFixture[str]
) -> None:
    from django.core.management import call_command

    tell(make_listener())
    tell(make_listener(phone="+77990000500"))
    call_command("deliver", "--until-empty")
    said = capsys.readouterr().out
    assert said.count('"outcome"') == 2
    assert "7799" not in said
    assert NUMBER not in said
