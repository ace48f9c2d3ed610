"""Uploads without end: refused early, in clear words, never in memory."""

import tracemalloc

from django.core.files.uploadhandler import MemoryFileUploadHandler, TemporaryFileUploadHandler
from django.http import HttpResponse
from django.test import RequestFactory

import pytest

from core.errors import Refused
from signing.files import file_take
from signing.limits import BODY_BYTES, FILE_BYTES, MEGA
from signing.uploads import LimitedUploadHandler, OversizedFile, UploadLimitMiddleware
from tests.factories.signing import make_draft

BOUNDARY = "border"


class Body:
    """A multipart body of one file that is made while it is read."""

    def __init__(self, size):
        head = (
            f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="file"; filename="big.txt"\r\n'
            "Content-Type: text/plain\r\n\r\n"
        ).encode()
        tail = f"\r\n--{BOUNDARY}--\r\n".encode()
        self.parts = [head, None, tail]
        self.left, self.length, self.taken = size, len(head) + size + len(tail), 0

    def readline(self):
        raise AssertionError("nobody reads a body by lines")

    def read(self, size=-1):
        while self.parts:
            if self.parts[0] is None:
                piece = b"a" * min(size, self.left)
                self.left -= len(piece)
                if not self.left:
                    self.parts.pop(0)
            else:
                piece, self.parts[0] = self.parts[0][:size], self.parts[0][size:]
                if not self.parts[0]:
                    self.parts.pop(0)
            if piece:
                self.taken += len(piece)
                return piece
        return b""


def environ_of(body):
    return {
        "wsgi.input": body,
        "CONTENT_LENGTH": str(body.length),
        "CONTENT_TYPE": f"multipart/form-data; boundary={BOUNDARY}",
    }


def request_of(body, path="/"):
    return RequestFactory().generic(
        "POST",
        path,
        **environ_of(body),
    )


def received(size):
    request = request_of(Body(size))
    request.upload_handlers = [
        handler(request)
        for handler in (LimitedUploadHandler, MemoryFileUploadHandler, TemporaryFileUploadHandler)
    ]
    return request.FILES["file"]


@pytest.mark.parametrize("size", [10, 2 * MEGA, FILE_BYTES])
def test_a_file_within_the_limit_arrives_whole(size):
    file = received(size)
    assert file.size == size
    assert sum(len(chunk) for chunk in file.chunks()) == size


@pytest.mark.django_db
def test_a_file_over_the_limit_is_known_by_name_and_size_only():
    file = received(FILE_BYTES + 1)
    assert isinstance(file, OversizedFile)
    assert (file.name, file.size) == ("big.txt", FILE_BYTES + 1)
    for read in (file.read, file.chunks):
        with pytest.raises(Refused):
            read()
    draft = make_draft()
    with pytest.raises(Refused) as refused:
        file_take(owner=draft.owner, draft=draft, upload=file)
    assert refused.value.code == "file_too_large"


def test_a_gigabyte_is_thrown_away_as_it_comes(monkeypatch):
    monkeypatch.setattr("signing.uploads.render", lambda *args, **kwargs: HttpResponse(status=413))
    body = Body(1024 * MEGA)
    middleware = UploadLimitMiddleware(lambda request: pytest.fail("nothing behind may run"))
    tracemalloc.start()
    response = middleware(request_of(body))
    _now, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert response.status_code == 413
    assert peak < 2 * MEGA
    assert body.taken > 0


def test_a_slow_gigabyte_is_not_waited_for(monkeypatch):
    monkeypatch.setattr("signing.uploads.DRAIN_SECONDS", 0)
    body = Body(1024 * MEGA)
    UploadLimitMiddleware(lambda request: HttpResponse())(request_of(body, "/api/v1/x"))
    assert body.taken == 0


def test_the_api_answers_with_a_problem_document():
    response = UploadLimitMiddleware(lambda request: HttpResponse())(
        request_of(Body(BODY_BYTES + 1), "/api/v1/x")
    )
    assert response.status_code == 413
    assert response["Content-Type"] == "application/problem+json"


@pytest.mark.parametrize("length", ["", "10", "abc", str(BODY_BYTES)])
def test_other_requests_pass(length):
    request = RequestFactory().post("/", {"a": "b"}, CONTENT_LENGTH=length)
    response = UploadLimitMiddleware(lambda request: HttpResponse("in"))(request)
    assert response.content == b"in"


def test_a_page_says_what_is_too_large(client, settings):
    name = "signing.uploads.UploadLimitMiddleware"
    if name not in settings.MIDDLEWARE:
        settings.MIDDLEWARE = [*settings.MIDDLEWARE, name]
    body = Body(BODY_BYTES)
    response = client.generic(
        "POST",
        "/en/",
        **environ_of(body),
    )
    assert response.status_code == 413
    assert "25" in response.content.decode()
