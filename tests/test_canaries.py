"""The finder itself finds what it is for."""

import base64
import gzip
import io
import json
import zipfile

import pytest

from tests.canaries import found

WORD = "Канарейка-77"


@pytest.mark.parametrize(
    "wrapped",
    [
        f"<p>{WORD}</p>",
        WORD.upper(),
        json.dumps({"text": WORD}),
        base64.b64encode(f"some {WORD} text".encode()).decode(),
        base64.urlsafe_b64encode(f"??>>{WORD} text".encode()).decode().rstrip("="),
        base64.b64encode(base64.b64encode(f"{WORD} twice".encode())).decode(),
        base64.b64encode(gzip.compress(WORD.encode(), mtime=0)).decode(),
        gzip.compress(f"{{}} {WORD}".encode(), mtime=0),
        "%D0%9A%D0%B0%D0%BD%D0%B0%D1%80%D0%B5%D0%B9%D0%BA%D0%B0-77",
    ],
)
def test_a_word_is_found_in_its_wrapping(wrapped: str | bytes) -> None:
    assert found([WORD, "other"], wrapped) == {WORD}


def test_pem_is_opened() -> None:
    body = base64.encodebytes(f"certificate of {WORD} and more words".encode()).decode()
    assert found([WORD], f"-----BEGIN CERTIFICATE-----\n{body}-----END CERTIFICATE-----")


def test_a_workbook_is_opened() -> None:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", f"<t>{WORD}</t>" * 20)
    assert WORD.encode() not in file.getvalue()
    assert found([WORD], file.getvalue()) == {WORD}
    assert found([WORD], file.getvalue()[:40]) == set()


def test_nothing_is_found_where_nothing_is() -> None:
    assert found([WORD], "Канарейка 77, a line of any other words" * 50) == set()
