"""Mails: two forms, the way to stop them, and what the servers on their way may say."""

from datetime import timedelta
from email.message import EmailMessage
from typing import Any
from uuid import uuid4

from django.utils import timezone, translation

import pytest

from messaging.mail import MailError
from notifications.mailing import letter_send
from notifications.models import Delivery, DeliveryRules, NoticeWording, Pace, Reach
from notifications.services.delivering import deliver_next
from standins.smtp import MailServer
from tests.factories.notifications import (
    DeliveryFactory,
    NoticeFactory,
    SubscriptionFactory,
    make_reader,
)
from tests.notifications.post import NUMBER, deliver_all, states, tell

pytestmark = pytest.mark.django_db


def part(mail: EmailMessage, kind: str) -> str:
    body = mail.get_body((kind,))
    assert body is not None
    return str(body.get_content())


def stop_address(mail: EmailMessage) -> str:
    """The link that stops the mails, from the header."""
    return str(mail["List-Unsubscribe"]).strip(" <>")


def outcomes() -> list[tuple[str, str]]:
    return [(outcome.outcome, outcome.reason) for outcome in deliver_all()]


def test_mail_has_a_plain_and_an_html_form(mailbox: MailServer, settings: Any) -> None:
    settings.SITE_URL = "https://portal.example"
    settings.DEFAULT_FROM_EMAIL = "Open Dialogue <no-reply@portal.example>"
    reader = make_reader(email="reader@example.kz")
    delivery = tell(reader)[0]
    assert outcomes() == [("sent", "")]
    (mail,) = mailbox.mails
    assert mail["To"] == "reader@example.kz"
    assert mail["From"] == "Open Dialogue <no-reply@portal.example>"
    assert mail["Subject"] == f"There is an answer to your application {NUMBER}"
    assert mail["Message-ID"] == f"<{delivery.message_id.hex}@portal.example>"
    assert mail["Auto-Submitted"] == "auto-generated"
    for kind in ("plain", "html"):
        assert NUMBER in part(mail, kind)
        assert "https://portal.example/en/account/" in part(mail, kind)
        assert stop_address(mail) in part(mail, kind)


def test_one_post_stops_them(mailbox: MailServer, settings: Any) -> None:
    """RFC 8058: both headers, and the link among them."""
    settings.SITE_URL = "https://portal.example"
    tell(make_reader())
    deliver_all()
    (mail,) = mailbox.mails
    assert stop_address(mail).startswith("https://portal.example/")
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"


def test_html_loads_nothing_from_anywhere(mailbox: MailServer) -> None:
    tell(make_reader())
    deliver_all()
    html = part(mailbox.mails[0], "html")
    for word in ("<img", "url(", "@import", "<link", "<script", "src="):
        assert word not in html


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_mail_is_in_the_readers_language(mailbox: MailServer, language: str) -> None:
    reader = make_reader()
    type(reader).objects.filter(pk=reader.pk).update(language=language)
    tell(reader)
    with translation.override("en" if language != "en" else "kk"):
        deliver_all()
    (mail,) = mailbox.mails
    assert f'<html lang="{language}">' in part(mail, "html")
    assert f"/{language}/account/" in part(mail, "plain")


def test_editors_words_are_escaped_in_html_and_plain_in_text(mailbox: MailServer) -> None:
    NoticeWording.objects.create(
        kind="appeal.answered", text_en="<b>5 > 3</b> & %(number)s", subject_en="Ready:\n%(number)s"
    )
    tell(make_reader())
    deliver_all()
    (mail,) = mailbox.mails
    assert mail["Subject"] == f"Ready: {NUMBER}"
    assert f"<b>5 > 3</b> & {NUMBER}" in part(mail, "plain")
    assert f"&lt;b&gt;5 &gt; 3&lt;/b&gt; &amp; {NUMBER}" in part(mail, "html")


# What servers say


@pytest.mark.parametrize(
    ("name", "outcome", "reason", "blocked"),
    [
        ("nobody", "failed", "mail 550", True),
        ("unwanted", "failed", "mail 550", False),  # it is about us, not about the address
        ("spam", "failed", "mail 554", False),
        ("greylisted", "retry", "mail 451", False),
        ("full", "retry", "mail 452", False),
        ("liar", "retry", "mail 451", False),
        ("silent", "retry", "mail SMTPServerDisconnected", False),
    ],
)
def test_refusals(mailbox: MailServer, name: str, outcome: str, reason: str, blocked: bool) -> None:
    reader = make_reader(email=f"{name}+x@example.kz")
    tell(reader)
    assert outcomes() == [(outcome, reason)]
    assert bool(Reach.objects.get(user=reader).email_blocked_at) is blocked


def test_after_a_bounce_nothing_more_is_sent(mailbox: MailServer) -> None:
    reader = make_reader(email="nobody@example.kz", sms=False)
    tell(reader)
    tell(reader)
    assert outcomes() == [("failed", "mail 550"), ("dropped", "blocked")]
    assert tell(reader) == []


def test_one_persons_bounce_touches_nobody_else(mailbox: MailServer) -> None:
    tell(make_reader(email="nobody@example.kz"))
    tell(make_reader(email="somebody@example.kz"))
    assert sorted(outcomes()) == [("failed", "mail 550"), ("sent", "")]


def test_server_that_is_not_there(mailbox: MailServer, settings: Any) -> None:
    settings.EMAIL_PORT = 1
    tell(make_reader())
    assert outcomes() == [("retry", "mail ConnectionRefusedError")]


def test_message_id_stays_over_all_tries(mailbox: MailServer) -> None:
    delivery = tell(make_reader(email="liar@example.kz"))[0]
    moment = timezone.now()
    for _ in range(3):
        deliver_next(moment)
        delivery.refresh_from_db()
        moment = delivery.due_at
    assert len({mail["Message-ID"] for mail in mailbox.mails}) == 1
    assert len(mailbox.mails) == 3


@pytest.mark.parametrize(
    "address", ["two@example.kz\nBcc: other@example.kz", "no address", "a@b@c", "ё" * 300]
)
def test_what_is_no_address_harms_nobody(mailbox: MailServer, address: str) -> None:
    tell(make_reader(email=address))
    tell(make_reader(email="somebody@example.kz"))
    said = outcomes()
    assert ("sent", "") in said
    assert len(said) == 2
    assert [mail["To"] for mail in mailbox.mails if mail["Bcc"]] == []
    assert "somebody@example.kz" in {mail["To"] for mail in mailbox.mails}


# Budget and digest


def test_mails_over_the_budget_wait_for_the_daily_digest(mailbox: MailServer) -> None:
    DeliveryRules.objects.update_or_create(pk=1, defaults={"mails_a_day": 2})
    reader = make_reader()
    for _ in range(4):
        tell(reader)
    assert [outcome for outcome, _ in outcomes()] == ["sent", "sent", "held", "held"]
    assert states("email") == ["sent", "sent", "held", "held"]
    held = Delivery.objects.filter(state="held")
    assert set(held.values_list("pace", "reason")) == {("daily", "budget")}


def make_digest(reader: Any, *kinds: str, pace: str = Pace.DAILY) -> Delivery:
    digest = DeliveryFactory(user=reader, notice=None, pace=pace, digest_on=timezone.localdate())
    for kind in kinds:
        notice = NoticeFactory(user=reader, kind=kind, data={"number": f"{kind}-7"})
        DeliveryFactory(notice=notice, state="in_digest", pace=pace, digest=digest)
    return digest


def test_digest_tells_all_its_parts_in_order(mailbox: MailServer) -> None:
    make_digest(make_reader(), "appeal.taken", "appeal.answered")
    assert outcomes() == [("sent", "")]
    (mail,) = mailbox.mails
    text = part(mail, "plain")
    assert text.index("appeal.taken-7") < text.index("appeal.answered-7")
    assert stop_address(mail) in text
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert part(mail, "html").count("<li>") == 2


def test_digest_costs_nothing_of_the_budget(mailbox: MailServer) -> None:
    DeliveryRules.objects.update_or_create(pk=1, defaults={"mails_a_day": 1})
    reader = make_reader()
    tell(reader)
    make_digest(reader, "appeal.taken")
    assert [outcome for outcome, _ in outcomes()] == ["sent", "sent"]


def test_digest_leaves_out_what_is_followed_no_more(mailbox: MailServer) -> None:
    reader = make_reader()
    digest = make_digest(reader, "appeal.taken", "appeal.published")
    notice = digest.parts.order_by("pk")[0].notice
    subscription = SubscriptionFactory(user=reader)
    type(notice).objects.filter(pk=notice.pk).update(subscription=subscription, followed=True)
    subscription.delete()
    assert outcomes() == [("sent", "")]
    assert "appeal.taken-7" not in part(mailbox.mails[0], "plain")
    assert list(digest.parts.order_by("pk").values_list("state", "reason")) == [
        ("dropped", "unfollowed"),
        ("in_digest", ""),
    ]


def test_digest_of_nothing_is_not_sent(mailbox: MailServer) -> None:
    make_digest(make_reader())
    assert outcomes() == [("dropped", "empty")]
    assert mailbox.mails == []


def test_digest_of_whoever_stopped_is_not_sent(mailbox: MailServer) -> None:
    reader = make_reader()
    make_digest(reader, "appeal.taken")
    Reach.objects.update(stopped_at=timezone.now() - timedelta(hours=1))
    assert outcomes() == [("dropped", "stopped")]
    assert mailbox.mails == []


# Letters of the portal's own


def send_letter(**changes: Any) -> None:
    letter = {
        "to": "new@example.kz",
        "language": "ru",
        "subject": "Confirm",
        "paragraphs": ["One <1>.", "Two."],
        "action": ("Confirm", "https://portal.example/ru/confirm/abc/"),
        "message_id": uuid4(),
    }
    letter_send(**(letter | changes))


def test_letter(mailbox: MailServer) -> None:
    send_letter()
    (mail,) = mailbox.mails
    assert (mail["To"], mail["Subject"]) == ("new@example.kz", "Confirm")
    assert mail["List-Unsubscribe"] is None
    assert "One <1>." in part(mail, "plain")
    assert "One &lt;1&gt;." in part(mail, "html")
    for kind in ("plain", "html"):
        assert "https://portal.example/ru/confirm/abc/" in part(mail, kind)


def test_letter_to_nobody_says_so(mailbox: MailServer) -> None:
    with pytest.raises(MailError) as refused:
        send_letter(to="nobody@example.kz")
    assert (refused.value.permanent, refused.value.bounced) == (True, True)
