"""Revocation from files that somebody brings: what `manage.py eds_verify` is given."""

from dataclasses import dataclass
from datetime import datetime

from signing.eds.certificates import Certificate
from signing.eds.refusals import Refusal
from signing.eds.types import RevocationProof


@dataclass(frozen=True)
class GivenStatus:
    """An OCSP answer, revocation lists, or both."""

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
        """Nothing fits."""
        raise Refusal("revocation_unavailable")
