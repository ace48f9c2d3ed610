"""Stand-in of the National Certification Authority and of NCALayer.

For tests: `Authority.make("gost")`, then `.person()`, `.sign()`, `.ocsp_response()`, `.crl()`.
"""

from .authority import Authority
from .certificates import Leaf
from .keys import Key, key_make
from .ocsp import NOT_ISSUED, Revoked

__all__ = ["NOT_ISSUED", "Authority", "Key", "Leaf", "Revoked", "key_make"]
