"""Real parallel connections: one chain an object, anchors that miss no row."""

import threading
import time
from itertools import pairwise

from django.db import OperationalError, connection, transaction

import pytest

from signing.archive import anchoring
from signing.archive.anchoring import anchors_make
from signing.archive.chain import entries_read
from signing.models import Evidence, EvidenceAnchor
from signing.models.evidence import NO_HASH
from tests.factories.signing import make_payload
from tests.signing.archive import OBJECT, add, anchor, verify
from tests.signing.test_parallel import together

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.engine]


def adding(payload, object_key=OBJECT):
    return lambda: add(object_key, payload=payload)


def test_parallel_signatures_on_one_object_make_one_chain():
    payloads = [make_payload() for _ in range(6)]
    answers = together(*[adding(payload) for payload in payloads])
    assert all(isinstance(answer, Evidence) for answer in answers), answers
    chain = list(Evidence.objects.filter(object_key=OBJECT).order_by("position"))
    assert [row.position for row in chain] == [1, 2, 3, 4, 5, 6]
    assert chain[0].previous_hash == NO_HASH
    assert all(row.previous_hash == before.hash for before, row in pairwise(chain))
    assert verify()[1]["ok"]


def test_parallel_signatures_on_several_objects_do_not_mix():
    payloads = [make_payload() for _ in range(6)]
    together(*[adding(payload, f"appeal:{n % 2}") for n, payload in enumerate(payloads)])
    assert verify()[1] | {"objects": 2, "rows": 6} == verify()[1]
    assert Evidence.objects.filter(position=3).count() == 2


def test_two_runs_at_once_anchor_each_row_once(monkeypatch):
    monkeypatch.setattr(anchoring, "ANCHOR_ROWS", 2)
    for number in range(5):
        add(f"appeal:{number}")
    together(anchor, anchor, anchor)
    lists = EvidenceAnchor.objects.order_by("number").values_list("rows", flat=True)
    listed = [entry[0] for rows in lists for entry in entries_read(rows)]
    assert listed == sorted(Evidence.objects.values_list("pk", flat=True))
    assert verify()[1]["ok"]


def test_signing_beside_anchoring_loses_no_row():
    payloads = [make_payload() for _ in range(4)]
    answers = together(*[adding(payload) for payload in payloads], anchor, anchor)
    assert not [answer for answer in answers if isinstance(answer, Exception)], answers
    anchor()
    _problems, sums = verify()
    assert sums == {**sums, "rows": 4, "unanchored": 0, "problems": 0}


def test_an_anchor_waits_for_the_signature_that_drew_a_lower_id():
    """The row with the lower id commits last; an anchor that did not wait would leave it out."""
    if connection.vendor != "postgresql":
        pytest.skip("SQLite has one writer")
    slow, quick = make_payload(), make_payload()
    drawn, may_end = threading.Event(), threading.Event()

    def sign_slowly():
        with transaction.atomic():
            add("appeal:slow", payload=slow)
            drawn.set()
            may_end.wait(10)

    def sign_quickly_then_anchor():
        drawn.wait(10)
        add("appeal:quick", payload=quick)
        threading.Timer(0.5, may_end.set).start()
        return anchor()

    _slow, lines = together(sign_slowly, sign_quickly_then_anchor)
    assert lines[0]["rows"] == 2
    assert verify()[1] | {"unanchored": 0, "ok": True} == verify()[1]


def test_anchoring_gives_way_to_signatures_that_do_not_end(monkeypatch):
    if connection.vendor != "postgresql":
        pytest.skip("SQLite has one writer")
    monkeypatch.setattr(anchoring, "LOCK_WAIT", "200ms")
    add()
    payload, begun, may_end = make_payload(), threading.Event(), threading.Event()

    def sign_slowly():
        with transaction.atomic():
            add("appeal:slow", payload=payload)
            begun.set()
            may_end.wait(10)

    def try_to_anchor():
        begun.wait(10)
        try:
            with pytest.raises(OperationalError):
                list(anchors_make())
        finally:
            may_end.set()
        return time.monotonic()

    _slow, refused = together(sign_slowly, try_to_anchor)
    assert isinstance(refused, float)
    assert anchor()[0]["rows"] == 2
