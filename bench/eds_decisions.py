"""How long a whole decision about a signature takes, beside one verification of the same run.

`python -m bench.eds_decisions`: needs no database. Every signature is another person's, as on
the portal; authorities are met again and again, as there. A decision holds the reading, the
signature, the chain, the time stamp with its chain; the payload has 2 KB.
"""

import os
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from statistics import median

from signing.eds.certificates import certificate_read
from signing.eds.given_status import GivenStatus
from signing.eds.gost.curves import TC26_512_A
from signing.eds.gost.streebog import streebog512
from signing.eds.gost.verifying import PublicPoint
from signing.eds.policy import NotChecked, decide
from signing.eds.trust import trust_of
from signing.eds.types import Demand, RevocationSource
from standins.nca import Authority, Leaf, gost, key_make

# More than the keys that signing.eds.keys keeps at hand: each comes as if for the first time.
PEOPLE, ROUNDS, PAYLOAD_BYTES = 40, 3, 2048
Row = dict[str, object]


def decisions_time() -> list[Row]:
    """Milliseconds (median), and how many verifications that is."""
    verification = _median(_verifications())
    rows = [_row("one verification, GOST 34.10-2015, 512 bits", verification, verification)]
    for kind in ("gost", "rsa"):
        for name, value in _kind(kind).items():
            rows.append(_row(f"{kind}: {name}", value, verification))
    payload = os.urandom(PAYLOAD_BYTES)
    streebog = _median(_timed(lambda: streebog512(payload)) for _ in range(PEOPLE))
    return [*rows, _row("Streebog-512 of the payload", streebog, verification)]


def _kind(kind: str) -> dict[str, float]:
    authority = Authority.make(kind)
    trust = trust_of(map(certificate_read, authority.anchors.values()))
    payload = os.urandom(PAYLOAD_BYTES)
    signed = [_signed(authority, payload) for _ in range(PEOPLE)]

    def decisions(answered: bool) -> Iterator[float]:
        for number in range(PEOPLE * ROUNDS):
            blob, answer = signed[number % PEOPLE]
            source: RevocationSource = GivenStatus(answer) if answered else NotChecked()
            demand = Demand(payload=payload, received_at=datetime.now(UTC))
            begun = time.perf_counter()
            verdict = decide(blob, demand, trust, source)
            yield (time.perf_counter() - begun) * 1000
            assert verdict.is_valid, verdict.code

    list(decisions(answered=True))  # tables of the authorities' keys
    return {
        "decision with chain and time stamp": _median(decisions(answered=False)),
        "the same and an OCSP answer": _median(decisions(answered=True)),
    }


def _signed(authority: Authority, payload: bytes) -> tuple[bytes, bytes]:
    leaf: Leaf = authority.person()
    return authority.sign(leaf, payload, tst=True), authority.ocsp_response(leaf)


def _verifications() -> Iterator[float]:
    for _ in range(PEOPLE):
        key, digest = key_make("gost"), os.urandom(64)
        signature = gost.sign(gost.TC26_512_A, key.secret, digest)
        coordinates = key.public_bits[-128:]
        yield _timed(lambda d=digest, s=signature, c=coordinates: _verify(c, d, s))


def _verify(coordinates: bytes, digest: bytes, signature: bytes) -> None:
    assert PublicPoint(TC26_512_A, coordinates).verify(digest, signature)


def _timed(work: Callable[[], object]) -> float:
    begun = time.perf_counter()
    work()
    return (time.perf_counter() - begun) * 1000


def _median(times: Iterator[float]) -> float:
    return median(times)


def _row(name: str, value: float, verification: float) -> Row:
    ratio = f"{value / verification:.2f}"
    return {"what": name, "milliseconds": f"{value:.2f}", "verifications": ratio}


if __name__ == "__main__":
    from bench.figures import table_print

    table_print("Decisions about signatures", decisions_time())
