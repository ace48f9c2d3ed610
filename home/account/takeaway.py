"""Everything the portal keeps of one person, in one file to take away.

What it holds is described in ``docs/my-data.md``. The archive is written piece by piece: rows one
by one, files in blocks, past 4 MB on disk. Memory holds one row, or one file of an upload's size.
"""

import json
import textwrap
import zipfile
from collections.abc import Iterable, Iterator
from tempfile import SpooledTemporaryFile
from typing import IO, Any

from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accounts.models import ArchiveDuty, User
from core.envelope import KeyDestroyed
from core.rates import rate_take
from core.registry import Personal, adapters
from ledger.services import event_record

IN_MEMORY = 4 * 1024 * 1024
BLOCK = 64 * 1024
DOWNLOADS_A_DAY = 5
FORMAT = 2
LINE = 78


def labels_of_parts() -> list[str]:
    """What the rooms keep of people, in words; nothing is opened for it."""
    return [str(adapter.label) for adapter in adapters(Personal).values()]


def takeaway_make(user: User) -> IO[bytes]:
    """A ZIP with ``README.txt``, ``data.json`` and all files of this person. Raises ``TooMany``."""
    rate_take(scope="takeaway", key=str(user.pk), limit=DOWNLOADS_A_DAY, per_seconds=24 * 3600)
    with transaction.atomic():
        event_record(verb="data.download", target=user, actor=user)
    out: IO[bytes] = SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115 - the answer closes it
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("README.txt", readme())
        missing = list(_files_write(archive, user))
        with archive.open("data.json", "w", force_zip64=True) as target:
            for piece in _data(user, missing):
                target.write(piece.encode("utf-8", "replace"))
    out.seek(0)
    return out


def readme() -> str:
    """What lies in the archive, in the reader's language."""
    head = [
        _("Open Dialogue: what the portal keeps of you"),
        _("Made on %(day)s. It holds your IIN and your texts in full: keep it well.")
        % {"day": date_format(timezone.localtime(), "DATETIME_FORMAT")},
        "data.json: " + _("All of it as data. Each part below is a key in it."),
        "files/: " + _("Your files, as you sent or received them."),
    ]
    parts = [_part(name, adapter) for name, adapter in adapters(Personal).items()]
    own = [
        ("format", _("The version of this layout.")),
        ("made_at", _("When this file was made.")),
        ("files_missing", _("Files that can't be given any more, each with the reason.")),
    ]
    tail = [_lines(own), _("Why some things stay") + "\n\n" + _duty(), _ballots()]
    paragraphs = [_wrap(text) for text in head] + parts + tail
    return "\n\n".join(paragraphs) + "\n"


def _ballots() -> str:
    return _wrap(_("How you voted in surveys is not among it: ballots lead to nobody."))


def _duty() -> str:
    return _wrap(ArchiveDuty.current().localized("text"))


def _part(name: str, adapter: Any) -> str:
    title = f"{name}: {adapter.label}"
    return f"{title}\n{'-' * len(title)}\n" + _lines(getattr(adapter, "meanings", {}).items())


def _lines(pairs: Iterable[tuple[str, Any]]) -> str:
    return "\n".join(_wrap(f"- {key}: {meaning}", "  ") for key, meaning in pairs)


def _wrap(text: str, indent: str = "") -> str:
    return textwrap.fill(
        str(text), LINE, subsequent_indent=indent, break_long_words=False, break_on_hyphens=False
    )


def _files_write(archive: zipfile.ZipFile, user: User) -> Iterator[dict[str, str]]:
    """Write all files; give those that can't be given, with the reason."""
    for adapter in adapters(Personal).values():
        for file in adapter.files(user) if hasattr(adapter, "files") else ():
            path = f"files/{file.path}"
            try:
                content = file.read()
            except KeyDestroyed:  # the archive term is over: nobody has it any more
                yield {"path": path, "reason": "key_destroyed", "words": _destroyed()}
            except FileNotFoundError:
                yield {"path": path, "reason": "not_found", "words": _lost()}
            else:
                _copy(archive, path, content)


def _copy(archive: zipfile.ZipFile, path: str, content: bytes | Iterable[bytes]) -> None:
    with archive.open(path, "w", force_zip64=True) as target:
        if isinstance(content, bytes):
            view = memoryview(content)
            content = (view[at : at + BLOCK] for at in range(0, len(view), BLOCK))  # type: ignore[assignment]
        for block in content:
            target.write(block)  # type: ignore[arg-type]


def _destroyed() -> str:
    return _("The archive term is over and its key was destroyed: nobody can read it any more.")


def _lost() -> str:
    return _("The portal could not find it. Please write to the operator.")


def _data(user: User, missing: list[dict[str, str]]) -> Iterator[str]:
    """``data.json`` in pieces."""
    yield f'{{\n"format": {FORMAT},\n"made_at": {_dump(timezone.now().isoformat())}'
    for name, adapter in adapters(Personal).items():
        yield f",\n{_dump(name)}: {{"
        for number, (key, value) in enumerate(adapter.records(user).items()):
            yield f"{',' if number else ''}\n {_dump(key)}: "
            yield from _value(value)
        yield "\n}"
    yield f',\n"files_missing": {_dump(missing)}\n}}\n'


def _value(value: Any) -> Iterator[str]:
    """A list row by row, when it comes so."""
    if not isinstance(value, Iterator):
        yield _dump(value)
        return
    yield "["
    for number, row in enumerate(value):
        yield f"{',' if number else ''}\n  {_dump(row)}"
    yield "]"


def _dump(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)
