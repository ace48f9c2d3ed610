"""The page of the window, and the same by JSON for tests: what happens next is decided here."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from ..web import Request, Response, Routes, as_json, page, redirect, with_query
from ..words import LANGUAGES
from . import pages
from .keystore import Entry, Keystore
from .services import LIES, OUTAGES, Services
from .window import AUTO, BEHAVIOURS, PASSWORD, Window

ANSWERS = ("sign", "cancel", "wrong-password")


class Wrong(Exception):
    """A value that this control does not know; its name is the message."""


@dataclass
class Control:
    store: Keystore
    window: Window
    services: Services
    socket: str = ""  # address of the WebSocket, known once it listens

    def routes(self) -> Routes:
        return {
            ("GET", "/nca/"): self.show,
            ("POST", "/nca/"): self.act,
            ("GET", "/nca/state.json"): lambda request: as_json(self.state()),
            ("POST", "/nca/control"): self.control,
        }

    # JSON

    def control(self, request: Request) -> Response:
        changes = json.loads(request.body)
        if not isinstance(changes, dict):
            return as_json({"error": "not_an_object"}, 422)
        try:
            self.apply(changes)
        except Wrong as wrong:
            return as_json({"error": f"invalid_{wrong}"}, 422)
        return as_json(self.state())

    def state(self) -> dict[str, Any]:
        manner, question = self.window.manner, self.window.question
        waiting = question and {
            "origin": question.wish.origin,
            "method": question.wish.method,
            "keys": [entry.id for entry in self.window.fitting(question.wish)],
        }
        return {
            "socket": self.socket,
            **vars(manner),
            **self.services.outages,
            "lie": self.services.lie,
            "service_slow_seconds": self.services.slow_seconds,
            "waiting": waiting,
            "keys": [self._key(entry) for entry in self.store.entries.values()],
            "log": list(self.window.log),
        }

    def _key(self, entry: Entry) -> dict[str, Any]:
        return {
            "id": entry.id,
            "person": entry.person,
            "usage": entry.usage,
            "authority": entry.authority,
            "iin": entry.iin,
            "bin": entry.bin,
            "serial": f"{entry.leaf.serial:x}",
            "revoked": self.store.revoked(entry),
        }

    def apply(self, changes: Mapping[str, Any]) -> None:
        """All or nothing: every value is looked at before the first one is used."""
        steps = [self._step(name, value, changes) for name, value in changes.items()]
        for step in steps:
            step()

    def _step(self, name: str, value: Any, changes: Mapping[str, Any]) -> Callable[[], object]:
        if isinstance(value, list | dict):
            raise Wrong(name)
        if name in {"behaviour", "key", "old", "slow_seconds"}:
            self._check(name, value)
            return lambda: self.window.change(**{name: value})
        if name in self.services.outages and value in OUTAGES:
            return lambda: self.services.outages.update({name: value})
        if name == "lie" and value in {"", *LIES}:
            return lambda: setattr(self.services, "lie", value)
        if name == "service_slow_seconds" and _is_seconds(value):
            return lambda: setattr(self.services, "slow_seconds", value)
        if name in {"revoke", "restore"} and value in self.store.entries:
            change = self.store.revoke if name == "revoke" else self.store.restore
            return lambda: change(self.store.entries[value])
        if name == "publish" and value is True:
            return self.services.publish
        if name == "answer" and value in ANSWERS:
            return lambda: self.window.answer(value, str(changes.get("answer_key", "")))
        if name == "answer_key" and value in self.store.entries:
            return lambda: None
        raise Wrong(name)

    def _check(self, name: str, value: Any) -> None:
        right = {
            "behaviour": value in BEHAVIOURS,
            "key": value == AUTO or value in self.store.entries,
            "old": isinstance(value, bool),
            "slow_seconds": _is_seconds(value),
        }
        if not right[name]:
            raise Wrong(name)

    # The page

    def show(self, request: Request) -> Response:
        language = _language(request.query.get("lang", ""))
        wrong = bool(request.query.get("wrong"))
        return page(pages.window(language, self, wrong_password=wrong))

    def act(self, request: Request) -> Response:
        form = request.form
        back = with_query("/nca/", lang=_language(form.get("lang", "")))
        try:
            if not self._press(form):
                return redirect(back + "&wrong=1")
        except Wrong as wrong:
            return as_json({"error": f"invalid_{wrong}"}, 422)
        return redirect(back)

    def _press(self, form: Mapping[str, str]) -> bool:
        """False when the password is wrong: the window stays open, as the real one does."""
        button = form.get("press", "")
        if button == "sign":
            if form.get("password") != PASSWORD:
                return False
            self.apply({"answer": "sign", "answer_key": form.get("key", "")})
        elif button == "cancel":
            self.apply({"answer": "cancel"})
        elif button in {"revoke", "restore"}:
            self.apply({button: form.get("key", ""), "publish": True})
        elif button == "services":
            names = (*self.services.outages, "lie")
            self.apply({name: form.get(name, "") for name in names})
        else:
            old = form.get("old") == "1"
            self.apply({"behaviour": form.get("behaviour"), "key": form.get("key"), "old": old})
        return True


def _is_seconds(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and 0 <= value <= 600


def _language(code: str) -> str:
    return code if code in LANGUAGES else "kk"
