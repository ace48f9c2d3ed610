"""Mail server: real SMTP on 127.0.0.1; mails land beside the SMS in the message viewer.

Needs `aiosmtpd`, a library of development. The name before the @ chooses what goes wrong.
"""

import asyncio
import hashlib
from email import message_from_bytes, policy
from email.message import EmailMessage

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from .messages import MessageBox

# What the recipient's server says, by the name before the @ (up to a plus).
REFUSALS = {
    "nobody": "550 5.1.1 No such user here",
    "unwanted": "550 5.7.1 Message refused by policy",
    "greylisted": "451 4.7.1 Try again later",
    "full": "452 4.2.2 Mailbox full",
}
REFUSED_DATA = {"spam": "554 5.7.1 Looks like spam"}


class MailServer(Controller):
    """`start()` and `stop()`; `port` is the one it got. `mails` are those accepted, in order."""

    def __init__(self, box: MessageBox, *, port: int = 0, hang_seconds: float = 30) -> None:
        self.door = _Door(box, hang_seconds)
        super().__init__(self.door, hostname="127.0.0.1", port=port, ready_timeout=10)

    @property
    def mails(self) -> list[EmailMessage]:
        return self.door.mails

    def _trigger_server(self) -> None:
        """Port 0 is known only now."""
        self.port = self.server.sockets[0].getsockname()[1]
        super()._trigger_server()


class _Door:
    def __init__(self, box: MessageBox, hang_seconds: float) -> None:
        self.box, self.hang_seconds = box, hang_seconds
        self.mails: list[EmailMessage] = []

    async def handle_RCPT(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if refusal := REFUSALS.get(_name(address)):
            return refusal
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        names = {_name(address) for address in envelope.rcpt_tos}
        if refusal := next((REFUSED_DATA[name] for name in names if name in REFUSED_DATA), ""):
            return refusal
        if "silent" in names:
            await asyncio.sleep(self.hang_seconds)
        self._keep(envelope)
        return "451 4.3.0 Taken, but never say so" if "liar" in names else "250 OK"

    def _keep(self, envelope: Envelope) -> None:
        mail = message_from_bytes(envelope.original_content or b"", policy=policy.default)
        self.mails.append(mail)
        plain = mail.get_body(("plain",))
        key = hashlib.sha256(str(mail["Message-ID"]).encode()).hexdigest()[:40]
        self.box.add(
            id=f"mail-{key}",
            channel="mail",
            to=", ".join(envelope.rcpt_tos),
            subject=str(mail["Subject"]),
            text=plain.get_content() if plain else "",
        )


def _name(address: str) -> str:
    return address.split("@")[0].split("+")[0].casefold()
