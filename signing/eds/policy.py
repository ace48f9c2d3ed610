"""The policy of electronic signatures: what is checked, in which order, with which code.

The order is that of docs/security/eds-policy.md and is part of the contract: an auditor may read
the first failing check from the code. ``decide`` never raises. It believes nothing that the
signature carries about itself: chains end at pinned authorities, time comes from a verified time
stamp or our own receipt, the content is our stored payload.
"""

import hashlib
import logging
import time
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hmac import compare_digest

from signing.eds import cms, der, keys, timestamp
from signing.eds.armour import signature_unwrap
from signing.eds.certificates import (
    CLIENT_AUTH,
    DIGITAL_SIGNATURE,
    EMAIL_PROTECTION,
    NON_REPUDIATION,
    Certificate,
)
from signing.eds.der import Malformed
from signing.eds.names import name_text
from signing.eds.refusals import Refusal
from signing.eds.trust import Trust
from signing.eds.types import (
    HEAD,
    INFORMATION_SYSTEM,
    LEGAL_ENTITY,
    OWNER_ARC,
    PERSON,
    Demand,
    RevocationProof,
    RevocationSource,
    Signer,
    Verdict,
)

VERSION = "1"
# Clocks of the authority, of the portal and of the database may differ this much.
SKEW = timedelta(minutes=5)

logger = logging.getLogger(__name__)


@dataclass
class _Finding:
    """What is established so far; a refusal reports it too."""

    signature: bytes = b""
    algorithm: str = ""
    at: datetime | None = None
    time_source: str = ""
    tst: bytes = b""
    chain: tuple[Certificate, ...] = ()
    signer: Signer | None = None
    issuer: str = ""
    revocation: RevocationProof | None = None


class NotChecked:
    """A source that leaves revocation out, for auditors who look at the signature alone."""

    def check(
        self,
        certificate: Certificate,
        issuer: Certificate,
        *,
        at: datetime,
        now: datetime,
        archive: bool,
    ) -> RevocationProof:
        """Nothing is known, and the proof says so."""
        return RevocationProof("not_checked", b"", None)


def decide(
    blob: bytes,
    demand: Demand,
    trust: Trust,
    revocation: RevocationSource,
    *,
    now: datetime | None = None,
) -> Verdict:
    """The verdict on a signature; never raises.

    ``now`` is the moment of judging, for the age of OCSP answers and CRLs; default the clock's.
    """
    begun, finding = time.perf_counter(), _Finding()
    try:
        _judge(finding, blob, demand, trust, revocation, now or datetime.now(UTC))
        verdict, code = "valid", "ok"
    except Refusal as refusal:
        verdict, code = refusal.verdict, refusal.code
    except Malformed:
        verdict, code = "unreadable", "malformed"
    except Exception as problem:
        logger.error("eds: unexpected %s", type(problem).__name__, exc_info=True)
        verdict, code = "unreadable", "internal"
    return _verdict(finding, verdict, code, (time.perf_counter() - begun) * 1000)


def _judge(
    finding: _Finding,
    blob: bytes,
    demand: Demand,
    trust: Trust,
    revocation: RevocationSource,
    now: datetime,
) -> None:
    container = _container(blob, demand)
    signer = cms.signer_read(container.signers[0])
    certificate = cms.signer_certificate(container, signer)
    cms.attributes_check(signer, certificate, cms.DATA, demand.payload)
    _key_allowed(certificate, demand)
    cms.signature_check(signer, certificate)
    finding.signature, finding.algorithm = signer.signature, certificate.key.kind
    moment = _trusted_time(finding, signer, demand, trust)
    if not certificate.is_valid_at(moment):
        raise Refusal("cert_expired")
    finding.chain = trust.chain_of(certificate, at=moment, archive=demand.archive)
    # Only now: a name that no authority vouches for is not worth repeating.
    finding.signer, finding.issuer = _signer(certificate), name_text(certificate.issuer)
    _purpose(certificate)
    _owner(certificate, demand)
    _identity(certificate, demand)
    _revocation(finding, demand, revocation, moment, now)


def _container(blob: bytes, demand: Demand) -> cms.Container:
    """Checks 1 to 3: the file, the embedded content, the counts."""
    container = cms.container_read(der.read(signature_unwrap(blob)))
    if container.has_crls:
        raise Refusal("embedded_crls")
    if container.content is not None and not compare_digest(container.content, demand.payload):
        raise Refusal("payload_mismatch")
    if len(container.signers) != 1:
        raise Refusal("signer_count", str(len(container.signers)))
    if not 1 <= len(container.certificates) <= cms.MAX_CERTIFICATES:
        raise Refusal("cert_count", str(len(container.certificates)))
    if container.content_type != cms.DATA:
        raise Refusal("content_type", container.content_type)
    return container


def _key_allowed(certificate: Certificate, demand: Demand) -> None:
    """Check 5, first half; 256-bit keys of the old standard serve archives only."""
    if certificate.key.kind in keys.ARCHIVE_KINDS and not demand.archive:
        raise Refusal("weak_key", certificate.key.kind)


def _trusted_time(
    finding: _Finding, signer: cms.SignerInfo, demand: Demand, trust: Trust
) -> datetime:
    """Checks 6 and 7. ``signingTime`` is never read: the signer writes there what they like."""
    node = timestamp.token_node(signer.unsigned)
    moment, source = demand.received_at, "receipt"
    if node is not None:
        stamp = timestamp.token_check(node, signer.signature)
        _authority_trusted(stamp, demand, trust)
        moment, source, finding.tst = stamp.time, "tst", stamp.der
        if moment > demand.received_at + SKEW:
            raise Refusal("time_window", "stamped after receipt")
    if demand.not_before is not None and moment < demand.not_before - SKEW:
        raise Refusal("time_window", "too early")
    if demand.not_after is not None and moment > demand.not_after + SKEW:
        raise Refusal("time_window", "too late")
    finding.at, finding.time_source = moment, source
    return moment


def _authority_trusted(stamp: timestamp.TimeStamp, demand: Demand, trust: Trust) -> None:
    """The time-stamping authority was valid then, and its chain ends at a pinned root."""
    _key_allowed(stamp.authority, demand)
    trust.chain_of(stamp.authority, at=stamp.time, archive=demand.archive)
    if not stamp.authority.is_valid_at(stamp.time):
        raise Refusal("tst_invalid", "expired")


def _purpose(certificate: Certificate) -> None:
    """Check 9: a signing certificate. Since 2024 one file serves sign-in too, so what was signed
    for sign-in is told apart by the payload's purpose, not here."""
    if not {DIGITAL_SIGNATURE, NON_REPUDIATION} <= certificate.key_usage:
        raise Refusal("key_usage")
    if certificate.is_ca:
        raise Refusal("key_usage", "authority")
    if EMAIL_PROTECTION not in certificate.ekus or CLIENT_AUTH in certificate.ekus:
        raise Refusal("key_purpose")


def _owner(certificate: Certificate, demand: Demand) -> None:
    """Check 9: whose it is, by the owner's OID and by the presence of a BIN, which must agree."""
    owners = {oid for oid in certificate.ekus if oid.startswith(f"{OWNER_ARC}.")}
    of_entity = {oid for oid in owners if f"{oid}.".startswith(f"{LEGAL_ENTITY}.")}
    of_system = {oid for oid in owners if f"{oid}.".startswith(f"{INFORMATION_SYSTEM}.")}
    if demand.owner == "person":
        if PERSON not in owners or of_entity or certificate.bins:
            raise Refusal("subject_type")
        if f"{PERSON}.1" in owners:
            raise Refusal("subject_type", "system of a person")
        return
    if demand.owner != "organisation" or not of_entity or of_system or PERSON in owners:
        raise Refusal("subject_type")
    if demand.roles is not None and not owners & demand.roles:
        raise Refusal("role_not_accepted")


def _identity(certificate: Certificate, demand: Demand) -> None:
    """Check 10: exactly one IIN, and for an organisation exactly one BIN; equal where asked."""
    if not certificate.iin:
        raise Refusal("iin_missing")
    if demand.iin is not None and certificate.iin != demand.iin:
        raise Refusal("iin_mismatch")
    if demand.owner != "organisation":
        return
    if not certificate.bin:
        raise Refusal("bin_missing")
    if demand.bin is not None and certificate.bin != demand.bin:
        raise Refusal("bin_mismatch")


def _revocation(
    finding: _Finding, demand: Demand, source: RevocationSource, at: datetime, now: datetime
) -> None:
    """Check 11: the certificate by OCSP or CRL, authorities by the root's CRL when it is kept."""
    certificate, issuer, *_ = finding.chain
    finding.revocation = source.check(certificate, issuer, at=at, now=now, archive=demand.archive)
    check_authority = getattr(source, "check_authority", None)
    if check_authority is None:
        return
    for authority, above in zip(finding.chain[1:], finding.chain[2:], strict=False):
        check_authority(authority, above, at=at, now=now, archive=demand.archive)


def _verdict(finding: _Finding, verdict: str, code: str, ms: float) -> Verdict:
    signature = finding.signature
    return Verdict(
        verdict=verdict,
        code=code,
        signer=finding.signer,
        issuer=finding.issuer,
        signed_at=finding.at,
        time_source=finding.time_source,
        signature_sha256=hashlib.sha256(signature).hexdigest() if signature else "",
        chain=tuple(one.der for one in finding.chain),
        tst=finding.tst,
        revocation=finding.revocation,
        algorithm=finding.algorithm,
        ms=round(ms, 3),
    )


def _signer(certificate: Certificate) -> Signer:
    kinds = tuple(oid for oid in certificate.ekus if oid.startswith(f"{OWNER_ARC}."))
    return Signer(
        iin=certificate.iin,
        bin=certificate.bin,
        common_name=certificate.common_name,
        surname=certificate.surname,
        given_name=certificate.given_name,
        organisation=certificate.organisation,
        serial=f"{certificate.serial:x}",
        sha256=certificate.sha256,
        kinds=kinds,
        is_head=HEAD in kinds,
    )
