"""Real parallel connections: one chain an object, no deadlock, anchors that miss no event."""

import threading

from django.db import connection, transaction

import pytest

from ledger import anchors
from ledger.counters import counter_add, counter_values
from ledger.models import Event, EventAnchor
from ledger.numbers import number_next
from ledger.services import event_record
from tests.ledger.tools import anchor, record, thing, verify
from tests.signing.test_parallel import together

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.engine]


def writing(number, times=5):
    def run():
        for _ in range(times):
            with transaction.atomic():
                event_record(verb="test.row", target=thing(number))

    return run


def sequences(number):
    rows = Event.objects.filter(target_id=str(number)).order_by("pk")
    return list(rows.values_list("sequence", flat=True))


def test_parallel_writers_to_one_object_make_one_chain():
    answers = together(*[writing(1) for _ in range(8)])
    assert answers == [None] * 8
    assert sequences(1) == list(range(1, 41))
    assert verify()[1]["ok"]


def test_parallel_writers_without_a_transaction_make_one_chain():
    def bare():
        for _ in range(5):
            event_record(verb="test.row", target=thing())

    assert together(*[bare] * 4) == [None] * 4
    assert sequences(1) == list(range(1, 21))
    assert verify()[1]["ok"]


def test_a_verb_given_back_leaves_its_place_to_the_one_that_waited():
    if connection.vendor != "postgresql":
        pytest.skip("SQLite has one writer")
    drawn, may_end = threading.Event(), threading.Event()

    def gives_back():
        with transaction.atomic():
            event_record(verb="test.lost", target=thing())
            drawn.set()
            may_end.wait(10)
            transaction.set_rollback(True)

    def waits():
        drawn.wait(10)
        threading.Timer(0.3, may_end.set).start()
        return record()[0].sequence

    assert together(gives_back, waits) == [None, 1]
    assert verify()[1] == {**verify()[1], "events": 1, "ok": True}


def test_numbers_and_counters_locked_last_make_no_deadlock():
    def verb():
        for _ in range(5):
            with transaction.atomic():
                event_record(verb="test.row", target=thing())
                number_next("test")
                counter_add("test.rows", 1)

    assert together(*[verb] * 6) == [None] * 6
    assert sequences(1) == list(range(1, 31))
    assert counter_values("test.") == {"test.rows": 30}


def test_an_anchor_waits_for_the_verb_that_drew_a_lower_id():
    """The row with the lower id commits last; an anchor that did not wait would leave it out."""
    if connection.vendor != "postgresql":
        pytest.skip("SQLite has one writer")
    drawn, may_end = threading.Event(), threading.Event()

    def slow():
        with transaction.atomic():
            event_record(verb="test.slow", target=thing(1))
            drawn.set()
            may_end.wait(10)

    def quick_then_anchor():
        drawn.wait(10)
        record(1, 2)
        threading.Timer(0.3, may_end.set).start()
        return anchor()

    _slow, lines = together(slow, quick_then_anchor)
    assert [line["events"] for line in lines] == [2]
    assert verify()[1] == {**verify()[1], "unanchored": 0, "ok": True}


def test_nobody_waits_for_an_anchor_that_waits():
    if connection.vendor != "postgresql":
        pytest.skip("SQLite has one writer")
    record()
    drawn, waits, may_end = threading.Event(), threading.Event(), threading.Event()

    def slow():
        with transaction.atomic():
            event_record(verb="test.slow", target=thing(1))
            drawn.set()
            may_end.wait(10)

    def anchors_it():
        drawn.wait(10)
        waits.set()
        return anchor()

    def quick():
        waits.wait(10)
        try:
            return record(1, 2)[0].sequence
        finally:
            may_end.set()

    _slow, _lines, quick_sequence = together(slow, anchors_it, quick)
    assert quick_sequence == 1


def test_anchoring_gives_up_when_a_verb_does_not_end(monkeypatch):
    if connection.vendor != "postgresql":
        pytest.skip("SQLite has one writer")
    monkeypatch.setattr(anchors, "WAIT_SECONDS", 0.2)
    record()
    drawn, may_end = threading.Event(), threading.Event()

    def slow():
        with transaction.atomic():
            event_record(verb="test.slow", target=thing(1))
            drawn.set()
            may_end.wait(10)

    def tries():
        drawn.wait(10)
        try:
            with pytest.raises(anchors.StillWriting):
                list(anchors.anchors_make())
        finally:
            may_end.set()

    assert together(slow, tries) == [None, None]
    assert not EventAnchor.objects.exists()
    assert anchor()[0]["events"] == 2


def test_two_runs_at_once_anchor_each_event_once(monkeypatch):
    monkeypatch.setattr(anchors, "BLOCK_ROWS", 2)
    monkeypatch.setattr(anchors, "ANCHOR_ROWS", 4)
    record(10)
    together(anchor, anchor, anchor)
    rows = EventAnchor.objects.order_by("number")
    assert sum(row.count for row in rows) == 10
    assert rows.last().total == 10
    assert verify()[1]["ok"]
