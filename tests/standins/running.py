"""A real stand-in process, and a small browser that walks through its sign-in.

Other tests use it too: `with StandIn(site="http://testserver") as standin: ...`.
"""

import http.cookiejar
import json
import re
import subprocess
import sys
import tempfile
import urllib.error
import urllib.parse
import urllib.request
from dataclasses import dataclass
from pathlib import Path
from typing import Self

ROOT = Path(__file__).resolve().parents[2]
CLIENT = ("open-dialogue", "stand-in-secret")
SMS_TOKEN = "stand-in-token"
REQUEST = re.compile(r'name="request" value="([^"]+)"')
SIX_DIGITS = re.compile(r"\b\d{6}\b")


@dataclass(frozen=True)
class Answer:
    status: int
    text: str
    headers: dict[str, str]
    address: str
    body: bytes = b""

    @property
    def json(self):
        return json.loads(self.text)

    @property
    def location(self) -> str:
        return self.headers.get("Location", "")

    @property
    def location_query(self) -> dict[str, str]:
        return dict(urllib.parse.parse_qsl(urllib.parse.urlsplit(self.location).query))


class _Stay(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *args, **kwargs):
        return None


class StandIn:
    def __init__(self, *, site: str = "http://testserver", options: tuple[str, ...] = ()) -> None:
        self.site = site
        self.options = options
        self._opener = urllib.request.build_opener(
            urllib.request.ProxyHandler({}),
            urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar()),
            _Stay,
        )

    def __enter__(self) -> Self:
        self._directory = tempfile.TemporaryDirectory()
        self.var = Path(self._directory.name)
        command = [sys.executable, "-m", "standins", "--port", "0", "--site", self.site]
        self.process = subprocess.Popen(
            [*command, "--var", str(self.var), *self.options],
            cwd=ROOT,
            stdout=subprocess.PIPE,
            text=True,
        )
        line = self.process.stdout.readline()
        assert line.startswith("Stand-ins: "), line
        self.address = line.split()[1].rstrip("/")
        self.socket = ""  # of NCALayer's simulator, with the option --nca-port
        if "--nca-port" in self.options:
            self.socket = self.process.stdout.readline().split()[1]
        return self

    def __exit__(self, *_) -> None:
        self.process.terminate()
        self.process.wait(5)
        self.process.stdout.close()
        self._directory.cleanup()

    # HTTP

    def get(self, path: str, *, headers: dict[str, str] | None = None) -> Answer:
        return self._ask(urllib.request.Request(self._full(path), headers=headers or {}))

    def post(self, path: str, data: bytes | dict, *, headers: dict | None = None) -> Answer:
        body = data if isinstance(data, bytes) else urllib.parse.urlencode(data).encode()
        return self._ask(urllib.request.Request(self._full(path), data=body, headers=headers or {}))

    def _full(self, path: str) -> str:
        return urllib.parse.urljoin(self.address + "/", path)

    def _ask(self, request: urllib.request.Request) -> Answer:
        try:
            with self._opener.open(request, timeout=10) as reply:
                return self._answer(reply, reply.status)
        except urllib.error.HTTPError as reply:
            with reply:
                return self._answer(reply, reply.code)

    def _answer(self, reply, status: int) -> Answer:
        body = reply.read()
        text = body.decode("utf-8", "replace")
        return Answer(status, text, dict(reply.headers.items()), reply.geturl(), body)

    # NCALayer's simulator

    def nca(self, **changes) -> dict:
        """Tell the simulator what happens next; returns its state (see standins/README.md)."""
        body = json.dumps(changes).encode()
        answer = self.post("/nca/control", body)
        assert answer.status == 200, answer.text
        return answer.json

    # The person in front of the screen

    def messages(self, to: str = "") -> list[dict]:
        query = urllib.parse.urlencode({"to": to})
        return self.get(f"/messages.json?{query}").json["messages"]

    def last_code(self, phone: str) -> str:
        return SIX_DIGITS.search(self.messages(phone)[0]["text"]).group()

    def arrive(self, authorize: str) -> str:
        """Open the authorize address; returns the name of this visit."""
        return REQUEST.search(self.follow(self.get(authorize)).text).group(1)

    def follow(self, answer: Answer) -> Answer:
        while answer.location.startswith("/"):
            answer = self.get(answer.location)
        return answer

    def press(self, visit: str, **fields: str) -> Answer:
        return self.post("/idp/sign-in", {"request": visit, **fields})

    def sign_in(self, authorize: str, person: str) -> str:
        """Both steps as this person; returns the address the portal is called back at."""
        visit = self.arrive(authorize)
        page = self.follow(self.press(visit, person=person))
        phone = re.search(r"\+\d{11}", page.text)
        if phone:
            return self.press(visit, code=self.last_code(phone.group())).location
        return self.press(visit, qr="1").location

    def refuse(self, authorize: str) -> str:
        return self.press(self.arrive(authorize), refuse="1").location
