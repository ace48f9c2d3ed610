"""Events hang together per object, whoever writes them, and are only ever added."""

from datetime import UTC, datetime
from itertools import pairwise
from uuid import UUID

from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.chain import NO_HASH, canonical, chain_hash, event_hash
from ledger.models import Event, EventAnchor
from ledger.selectors import event_list_for
from ledger.services import event_record
from ledger.writing import events_chain
from tests.factories.people import make_citizen
from tests.ledger.tools import anchor, record, thing, verify

pytestmark = [pytest.mark.django_db, pytest.mark.engine]


def chain(number=1):
    return list(event_list_for(thing(number)))


def test_hash_of_version_1_never_changes():
    """A published format: other programs verify it."""
    assert (
        chain_hash(
            NO_HASH,
            verb="appeal.take",
            target_kind="appeals.appeal",
            target_id="7",
            sequence=1,
            actor_id=UUID(int=5),
            agency_id=3,
            data={"number": "OD-2026-1", "days": 15},
            at=datetime(2026, 5, 4, 12, 0, 0, 7, tzinfo=UTC),
        )
        == "068cb3e2567f77830acd9f44596b518cac806ea523b7255fd8e6d1dab46335de"
    )


def test_events_of_an_object_follow_each_other():
    record(3)
    rows = chain()
    assert [row.sequence for row in rows] == [1, 2, 3]
    assert rows[0].chained == event_hash(NO_HASH, rows[0])
    assert all(row.chained == event_hash(before.chained, row) for before, row in pairwise(rows))


def test_objects_do_not_mix():
    record(2, 1)
    record(1, 2)
    record(1, 1)
    assert [row.sequence for row in chain(1)] == [1, 2, 3]
    assert [row.sequence for row in chain(2)] == [1]
    assert chain(2)[0].chained == event_hash(NO_HASH, chain(2)[0])


def test_an_event_given_back_is_the_row():
    event = event_record(verb="a.b", target=thing(), actor=make_citizen(), agency_id=4, data={})
    row = Event.objects.get(pk=event.pk)
    assert (row.verb, row.actor_id, row.agency_id, row.at) == ("a.b", event.actor_id, 4, event.at)
    assert (row.sequence, row.chained) == (event.sequence, event.chained)


def test_an_event_takes_two_queries():
    record()
    with CaptureQueriesContext(
        connection,
    ) as queries:
        event_record(verb="a.b", target=thing())
    assert len(queries) == 2


def test_a_transaction_given_back_leaves_no_gap():
    record()
    with transaction.atomic():
        record()
        transaction.set_rollback(True)
    record()
    assert [row.sequence for row in chain()] == [1, 2]
    assert verify()[1]["ok"]


def test_many_at_once_are_chained_too():
    record(2)
    at = datetime(2026, 1, 1, tzinfo=UTC)
    kind = thing()._meta.label_lower
    Event.objects.bulk_create(
        [
            Event(verb="bulk", target_kind=kind, target_id=str(1 + n % 2), at=at, data={"n": n})
            for n in range(6)
        ]
    )
    assert [row.sequence for row in chain(1)] == [1, 2, 3, 4, 5]
    assert [row.sequence for row in chain(2)] == [1, 2, 3]
    assert verify()[1] == {**verify()[1], "events": 8, "ok": True}


def test_chaining_many_asks_once_for_a_kind(django_assert_num_queries):
    at = datetime(2026, 1, 1, tzinfo=UTC)
    rows = [Event(verb="bulk", target_kind="t", target_id=str(n), at=at) for n in range(300)]
    with django_assert_num_queries(1):
        events_chain(rows)
    assert {row.sequence for row in rows} == {1}


def test_no_code_of_ours_changes_an_event():
    (event,) = record()
    event.verb = "other"
    with pytest.raises(TypeError):
        event.save()


@pytest.mark.parametrize("model", [Event, EventAnchor])
@pytest.mark.parametrize("change", ["update", "delete"])
def test_the_database_refuses_to_change(model, change):
    record()
    anchor()
    rows = model._base_manager.all()
    number = "agency_id" if model is Event else "number"
    with pytest.raises(IntegrityError, match="only ever added to"), transaction.atomic():
        rows.update(**{number: 9}) if change == "update" else rows._raw_delete("default")
    assert model.objects.count() == 1


@pytest.mark.parametrize("table", ["ledger_event", "ledger_eventanchor"])
def test_the_database_refuses_to_be_emptied(table):
    if connection.vendor != "postgresql":
        pytest.skip("SQLite has no TRUNCATE")
    record()
    connection.check_constraints()
    with (
        pytest.raises(IntegrityError, match="only ever added to"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(f"TRUNCATE {table} CASCADE")


NUMBERS = st.integers(-(2**53), 2**53) | st.floats(allow_nan=False, allow_infinity=False, width=32)
JSON = st.recursive(
    st.none()
    | st.booleans()
    | NUMBERS
    | st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=9),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.text("abcя", max_size=3), inner, max_size=3)
    ),
    max_leaves=6,
)


@given(data=st.dictionaries(st.text("abc", max_size=3), JSON, max_size=4))
def test_whatever_data_comes_back_from_the_database_hashes_the_same(data):
    event = event_record(verb="a.b", target=thing(), data=data)
    assert canonical(Event.objects.get(pk=event.pk).data) == canonical(data)


def test_data_that_is_no_json_is_refused():
    with pytest.raises((ValueError, TypeError)):
        event_record(verb="a.b", target=thing(), data={"n": float("nan")})
    with pytest.raises(TypeError):
        event_record(verb="a.b", target=thing(), data={"n": object()})
    assert not chain()
