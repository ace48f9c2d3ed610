"""Whatever somebody with the database in hands does to the archive, the row is named."""

import json
from datetime import timedelta
from itertools import pairwise

from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

import pytest

from core.envelope import row_key_make, seal_with
from core.models import RowKey
from ledger.models import Event
from signing.archive import anchoring, checking_rows
from signing.archive.bundles import Bundle, bundle_pack
from signing.archive.chain import anchor_hash, entries_read, entries_write, row_bound, row_hash
from signing.destroying import evidence_destroy
from signing.evidence import evidence_seal
from signing.models import Evidence, EvidenceAnchor, Signature, SignedPayload
from signing.payloads import payload_bytes
from tests.signing.archive import OBJECT, add, anchor, cut, problems, touch, unguarded, verify

pytestmark = [pytest.mark.django_db, pytest.mark.engine]

both = pytest.mark.parametrize("anchored", [False, True], ids=["unanchored", "anchored"])


@pytest.fixture
def chain(anchored):
    """Three links of one chain and one of another, with an anchor or before the first one."""
    rows = [add(), add("appeal:2"), add(), add()]
    if anchored:
        anchor()
    return [rows[0], rows[2], rows[3]]


def test_an_empty_archive_is_in_order():
    assert verify() == (
        [],
        {
            "rows": 0,
            "objects": 0,
            "anchors": 0,
            "unanchored": 0,
            "destroyed": 0,
            "decided": 0,
            "problems": 0,
            "ok": True,
        },
    )
    assert anchor() == []


def test_what_nobody_touched_is_in_order(monkeypatch):
    monkeypatch.setattr(checking_rows, "BATCH", 2)
    monkeypatch.setattr(anchoring, "ANCHOR_ROWS", 3)
    for number in (1, 2, 1, 1, 3, 1, 2):
        add(f"appeal:{number}")
    assert [line["rows"] for line in anchor()] == [3, 3, 1]
    add("appeal:2")
    found, sums = verify()
    assert found == []
    assert sums == {
        "rows": 8,
        "objects": 3,
        "anchors": 3,
        "unanchored": 1,
        "destroyed": 0,
        "decided": 0,
        "problems": 0,
        "ok": True,
    }


FIELDS = {
    "version": 2,
    "object_key": "appeal:9",
    "position": 7,
    "method": "eds",
    "payload_digest": "0" * 64,
    "verifier": "another",
    "policy": "another",
    "verdict_code": "another",
    "created_at": timezone.now(),
    "previous_hash": "f" * 64,
    "hash": "e" * 64,
}


@both
@pytest.mark.parametrize("field", FIELDS)
@pytest.mark.parametrize("which", [0, 1, 2])
def test_each_field_is_watched_over(chain, field, which):
    touch(chain[which], **{field: FIELDS[field]})
    assert problems() == [(chain[which].pk, "altered")]


def test_every_field_is_in_that_test():
    left = {field.name for field in Evidence._meta.concrete_fields} - set(FIELDS)
    assert left == {"id", "signature", "ciphertext", "row_key"}


@both
@pytest.mark.parametrize("at", [0, 11, 12, 40, -1])
def test_each_byte_is_watched_over(chain, at):
    data = bytearray(chain[1].ciphertext)
    data[at] ^= 1
    touch(chain[1], ciphertext=bytes(data))
    assert problems() == [(chain[1].pk, "altered")]


@both
@pytest.mark.parametrize("data", [b"", b"short", bytes(100)])
def test_another_content_is_seen(chain, data):
    touch(chain[1], ciphertext=data)
    assert problems() == [(chain[1].pk, "altered")]


@both
@pytest.mark.parametrize("which", [0, 1, 2])
def test_a_row_with_a_hash_to_match_is_seen(chain, which):
    """Whoever knows how hashes are made still has no key."""
    row = chain[which]
    row.verdict_code = "another"
    touch(row, verdict_code="another", hash=row_hash(row))
    found = problems()
    assert [pk for pk, _problem in found] == [row.pk]


@both
def test_a_chain_made_anew_from_there_on_is_seen(chain):
    first, *others = chain
    first.verdict_code = "another"
    first.hash = row_hash(first)
    touch(first, verdict_code="another", hash=first.hash)
    for before, row in pairwise([first, *others]):
        row.previous_hash = before.hash
        row.hash = row_hash(row)
        touch(row, previous_hash=row.previous_hash, hash=row.hash)
    assert [pk for pk, _problem in problems()] == [row.pk for row in chain]


def test_a_row_that_the_keys_holder_made_anew_no_longer_fits():
    """With the key even the seal is right: then the next link and the anchor tell."""
    row, after = add(), add()
    _made_anew(row)
    assert problems() == [(after.pk, "unlinked")]


def test_the_anchor_names_the_row_that_was_made_anew():
    row, _after = add(), add()
    anchor()
    _made_anew(row)
    assert problems() == [(row.pk, "altered")]


def _made_anew(row):
    row.row_key, key = row_key_make()
    row.verdict_code = "another"
    bundle = Bundle(payload=payload_bytes(row.signature.payload), facts={}, blobs={})
    evidence_seal(row, key, bundle_pack(bundle))
    names = ("row_key", "verdict_code", "ciphertext", "hash")
    touch(row, **{name: getattr(row, name) for name in names})


@both
def test_a_row_that_opens_to_something_else_is_named(chain, anchored):
    row = chain[2]
    row.row_key, key = row_key_make()
    evidence_seal(row, key, b"no bundle")
    touch(row, row_key=row.row_key, ciphertext=row.ciphertext, hash=row.hash)
    assert problems() == [(row.pk, "altered" if anchored else "bundle")]


def test_a_row_deleted_from_the_middle_is_missed():
    rows = [add() for _ in range(3)]
    cut(rows[1])
    found, _sums = verify()
    assert found == [
        {"row": None, "object": OBJECT, "problem": "deleted", "position": 2},
        {
            "row": None,
            "object": None,
            "problem": "no_evidence",
            "signature": rows[1].signature_id,
        },
    ]


@pytest.mark.parametrize("which", [0, 1, 2])
def test_a_deleted_row_is_known_by_name(which):
    rows = [add() for _ in range(3)]
    anchor()
    cut(rows[which])
    found, _sums = verify()
    assert found == [
        {
            "row": rows[which].pk,
            "object": OBJECT,
            "problem": "deleted",
            "position": which + 1,
            "anchor": 1,
            "signature": rows[which].signature_id,
        }
    ]


@both
def test_a_whole_chain_deleted_is_missed(chain, anchored):
    gone = Evidence.objects.get(object_key="appeal:2")
    cut(gone)
    found, _sums = verify()
    assert [one["problem"] for one in found] == ["deleted" if anchored else "no_evidence"]
    assert found[0]["signature"] == gone.signature_id


def test_a_chain_deleted_with_its_signature_is_missed_by_the_anchor():
    rows = [add("appeal:2"), add("appeal:3")]
    anchor()
    for row in rows:
        _cut_with_signature(row)
    assert problems() == [(row.pk, "deleted") for row in rows]


def _cut_with_signature(row):
    cut(row)
    Signature.objects.filter(pk=row.signature_id).delete()


@both
def test_rows_that_changed_places_are_both_named(chain):
    first, second, _third = chain
    touch(first, position=99)
    touch(second, position=1)
    touch(first, position=2)
    assert sorted(problems()) == [(first.pk, "altered"), (second.pk, "altered")]


@both
def test_contents_that_changed_places_are_both_named(chain):
    first, second, _third = chain
    one = {"ciphertext": bytes(first.ciphertext), "row_key": first.row_key}
    other = {"ciphertext": bytes(second.ciphertext), "row_key": second.row_key}
    touch(first, row_key=RowKey.objects.create())
    touch(second, **one)
    touch(first, **other)
    assert sorted(problems()) == [(first.pk, "altered"), (second.pk, "altered")]


def test_chains_that_changed_places_are_named():
    one, other = add("appeal:1"), add("appeal:2")
    touch(one, object_key="appeal:3")
    touch(other, object_key="appeal:1")
    touch(one, object_key="appeal:2")
    assert sorted(problems()) == [(one.pk, "altered"), (other.pk, "altered")]


def test_a_row_put_in_later_is_named():
    row = add()
    add("appeal:2")
    anchor()
    Signature.objects.create(payload=_payload_again(row), method="sms")
    forged = _forged(row, pk=row.pk - 1)
    assert problems() == [(forged.pk, "inserted")]


def test_a_row_put_at_the_end_does_not_open():
    row = add()
    Signature.objects.create(payload=_payload_again(row), method="sms")
    forged = _forged(row)
    assert problems() == [(forged.pk, "sealed")]


def _payload_again(row):
    payload = SignedPayload.objects.get(pk=row.signature.payload_id)
    content, opening = payload.content, payload.opening
    for blob in (content, opening):
        blob.pk, blob.row_key = None, row_key_make()[0]
        blob.save()
    payload.pk, payload.nonce, payload.draft = None, "another", None
    payload.content, payload.opening = content, opening
    payload._state.adding = True
    payload.save()
    return payload


def _forged(row, pk=None):
    """Hashes right, by somebody who can write to the database but has not the house's keys."""
    forged = Evidence(
        pk=pk,
        signature=Signature.objects.latest("pk"),
        object_key=row.object_key,
        position=row.position + 1,
        method="sms",
        payload_digest=row.payload_digest,
        verifier=row.verifier,
        policy=row.policy,
        verdict_code="ok",
        created_at=timezone.now(),
        row_key=RowKey.objects.create(wrapped=b"not ours"),
        previous_hash=row.hash,
    )
    forged.ciphertext = seal_with(bytes(32), b"bundle", row_bound(forged))
    forged.hash = row_hash(forged)
    forged.save()
    return forged


@both
def test_a_key_that_was_lost_is_not_a_key_that_was_destroyed(chain):
    evidence_destroy(chain[0])
    RowKey.objects.filter(pk=chain[1].row_key_id).update(wrapped=None)
    found, sums = verify()
    assert [(one["row"], one["problem"]) for one in found] == [(chain[1].pk, "key_lost")]
    assert sums["destroyed"] == 2


@both
@pytest.mark.parametrize("wrapped", [b"", b"garbage"])
def test_a_key_that_opens_nothing_is_named(chain, wrapped):
    RowKey.objects.filter(pk=chain[1].row_key_id).update(wrapped=wrapped)
    assert problems() == [(chain[1].pk, "sealed")]


@both
def test_another_rows_key_is_named(chain):
    other = RowKey.objects.get(pk=chain[0].row_key_id)
    RowKey.objects.filter(pk=chain[1].row_key_id).update(wrapped=bytes(other.wrapped))
    assert problems() == [(chain[1].pk, "sealed")]


@both
def test_a_row_whose_key_is_destroyed_is_watched_over(chain):
    evidence_destroy(chain[1])
    touch(chain[1], verdict_code="another")
    assert problems() == [(chain[1].pk, "altered")]


@both
def test_a_signature_that_says_something_else_now_is_named(chain):
    signature = chain[1].signature
    SignedPayload.objects.filter(pk=signature.payload_id).update(digest="0" * 64)
    assert problems() == [(chain[1].pk, "payload")]


def test_a_signature_turned_into_another_kind_is_named():
    row = add()
    Signature.objects.filter(pk=row.signature_id).update(method="eds", signature_sha256="0" * 64)
    assert problems() == [(row.pk, "payload")]


def test_the_same_moment_in_another_zone_is_the_same():
    add(at=timezone.localtime())
    assert problems() == []


def test_a_signature_moved_in_time_is_named():
    row = add()
    moved = row.signature.signed_at - timedelta(days=1)
    Signature.objects.filter(pk=row.signature_id).update(signed_at=moved)
    found, _sums = verify()
    assert [(one["row"], one["problem"], one["detail"]) for one in found] == [
        (row.pk, "payload", "signed_at")
    ]


ANCHOR_FIELDS = {
    "number": 9,
    "version": 2,
    "created_at": timezone.now(),
    "last_row": 10**6,
    "count": 9,
    "total": 9,
    "rows": "",
    "previous_hash": "f" * 64,
    "hash": "e" * 64,
}


@pytest.fixture
def anchors(monkeypatch):
    monkeypatch.setattr(anchoring, "ANCHOR_ROWS", 2)
    for _number in range(5):
        add()
    anchor()
    return list(EvidenceAnchor.objects.order_by("number"))


@pytest.mark.parametrize("field", ANCHOR_FIELDS)
@pytest.mark.parametrize("which", [0, 1, 2])
def test_each_field_of_an_anchor_is_watched_over(anchors, field, which):
    touch(anchors[which], **{field: ANCHOR_FIELDS[field]})
    found, _sums = verify()
    altered = [one["anchor"] for one in found if one["problem"] == "anchor_altered"]
    assert altered == [9 if field == "number" else which + 1]
    assert {one["problem"] for one in found} <= {"anchor_altered", "anchor_deleted"}


def test_an_anchor_without_the_portals_seal_is_named(anchors):
    touch(anchors[1], seal=anchors[0].seal)
    found, _sums = verify()
    assert [(one["anchor"], one["problem"]) for one in found] == [(2, "anchor_seal")]


def test_an_anchor_made_anew_without_the_portals_key_is_named():
    """A row is left out everywhere and all hashes are right."""
    left, gone = add("appeal:1"), add("appeal:2")
    anchor()
    _cut_with_signature(gone)
    made = EvidenceAnchor.objects.get()
    made.rows = entries_write(entries_read(made.rows)[:1])
    made.count, made.total, made.last_row = 1, 1, left.pk
    changes = {name: getattr(made, name) for name in ("rows", "count", "total", "last_row")}
    touch(made, hash=anchor_hash(made), **changes)
    found, _sums = verify()
    assert [(one["anchor"], one["problem"]) for one in found] == [(1, "anchor_seal")]


@pytest.mark.parametrize("which", [0, 1])
def test_a_deleted_anchor_is_missed(anchors, which):
    cut(anchors[which])
    found, _sums = verify()
    assert [(one["anchor"], one["problem"]) for one in found] == [(which + 1, "anchor_deleted")]


def test_an_end_cut_off_shows_against_the_lines_kept_elsewhere(anchors, tmp_path):
    kept = tmp_path / "anchors.jsonl"
    kept.write_text("".join(_line(row) for row in anchors))
    assert verify("--kept", str(kept))[1]["ok"]
    cut(anchors[2])
    _cut_with_signature(Evidence.objects.latest("pk"))
    assert verify()[1]["ok"]
    found, _sums = verify("--kept", str(kept))
    assert [(one["anchor"], one["problem"]) for one in found] == [(3, "anchor_deleted")]


def test_an_anchor_other_than_the_one_kept_elsewhere_is_named(anchors, tmp_path):
    kept = tmp_path / "anchors.jsonl"
    kept.write_text(json.dumps({"number": 2, "hash": "0" * 64}))
    found, _sums = verify("--kept", str(kept))
    assert [(one["anchor"], one["problem"]) for one in found] == [(2, "anchor_not_as_kept")]


def _line(row):
    return json.dumps({"number": row.number, "hash": row.hash}) + "\n"


@pytest.mark.parametrize("content", ["not json", '{"number": 1}', "[1]"])
def test_a_file_that_holds_no_anchors_is_refused(tmp_path, content):
    kept = tmp_path / "kept"
    kept.write_text(content)
    with pytest.raises(CommandError, match="does not hold"):
        call_command("evidence_verify", "--kept", str(kept))


def test_one_object_can_be_checked_alone():
    rows = [add("appeal:1"), add("appeal:1"), add("appeal:2"), add("appeal:2")]
    anchor()
    touch(rows[1], verdict_code="another")
    cut(rows[3])
    found, sums = verify("--object", "appeal:2")
    assert [(one["row"], one["problem"]) for one in found] == [(rows[3].pk, "deleted")]
    assert (sums["rows"], sums["objects"]) == (1, 1)
    found, sums = verify("--object", "appeal:1")
    assert [(one["row"], one["problem"]) for one in found] == [(rows[1].pk, "altered")]
    assert sums["rows"] == 2


def test_an_object_nobody_knows_is_not_called_sound():
    add("appeal:1")
    with pytest.raises(CommandError, match="no such object"):
        call_command("evidence_verify", "--object", "appeal:2")


def test_anchors_are_events_and_cover_each_row_once(anchors):
    listed = [entry[0] for row in anchors for entry in entries_read(row.rows)]
    assert listed == list(Evidence.objects.order_by("pk").values_list("pk", flat=True))
    events = Event.objects.filter(verb="evidence.anchor").order_by("pk")
    assert [event.data["hash"] for event in events] == [row.hash for row in anchors]
    assert [row.total for row in anchors] == [2, 4, 5]


def test_many_rows_deleted_at_once_are_each_named_up_to_a_hundred():
    rows = [add() for _ in range(4)]
    for row in rows[1:3]:
        _cut_with_signature(row)
    found, _sums = verify()
    assert [one["position"] for one in found] == [2, 3]


def test_queries_do_not_grow_with_the_rows_of_a_batch():
    def queries():
        with CaptureQueriesContext(connection) as seen:
            verify()
        return len(seen)

    add("appeal:1")
    anchor()
    one = queries()
    for number in range(2, 8):
        add(f"appeal:{number}")
    assert queries() == one


def test_what_touches_and_cuts_leaves_the_guard_in_place():
    row = add()
    touch(row, created_at=timezone.now() - timedelta(days=1))
    with pytest.raises(IntegrityError), transaction.atomic():
        Evidence.objects.update(verdict_code="x")
    with unguarded():
        assert Evidence.objects.update(verdict_code="x") == 1
