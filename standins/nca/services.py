"""The authority's HTTP services on the stand-ins' server: OCSP, CRL, time stamps, anchors."""

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from ..web import Request, Response, Routes
from . import der, ocsp, oids, timestamps
from .authority import Authority
from .certificates import Leaf
from .keys import key_make
from .keystore import Keystore, anchors_pem
from .profile import now
from .reading import Unreadable, path

HUGE = 4 * 1024 * 1024
OUTAGES = ("ok", "down", "slow", "huge", "redirect", "garbage")
STALE = timedelta(days=2)
STAMPED = {der.oid(oids.STREEBOG_512): "gost", der.oid(oids.SHA256): "rsa"}
# What a lying OCSP service may do: name -> changes to the answer.
LIES: dict[str, Callable[[Authority], dict[str, Any]]] = {
    "unknown": lambda a: {"status": "unknown"},
    "revoked": lambda a: {"status": ocsp.Revoked(now() - timedelta(hours=1))},
    "never-issued": lambda a: {"status": ocsp.NOT_ISSUED},
    "stale": lambda a: {"produced_at": now() - STALE, "this_update": now() - STALE},
    "no-nonce": lambda a: {"nonce": None},
    "other-nonce": lambda a: {"nonce": b"some other nonce"},
    "wrong-serial": lambda a: {"serial": 12345},
    "wrong-issuer": lambda a: {"issuer": a.root},
    "bad-signature": lambda a: {"signature": flip},
    "by-person": lambda a: {"responder": a.person()},
    "by-stranger": lambda a: {"responder": _stranger(a)},
}


def flip(value: bytes) -> bytes:
    """One bit of it changed."""
    return value[:-1] + bytes([value[-1] ^ 1])


def _stranger(authority: Authority) -> Leaf:
    """Says that the issuing CA made it, but another key signed."""
    impostor = Leaf(authority.issuing.certificate_der, key_make(authority.kind))
    return authority.responder_make(issuer=impostor)


@dataclass
class Services:
    """Answers for all authorities; ``outages`` says how each service behaves now."""

    store: Keystore
    slow_seconds: float
    outages: dict[str, str] = field(
        default_factory=lambda: {"ocsp": "ok", "crl": "ok", "tsp": "ok"}
    )
    lie: str = ""  # of OCSP; a name of LIES

    def __post_init__(self) -> None:
        self._lock = threading.Lock()
        self._started = now()
        # The full list stands still, as the real one does for a day; the delta has what came since.
        self._full = {kind: dict(a.revoked) for kind, a in self.store.authorities.items()}

    def routes(self) -> Routes:
        lists: Routes = {}
        for kind in self.store.authorities:
            lists[("GET", f"/nca/crl/{kind}.crl")] = self._list(kind, "full")
            lists[("GET", f"/nca/crl/{kind}_d.crl")] = self._list(kind, "delta")
            lists[("GET", f"/nca/crl/{kind}_root.crl")] = self._list(kind, "root")
        return {
            ("POST", "/nca/ocsp"): lambda request: self._perhaps("ocsp", request, self._ocsp),
            ("POST", "/nca/tsp"): lambda request: self._perhaps("tsp", request, self._tsp),
            ("GET", "/nca/anchors"): self._anchors,
            **lists,
        }

    def _perhaps(
        self, service: str, request: Request, answer: Callable[[Request], Response]
    ) -> Response:
        outage = self.outages[service]
        if outage == "slow":
            time.sleep(self.slow_seconds)
        if outage == "down":
            return Response(503, b"down", {"Content-Type": "text/plain"})
        if outage == "redirect":
            return Response(302, b"", {"Location": "/nca/anchors"})
        response = answer(request)
        if outage == "garbage":
            return Response(200, b"<html>Welcome</html>", response.headers)
        if outage == "huge":
            return Response(200, response.body + bytes(HUGE), response.headers)
        return response

    def _ocsp(self, request: Request) -> Response:
        try:
            body = self._ocsp_body(request.body)
        except Unreadable:
            body = ocsp.refusal(ocsp.MALFORMED)
        return Response(200, body, {"Content-Type": "application/ocsp-response"})

    def _ocsp_body(self, asked: bytes) -> bytes:
        cert_id, _ = ocsp.request_read(asked)
        for authority in self.store.authorities.values():
            if ocsp.matches(cert_id, authority.issuing):
                changes = LIES[self.lie](authority) if self.lie else {}
                return authority.ocsp_response(asked, **changes)
        return ocsp.refusal(ocsp.UNAUTHORIZED)

    def _tsp(self, request: Request) -> Response:
        try:
            token = self._token(request.body)
        except Unreadable:
            token = None
        headers = {"Content-Type": "application/timestamp-reply"}
        return Response(200, timestamps.answer(token), headers)

    def _token(self, asked: bytes) -> bytes | None:
        imprint, nonce, wanted = timestamps.request_read(asked)
        kind = STAMPED.get(der.tlv(0x06, path(imprint, 0, 0)))
        if kind is None:
            return None
        certificates = None if wanted else ()
        authority = self.store.authorities[kind]
        return authority.tst(b"", imprint=imprint, nonce=nonce, certificates=certificates)

    def _anchors(self, request: Request) -> Response:
        headers = {"Content-Type": "application/x-pem-file"}
        return Response(200, anchors_pem(self.store).encode(), headers)

    def _list(self, kind: str, which: str) -> Callable[[Request], Response]:
        def answer(request: Request) -> Response:
            headers = {"Content-Type": "application/pkix-crl"}
            return Response(200, self.crl(kind, which), headers)

        return lambda request: self._perhaps("crl", request, answer)

    def crl(self, kind: str, which: str) -> bytes:
        """full, delta or root; numbers rise by one a minute."""
        authority = self.store.authorities[kind]
        if which == "delta":
            number = _number(now())
            return authority.crl(delta=True, number=number, base_number=1)
        if which == "root":
            return authority.crl({}, issuer=authority.root, number=_number(self._started))
        with self._lock:
            revoked = dict(self._full[kind])
        started = self._started
        next_update = now() + timedelta(hours=27)
        return authority.crl(
            revoked, number=_number(started), this_update=started, next_update=next_update
        )

    def publish(self) -> None:
        """What is revoked by now enters the full list."""
        with self._lock:
            self._full = {kind: dict(a.revoked) for kind, a in self.store.authorities.items()}
            self._started = now()


def _number(moment: datetime) -> int:
    return int(moment.timestamp()) // 60
