"""Real processes on the database of a test."""

import os
import sys
from typing import Any
from urllib.parse import quote

from django.conf import settings
from django.db import connection

from accounts.models import User
from notifications.models import Channel, Delivery, Notice

DELIVER = [sys.executable, "manage.py", "deliver", "--until-empty"]


def database_url() -> str:
    """The address of the database that this test uses."""
    here = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{here['NAME']}"
    name, host, who = quote(here["NAME"]), here["HOST"], quote(here["USER"])
    if here["PASSWORD"]:
        who += f":{quote(here['PASSWORD'])}"
    if host.startswith("/"):
        return f"postgresql://{who}@/{name}?host={quote(host)}&port={here['PORT'] or 5432}"
    return f"postgresql://{who}@{host}:{here['PORT'] or 5432}/{name}"


def worker_env() -> dict[str, str]:
    """What a worker needs to know to reach the gateway and the mail server of this test."""
    return {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "cms.settings.test",
        "DATABASE_URL": database_url(),
        "SMS_GATEWAY": settings.SMS_GATEWAY,
        "SMS_GATEWAY_URL": settings.SMS_GATEWAY_URL,
        "SMS_GATEWAY_TOKEN": settings.SMS_GATEWAY_TOKEN,
        "EMAIL_HOST": str(settings.EMAIL_HOST),
        "EMAIL_PORT": str(settings.EMAIL_PORT),
        "EMAIL_SECURITY": "none",
        "PYTHONUNBUFFERED": "1",
    }


def deliveries_bulk(people: list[User], *, each: int, channels: list[str]) -> list[Delivery]:
    """Many notices at once, each with a delivery to these channels."""
    notices = Notice.objects.bulk_create(
        [
            Notice(user=user, kind="appeal.answered", data={"number": f"OD-{number}"})
            for user in people
            for number in range(each)
        ]
    )
    rows: list[Any] = [
        Delivery(user_id=notice.user_id, notice=notice, channel=channel)
        for notice in notices
        for channel in channels
    ]
    return Delivery.objects.bulk_create(rows)


ALL_CHANNELS = [Channel.EMAIL.value, Channel.SMS.value]
