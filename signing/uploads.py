"""Uploads that are too large: stopped early, never held in memory, answered in clear words.

``UploadLimitMiddleware`` refuses a whole request by its announced length before anything reads
it. ``LimitedUploadHandler`` lets a single file of a request that is small enough grow only to the
limit; what comes after is thrown away as it arrives.
"""

import io
import time
from collections.abc import Callable
from typing import Any, NoReturn

from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler
from django.http import HttpRequest, HttpResponse, UnreadablePostError
from django.shortcuts import render
from django.utils.translation import gettext as _

from core.api import problem
from core.errors import Refused
from signing.limits import BODY_BYTES, DRAFT_FILES_BYTES, DRAIN_SECONDS, FILE_BYTES, MEGA

API_PREFIX = "/api/"
CHUNK = 64 * 1024


class OversizedFile(UploadedFile):
    """A file of which only name and true size are known: the size checks of every form refuse it.

    Reading it is refused too, so that nobody keeps an empty file by mistake.
    """

    def __init__(self, *, name: str, size: int, content_type: str | None, field: str) -> None:
        super().__init__(io.BytesIO(), name, content_type, size)
        self.field_name = field

    def read(self, *args: Any) -> NoReturn:
        """There is nothing to read."""
        raise self._refused()

    def chunks(self, chunk_size: int | None = None) -> NoReturn:
        """There is nothing to read."""
        raise self._refused()

    def _refused(self) -> Refused:
        message = _("This file is larger than %(limit)s MB.") % {"limit": FILE_BYTES // MEGA}
        return Refused(message, code="file_too_large")


class LimitedUploadHandler(FileUploadHandler):
    """Must be the first of ``FILE_UPLOAD_HANDLERS``."""

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes | None:
        """Pass the chunk on, or drop it once the limit is passed."""
        return raw_data if start + len(raw_data) <= FILE_BYTES else None

    def file_complete(self, file_size: int) -> UploadedFile | None:
        """Stand in for a file that was too large; else leave it to the next handler."""
        if file_size <= FILE_BYTES:
            return None
        return OversizedFile(
            name=self.file_name or "file",
            size=file_size,
            content_type=self.content_type,
            field=self.field_name or "",
        )


class UploadLimitMiddleware:
    """Answers 413 to bodies over the limit.

    May stand last: nothing before it reads the body (CSRF does so later, for the view).
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if _announced(request) <= BODY_BYTES:
            return self.get_response(request)
        _drain(request)
        return _too_large(request)


def _announced(request: HttpRequest) -> int:
    try:
        return int(request.META.get("CONTENT_LENGTH") or 0)
    except ValueError:
        return 0


def _drain(request: HttpRequest) -> None:
    """Throw the body away as it comes, for some seconds: a browser that is still sending when
    the connection closes shows its own error instead of our words."""
    until = time.monotonic() + DRAIN_SECONDS
    try:
        while time.monotonic() < until and request.read(CHUNK):
            pass
    except UnreadablePostError:
        pass


def _too_large(request: HttpRequest) -> HttpResponse:
    limit = DRAFT_FILES_BYTES // MEGA
    if request.path.startswith(API_PREFIX):
        title = _("All files together are larger than %(limit)s MB.") % {"limit": limit}
        response = problem(code="body_too_large", title=title, status=413)
    else:
        context = {"limit": limit, "file_limit": FILE_BYTES // MEGA}
        response = render(request, "pages/signing/too_large.html", context, status=413)
    return response
