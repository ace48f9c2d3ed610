"""Fixtures of notices: a gateway and a mail server that are really there."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from standins.smtp import MailServer
from tests.notifications.post import Gateway, gateway_running, mail_running


@pytest.fixture
def gateway(tmp_path: Path, settings: Any) -> Iterator[Gateway]:
    """SMS go to a real HTTP gateway on loopback."""
    with gateway_running(tmp_path / "sms", settings) as running:
        yield running


@pytest.fixture
def mailbox(tmp_path: Path, settings: Any) -> Iterator[MailServer]:
    """Mails go to a real SMTP server on loopback."""
    with mail_running(tmp_path / "mail", settings) as running:
        yield running
