"""Everything the portal keeps of one person, in one file to take away."""

import json
import zipfile
from tempfile import SpooledTemporaryFile
from typing import IO, Any

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from core.envelope import KeyDestroyed
from core.rates import rate_take
from core.registry import Personal, adapters
from ledger.services import event_record

IN_MEMORY = 4 * 1024 * 1024
DOWNLOADS_A_DAY = 5


def labels_of_parts() -> list[str]:
    """What the rooms keep of people, in words; nothing is opened for it."""
    return [str(adapter.label) for adapter in adapters(Personal).values()]


def takeaway_make(user: User) -> IO[bytes]:
    """A ZIP with ``data.json`` and all files of this person. Raises ``TooMany``."""
    rate_take(scope="takeaway", key=str(user.pk), limit=DOWNLOADS_A_DAY, per_seconds=24 * 3600)
    with transaction.atomic():
        event_record(verb="data.download", target=user, actor=user)
    out: IO[bytes] = SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115 - the answer closes it
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        data: dict[str, Any] = {"made_at": timezone.now().isoformat()}
        for name, adapter in adapters(Personal).items():
            data[name] = adapter.records(user)
            _files(archive, adapter, user)
        archive.writestr("data.json", json.dumps(data, ensure_ascii=False, indent=1))
    out.seek(0)
    return out


def _files(archive: zipfile.ZipFile, adapter: Any, user: User) -> None:
    if not hasattr(adapter, "files"):
        return
    for file in adapter.files(user):
        try:
            archive.writestr(f"files/{file.path}", file.read())
        except KeyDestroyed:  # the archive term is over: nobody has it any more
            continue
