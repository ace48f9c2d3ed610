"""Codes of refusals: each has a verdict and one of a few messages for the citizen.

The codes go to the log and to evidence; the citizen reads the message only, so that an attacker
learns little and an honest person learns what to do. The order of the table is that of the
checks in ``signing.eds.policy``.
"""

REFUSED, PENDING, UNREADABLE = "refused", "pending", "unreadable"

# code -> (verdict, key of the citizen's message)
CODES: dict[str, tuple[str, str]] = {
    # the file
    "too_large": (UNREADABLE, "file"),
    "malformed": (UNREADABLE, "file"),
    "not_signed_data": (UNREADABLE, "file"),
    "internal": (UNREADABLE, "later"),
    "embedded_crls": (REFUSED, "file"),
    "payload_mismatch": (REFUSED, "text"),
    "signer_count": (REFUSED, "one_signer"),
    "cert_count": (REFUSED, "file"),
    "content_type": (REFUSED, "file"),
    "signer_cert": (REFUSED, "file"),
    # what is signed
    "no_signed_attributes": (REFUSED, "file"),
    "duplicate_attribute": (REFUSED, "file"),
    "content_type_attr": (REFUSED, "file"),
    "message_digest": (REFUSED, "text"),
    "ess_mismatch": (REFUSED, "file"),
    # the arithmetic
    "algorithm_mismatch": (REFUSED, "algorithm"),
    "unknown_paramset": (REFUSED, "algorithm"),
    "weak_digest": (REFUSED, "algorithm"),
    "weak_key": (REFUSED, "algorithm"),
    "bad_public_key": (REFUSED, "file"),
    "signature_invalid": (REFUSED, "file"),
    # time
    "unsigned_attribute": (REFUSED, "file"),
    "tst_count": (REFUSED, "file"),
    "tst_invalid": (REFUSED, "time"),
    "tst_imprint": (REFUSED, "time"),
    "tsa_eku": (REFUSED, "time"),
    "time_window": (REFUSED, "time"),
    # the certificate
    "cert_expired": (REFUSED, "expired"),
    "untrusted_chain": (REFUSED, "issuer"),
    "critical_ext": (REFUSED, "issuer"),
    "key_usage": (REFUSED, "purpose"),
    "key_purpose": (REFUSED, "purpose"),
    "subject_type": (REFUSED, "owner"),
    "role_not_accepted": (REFUSED, "owner"),
    "iin_missing": (REFUSED, "owner"),
    "iin_mismatch": (REFUSED, "person"),
    "bin_missing": (REFUSED, "owner"),
    "bin_mismatch": (REFUSED, "agency"),
    # revocation
    "ocsp_malformed": (REFUSED, "status"),
    "ocsp_wrong_cert": (REFUSED, "status"),
    "ocsp_nonce": (REFUSED, "status"),
    "ocsp_responder": (REFUSED, "status"),
    "ocsp_signature": (REFUSED, "status"),
    "ocsp_stale": (REFUSED, "status"),
    "ocsp_unknown": (REFUSED, "status"),
    "ocsp_too_large": (REFUSED, "status"),
    "crl_malformed": (REFUSED, "status"),
    "crl_signature": (REFUSED, "status"),
    "crl_wrong_issuer": (REFUSED, "status"),
    "crl_stale": (REFUSED, "status"),
    "revoked": (REFUSED, "revoked"),
    "revocation_unavailable": (PENDING, "later"),
    # the second verifier and what is consumed
    "cross_check": (REFUSED, "later"),
    "verifier_unavailable": (PENDING, "later"),
    "busy": (REFUSED, "later"),
    "replay": (REFUSED, "replay"),
}


class Refusal(Exception):
    """A check said no; ``code`` is one of ``CODES``."""

    def __init__(self, code: str, detail: str = "") -> None:
        self.verdict, self.message_key = CODES[code]
        self.code = code
        self.detail = detail
        super().__init__(f"{code}: {detail}" if detail else code)
