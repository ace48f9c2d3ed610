"""Each kind of tampering is found and named; what can't be found is said here too."""

import json
from datetime import timedelta

from django.core.management import CommandError
from django.utils import timezone

import pytest

from ledger import anchors
from ledger.chain import event_hash
from ledger.models import Event, EventAnchor
from tests.factories.people import make_citizen
from tests.ledger.tools import anchor, faults, record, remove, thing, touch, verify

pytestmark = [pytest.mark.django_db, pytest.mark.engine]
KIND = thing()._meta.label_lower


@pytest.fixture(autouse=True)
def small(monkeypatch):
    monkeypatch.setattr(anchors, "BLOCK_ROWS", 4)
    monkeypatch.setattr(anchors, "ANCHOR_ROWS", 8)


def test_nothing_touched_nothing_found():
    record(5, 1)
    record(2, 2)
    anchor()
    record(1, 3)
    found, sums = verify()
    assert found == []
    assert sums == {"events": 8, "anchors": 1, "unanchored": 1, "faults": 0, "ok": True}


CHANGES = {
    "verb": "other",
    "agency_id": 77,
    "data": {"n": 2},
    "at": timezone.now() - timedelta(days=1),
    "chained": "a" * 64,
}


@pytest.mark.parametrize("field", [*CHANGES, "actor"])
@pytest.mark.parametrize("place", [1, 2, 3])
def test_a_changed_field_is_found_and_only_its_event_is_named(field, place):
    rows = record(3)
    touch(rows[place - 1], **{field: CHANGES[field] if field != "actor" else make_citizen()})
    assert faults() == [("changed", place)]


def test_a_change_with_a_new_hash_shows_at_the_next_event():
    rows = record(3)
    rows[1].verb = "other"
    touch(rows[1], verb="other", chained=event_hash(rows[0].chained, rows[1]))
    assert faults() == [("changed", 3)]


@pytest.mark.parametrize(("gone", "found"), [([1], 1), ([2], 2), ([2, 3], 2), ([1, 2, 3], 1)])
def test_missing_events_are_named(gone, found):
    rows = record(4)
    remove(*(rows[place - 1] for place in gone))
    (fault,), _sums = verify()
    assert (fault["fault"], fault["sequence"]) == ("missing", found)
    assert fault["until"] == gone[-1]


def test_events_in_another_order_are_named_with_their_true_place():
    first, second, third = record(3)
    touch(first, sequence=9)
    touch(second, sequence=1)
    touch(first, sequence=2)
    found, _sums = verify()
    assert [(row["event"], row["fault"], row["detail"]) for row in found] == [
        (first.pk, "reordered", "was 1"),
        (second.pk, "reordered", "was 2"),
    ]


def test_an_event_moved_to_another_object_is_found_at_both():
    rows = record(3, 1)
    record(1, 2)
    touch(rows[1], target_id="2", sequence=2)
    assert sorted(faults()) == [("changed", 2), ("missing", 2)]


def test_the_end_of_a_chain_cut_off_is_found_by_the_anchor_only():
    rows = record(3)
    assert anchor()[0]["events"] == 3
    remove(rows[2])
    (fault,), _sums = verify()
    assert fault == {
        "fault": "anchor_events",
        "anchor": 1,
        "after": 0,
        "until": rows[2].pk,
        "detail": "3 were anchored, 2 are there",
    }


def test_a_whole_object_taken_away_is_found_by_the_anchor():
    record(2, 1)
    remove(*record(2, 2))
    anchor()
    gone = record(2, 3)
    record(1, 1)
    assert len(anchor()) == 1
    remove(*gone)
    assert faults() == [("anchor_events", 2)]


def test_a_chain_made_anew_is_found_by_the_anchor():
    rows = record(3)
    anchor()
    previous = "0" * 64
    for row in rows:
        row.agency_id = 5
        row.chained = previous = event_hash(previous, row)
        touch(row, agency_id=5, chained=row.chained)
    assert faults() == [("anchor_events", 1)]


def test_an_event_slipped_in_under_an_old_id_is_found():
    rows = record(2)
    with_gap = rows[1].pk + 1
    remove(*record(1, 2))
    record(1, 3)
    anchor()
    Event(pk=with_gap, verb="late", target_kind=KIND, target_id="1", at=timezone.now()).save()
    assert Event.objects.filter(pk=with_gap, sequence=3).exists()
    assert faults() == [("anchor_events", 1)]


def test_only_the_block_that_differs_is_named():
    rows = record(8)
    anchor()
    touch(rows[5], agency_id=4, chained="b" * 64)
    found = [row for row in verify()[0] if row["fault"] == "anchor_events"]
    assert [(row["after"], row["until"]) for row in found] == [(rows[3].pk, rows[7].pk)]


def test_not_found_is_what_no_anchor_covers():
    """Said in the docs: the newest events, cut off before the next anchor, leave no trace."""
    rows = record(3)
    remove(rows[2])
    assert faults() == []


# Anchors themselves.


def three_anchors():
    for _ in range(3):
        record(2)
        anchor()
    return list(EventAnchor.objects.order_by("number"))


@pytest.mark.parametrize(
    ("field", "value"),
    [("count", 5), ("total", 9), ("last_event", 1), ("blocks", []), ("hash", "c" * 64)],
)
def test_a_changed_anchor_is_named(field, value):
    touch(three_anchors()[1], **{field: value})
    found = [fault for fault in faults() if fault != ("anchor_unlinked", 3)]
    assert found == [("anchor_changed", 2)]


def test_an_anchor_with_another_seal_is_named():
    touch(three_anchors()[1], seal="d" * 64)
    assert faults() == [("anchor_seal", 2)]


@pytest.mark.parametrize("number", [1, 2])
def test_a_missing_anchor_is_named(number):
    remove(three_anchors()[number - 1])
    assert faults() == [("anchor_missing", number)]


def test_an_anchor_that_follows_another_than_it_did_is_named():
    row = three_anchors()[1]
    row.previous_hash = "e" * 64
    digest = anchors.anchor_hash(row)
    touch(row, previous_hash="e" * 64, hash=digest, seal=anchors.anchor_seal(digest))
    assert faults() == [("anchor_unlinked", 2), ("anchor_unlinked", 3)]


def test_the_end_cut_off_shows_against_the_lines_kept_elsewhere(tmp_path):
    lines = []
    for _ in range(3):
        record(2)
        lines += anchor()
    kept = tmp_path / "anchors.jsonl"
    kept.write_text("".join(json.dumps(line) + "\n" for line in lines))
    assert verify("--kept", str(kept))[1]["ok"]
    newest = EventAnchor.objects.get(number=3)
    remove(newest, *Event.objects.filter(sequence__gt=4))
    assert faults() == []
    assert faults("--kept", str(kept)) == [("anchor_missing", 3)]


def test_anchors_made_anew_show_against_the_lines_kept_elsewhere(tmp_path):
    record(2)
    kept = tmp_path / "anchors.jsonl"
    kept.write_text(json.dumps(anchor()[0]))
    remove(EventAnchor.objects.get())
    anchor()
    assert faults() == []
    assert faults("--kept", str(kept)) == [("anchor_not_as_kept", 1)]


# The commands.


def test_anchoring_goes_on_until_nothing_is_left_and_then_says_nothing():
    record(18)
    lines = anchor()
    assert [line["events"] for line in lines] == [8, 8, 2]
    assert lines[-1]["total"] == 18
    assert anchor() == []
    assert verify()[1] == {**verify()[1], "unanchored": 0, "anchors": 3, "ok": True}


def test_one_object_alone():
    touch(record(2, 1)[1], agency_id=9)
    record(2, 2)
    assert faults("--object", f"{KIND}:1") == [("changed", 2)]
    assert verify("--object", f"{KIND}:2")[1]["events"] == 2
    with pytest.raises(CommandError):
        verify("--object", f"{KIND}:3")


def test_since_leaves_out_what_older_anchors_cover():
    touch(record(2)[0], agency_id=9)
    anchor()
    moment = timezone.now().isoformat()
    record(3)
    assert faults("--since", moment) == []
    assert verify("--since", moment)[1]["events"] == 3
    assert faults() == [("changed", 1)]


@pytest.mark.parametrize("words", ["", "[]", "{}", "nonsense"])
def test_a_file_of_something_else_is_refused(tmp_path, words):
    file = tmp_path / "kept"
    file.write_text(words)
    if not words:
        assert verify("--kept", str(file))[1]["ok"]
        return
    with pytest.raises(CommandError):
        verify("--kept", str(file))
