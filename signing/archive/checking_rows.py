"""Checking each row of evidence and how it follows the one before, object by object."""

from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any

from django.db.models import Q

from cryptography.exceptions import InvalidTag

from core.crypto import InvalidToken
from core.envelope import KeyDestroyed
from core.models import RowKey
from ledger.models import Event
from ledger.services import target_key
from signing.archive.bundles import BadBundle, Bundle
from signing.archive.chain import row_hash
from signing.archive.problems import Problem, Report
from signing.destroying import DESTROYED
from signing.evidence import evidence_open
from signing.models import Evidence, Signature
from signing.models.evidence import NO_HASH

# Bundles may be long; so many are in memory at once.
BATCH = 50
GAP_NAMED = 100
# Says what is wrong with a bundle that opens, or nothing.
Decide = Callable[[Evidence, Bundle], str]


def rows_check(
    report: Report, *, object_key: str = "", decide: Decide | None = None
) -> Iterator[Problem]:
    """Every row, or one object's: hash, place in the chain, seal, and what it is evidence of."""
    before: Evidence | None = None
    # Whether the row before is sound; if not, nothing after it is to blame for the broken link.
    blameless = True
    for row in _in_order(object_key):
        report.add("rows")
        if before is None or before.object_key != row.object_key:
            report.add("objects")
            before, blameless = None, True
        problem = _own_problem(report, row, decide)
        if problem is None:
            yield from report.once_each(_missing_before(before, row))
            problem = _link_problem(before, row) if blameless else None
        if problem:
            yield from report.once(problem)
        blameless = problem is None and not report.is_named(row.pk)
        before = row


def signatures_check(report: Report) -> Iterator[Problem]:
    """Signatures of which no evidence is left."""
    bare = Signature.objects.filter(evidence=None).order_by("pk").values_list("pk", flat=True)
    for pk in bare.iterator(chunk_size=1000):
        yield from report.once(Problem("no_evidence", signature=pk))


def _in_order(object_key: str) -> Iterator[Evidence]:
    """By object and position, a few at a time, each with its key, signature and payload."""
    rows = Evidence.objects.select_related("signature__payload").order_by("object_key", "position")
    if object_key:
        rows = rows.filter(object_key=object_key)
    after = Q()
    while batch := list(rows.filter(after)[:BATCH]):
        keys = RowKey.objects.in_bulk([row.row_key_id for row in batch])
        for row in batch:
            # Also when somebody managed to delete the key's row.
            row.row_key = keys.get(row.row_key_id) or RowKey(pk=row.row_key_id, wrapped=None)
            yield row
        last = batch[-1]
        after = Q(object_key__gte=last.object_key) & (
            Q(object_key__gt=last.object_key) | Q(position__gt=last.position)
        )


def _missing_before(before: Evidence | None, row: Evidence) -> Iterator[Problem]:
    """Positions between two rows. Not missing: the row whose position was touched is there
    still, and is named when its turn comes."""
    expected = before.position + 1 if before else 1
    if row.position <= expected or row.previous_hash in _hashes(before):
        return
    last = row.position
    if Evidence.objects.filter(hash=row.previous_hash).exists():
        last -= 1
    for position in range(expected, min(last, expected + GAP_NAMED)):
        yield Problem("deleted", None, row.object_key, position)
    if last - expected > GAP_NAMED:
        detail = f"and all others up to position {last - 1}"
        yield Problem("deleted", None, row.object_key, expected + GAP_NAMED, detail=detail)


def _link_problem(before: Evidence | None, row: Evidence) -> Problem | None:
    expected = before.position + 1 if before else 1
    linked = row.previous_hash in _hashes(before)
    if linked == (row.position == expected):
        return None
    return _about(row, "unlinked", "" if row.position == expected else f"not {expected}")


def _hashes(before: Evidence | None) -> set[str]:
    """As written, and as it should be: a row is not to blame for the touched one before it."""
    return {before.hash, row_hash(before)} if before else {NO_HASH}


def _own_problem(report: Report, row: Evidence, decide: Decide | None) -> Problem | None:
    is_as_hashed = row_hash(row) == row.hash
    try:
        bundle = evidence_open(row)
    except KeyDestroyed:
        report.add("destroyed")
        if not is_as_hashed:
            return _about(row, "altered")
        return None if _was_destroyed(row) else _about(row, "key_lost")
    except (InvalidTag, InvalidToken):
        return _about(row, "sealed" if is_as_hashed else "altered")
    except BadBundle as error:
        return _about(row, "bundle", str(error))
    if not is_as_hashed:
        return _about(row, "altered", "hash")
    return _content_problem(report, row, bundle, decide)


def _content_problem(
    report: Report, row: Evidence, bundle: Bundle, decide: Decide | None
) -> Problem | None:
    differ = _differences(row, bundle)
    if differ:
        return _about(row, "payload", ", ".join(differ))
    if decide is None or row.method != "eds":
        return None
    report.add("decided")
    wrong = decide(row, bundle)
    return _about(row, "decision", wrong) if wrong else None


def _differences(row: Evidence, bundle: Bundle) -> list[str]:
    """What signature and payload say otherwise than the evidence; pages show what they say."""
    signature, facts = row.signature, bundle.facts
    verdict = facts.get("verdict", {})
    signer = verdict.get("signer", {})
    pairs: dict[str, tuple[Any, Any]] = {
        "method": (row.method, signature.method),
        "digest": (row.payload_digest, signature.payload.digest),
        "bytes": (bundle.payload_digest, row.payload_digest),
        "signed_at": (_moment(facts.get("received_at")), signature.signed_at),
        "signature_sha256": (verdict.get("signature_sha256"), signature.signature_sha256),
        **{name: (signer.get(name), signature.certificate.get(name)) for name in ("bin", "serial")},
    }
    # An older row, a code by SMS and a citizen's certificate leave some of them out.
    return [name for name, (kept, said) in pairs.items() if kept and said and kept != said]


def _moment(told: str | None) -> datetime | None:
    return datetime.fromisoformat(told) if told else None


def _was_destroyed(row: Evidence) -> bool:
    kind, key = target_key(row)
    return Event.objects.filter(target_kind=kind, target_id=key, verb=DESTROYED).exists()


def _about(row: Evidence, problem: str, detail: str = "") -> Problem:
    return Problem(problem, row.pk, row.object_key, row.position, detail=detail)
