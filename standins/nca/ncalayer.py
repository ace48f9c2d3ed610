"""NCALayer's protocol: a text frame in, a text frame out, as recorded from the real program.

Modules kz.gov.pki.knca.basics and kz.gov.pki.knca.commonUtils. What was never recorded - a wrong
password - is our guess and says so.
"""

import base64
import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from . import certificates, cms
from .authority import Authority
from .keystore import Entry
from .orders import (
    Frame,
    Invocation,
    Mismatch,
    decoded,
    key_info,
    order_read,
    typed,
    wish_of_basics,
    wish_of_common,
)
from .profile import now
from .window import Cancelled, Window, Wish, WrongPassword

BASICS = "kz.gov.pki.knca.basics"
COMMON = "kz.gov.pki.knca.commonUtils"
HEARTBEAT = "--heartbeat--"
VERSION, OLD_VERSION = "1.4", "1.2"
NO_KEY = "load.keystore.exception"  # guessed
THREW = "An invoked method threw an exception."


@dataclass
class Layer:
    """The program: speaks for whoever sits at the window."""

    window: Window
    authorities: dict[str, Authority]

    def greeting(self) -> str:
        version = OLD_VERSION if self.window.manner.old else VERSION
        return _json({"result": {"version": version}})

    def reply(self, text: str, *, origin: str, waits: Callable[[], bool]) -> str:
        """Answer to one frame; raises `window.Gone` when the site went away meanwhile."""
        try:
            frame = json.loads(text)
        except (ValueError, RecursionError):
            frame = None
        if not isinstance(frame, dict):
            return _json({"success": False, "code": "COMMON_JSON_WRAPPING_EXCEPTION"})
        answer = self._route(frame, origin, waits)
        if "uuid" in frame:
            answer["uuid"] = frame["uuid"]
        return _json(answer)

    def _route(self, frame: Frame, origin: str, waits: Callable[[], bool]) -> Frame:
        module, method = frame.get("module"), str(frame.get("method"))
        wish = Wish(str(module), method, origin)
        if module == BASICS and not self.window.manner.old:
            return self._basics(wish, frame.get("args"), waits)
        if module == COMMON:
            return self._common(wish, frame.get("args", []), waits)
        self.window.note(wish, "MODULE_NOT_FOUND")
        return {"success": False, "errorCode": "MODULE_NOT_FOUND"}

    # kz.gov.pki.knca.basics

    def _basics(self, wish: Wish, args: Any, waits: Callable[[], bool]) -> Frame:
        try:
            if wish.method != "sign":
                raise Invocation(f"java.lang.NoSuchMethodException: {wish.method}")
            order = order_read(args)
            entry = self.window.choose(wish_of_basics(wish, order["signerParams"]), waits)
            blobs = [self._sign_basics(entry, data, order) for data in order["data"]]
        except Cancelled:
            return {"body": {}, "status": True}
        except WrongPassword:
            return _failure("SIGNING_FAILURE", "The key store could not be opened.", "")
        except Invocation as thrown:
            self.window.note(wish, "INVOCATION_ERROR")
            return _failure(
                "INVOCATION_ERROR", "An invoked method threw an exception.", str(thrown)
            )
        return {"body": {"result": blobs}, "status": True}

    def _sign_basics(self, entry: Entry, data: bytes, order: Frame) -> str:
        params = order["signingParams"]
        signed = self._sign(
            entry,
            data,
            attached=bool(params.get("encapsulate")),
            stamped="tsaProfile" in params,
            digested=bool(params.get("digested")),
        )
        return certificates.pem(signed, "CMS")

    # kz.gov.pki.knca.commonUtils

    def _common(self, wish: Wish, args: Any, waits: Callable[[], bool]) -> Frame:
        methods = {
            "getActiveTokens": self._tokens,
            "getKeyInfo": self._key_info,
            "createCAdESFromBase64": self._cades,
            "createCAdESFromBase64Hash": self._cades_hash,
            "createCMSSignatureFromBase64": self._cms,
            "changeLocale": self._locale,
        }
        try:
            if wish.method not in methods or not isinstance(args, list):
                raise Mismatch
            answer = methods[wish.method](wish, args, waits)
        except Cancelled:
            return {"code": "500", "message": "action.canceled"}
        except WrongPassword:
            return {"code": "500", "message": NO_KEY}
        except Invocation:
            self.window.note(wish, "500")
            return {"code": "500"}
        except Mismatch:
            self.window.note(wish, "500")
            problem = "java.lang.IllegalArgumentException: argument type mismatch. Method: "
            return {"code": "500", "message": problem + wish.method}
        return {"code": "200"} if answer is None else {"responseObject": answer, "code": "200"}

    def _tokens(self, wish: Wish, args: list[Any], waits: Callable[[], bool]) -> list[str]:
        return []

    def _locale(self, wish: Wish, args: list[Any], waits: Callable[[], bool]) -> None:
        typed(args, str)

    def _key_info(self, wish: Wish, args: list[Any], waits: Callable[[], bool]) -> dict[str, str]:
        typed(args, str)
        return key_info(self.window.choose(wish, waits))

    def _cades(self, wish: Wish, args: list[Any], waits: Callable[[], bool]) -> str:
        return self._common_sign(wish, args, waits, stamped=False)

    def _cms(self, wish: Wish, args: list[Any], waits: Callable[[], bool]) -> str:
        return self._common_sign(wish, args, waits, stamped=True)

    def _cades_hash(self, wish: Wish, args: list[Any], waits: Callable[[], bool]) -> str:
        typed(args, str, str, str)
        entry = self.window.choose(wish_of_common(wish, args[1]), waits)
        signed = self._sign(entry, decoded(args[2]), attached=False, stamped=False, digested=True)
        return base64.b64encode(signed).decode()

    def _common_sign(
        self, wish: Wish, args: list[Any], waits: Callable[[], bool], *, stamped: bool
    ) -> str:
        typed(args, str, str, str, bool)
        entry = self.window.choose(wish_of_common(wish, args[1]), waits)
        signed = self._sign(
            entry, decoded(args[2]), attached=args[3], stamped=stamped, digested=False
        )
        return base64.b64encode(signed).decode()

    def _sign(
        self, entry: Entry, data: bytes, *, attached: bool, stamped: bool, digested: bool
    ) -> bytes:
        authority, leaf = self.authorities[entry.authority], entry.leaf
        if not digested:
            return authority.sign(leaf, data, attached=attached, tst=stamped)
        named = cms.attributes(leaf, b"", at=now())
        named["message_digest"] = cms.message_digest(data)
        return authority.sign(leaf, b"", tst=stamped, signed_attrs=list(named.values()))


def _failure(code: str, message: str, details: str) -> Frame:
    return {"code": code, "details": details, "message": message, "status": False}


def _json(frame: Frame) -> str:
    return json.dumps(frame, ensure_ascii=False, separators=(",", ":"))
