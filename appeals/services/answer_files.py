"""Files of a prepared answer: added and taken out at the desk, signed and delivered with it."""

from uuid import UUID

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from appeals.models import Appeal, PreparedAnswer, PreparedFile
from appeals.permissions import can_answer
from appeals.services.moving import appeal_lock
from appeals.services.preparing import prepared_changed, preparing_move, seen_check
from core.audience import Reader
from core.errors import NotAllowed, Refused
from signing.destroying import file_destroy
from signing.files import file_keep
from signing.limits import DRAFT_FILES_BYTES, FILES_PER_DRAFT, MEGA
from signing.models import File


@transaction.atomic
def answer_file_add(
    *,
    appeal_id: int,
    actor: User,
    reader: Reader,
    upload: UploadedFile,
    seen: int,
    is_private: bool = False,
) -> PreparedFile:
    """Add a file to the prepared answer: checked, cleaned and encrypted as citizens' files are.

    ``is_private``: for the author only. The draft becomes a new revision. Raises ``NotAllowed``
    and ``Refused``.
    """
    appeal = appeal_lock(appeal_id)
    row, move = _open(appeal, reader, seen)
    held = [item.file for item in row.files.select_related("file")]
    if len(held) >= FILES_PER_DRAFT:
        raise Refused(
            _("You can add %(limit)s files at most.") % {"limit": FILES_PER_DRAFT},
            code="file_count",
        )
    file = file_keep(owner=actor, upload=upload)
    _check_twin_and_room(file, held)
    last = row.files.aggregate(last=Max("position"))["last"]
    added = PreparedFile.objects.create(
        prepared=row,
        file=file,
        is_private=is_private,
        position=0 if last is None else last + 1,
    )
    prepared_changed(row, appeal, actor, move)
    return added


@transaction.atomic
def answer_file_remove(
    *, appeal_id: int, actor: User, reader: Reader, file_id: UUID, seen: int
) -> None:
    """Take a file out of the prepared answer for good.

    ``LookupError`` for a file that isn't this draft's.
    """
    appeal = appeal_lock(appeal_id)
    row, move = _open(appeal, reader, seen)
    held = row.files.select_related("file__row_key").filter(file_id=file_id).first()
    if held is None:
        raise LookupError("no such file")
    file = held.file
    held.delete()
    file_destroy(file)
    prepared_changed(row, appeal, actor, move)


def prepared_file_of(appeal: Appeal, file_id: UUID) -> File:
    """A file of the draft of the agency that holds the application; else ``LookupError``."""
    held = PreparedFile.objects.select_related("file").filter(
        file_id=file_id, prepared__appeal=appeal, prepared__agency_id=appeal.agency_id
    )
    row = held.first()
    if row is None:
        raise LookupError("no such file")
    return row.file


def _open(appeal: Appeal, reader: Reader, seen: int) -> tuple[PreparedAnswer, str]:
    if not can_answer(reader, appeal):
        raise NotAllowed
    move = preparing_move(appeal)
    row = PreparedAnswer.objects.filter(appeal=appeal, agency_id=appeal.agency_id).first()
    if row is None:
        raise Refused(_("Write the answer first, then add files."), code="not_prepared")
    seen_check(row, seen)
    return row, move


def _check_twin_and_room(file: File, held: list[File]) -> None:
    """A refusal takes the new row back with the transaction; its bytes are nobody's then."""
    if any(other.sha256 == file.sha256 for other in held):
        raise Refused(_("This file is there already."), code="file_twin")
    if sum(other.size for other in held) + file.size > DRAFT_FILES_BYTES:
        raise Refused(
            _("All files together are larger than %(limit)s MB.")
            % {"limit": DRAFT_FILES_BYTES // MEGA},
            code="files_too_large",
        )
