"""Citizens' files: checked, cleaned, encrypted, always handed out as an attachment.

Pictures are drawn anew without metadata. PDF and office documents stay byte for byte as they came
(changing them could break what they prove), so their own metadata stays too; the form says so.
Nothing is ever unpacked or rendered here, and no file is public before a moderator releases it.
"""

import hashlib
import unicodedata
from uuid import uuid4

from django.core.files.base import ContentFile
from django.core.files.storage import storages
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.db.models import Sum
from django.http import HttpResponse
from django.utils.functional import Promise
from django.utils.http import content_disposition_header
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from core.envelope import row_key_make, row_key_open, seal_with, unseal_with
from core.errors import Refused
from core.text import clean_text
from ledger.services import event_record
from signing.destroying import file_destroy
from signing.drafts import draft_lock, draft_touch
from signing.filetypes import EXTENSIONS, Kind, kind_of, looks_like, office_check
from signing.limits import (
    DRAFT_FILES_BYTES,
    FILE_BYTES,
    FILE_NAME_LENGTH,
    FILES_PER_DRAFT,
    MEGA,
)
from signing.models import Draft, File
from signing.pictures import picture_clean

FORBIDDEN_IN_NAMES = frozenset('<>:"|?*\\/%;')


def file_take(*, owner: User, draft: Draft, upload: UploadedFile) -> File:
    """Check, clean, encrypt and keep one uploaded file; ``Refused`` says in words what is wrong.

    The same content again gives the file that is there already (a second click). Changes the
    draft's revision: read it again.
    """
    _check_upload_size(upload)
    name = safe_name(upload.name or "")
    data, kind = _checked(name, upload.read())
    with transaction.atomic():
        locked = draft_lock(draft=draft, owner=owner)
        twin = File.objects.filter(draft=locked, sha256=_sha256(data)).first()
        if twin is not None:
            return twin
        _check_room(locked, len(data))
        file = _store(owner, locked, name, kind, data)
        draft_touch(locked)
        event_record(verb="file.take", target=file, actor=owner, data={"size": file.size})
    return file


def file_keep(*, owner: User, upload: UploadedFile) -> File:
    """The same for a file of no draft: the caller counts it, and says whose it is with a row."""
    _check_upload_size(upload)
    name = safe_name(upload.name or "")
    data, kind = _checked(name, upload.read())
    with transaction.atomic():
        file = _store(owner, None, name, kind, data)
        event_record(verb="file.take", target=file, actor=owner, data={"size": file.size})
    return file


@transaction.atomic
def file_remove(*, owner: User, file: File) -> None:
    """Take a file out of an open draft for good; ``LookupError`` for another person's file."""
    mine = File.objects.filter(pk=file.pk, owner=owner).select_related("draft").first()
    if mine is None or mine.draft is None:
        raise LookupError("no such file")
    locked = draft_lock(draft=mine.draft, owner=owner)
    event_record(verb="file.remove", target=mine, actor=owner)
    file_destroy(mine)
    draft_touch(locked)


def file_list(draft: Draft) -> list[File]:
    """The draft's files in the order they came."""
    return list(File.objects.filter(draft=draft).order_by("created_at", "pk"))


def file_open(file: File) -> bytes:
    """The clear bytes; ``core.envelope.KeyDestroyed`` after the archive term."""
    with storages["private"].open(file.stored_as) as stored:
        sealed = stored.read()
    return unseal_with(row_key_open(file.row_key), sealed)


def file_response(file: File) -> HttpResponse:
    """The file as an attachment that no browser runs, sniffs or keeps. Check the right first."""
    return HttpResponse(
        file_open(file),
        content_type=file.content_type,
        headers={
            "Content-Disposition": content_disposition_header(True, file.name) or "attachment",
            "X-Content-Type-Options": "nosniff",
            "Content-Security-Policy": "default-src 'none'; sandbox",
            "Cross-Origin-Resource-Policy": "same-origin",
            "Cache-Control": "private, no-store",
        },
    )


def safe_name(name: str) -> str:
    """A name without path, controls, bidi marks or characters that disks and shells mind."""
    last = name.replace("\\", "/").rsplit("/", 1)[-1]
    cleaned = "".join(" " if c in FORBIDDEN_IN_NAMES else c for c in clean_text(last))
    stem, dot, extension = " ".join(cleaned.split()).rstrip(". ").rpartition(".")
    if not dot:
        return (extension or "file")[:FILE_NAME_LENGTH]
    tail = f".{extension.strip().lower()}"[:12]
    stem = unicodedata.normalize("NFC", stem.strip(". ") or "file")
    return stem[: FILE_NAME_LENGTH - len(tail)].strip() + tail


def _check_upload_size(upload: UploadedFile) -> None:
    if not upload.size:
        raise Refused(_("This file is empty."), code="file_empty")
    if upload.size > FILE_BYTES:
        raise Refused(
            _too_large(_("This file is larger than %(limit)s MB."), FILE_BYTES),
            code="file_too_large",
        )


def _too_large(message: str | Promise, limit: int) -> str:
    return str(message) % {"limit": limit // MEGA}


def _checked(name: str, data: bytes) -> tuple[bytes, Kind]:
    extension = name.rpartition(".")[2].lower() if "." in name else ""
    kind = kind_of(data)
    if extension not in EXTENSIONS:
        raise Refused(
            _("Send PDF, JPG, PNG, WEBP, DOCX, XLSX, ODT or TXT. Other kinds are not accepted."),
            code="file_kind",
        )
    if kind is None or extension not in kind.extensions:
        raise Refused(_mismatch(extension, looks_like(data)), code="file_mismatch")
    if kind.picture:
        return picture_clean(data, kind.picture), kind
    if data.startswith(b"PK"):
        office_check(data)
    return data, kind


def _mismatch(extension: str, found: str | Promise) -> str:
    return _("The file says .%(extension)s but it is %(found)s.") % {
        "extension": extension,
        "found": found,
    }


def _check_room(draft: Draft, size: int) -> None:
    files = File.objects.filter(draft=draft)
    if files.count() >= FILES_PER_DRAFT:
        message = _("You can add %(limit)s files at most.") % {"limit": FILES_PER_DRAFT}
        raise Refused(message, code="file_count")
    taken = files.aggregate(total=Sum("size"))["total"] or 0
    if taken + size > DRAFT_FILES_BYTES:
        raise Refused(
            _too_large(_("All files together are larger than %(limit)s MB."), DRAFT_FILES_BYTES),
            code="files_too_large",
        )


def _store(owner: User, draft: Draft | None, name: str, kind: Kind, data: bytes) -> File:
    row_key, key = row_key_make()
    opaque = uuid4().hex
    stored_as = storages["private"].save(
        f"files/{opaque[:2]}/{opaque}", ContentFile(seal_with(key, data))
    )
    try:
        return File.objects.create(
            owner=owner,
            draft=draft,
            name=name,
            content_type=kind.content_type,
            size=len(data),
            sha256=_sha256(data),
            stored_as=stored_as,
            row_key=row_key,
        )
    except BaseException:
        storages["private"].delete(stored_as)
        raise


def _sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()
