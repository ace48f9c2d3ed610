"""Whom we believe: pinned roots and pinned issuing authorities, nobody else.

Certificates inside a signature never lengthen a chain, and no address from a certificate is ever
fetched. What authorities signed is verified once and remembered, so a decision costs no
arithmetic for the chain above the signer.
"""

from collections.abc import Iterable
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from threading import Lock

from signing.eds import anchor_files, keys
from signing.eds.anchor_files import BadAnchor
from signing.eds.certificates import TIME_STAMPING, Certificate
from signing.eds.refusals import Refusal

MAX_DEPTH = 4
_REMEMBERED = 256


class Trust:
    """Roots (self-signed) and intermediates (verified by them), found by name, then by key.

    ``archive_only``: SHA-256 fingerprints of authorities that only the check of an archive knows.
    """

    def __init__(
        self, certificates: Iterable[Certificate], archive_only: frozenset[str] = frozenset()
    ) -> None:
        self.certificates = tuple(dict.fromkeys(certificates))
        self.archive_only = archive_only
        self._by_name: dict[bytes, list[Certificate]] = {}
        self._signed: set[tuple[str, str]] = set()
        self._lock = Lock()
        for certificate in self.certificates:
            if not certificate.may_issue:
                raise BadAnchor(f"{certificate.common_name}: not an authority")
            self._by_name.setdefault(certificate.subject, []).append(certificate)

    @property
    def roots(self) -> tuple[Certificate, ...]:
        """The self-signed ones."""
        return tuple(one for one in self.certificates if one.is_self_issued)

    @property
    def intermediates(self) -> tuple[Certificate, ...]:
        """The ones that a root must have signed."""
        return tuple(one for one in self.certificates if not one.is_self_issued)

    def issuer_of(self, certificate: Certificate, *, archive: bool = False) -> Certificate | None:
        """The pinned authority that signed it, whatever the time; None when nobody did."""
        for issuer in self._by_name.get(certificate.issuer, ()):
            if issuer.sha256 in self.archive_only and not archive:
                continue
            if self._is_signed(certificate, issuer):
                return issuer
        return None

    def chain_of(
        self, certificate: Certificate, *, at: datetime, archive: bool = False
    ) -> tuple[Certificate, ...]:
        """From the certificate to a root. ``Refusal``: ``untrusted_chain``, ``cert_expired``
        (an authority was not valid at that time), ``critical_ext``, ``weak_key``."""
        chain = [certificate]
        while not (len(chain) > 1 and chain[-1].is_self_issued):
            issuer = self.issuer_of(chain[-1], archive=archive)
            # Authorities below this one, the end certificate not counted (RFC 5280 §4.2.1.9).
            below = len(chain) - 1
            if issuer is None or len(chain) >= MAX_DEPTH:
                raise Refusal("untrusted_chain")
            if issuer.path_len is not None and issuer.path_len < below:
                raise Refusal("untrusted_chain", "path length")
            if not archive and issuer.key.kind in keys.ARCHIVE_KINDS:
                raise Refusal("weak_key", issuer.key.kind)
            if not issuer.is_valid_at(at):
                raise Refusal("cert_expired", "authority")
            chain.append(issuer)
        for one in chain:
            if one.critical_unknown:
                raise Refusal("critical_ext", ", ".join(one.critical_unknown))
        return tuple(chain)

    def _is_signed(self, certificate: Certificate, issuer: Certificate) -> bool:
        """Arithmetic; remembered for authorities, which come again with every signature."""
        pair = certificate.sha256, issuer.sha256
        if pair in self._signed:
            return True
        answer = is_signed_by(certificate, issuer)
        if answer and (certificate.is_ca or TIME_STAMPING in certificate.ekus):
            with self._lock:
                if len(self._signed) >= _REMEMBERED:
                    self._signed.clear()
                self._signed.add(pair)
        return answer


def is_signed_by(certificate: Certificate, issuer: Certificate) -> bool:
    """Whether the issuer's key made the certificate's signature."""
    try:
        return keys.signature_verify(
            issuer.key, certificate.signature_oid, certificate.tbs, certificate.signature
        )
    except Refusal:
        return False


def is_root(certificate: Certificate) -> bool:
    """Whether it signed itself."""
    return certificate.is_self_issued and is_signed_by(certificate, certificate)


def trust_of(certificates: Iterable[Certificate]) -> Trust:
    """Trust in just these; a certificate that only claims to be self-signed is left out."""
    usable = [one for one in certificates if not one.is_self_issued or is_root(one)]
    return Trust(usable, archive_only=anchor_files.archive_only())


def trust_from_dir(folder: Path) -> Trust:
    """Trust in the authorities of a folder instead of those that ship; for auditors and tests.
    Other files may lie there; ``BadAnchor`` when no authority does."""
    found = [file.certificate for file in anchor_files.folder_read(folder) if file.certificate]
    if not found:
        raise BadAnchor(f"{folder}: no authority's certificate")
    return trust_of(found)


def trust_production() -> Trust:
    """What ships and what the settings add (``EDS_ANCHORS_DIR``), the same object until a file
    there changes. ``BadAnchor`` when the folder holds what the operator has not listed."""
    from django.conf import settings

    folder = Path(settings.EDS_ANCHORS_DIR) if settings.EDS_ANCHORS_DIR else None
    return _configured(
        folder,
        _state(folder),
        frozenset(settings.EDS_ANCHORS_SHA256),
        settings.EDS_ANCHORS_PINNED,
    )


def extra_problem(file: anchor_files.AnchorFile, expected: frozenset[str]) -> str:
    """Why production may not trust a file of ``EDS_ANCHORS_DIR``; empty when it may: it is a
    published authority's, or the operator compared its fingerprint and listed it."""
    certificate = file.certificate
    if certificate is None:
        return file.problem
    forbidden = anchor_files.why_forbidden(certificate)
    if forbidden:
        return forbidden
    if anchor_files.published_as(certificate) or certificate.sha256 in expected:
        return ""
    return f"SHA-256 {certificate.sha256} is neither published nor in EDS_ANCHORS_SHA256"


def _state(folder: Path | None) -> tuple[tuple[str, int, int], ...]:
    if folder is None or not folder.is_dir():
        return ()
    stats = ((path.name, path.stat()) for path in sorted(folder.iterdir()))
    return tuple((name, stat.st_mtime_ns, stat.st_size) for name, stat in stats)


@lru_cache(maxsize=4)
def _configured(
    folder: Path | None, state: tuple[object, ...], expected: frozenset[str], is_pinned: bool
) -> Trust:
    found = list(anchor_files.shipped().values())
    for file in anchor_files.folder_read(folder) if folder and state else ():
        problem = extra_problem(file, expected) if is_pinned else ""
        if problem:
            raise BadAnchor(f"{file.name}: {problem}")
        if file.certificate:
            found.append(file.certificate)
    return trust_of(found)
