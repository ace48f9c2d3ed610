"""The secrets of surveys: who took part can be told only with them, and they don't outlive closing.

Each survey has 32 random bytes in a file of its own under ``SURVEY_SECRETS_DIR``: a store apart
from the database, with a backup apart or none. The survey keeps the fingerprint only. A file that
is missing while the survey is open is never made anew: everybody could vote once more.
"""

import hashlib
import hmac
import os
import secrets
from pathlib import Path

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from core.errors import Refused
from surveys.models import Survey

SIZE = 32


def secret_make(survey: Survey) -> None:
    """Make the survey's secret and note its fingerprint; harmless when it is there already.

    Raises ``Refused`` (``sealed``) when a secret was noted once and its file is gone.
    """
    if survey.secret_mark:
        _read(survey)
        return
    path = _path(survey.pk)
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    # Left by a transaction that was rolled back: nobody has voted with it.
    path.unlink(missing_ok=True)
    secret = secrets.token_bytes(SIZE)
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(secret)
        file.flush()
        os.fsync(file.fileno())
    _sync(path.parent)
    survey.secret_mark = _mark(secret)
    survey.save(update_fields=["secret_mark"])


def participation_key(survey: Survey, user: User) -> str:
    """The key under which this person takes part in this survey: HMAC-SHA256, hex.

    Raises ``Refused`` (``sealed``) when the secret is destroyed, missing or another one.
    """
    person = user.subject_key or str(user.pk)
    return hmac.new(_read(survey), person.encode(), hashlib.sha256).hexdigest()


def secret_destroy(survey: Survey) -> None:
    """Destroy the secret for good. A file put back by a restored backup goes the same way."""
    if secret_file_destroy(survey.pk) and survey.secret_destroyed_at:
        return
    if survey.secret_mark and not survey.secret_destroyed_at:
        survey.secret_destroyed_at = timezone.now()
        survey.save(update_fields=["secret_destroyed_at"])


def secret_file_destroy(survey_id: int) -> bool:
    """Overwrite and remove a file of the store; whether there was one."""
    path = _path(survey_id)
    try:
        with path.open("r+b") as file:
            file.write(b"\0" * SIZE)
            file.flush()
            os.fsync(file.fileno())
        path.unlink()
    except FileNotFoundError:
        return False
    _sync(path.parent)
    return True


def stored_ids() -> list[int]:
    """Surveys that have a file in the store."""
    folder = Path(settings.SURVEY_SECRETS_DIR)
    return sorted(int(path.stem) for path in folder.glob("*.key") if path.stem.isdigit())


def _read(survey: Survey) -> bytes:
    try:
        secret = b"" if survey.secret_destroyed_at else _path(survey.pk).read_bytes()
    except FileNotFoundError:
        secret = b""
    if not secret or not hmac.compare_digest(_mark(secret), survey.secret_mark):
        raise Refused(
            _("Answers to this survey can't be taken now. Please tell the hot line 1414."),
            code="sealed",
        )
    return secret


def _path(survey_id: int) -> Path:
    return Path(settings.SURVEY_SECRETS_DIR) / f"{survey_id}.key"


def _mark(secret: bytes) -> str:
    return hashlib.sha256(b"survey secret\0" + secret).hexdigest()


def _sync(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
