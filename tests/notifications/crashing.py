"""Workers that kill themselves (SIGKILL) at a step of a delivery: `python -m` this module.

Standard input: one JSON list a worker, ``[step, nth]``: die at this step of the nth delivery; an
empty step: work until nothing is due. Each worker is a process of its own. Standard output: its
exit code, one a line; -9 means killed.
"""

import http.client
import json
import os
import signal
import smtplib
import sys
from collections.abc import Callable
from io import StringIO
from typing import Any

# In the order of a delivery: in the transaction that takes it; leased; the message is with the
# gateway, its answer isn't read; answered; in the transaction that marks it; marked.
STEPS = ("taking", "leased", "answering", "answered", "marking", "marked")
# What a worker that died there has sent.
SENT = ("answering", "answered", "marking")


def main() -> None:
    import django

    django.setup()
    from django.conf import settings

    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    for line in sys.stdin:
        step, nth = json.loads(line)
        print(worker(step, nth), flush=True)


def worker(step: str, nth: int) -> int:
    """One process; the code it ended with."""
    child = os.fork()
    if child == 0:
        work(step, nth)
        os._exit(0)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def work(step: str, nth: int) -> None:
    from django.core.management import call_command

    if step:
        arm(step, Countdown(nth))
    call_command("deliver", "--until-empty", stdout=StringIO())


class Countdown:
    """Kills this process at the nth call."""

    def __init__(self, left: int) -> None:
        self.left = left

    def __call__(self) -> None:
        self.left -= 1
        if self.left <= 0:
            os.kill(os.getpid(), signal.SIGKILL)


def arm(step: str, die: Countdown) -> None:
    from notifications import leases
    from notifications.services import delivering

    places: dict[str, list[tuple[Any, str]]] = {
        "taking": [(leases, "_settle")],
        "leased": [(delivering, "delivery_take")],
        "answered": [(delivering, "_send")],
        "marking": [(delivering, "delivery_mark")],
        "marked": [(delivering, "_mark")],
    }
    if step == "answering":
        before(http.client.HTTPConnection, "getresponse", lambda *args: die())
        after(smtplib.SMTP, "send", lambda *args: ends_mail(args[1]) and die())
        return
    for owner, name in places[step]:
        after(owner, name, lambda *args: die())


def ends_mail(sent: Any) -> bool:
    """The dot that ends a mail's text."""
    return (sent if isinstance(sent, bytes) else sent.encode()).endswith(b"\r\n.\r\n")


def after(owner: Any, name: str, act: Callable[..., Any]) -> None:
    plain = getattr(owner, name)

    def wrapped(*args: Any, **kwargs: Any) -> Any:
        done = plain(*args, **kwargs)
        act(*args)
        return done

    setattr(owner, name, wrapped)


def before(owner: Any, name: str, act: Callable[..., Any]) -> None:
    plain = getattr(owner, name)

    def wrapped(*args: Any, **kwargs: Any) -> Any:
        act(*args)
        return plain(*args, **kwargs)

    setattr(owner, name, wrapped)


if __name__ == "__main__":
    main()
