"""One throw-away authority of a kind with its people, and what a portal would ask of them."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any

from signing.eds.certificates import Certificate, certificate_read
from signing.eds.ocsp import answer_check
from signing.eds.policy import NotChecked, decide
from signing.eds.trust import Trust, trust_of
from signing.eds.types import Demand, RevocationProof, RevocationSource, Verdict
from standins.nca import Authority, Leaf, cms, oids

PAYLOAD = '{"purpose":"appeal.sign","text":"Көшеде жарық жоқ"}'.encode()
IIN, OTHER_IIN, BIN = "020202100029", "030303200036", "991240999119"
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
KINDS = ("gost", "rsa")


def now() -> datetime:
    return datetime.now(UTC).replace(microsecond=0)


@dataclass(frozen=True)
class Scene:
    """Who is there. ``evil`` is an authority of the same names that nobody trusts."""

    kind: str
    authority: Authority
    evil: Authority
    leaf: Leaf
    trust: Trust


@dataclass(frozen=True)
class Trial:
    """A signature with what is asked of it; ``payload`` is what the portal stored."""

    blob: bytes
    payload: bytes = PAYLOAD
    source: RevocationSource = field(default_factory=NotChecked)
    demand: dict[str, Any] = field(default_factory=dict)

    def decide(self, trust: Trust) -> Verdict:
        """The policy's answer."""
        usual = {"received_at": now(), "iin": IIN}
        return decide(
            self.blob, Demand(payload=self.payload, **{**usual, **self.demand}), trust, self.source
        )

    def asking(self, **demand: Any) -> "Trial":
        """The same signature, another question."""
        return replace(self, demand={**self.demand, **demand})


@dataclass(frozen=True)
class Answering:
    """A source that always has this OCSP answer to a question with this nonce."""

    answer: bytes
    nonce: bytes | None = None

    def check(
        self,
        certificate: Certificate,
        issuer: Certificate,
        *,
        at: datetime,
        now: datetime,
        archive: bool,
    ) -> RevocationProof:
        return answer_check(self.answer, certificate, issuer, at=at, now=now, nonce=self.nonce)


Case = Callable[[Scene], Trial]


@cache
def scene(kind: str) -> Scene:
    """The scene of a kind; keys take time to make, so there is one for all tests."""
    authority = Authority.make(kind)
    return Scene(kind, authority, Authority.make(kind), authority.person(IIN), trust_in(authority))


def trust_in(*authorities: Authority) -> Trust:
    """Trust in these and nobody else."""
    return trust_of(certificate_read(data) for one in authorities for data in one.anchors.values())


def signed(there: Scene, leaf: Leaf | None = None, data: bytes = PAYLOAD, **switches: Any) -> bytes:
    """A signature by the scene's person, without a time stamp unless asked for."""
    return there.authority.sign(leaf or there.leaf, data, **{"tst": False, **switches})


def wrapped(there: Scene, *infos: bytes, **switches: Any) -> bytes:
    """SignedData around any number of signers."""
    usual = {
        "content": None,
        "certificates": [there.leaf.certificate_der],
        "digest_oids": [there.leaf.key.digest_oid],
    }
    return cms.signed_data(infos, **{**usual, **switches})


def info(there: Scene, leaf: Leaf | None = None, **switches: Any) -> bytes:
    """One SignerInfo over the payload."""
    signer = leaf or there.leaf
    attributes = cms.attributes(signer, PAYLOAD, at=now())
    return cms.signer_info(
        signer, PAYLOAD, **{"signed_attrs": list(attributes.values()), **switches}
    )


def answered(there: Scene, *, asked: bytes | None = None, **switches: Any) -> Trial:
    """A good signature with an OCSP answer; ``asked`` is the nonce of the question."""
    answer = there.authority.ocsp_response(there.leaf, **switches)
    return Trial(signed(there), source=Answering(answer, asked))


def attributes(there: Scene, **changes: list[bytes]) -> list[bytes]:
    """The four signed attributes; a name may get none or several instead."""
    usual = {name: [value] for name, value in cms.attributes(there.leaf, PAYLOAD, at=now()).items()}
    return [value for values in {**usual, **changes}.values() for value in values]


ORGANISATION = {"owner": "organisation", "iin": None}
SHA1 = oids.SHA1
