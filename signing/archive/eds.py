"""What is kept of a digital signature, and deciding it anew from nothing but that."""

from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime
from typing import Any, NamedTuple

from signing.archive.bundles import Bundle
from signing.eds import policy
from signing.eds.certificates import Certificate
from signing.eds.given_status import GivenStatus
from signing.eds.trust import Trust
from signing.eds.types import Demand, RevocationProof, RevocationSource, Verdict

SIGNATURE, OCSP, TIME_STAMP, CHAIN = "signature.cms", "ocsp.der", "timestamp.der", "chain/%d.der"
POLICY = f"eds {policy.VERSION}"


class Kept(NamedTuple):
    """The two halves of evidence, as ``signature_make`` takes them."""

    evidence: dict[str, Any]
    blobs: dict[str, bytes]


def eds_evidence(
    *,
    blob: bytes,
    demand: Demand,
    verdict: Verdict,
    judged_at: datetime,
    verifier: str = "builtin 1",
    more: Mapping[str, Any] | None = None,
) -> Kept:
    """Everything that the decision rests on.

    ``blob`` as it was sent, ``demand`` and ``judged_at`` as ``decide`` got them. ``verifier``
    names what decided and its version; it stands in clear. ``more``: what else is worth knowing
    (version of NCALayer), JSON. Of a CRL only number, times and digest are kept: it is public.
    """
    evidence = {
        **(more or {}),
        "verifier": verifier,
        "policy": POLICY,
        "code": verdict.code,
        "judged_at": judged_at.isoformat(),
        "demand": _demand_told(demand),
        "verdict": _verdict_told(verdict),
    }
    blobs = {SIGNATURE: blob, TIME_STAMP: verdict.tst}
    if verdict.revocation is not None:
        blobs[OCSP] = verdict.revocation.data
        evidence["revocation"] = _proof_told(verdict.revocation)
    blobs |= {CHAIN % index: der for index, der in enumerate(verdict.chain)}
    return Kept(evidence, {name: data for name, data in blobs.items() if data})


def eds_decide_again(bundle: Bundle, trust: Trust) -> str:
    """What is wrong when the kept bytes are judged as of then; empty when all comes out the same.

    Offline: authorities are those of ``trust``, revocation is read from the kept OCSP answer.
    A CRL is not kept, so what was written down about it is believed (the row's seal holds it).
    """
    try:
        demand = _demand_read(bundle.facts["demand"], bundle.payload)
        judged_at = datetime.fromisoformat(bundle.facts["judged_at"])
        source = _source(bundle)
        signature, told = bundle.blobs[SIGNATURE], bundle.facts["verdict"]
    except (KeyError, ValueError) as error:
        return f"not enough is kept: {error}"
    verdict = policy.decide(signature, demand, trust, source, now=judged_at)
    if not verdict.is_valid:
        return f"{verdict.verdict}: {verdict.code}"
    now_told = _verdict_told(verdict)
    differ = [name for name in SAME if now_told[name] != told.get(name)]
    return f"differs: {', '.join(differ)}" if differ else ""


# What a decision must come to again; ``ms`` and the like may differ.
SAME = ("signature_sha256", "signed_at", "time_source", "signer", "issuer", "algorithm")


class ToldStatus:
    """A source that believes what was written down about a list of revoked certificates."""

    def __init__(self, told: Mapping[str, Any]) -> None:
        moment = told["produced_at"]
        self.proof = RevocationProof(
            source=told["source"],
            data=b"",
            produced_at=datetime.fromisoformat(moment) if moment else None,
            detail=dict(told["detail"]),
        )

    def check(
        self,
        certificate: Certificate,
        issuer: Certificate,
        *,
        at: datetime,
        now: datetime,
        archive: bool,
    ) -> RevocationProof:
        """The same for whatever is asked."""
        return self.proof


def _source(bundle: Bundle) -> RevocationSource:
    answer = bundle.blobs.get(OCSP)
    return GivenStatus(answer) if answer else ToldStatus(bundle.facts["revocation"])


def _demand_told(demand: Demand) -> dict[str, Any]:
    told = {
        "owner": demand.owner,
        "iin": demand.iin,
        "bin": demand.bin,
        "roles": sorted(demand.roles) if demand.roles is not None else None,
        "received_at": demand.received_at.isoformat(),
        "not_before": demand.not_before.isoformat() if demand.not_before else None,
        "not_after": demand.not_after.isoformat() if demand.not_after else None,
    }
    return {name: value for name, value in told.items() if value is not None}


def _demand_read(told: Mapping[str, Any], payload: bytes) -> Demand:
    moments = {
        name: datetime.fromisoformat(told[name])
        for name in ("not_before", "not_after")
        if name in told
    }
    return Demand(
        payload=payload,
        received_at=datetime.fromisoformat(told["received_at"]),
        owner=told["owner"],
        iin=told.get("iin"),
        bin=told.get("bin"),
        roles=frozenset(told["roles"]) if "roles" in told else None,
        archive=True,
        **moments,
    )


def _verdict_told(verdict: Verdict) -> dict[str, Any]:
    signer = asdict(verdict.signer) if verdict.signer else {}
    return {
        "verdict": verdict.verdict,
        "code": verdict.code,
        "signer": {**signer, "kinds": list(signer.get("kinds", ()))},
        "issuer": verdict.issuer,
        "signed_at": verdict.signed_at.isoformat() if verdict.signed_at else "",
        "time_source": verdict.time_source,
        "signature_sha256": verdict.signature_sha256,
        "algorithm": verdict.algorithm,
        "ms": verdict.ms,
    }


def _proof_told(proof: RevocationProof) -> dict[str, Any]:
    produced_at = proof.produced_at.isoformat() if proof.produced_at else ""
    return {"source": proof.source, "produced_at": produced_at, "detail": dict(proof.detail)}
