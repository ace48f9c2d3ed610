"""A real SMS gateway and a real mail server on loopback, and people to send to."""

import json
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.utils import timezone

from accounts.models import User
from ledger.services import event_record
from notifications.models import Channel, Delivery
from notifications.services import notice_write
from notifications.services.delivering import Outcome, deliver_next
from standins.config import Config, from_arguments
from standins.messages import MessageBox
from standins.sms import SmsGateway
from standins.smtp import MailServer
from standins.web import Request, Response, Server, as_json
from tests.factories.notifications import make_reader

TOKEN = "stand-in-token"
NUMBER = "OD-2026-00000001"


class Gateway(SmsGateway):
    """The stand-in, which remembers each request, may be down, and does ``meanwhile`` first."""

    def __init__(self, config: Config, box: MessageBox) -> None:
        super().__init__(config, box)
        self.asked: list[dict[str, str]] = []
        self.down = False
        self.meanwhile: Callable[[], None] = lambda: None

    def send(self, request: Request) -> Response:
        data = json.loads(request.body)
        self.asked.append(data)
        self.meanwhile()
        if self.down:
            return as_json({"error": "internal"}, 500)
        return super().send(request)

    @property
    def texts(self) -> list[str]:
        return [message["text"] for message in reversed(self.box.newest())]

    def times_asked(self) -> Counter[str]:
        """How often each id came."""
        return Counter(data["id"] for data in self.asked)


@contextmanager
def gateway_running(folder: Path, settings: Any) -> Iterator[Gateway]:
    """The gateway, and settings that lead to it."""
    config = from_arguments(["--hang-seconds", "3", "--sms-token", TOKEN])
    gateway = Gateway(config, MessageBox(folder))
    server = Server(0, gateway.routes(), verbose=False)
    threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
    settings.SMS_GATEWAY = "messaging.gateways.HttpGateway"
    settings.SMS_GATEWAY_URL = f"http://127.0.0.1:{server.server_port}/sms/send"
    settings.SMS_GATEWAY_TOKEN = TOKEN
    settings.SMS_GATEWAY_TIMEOUT_SECONDS = 2
    try:
        yield gateway
    finally:
        server.shutdown()
        server.server_close()


@contextmanager
def mail_running(folder: Path, settings: Any) -> Iterator[MailServer]:
    """The mail server, and settings that lead to it."""
    server = MailServer(MessageBox(folder), hang_seconds=3)
    server.start()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", server.port
    settings.EMAIL_USE_TLS = settings.EMAIL_USE_SSL = False
    settings.EMAIL_TIMEOUT = 2
    try:
        yield server
    finally:
        server.stop()


def make_listener(*, phone: str = "+77990000777", **traits: Any) -> User:
    """Somebody who gets SMS only, at any hour."""
    return make_reader(phone=phone, portal_only=True, sms=True, **traits)


def tell(user: User, kind: str = "appeal.answered", **data: Any) -> list[Delivery]:
    """A fact of the person's own matter; the deliveries that came of it."""
    event = event_record(verb="appeal.answer", target=user, data={})
    facts = {"number": NUMBER, **data}
    notice = notice_write(user_id=user.pk, kind=kind, data=facts, path="/account/", event=event)
    assert notice is not None
    return list(Delivery.objects.filter(notice=notice).order_by("channel"))


def deliver_all(limit: int = 100) -> list[Outcome]:
    """Everything due at this moment."""
    now, done = timezone.now(), []
    while (outcome := deliver_next(now)) is not None:
        done.append(outcome)
        assert len(done) < limit
    return done


def states(channel: str = Channel.SMS) -> list[str]:
    return list(
        Delivery.objects.filter(channel=channel).order_by("pk").values_list("state", flat=True)
    )
