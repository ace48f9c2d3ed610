"""Terms, drafts, files, payloads, codes and signatures."""

from signing.models.evidence import Evidence, EvidenceAnchor
from signing.models.pending import PendingSignature
from signing.models.receipt import PortalKey, Receipt
from signing.models.revocation import RevocationList
from signing.models.signature import Signature, SignatureMethod, SmsCode
from signing.models.submission import Draft, File, SignedPayload
from signing.models.terms import Terms, TermsAcceptance

__all__ = [
    "Draft",
    "Evidence",
    "EvidenceAnchor",
    "File",
    "PendingSignature",
    "PortalKey",
    "Receipt",
    "RevocationList",
    "Signature",
    "SignatureMethod",
    "SignedPayload",
    "SmsCode",
    "Terms",
    "TermsAcceptance",
]
