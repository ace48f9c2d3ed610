"""An authenticator app in place of a telephone's: type the key, read the code (RFC 6238)."""

import base64
import binascii
import hashlib
import hmac
import struct
import time
import urllib.parse
from html import escape

from . import pages
from .web import Request, Response, Routes, as_json, page
from .words import LANGUAGES, say

STEP_SECONDS, DIGITS = 30, 6


def routes() -> Routes:
    return {("GET", "/authenticator/"): show, ("GET", "/authenticator.json"): data}


def code_of(key: str, now: float) -> str:
    """The code of a key in base32 at a moment; empty when it is no key."""
    plain = "".join(key.split()).upper()
    try:
        secret = base64.b32decode(plain + "=" * (-len(plain) % 8))
    except (binascii.Error, ValueError):
        return ""
    digest = hmac.new(secret, struct.pack(">Q", int(now) // STEP_SECONDS), hashlib.sha1).digest()
    place = digest[-1] & 0x0F
    number = struct.unpack(">I", digest[place : place + 4])[0] & 0x7FFFFFFF
    return f"{number % 10**DIGITS:0{DIGITS}}" if secret else ""


def show(request: Request) -> Response:
    """The newest code of the key in the address, with a form to type one."""
    language = request.query.get("lang", "")
    language = language if language in LANGUAGES else "kk"
    key = request.query.get("key", "")
    code = code_of(key, time.time())
    left = STEP_SECONDS - int(time.time()) % STEP_SECONDS
    shown = f'<p><b id="code">{code}</b> · {left} s</p>' if code else ""
    wrong = f'<p class="bad" role="alert">{say(language, "no_key")}</p>' if key and not code else ""
    body = (
        f"<p>{say(language, 'authenticator_text')}</p>{wrong}{shown}"
        '<form method="get"><div class="row"><span><label for="key">'
        f'{say(language, "key")}</label><input id="key" name="key" autocomplete="off" '
        f'value="{escape(key)}"><input type="hidden" name="lang" value="{language}"></span>'
        f'<button class="main">{say(language, "show")}</button></div></form>'
    )
    switch = f"?{urllib.parse.urlencode({'key': key})}&"
    return page(pages.layout(language, say(language, "authenticator"), body, switch, bool(code)))


def data(request: Request) -> Response:
    """The same for tests: ``{"code": "123456"}``."""
    return as_json({"code": code_of(request.query.get("key", ""), time.time())})
