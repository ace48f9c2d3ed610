"""What goes into a decision about a signature and what comes out of it."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from signing.eds.certificates import Certificate

# Owner of a certificate as an extended key usage (order №522/НҚ, https://root.gov.kz/oid/).
PERSON = "1.2.398.3.3.4.1.1"
LEGAL_ENTITY = "1.2.398.3.3.4.1.2"
HEAD = f"{LEGAL_ENTITY}.1"
RIGHT_TO_SIGN = f"{LEGAL_ENTITY}.2"
FINANCE = f"{LEGAL_ENTITY}.3"
PERSONNEL = f"{LEGAL_ENTITY}.4"
EMPLOYEE = f"{LEGAL_ENTITY}.5"
INFORMATION_SYSTEM = f"{LEGAL_ENTITY}.6"
OWNER_ARC = "1.2.398.3.3.4"

# Who may sign an agency's answer.
ANSWER_ROLES = frozenset({HEAD, RIGHT_TO_SIGN})


@dataclass(frozen=True, kw_only=True)
class Demand:
    """What we ask of a signature.

    ``payload`` is our stored bytes. ``owner`` is ``person`` or ``organisation``. ``iin`` and
    ``bin`` must be equal when given. ``roles``: owner OIDs of which an organisation's certificate
    must carry one; None takes any natural person of a legal entity. ``not_before``/``not_after``:
    window of the trusted time (issue and expiry of the nonce). ``received_at``: our receipt, the
    trusted time when the signature has no time stamp. ``archive``: an old file is checked again,
    so algorithms and authorities of the past are known too.
    """

    payload: bytes
    received_at: datetime
    owner: str = "person"
    iin: str | None = None
    bin: str | None = None
    roles: frozenset[str] | None = ANSWER_ROLES
    not_before: datetime | None = None
    not_after: datetime | None = None
    archive: bool = False


@dataclass(frozen=True)
class RevocationProof:
    """Why we believe that a certificate was not revoked: an OCSP answer or a CRL."""

    source: str  # "ocsp", "crl", "not_checked"
    data: bytes
    produced_at: datetime | None
    detail: dict[str, str] = field(default_factory=dict)


class RevocationSource(Protocol):
    """Where the status of certificates comes from."""

    def check(
        self,
        certificate: "Certificate",
        issuer: "Certificate",
        *,
        at: datetime,
        now: datetime,
        archive: bool,
    ) -> RevocationProof:
        """Proof that it was not revoked; ``Refusal`` when it was or when nobody can tell."""


class AuthoritySource(RevocationSource, Protocol):
    """A source that also keeps the root's CRL: the status of issuing authorities."""

    def check_authority(
        self,
        certificate: "Certificate",
        issuer: "Certificate",
        *,
        at: datetime,
        now: datetime,
        archive: bool,
    ) -> RevocationProof | None:
        """Proof for an issuing authority, None when nothing is kept; ``Refusal`` as ``check``."""


@dataclass(frozen=True)
class Signer:
    """Who signed, by a certificate whose chain was verified."""

    iin: str
    bin: str
    common_name: str
    surname: str
    given_name: str  # НУЦ writes the patronymic here
    organisation: str
    serial: str
    sha256: str
    kinds: tuple[str, ...]
    is_head: bool


@dataclass(frozen=True)
class Verdict:
    """The decision. ``verdict``: valid, refused, pending (ask again later) or unreadable.

    ``signer`` and ``issuer`` are filled once the chain is verified, ``signed_at`` once the time
    is; a refusal may carry them for the log of staff, never for a page.
    """

    verdict: str
    code: str
    signer: Signer | None = None
    issuer: str = ""
    signed_at: datetime | None = None
    time_source: str = ""  # "tst", "receipt"
    signature_sha256: str = ""
    chain: tuple[bytes, ...] = ()
    tst: bytes = b""
    revocation: RevocationProof | None = None
    algorithm: str = ""
    ms: float = 0.0

    @property
    def is_valid(self) -> bool:
        """Whether every check passed."""
        return self.verdict == "valid"
