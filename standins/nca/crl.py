"""Certificate revocation lists, full and delta (RFC 5280, 5)."""

from collections.abc import Mapping
from datetime import datetime

from . import der, oids
from .certificates import Extension, Leaf, authority_key_id, extensions_der
from .cms import Edit
from .ocsp import Revoked


def crl_make(
    issuer: Leaf,
    revoked: Mapping[int, Revoked],
    *,
    number: int,
    this_update: datetime,
    next_update: datetime | None,
    base_number: int | None = None,
    extensions: Mapping[str, Extension] | None = None,
    signature: Edit | None = None,
) -> bytes:
    """CertificateList; with ``base_number`` it is a delta to the full list of that number."""
    values: dict[str, Extension] = {
        oids.AUTHORITY_KEY_ID: authority_key_id(issuer.key),
        oids.CRL_NUMBER: (der.integer(number), False),
        **(extensions or {}),
    }
    if base_number is not None:
        values[oids.DELTA_CRL_INDICATOR] = (der.integer(base_number), True)
    entries = [_entry(serial, why) for serial, why in revoked.items()]
    tbs = der.sequence(
        der.integer(1),
        issuer.key.signature_algorithm,
        issuer.subject,
        der.time(this_update),
        der.time(next_update) if next_update else b"",
        der.sequence(*entries) if entries else b"",
        der.explicit(0, extensions_der(values)),
    )
    value = issuer.key.sign(tbs)
    value = signature(value) if signature else value
    return der.sequence(tbs, issuer.key.signature_algorithm, der.bits(value))


def _entry(serial: int, why: Revoked) -> bytes:
    if why.reason is None:
        return der.sequence(der.integer(serial), der.time(why.at))
    reason = extensions_der({oids.CRL_REASON: (der.enumerated(why.reason), False)})
    return der.sequence(der.integer(serial), der.time(why.at), reason)
