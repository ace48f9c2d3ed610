"""NCANode as a second verifier over HTTP (version 3, github.com/malikzh/NCANode).

It answers beside our own policy, never instead of it: its "valid" leaves out the content of an
attached file, the purpose of the key and the identity of OCSP answers, so everything it says is
read with suspicion, and what it leaves out our policy has checked.
"""

import base64
import json
from typing import Any

from signing.eds.fetching import NoAnswer, fetch
from signing.eds.refusals import Refusal
from signing.eds.types import Demand

ANSWER_BYTES = 1024 * 1024
_OWNERS = {"person": "INDIVIDUAL", "organisation": "ORGANIZATION"}


def second_opinion(url: str, seconds: float, der: bytes, demand: Demand) -> None:
    """Nothing when NCANode agrees that the signature is valid.

    ``Refusal``: ``cross_check`` when it doesn't, ``verifier_unavailable`` without an answer.
    """
    question = {
        "cms": base64.b64encode(der).decode(),
        "data": base64.b64encode(demand.payload).decode(),
        "revocationCheck": ["OCSP", "CRL"],
    }
    try:
        data = fetch(
            f"{url.rstrip('/')}/cms/verify",
            seconds=seconds,
            limit=ANSWER_BYTES,
            body=json.dumps(question).encode(),
            content_type="application/json",
        )
        told = json.loads(data)
    except (NoAnswer, ValueError, RecursionError) as problem:
        raise Refusal("verifier_unavailable", type(problem).__name__) from problem
    problem_found = _problem(told, demand)
    if problem_found:
        raise Refusal("cross_check", problem_found)


def _problem(told: Any, demand: Demand) -> str:
    """Why the answer is not an agreement; empty when it is."""
    if not isinstance(told, dict) or told.get("status") != 200 or told.get("valid") is not True:
        return "not valid"
    signers = told.get("signers")
    if not isinstance(signers, list) or len(signers) != 1 or not isinstance(signers[0], dict):
        return "signers"
    certificates = signers[0].get("certificates")
    if not isinstance(certificates, list) or not certificates:
        return "no certificate"
    leaf = certificates[0]
    if not isinstance(leaf, dict) or leaf.get("valid") is not True:
        return "certificate"
    return _leaf_problem(leaf, demand)


def _leaf_problem(leaf: dict[str, Any], demand: Demand) -> str:
    subject, owners = leaf.get("subject"), leaf.get("keyUser")
    if leaf.get("keyUsage") != "SIGN":
        return "keyUsage"
    if not isinstance(owners, list) or _OWNERS[demand.owner] not in owners:
        return "keyUser"
    if not isinstance(subject, dict):
        return "subject"
    if demand.iin is not None and subject.get("iin") != demand.iin:
        return "iin"
    if demand.bin is not None and subject.get("bin") != demand.bin:
        return "bin"
    revocations = leaf.get("revocations")
    if not isinstance(revocations, list) or not revocations:
        return "revocation"
    return "" if all(map(_is_cleared, revocations)) else "revocation"


def _is_cleared(row: Any) -> bool:
    """A definite "not revoked". Version 4 tells in ``result`` that it could not find out."""
    if not isinstance(row, dict) or row.get("revoked") is not False:
        return False
    return row.get("result") in (None, "ACTIVE")
