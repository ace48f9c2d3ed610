"""The attack table: name -> how it is made and the code the policy must answer with.

`docs/security/attacks.md` has a row for each; `test_attacks.py` runs each for GOST and RSA.
"""

from tests.signing.eds.attacks import (
    content,
    identity,
    keys,
    revocation,
    structure,
    time,
    trust,
)
from tests.signing.eds.attacks.table import ATTACKS

__all__ = [
    "ATTACKS",
    "content",
    "identity",
    "keys",
    "revocation",
    "structure",
    "time",
    "trust",
]
