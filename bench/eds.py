"""Digital signatures: one verification, a digest, a whole decision.

Processor time of this process, median of several tries: on a busy machine the clock on the wall
would measure the neighbours. Alone: `python -m bench --only eds`.
"""

import hashlib
import os
import statistics
import time
from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial
from typing import Any

import gostcrypto
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding, rsa

from bench.figures import Table
from signing.eds.certificates import certificate_read
from signing.eds.gost.curves import CRYPTOPRO_256_A, TC26_512_A
from signing.eds.gost.gost94 import gost94
from signing.eds.gost.streebog import streebog512
from signing.eds.gost.verifying import PublicPoint
from signing.eds.policy import NotChecked, decide
from signing.eds.trust import trust_of
from signing.eds.types import Demand
from standins.nca import Authority, gost

TRIES, SLOW_TRIES, WARM = 31, 5, 40
IIN, PAYLOAD = "020202100029", b"p" * 2048


def eds_time() -> Table:
    """Every figure; the shares are those that the project holds itself to."""
    new, lasting, theirs = _verifications()
    rows = [
        {"what": "load of the machine", "ms": "", "share": f"{os.getloadavg()[0]:.1f}"},
        _row("512 verify, new key", new),
        _row("512 verify, lasting key (table)", lasting),
        _row("512 verify, gostcrypto", theirs, f"{theirs / new:.0f} times a new key (25 or more)"),
        _row("256 verify (archives), new key", _archive_verification()),
        _row("RSA-2048 verify", _rsa_verification()),
        *_digests(),
    ]
    of_gost, of_rsa = _decision("gost"), _decision("rsa")
    return [
        *rows,
        _row("decision GOST", of_gost, f"{of_gost / new:.1f} verifications (9 or fewer)"),
        _row("decision RSA", of_rsa, f"{of_rsa / new:.2f} of a GOST verification (0.33 or less)"),
    ]


def _row(what: str, ms: float, share: str = "") -> dict[str, Any]:
    return {"what": what, "ms": f"{ms:.2f}", "share": share}


def _median(run: Callable[[], object], tries: int = TRIES) -> float:
    """Milliseconds of processor time."""
    times = []
    for _ in range(tries):
        begun = time.process_time()
        run()
        times.append(time.process_time() - begun)
    return 1000 * statistics.median(times)


def _verifications() -> tuple[float, float, float]:
    """512 bits: a key never met, a key with its table, and gostcrypto."""
    secret, digest = gost.secret_make(gost.TC26_512_A), os.urandom(64)
    key = gost.public_of(gost.TC26_512_A, secret)
    signature = gost.sign(gost.TC26_512_A, secret, digest)
    point = PublicPoint(TC26_512_A, key)
    for _ in range(WARM):
        assert point.verify(digest, signature)
    return (
        _median(lambda: PublicPoint(TC26_512_A, key).verify(digest, signature)),
        _median(lambda: point.verify(digest, signature)),
        _median(lambda: _theirs(key, digest, signature), SLOW_TRIES),
    )


def _theirs(key: bytes, digest: bytes, signature: bytes) -> None:
    module = gostcrypto.gostsignature
    curve = module.CURVES_R_1323565_1_024_2019["id-tc26-gost-3410-12-512-paramSetA"]
    verifier = module.new(module.MODE_512, curve)
    # Its numbers are big-endian.
    point, pair = (bytearray(two[:64][::-1] + two[64:][::-1]) for two in (key, signature))
    assert verifier.verify(point, bytearray(digest[::-1]), pair)


def _archive_verification() -> float:
    secret, digest = gost.secret_make(gost.CRYPTOPRO_256_A), os.urandom(32)
    key = gost.public_of(gost.CRYPTOPRO_256_A, secret)
    signature = gost.sign(gost.CRYPTOPRO_256_A, secret, digest)
    assert PublicPoint(CRYPTOPRO_256_A, key).verify(digest, signature)
    return _median(lambda: PublicPoint(CRYPTOPRO_256_A, key).verify(digest, signature))


def _rsa_verification() -> float:
    private = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    key = private.public_key()
    signature = private.sign(PAYLOAD, padding.PKCS1v15(), hashes.SHA256())
    return _median(lambda: key.verify(signature, PAYLOAD, padding.PKCS1v15(), hashes.SHA256()))


def _digests() -> Table:
    sizes = ((200, "200 B"), (2048, "2 KB"), (10_240, "10 KB"), (102_400, "100 KB"))
    data = os.urandom(sizes[-1][0])
    rows = [
        _row(f"Streebog-512 of {name}", _median(partial(streebog512, data[:size]), 9))
        for size, name in sizes
    ]
    rows.append(_row("GOST R 34.11-94 of 2 KB", _median(lambda: gost94(data[:2048]), 9)))
    rows.append(_row("SHA-256 of 100 KB", _median(lambda: hashlib.sha256(data).digest())))
    return rows


def _decision(kind: str) -> float:
    """2 KB signed with a time stamp, the whole chain; every signature of another person."""
    authority = Authority.make(kind)
    trust = trust_of(certificate_read(data) for data in authority.anchors.values())
    count = TRIES + WARM
    blobs = [authority.sign(authority.person(IIN), PAYLOAD, tst=True) for _ in range(count)]
    demand = Demand(payload=PAYLOAD, owner="person", iin=IIN, received_at=datetime.now(UTC))

    def run() -> None:
        verdict = decide(blobs.pop(), demand, trust, NotChecked())
        assert verdict.is_valid, verdict.code

    for _ in range(WARM):
        run()
    return _median(run)
