"""What `manage.py eds_verify` answers: one request, one JSON-able answer, never an exception.

Keys of an answer: ``verdict`` (valid, refused, pending, unreadable), ``code``, ``signer`` (null
until a pinned authority vouches for it), ``issuer``, ``signed_at``, ``time_source`` (tst,
receipt), ``algorithm``, ``revocation`` (ocsp, crl, not_checked or empty), ``ms``; ``id`` of the
request when it had one; ``detail`` of a request that could not be read (code ``bad_request``).
"""

import base64
import json
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

from signing.eds import anchor_files
from signing.eds.given_status import GivenStatus
from signing.eds.policy import NotChecked, decide
from signing.eds.trust import Trust, trust_of, trust_production
from signing.eds.types import EMPLOYEE, FINANCE, HEAD, PERSONNEL, RIGHT_TO_SIGN, Demand, Verdict

ROLES = {
    "head": HEAD,
    "signer": RIGHT_TO_SIGN,
    "finance": FINANCE,
    "personnel": PERSONNEL,
    "employee": EMPLOYEE,
}
OWNERS = ("person", "organisation")
# What sums of times can bear.
YEARS = range(1950, 3000)


class BadRequest(ValueError):
    """The request itself can't be read."""


@dataclass(frozen=True, kw_only=True)
class Request:
    """One signature and what is known about it. ``at``: when it was received, which is the
    trusted time when it has no time stamp and the moment of judging revocation data."""

    signature: bytes
    payload: bytes
    trust: Trust
    at: datetime
    owner: str = "person"
    iin: str | None = None
    bin: str | None = None
    role: str | None = None
    archive: bool = False
    ocsp: bytes | None = None
    crls: tuple[bytes, ...] = ()


def answer(request: Request) -> dict[str, Any]:
    """The policy's verdict as an answer.

    Without an OCSP answer and without a CRL the check of revocation is left out, and the answer
    says so; with either, it is made in full.
    """
    not_before, not_after = payload_window(request.payload)
    demand = Demand(
        payload=request.payload,
        received_at=request.at,
        owner=request.owner,
        iin=request.iin,
        bin=request.bin,
        roles=frozenset({ROLES[request.role]}) if request.role else None,
        not_before=not_before,
        not_after=not_after,
        archive=request.archive,
    )
    has_status = request.ocsp is not None or request.crls
    source = GivenStatus(request.ocsp, request.crls) if has_status else NotChecked()
    return _answer(decide(request.signature, demand, request.trust, source, now=request.at))


def line_answer(line: str) -> dict[str, Any]:
    """The answer to one line of `--batch`; a bad line is ``unreadable``, with its id if any."""
    identity: dict[str, Any] = {}
    try:
        fields = json.loads(line)
        if not isinstance(fields, dict):
            raise BadRequest("not an object")
        if "id" in fields:
            identity = {"id": fields["id"]}
        return {**identity, **answer(_request(fields))}
    except (BadRequest, ValueError, RecursionError) as problem:
        return {**identity, **bad_request(str(problem))}


def bad_request(detail: str) -> dict[str, Any]:
    """The answer to a request that can't be read."""
    return {**_answer(Verdict("unreadable", "bad_request")), "detail": detail}


def moment_read(text: str) -> datetime:
    """ISO 8601; without an offset it is UTC. ``BadRequest``."""
    try:
        moment = datetime.fromisoformat(text)
    except (ValueError, TypeError):
        raise BadRequest("at: not an ISO time") from None
    if moment.year not in YEARS:
        raise BadRequest("at: out of range")
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def payload_window(payload: bytes) -> tuple[datetime | None, datetime | None]:
    """The time limits that a payload of this portal states for itself; none for other bytes."""
    try:
        content = json.loads(payload)
        stated = content["created_at"], content["expires_at"]
        return moment_read(stated[0]), moment_read(stated[1])
    except (ValueError, TypeError, KeyError, IndexError, RecursionError):
        return None, None


def _request(fields: Mapping[str, Any]) -> Request:
    owner = _text(fields, "owner") or "person"
    if owner not in OWNERS:
        raise BadRequest("owner: person or organisation")
    role = _text(fields, "role")
    if role is not None and role not in ROLES:
        raise BadRequest(f"role: one of {', '.join(ROLES)}")
    at = _text(fields, "at")
    anchors = fields.get("anchors")
    return Request(
        signature=_signature(fields.get("signature")),
        payload=_bytes(fields.get("payload"), "payload"),
        trust=_trust(anchors) if anchors is not None else trust_production(),
        at=moment_read(at) if at else datetime.now(UTC),
        owner=owner,
        iin=_text(fields, "iin"),
        bin=_text(fields, "bin"),
        role=role,
        archive=bool(fields.get("archive")),
        ocsp=_bytes(fields["ocsp"], "ocsp") if fields.get("ocsp") else None,
        crls=_list(fields.get("crl"), "crl"),
    )


def _signature(value: object) -> bytes:
    """The file's bytes as base64; PEM is taken as it is."""
    if not isinstance(value, str):
        raise BadRequest("signature: base64 is expected")
    try:
        return base64.b64decode(value, validate=True)
    except ValueError:
        # Not base64: for the policy to judge, as it would judge a file with this text.
        return value.encode("utf-8", "replace")


def _bytes(value: object, name: str) -> bytes:
    try:
        if not isinstance(value, str):
            raise ValueError
        return base64.b64decode("".join(value.split()), validate=True)
    except ValueError:
        raise BadRequest(f"{name}: base64 is expected") from None


def _list(value: object, name: str) -> tuple[bytes, ...]:
    items = value if isinstance(value, list) else [value] if value else []
    return tuple(_bytes(item, name) for item in items)


def _text(fields: Mapping[str, Any], name: str) -> str | None:
    value = fields.get(name)
    if value is not None and not isinstance(value, str):
        raise BadRequest(f"{name}: text is expected")
    return value or None


def _trust(value: object) -> Trust:
    if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
        raise BadRequest("anchors: a list of base64 is expected")
    return _trust_cached(tuple(value))


@lru_cache(maxsize=64)
def _trust_cached(anchors: tuple[str, ...]) -> Trust:
    """The same authorities come with thousands of lines, and their chains are verified once.
    What is no authority's certificate can't add to trust and is passed over."""
    found = []
    for text in anchors:
        data = text.encode() if text.startswith("-----BEGIN") else _bytes(text, "anchors")
        with suppress(anchor_files.BadAnchor):
            found += anchor_files.certificates_read(data)
    if not found:
        raise BadRequest("anchors: no authority's certificate")
    return trust_of(found)


def _answer(verdict: Verdict) -> dict[str, Any]:
    return {
        "verdict": verdict.verdict,
        "code": verdict.code,
        "signer": asdict(verdict.signer) if verdict.signer else None,
        "issuer": verdict.issuer,
        "signed_at": verdict.signed_at.isoformat() if verdict.signed_at else None,
        "time_source": verdict.time_source,
        "algorithm": verdict.algorithm,
        "revocation": verdict.revocation.source if verdict.revocation else "",
        "ms": verdict.ms,
    }
