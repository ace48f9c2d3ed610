"""The portal's decision about a signature, with everything the settings say."""

import logging
from dataclasses import replace

from django.conf import settings

from signing.eds import ncanode, policy
from signing.eds.anchor_files import BadAnchor
from signing.eds.armour import signature_unwrap
from signing.eds.refusals import PENDING, REFUSED, Refusal
from signing.eds.revocation import NetworkSource
from signing.eds.slots import slot
from signing.eds.trust import trust_production
from signing.eds.types import Demand, RevocationSource, Verdict

logger = logging.getLogger(__name__)


def signature_verify(blob: bytes, demand: Demand) -> Verdict:
    """The verdict of our policy and, where the settings name one, of a second verifier too.

    ``EDS_VERIFIER=ncanode``: NCANode answers for revocation, our policy for the rest.
    ``EDS_CROSS_CHECK=ncanode``: both check everything. Either way both must agree. In the hard
    mode of ``EDS_REVOCATION`` nothing stays pending. Never raises.
    """
    try:
        with slot(settings.VAR_DIR / "locks", settings.EDS_PARALLEL):
            verdict = _decide(blob, demand)
    except Refusal as refusal:
        verdict = Verdict(refusal.verdict, refusal.code)
    except (BadAnchor, OSError):
        logger.exception("EDS: the trusted authorities or the slots can't be read")
        verdict = Verdict(PENDING, "verifier_unavailable")
    if verdict.verdict == PENDING and settings.EDS_REVOCATION == "hard":
        return replace(verdict, verdict=REFUSED)
    return verdict


def verifier_name() -> str:
    """What decides by the settings, for the evidence."""
    has_second = "ncanode" in (settings.EDS_VERIFIER, settings.EDS_CROSS_CHECK)
    return f"builtin {policy.VERSION}{' and ncanode 3' if has_second else ''}"


def _decide(blob: bytes, demand: Demand) -> Verdict:
    is_second = settings.EDS_VERIFIER == "ncanode"
    source: RevocationSource = policy.NotChecked() if is_second else NetworkSource()
    verdict = policy.decide(blob, demand, trust_production(), source)
    if not verdict.is_valid or not (is_second or settings.EDS_CROSS_CHECK == "ncanode"):
        return verdict
    try:
        ncanode.second_opinion(
            settings.NCANODE_URL,
            settings.EDS_HTTP_TIMEOUT_SECONDS,
            signature_unwrap(blob),
            demand,
        )
    except Refusal as refusal:
        logger.warning("EDS: NCANode and our policy disagree: %s", refusal)
        return replace(verdict, verdict=refusal.verdict, code=refusal.code)
    return verdict
