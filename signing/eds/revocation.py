"""Whether a certificate was revoked: OCSP first, then the lists that a task keeps fresh.

A bad OCSP answer is a refusal; only no answer leads to the lists. Where there is neither, nobody
can tell: ``revocation_unavailable`` (docs/security/eds-policy.md, check 11).
"""

import logging
import secrets
from collections.abc import Iterable
from datetime import datetime
from functools import lru_cache

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from signing.eds import crl, ocsp
from signing.eds.certificates import Certificate
from signing.eds.fetching import NoAnswer, TooLarge, fetch
from signing.eds.refusals import Refusal
from signing.eds.trust import Trust
from signing.eds.types import RevocationProof
from signing.models import RevocationList

OCSP_BYTES, CRL_BYTES = 1024 * 1024, 64 * 1024 * 1024
# A full list of НУЦ has 21 MB.
CRL_SECONDS = 300

logger = logging.getLogger(__name__)


class NetworkSource:
    """The certification authority's services, as configured."""

    def check(
        self,
        certificate: Certificate,
        issuer: Certificate,
        *,
        at: datetime,
        now: datetime,
        archive: bool,
    ) -> RevocationProof:
        """As ``RevocationSource``."""
        nonce = secrets.token_bytes(ocsp.NONCE_BYTES)
        try:
            answer = _ocsp_ask(ocsp.request_make(certificate, issuer, nonce))
            return ocsp.answer_check(answer, certificate, issuer, at=at, now=now, nonce=nonce)
        except TooLarge as problem:
            raise Refusal("ocsp_too_large") from problem
        except NoAnswer as problem:
            logger.warning("OCSP gave no answer: %s", problem)
        except Refusal as refusal:
            if refusal.code != "revocation_unavailable":
                raise
            logger.warning("OCSP gave no answer: %s", refusal.detail)
        return _by_lists(certificate, issuer, now)

    def check_authority(
        self,
        certificate: Certificate,
        issuer: Certificate,
        *,
        at: datetime,
        now: datetime,
        archive: bool,
    ) -> RevocationProof | None:
        """By the root's list. None while none was ever fetched: an authority's certificate is
        pinned anyway, and the operator decides by ``EDS_CRL_URLS`` whether to keep that list."""
        if list_kept(issuer, is_delta=False) is None:
            return None
        return _by_lists(certificate, issuer, now)


def lists_refresh(urls: Iterable[str], trust: Trust) -> dict[str, str]:
    """Fetch the lists and keep those that a trusted authority signed; what came of each.

    One that can't be had or read leaves the former in place, which grows stale by itself.
    """
    done: dict[str, str] = {}
    found: list[tuple[str, crl.Crl, Certificate]] = []
    for url in urls:
        done[url] = ""
        try:
            found.append((url, *_fetched(url, trust)))
        except (NoAnswer, Refusal) as problem:
            logger.warning("CRL %s: %s", url, problem)
            done[url] = f"failed: {problem}"
    # Full lists first: a delta is kept only on top of its full list.
    for url, one, authority in sorted(found, key=lambda row: row[1].base is not None):
        done[url] = _keep(one, authority)
    return done


def list_kept(authority: Certificate, *, is_delta: bool) -> crl.Crl | None:
    """The list of an authority that was fetched last."""
    row = (
        RevocationList.objects.filter(authority=authority.sha256, is_delta=is_delta)
        .defer("entries", "removed")
        .first()
    )
    return _loaded(row.pk, row.sha256) if row else None


def _ocsp_ask(question: bytes) -> bytes:
    if not settings.EDS_OCSP_URL:
        raise NoAnswer("EDS_OCSP_URL is empty")
    return fetch(
        settings.EDS_OCSP_URL,
        seconds=settings.EDS_HTTP_TIMEOUT_SECONDS,
        limit=OCSP_BYTES,
        body=question,
        content_type="application/ocsp-request",
    )


def _by_lists(certificate: Certificate, issuer: Certificate, now: datetime) -> RevocationProof:
    full = list_kept(issuer, is_delta=False)
    if full is None:
        raise Refusal("revocation_unavailable", "no list")
    try:
        return crl.status_check(full, list_kept(issuer, is_delta=True), certificate, now=now)
    except Refusal as refusal:
        if refusal.code != "crl_stale":
            raise
        raise Refusal("revocation_unavailable", f"list: {refusal.detail}") from refusal


@lru_cache(maxsize=8)
def _loaded(pk: int, sha256: str) -> crl.Crl:
    """Megabytes, and the same ones until the next refresh."""
    # By its key alone: a refresh may have put a newer list there a moment ago.
    row = RevocationList.objects.get(pk=pk)
    return crl.Crl(
        issuer=b"",
        this_update=row.this_update,
        next_update=row.next_update,
        number=int(row.number),
        base=int(row.base) if row.base else None,
        entries=bytes(row.entries),
        removed=bytes(row.removed),
        sha256=row.sha256,
        tbs=b"",
        signature_oid="",
        signature=b"",
    )


def _fetched(url: str, trust: Trust) -> tuple[crl.Crl, Certificate]:
    found = crl.crl_read(fetch(url, seconds=CRL_SECONDS, limit=CRL_BYTES))
    if not crl.is_fresh(found, timezone.now()):
        raise Refusal("crl_stale")
    return found, _author(found, trust)


def _author(found: crl.Crl, trust: Trust) -> Certificate:
    """The pinned authority whose key signed the list."""
    # The very octets that were checked before: half a minute of Streebog less at most refreshes.
    kept = RevocationList.objects.filter(sha256=found.sha256).values_list("authority", flat=True)
    for authority in trust.certificates:
        if authority.sha256 in kept:
            return authority
    last = Refusal("crl_wrong_issuer")
    for authority in trust.certificates:
        try:
            crl.signature_check(found, authority)
        except Refusal as refusal:
            last = refusal if refusal.code == "crl_signature" else last
        else:
            return authority
    raise last


@transaction.atomic
def _keep(found: crl.Crl, authority: Certificate) -> str:
    known = RevocationList.objects.select_for_update().filter(
        authority=authority.sha256, is_delta=found.base is not None
    )
    row = known.defer("entries", "removed").first()
    # An older list in place of a newer one would bring revoked certificates back.
    if row is not None and row.this_update > found.this_update:
        return "failed: older than the kept one"
    # Without this a full list that could not be fetched would take its good delta with it.
    if found.base is not None and not _has_full(found.base, authority):
        return "failed: its full list is not kept"
    values = {
        "number": str(found.number),
        "base": "" if found.base is None else str(found.base),
        "this_update": found.this_update,
        "next_update": found.next_update,
        "sha256": found.sha256,
        "entries": found.entries,
        "removed": found.removed,
        "fetched_at": timezone.now(),
    }
    RevocationList.objects.update_or_create(
        authority=authority.sha256, is_delta=found.base is not None, defaults=values
    )
    return f"kept: number {found.number}"


def _has_full(base: int, authority: Certificate) -> bool:
    numbers = RevocationList.objects.filter(authority=authority.sha256, is_delta=False)
    return any(int(number) >= base for number in numbers.values_list("number", flat=True))
