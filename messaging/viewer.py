"""Writes messages for the development viewer, one JSON file each."""

import json
import os
from pathlib import Path
from uuid import uuid4

from django.conf import settings
from django.utils import timezone


def viewer_write(*, channel: str, to: str, subject: str, text: str, message_id: str = "") -> None:
    """Write one message; the file appears whole or not at all, and once for a ``message_id``."""
    folder = Path(settings.MESSAGES_DIR)
    folder.mkdir(parents=True, exist_ok=True)
    key = message_id or uuid4().hex
    if message_id and any(folder.glob(f"*-{key}.json")):
        return
    now = timezone.now()
    record = {
        "id": key,
        "channel": channel,
        "to": to,
        "subject": subject,
        "text": text,
        "at": now.isoformat(),
    }
    name = f"{now:%Y%m%dT%H%M%S%f}-{key}.json"
    draft = folder / f".{name}.part"
    draft.write_text(json.dumps(record, ensure_ascii=False), encoding="utf-8")
    os.replace(draft, folder / name)
