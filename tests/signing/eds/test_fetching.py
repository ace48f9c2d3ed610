"""One deadline, one limit, no redirects, no proxies: whatever the other side does."""

import socket
import time

import pytest

from signing.eds.fetching import USER_AGENT, NoAnswer, TooLarge, fetch
from tests.signing.eds.served import Served, dripping, raw

SECONDS = 0.6


def asked(url: str, *, limit: int = 1000, seconds: float = SECONDS) -> bytes:
    return fetch(url, seconds=seconds, limit=limit)


def test_get_and_post(web: Served) -> None:
    url = web.give("/list?x=1", b"list")
    assert asked(url) == b"list"
    told = fetch(url, seconds=5, limit=4, body=b"question", content_type="application/x-test")
    assert told == b"list"
    (get, _, get_headers, _), (post, path, headers, body) = web.asked
    assert (get, post, path, body) == ("GET", "POST", "/list?x=1", b"question")
    assert get_headers["User-Agent"] == headers["User-Agent"] == USER_AGENT
    assert headers["Content-Type"] == "application/x-test"


def test_an_address_without_a_path(web: Served) -> None:
    web.give("/", b"root")
    assert asked(web.url) == b"root"


def test_the_limit(web: Served) -> None:
    url = web.give("/", bytes(1000))
    assert asked(url, limit=1000) == bytes(1000)
    with pytest.raises(TooLarge):
        asked(url, limit=999)


@pytest.mark.parametrize("status", [204, 301, 302, 307, 400, 403, 404, 500, 503])
def test_only_200_is_an_answer(web: Served, status: int) -> None:
    target = web.give("/target", b"secret")
    url = web.give("/", target.encode(), status)
    with pytest.raises(NoAnswer, match=f"HTTP {status}"):
        asked(url)
    assert [path for _, path, _, _ in web.asked] == ["/"]


def test_a_proxy_of_the_environment_is_not_asked(
    web: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:1/")
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:1/")
    assert asked(web.give("/", b"direct")) == b"direct"


def test_nobody_listens() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
    with pytest.raises(NoAnswer):
        asked(f"http://127.0.0.1:{port}/")


HEADS = [
    b"HTTP/1.1 200 OK\r\nContent-Length: 50\r\n\r\n",
    b"HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 50\r\n\r\n",
    b"HTTP/1.0 200 OK\r\nContent-Length: 50\r\n\r\n",
    b"HTTP/1.0 200 OK\r\n\r\n",
    b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n32\r\n",
    b"HTTP/1.1 200 OK\r\nX-Slow: ",
    b"",
]


@pytest.mark.parametrize("head", HEADS)
def test_an_answer_that_drips_ends_at_the_deadline(head: bytes) -> None:
    with raw(dripping(head)) as url:
        begun = time.monotonic()
        with pytest.raises(NoAnswer):
            asked(url)
        assert time.monotonic() - begun < 3 * SECONDS


def test_silence_ends_at_the_deadline() -> None:
    with raw(lambda line: time.sleep(2 * SECONDS)) as url:
        begun = time.monotonic()
        with pytest.raises(NoAnswer):
            asked(url)
        assert time.monotonic() - begun < 3 * SECONDS


def spoken(data: bytes) -> bytes:
    with raw(lambda line: line.sendall(data)) as url:
        return asked(url, seconds=5)


@pytest.mark.parametrize(
    "data",
    [
        b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok",
        b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\nok",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\n\r\n",
        b"HTTP/1.0 200 OK\r\n\r\nok",
    ],
)
def test_every_usual_way_to_end_an_answer(data: bytes) -> None:
    assert spoken(data) == b"ok"


@pytest.mark.parametrize(
    "data",
    [
        b"HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nok",
        b"HTTP/1.0 200 OK\r\nContent-Length: 3\r\n\r\nok",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nok",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n",
        b"HTTP/1.1 200 OK\r\n" + b"X: y\r\n" * 200,
        b"HTTP/1.1 200 OK\r\nX: " + b"y" * 100_000,
        b"SSH-2.0-OpenSSH_9.2\r\n",
        b"",
    ],
)
def test_half_an_answer_is_none(data: bytes) -> None:
    with pytest.raises(NoAnswer):
        spoken(data)
