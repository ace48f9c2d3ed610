"""Terms, drafts, files, payloads, codes and signatures."""

from signing.models.signature import Signature, SignatureMethod, SmsCode
from signing.models.submission import Draft, File, SignedPayload
from signing.models.terms import Terms, TermsAcceptance

__all__ = [
    "Draft",
    "File",
    "Signature",
    "SignatureMethod",
    "SignedPayload",
    "SmsCode",
    "Terms",
    "TermsAcceptance",
]
