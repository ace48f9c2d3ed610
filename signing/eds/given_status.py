"""Revocation from files that somebody brings: what `manage.py eds_verify` is given."""

from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from signing.eds import crl, ocsp
from signing.eds.certificates import Certificate
from signing.eds.refusals import Refusal
from signing.eds.types import RevocationProof


@dataclass(frozen=True)
class GivenStatus:
    """An OCSP answer, revocation lists (full, delta, the root's), or both.

    The answer decides; the lists stand in for an answer that says it is none, and are heard when
    they say "revoked". No nonce is compared: nobody knows what was asked.
    """

    ocsp: bytes | None
    crls: tuple[bytes, ...] = ()

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
        proof = self._answered(certificate, issuer, at=at, now=now)
        if proof is None:
            return self._listed(certificate, issuer, now)
        if self.crls:
            try:
                self._listed(certificate, issuer, now)
            except Refusal as refusal:
                if refusal.code == "revoked":
                    raise
        return proof

    def check_authority(
        self,
        certificate: Certificate,
        issuer: Certificate,
        *,
        at: datetime,
        now: datetime,
        archive: bool,
    ) -> RevocationProof | None:
        """As ``AuthoritySource``: by the root's list when it is among the files."""
        has_list = any(_read(data).issuer == issuer.subject for data in self.crls)
        return self._listed(certificate, issuer, now) if has_list else None

    def _answered(
        self, certificate: Certificate, issuer: Certificate, *, at: datetime, now: datetime
    ) -> RevocationProof | None:
        if self.ocsp is None:
            return None
        try:
            return ocsp.answer_check(self.ocsp, certificate, issuer, at=at, now=now)
        except Refusal as refusal:
            if refusal.code == "revocation_unavailable" and self.crls:
                return None
            raise

    def _listed(
        self, certificate: Certificate, issuer: Certificate, now: datetime
    ) -> RevocationProof:
        files = [data for data in self.crls if _read(data).issuer == issuer.subject]
        if not files:
            raise Refusal("crl_wrong_issuer")
        own = sorted((_checked(data, issuer) for data in files), key=lambda one: one.number)
        full = [one for one in own if one.base is None]
        deltas = [one for one in own if one.base is not None]
        if not full:
            raise Refusal("revocation_unavailable", "a delta without its full list")
        return crl.status_check(full[-1], deltas[-1] if deltas else None, certificate, now=now)


# A batch brings the same lists with every line, and a real one takes half a minute.
@lru_cache(maxsize=8)
def _read(data: bytes) -> crl.Crl:
    return crl.crl_read(data)


@lru_cache(maxsize=8)
def _checked(data: bytes, issuer: Certificate) -> crl.Crl:
    found = _read(data)
    crl.signature_check(found, issuer)
    return found
