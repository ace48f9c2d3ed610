"""SMS gateway over HTTP: POST /sms/send with a Bearer token."""

import json
import re
import secrets
import time

from .config import Config
from .messages import NAME, MessageBox
from .web import Request, Response, Routes, as_json

PHONE = re.compile(r"\+[1-9]\d{7,14}")
TEXT_LIMIT = 1000


class SmsGateway:
    def __init__(self, config: Config, box: MessageBox) -> None:
        self.config = config
        self.box = box

    def routes(self) -> Routes:
        return {("POST", "/sms/send"): self.send}

    def send(self, request: Request) -> Response:
        if not self._allowed(request):
            return _problem(401, "invalid_token", WWW_Authenticate="Bearer")
        try:
            data = json.loads(request.body)
        except ValueError:
            return _problem(400, "invalid_json")
        wrong = _wrong(data)
        if wrong:
            return _problem(422, wrong)
        if data["to"].endswith("504"):  # takes it, and never says so
            self._accept(data)
            return _problem(504, "timeout")
        return self._failure(data["to"]) or self._accept(data)

    def _allowed(self, request: Request) -> bool:
        given = request.headers.get("authorization", "").encode()
        return secrets.compare_digest(given, f"Bearer {self.config.sms_token}".encode())

    def _failure(self, to: str) -> Response | None:
        """The end of the number chooses what goes wrong; see README.md."""
        if to.endswith("408"):
            time.sleep(self.config.hang_seconds)
            return _problem(504, "timeout")
        if to.endswith("429"):
            return _problem(429, "too_many_requests", Retry_After="1")
        for status, name in ((500, "internal"), (503, "unavailable"), (400, "number_refused")):
            if to.endswith(str(status)):
                return _problem(status, name)
        return None

    def _accept(self, data: dict) -> Response:
        name = f"sms-{data['id']}"
        if not self.box.add(id=name, channel="sms", to=data["to"], text=data["text"]):
            before = self.box.get(name) or {}
            if (before.get("to"), before.get("text")) != (data["to"], data["text"]):
                return _problem(409, "id_used_for_another_message")
        return as_json({"id": data["id"]}, 202)


def _wrong(data: object) -> str:
    if not isinstance(data, dict):
        return "not_an_object"
    if not (isinstance(data.get("to"), str) and PHONE.fullmatch(data["to"])):
        return "invalid_to"
    if not (isinstance(data.get("text"), str) and 0 < len(data["text"]) <= TEXT_LIMIT):
        return "invalid_text"
    if not (isinstance(data.get("id"), str) and NAME.fullmatch(data["id"])):
        return "invalid_id"
    return ""


def _problem(status: int, error: str, **headers: str) -> Response:
    return as_json({"error": error}, status, **headers)
