"""Small cells: nothing between 1 and 4 is told, and nothing is left to subtract."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from surveys.suppression import OTHERS, K, safe_rows

COLUMNS = ["", "a", "b", "c"]
COUNTS = st.fixed_dictionaries({column: st.integers(0, 12) for column in COLUMNS})
GROUPS = st.dictionaries(st.sampled_from("stuvwxyz"), COUNTS, min_size=1, max_size=8)


@given(GROUPS)
def test_no_count_is_small_and_everything_adds_up(groups: dict) -> None:
    safe = safe_rows(groups, COLUMNS)
    for row in safe.rows.values():
        assert all(count == 0 or count >= K for count in row.values())
    if safe.rows:
        for column in COLUMNS:
            told = sum(row[column] for row in safe.rows.values())
            assert told == sum(row[column] for row in groups.values())


@given(GROUPS)
def test_no_group_is_put_away_alone(groups: dict) -> None:
    safe = safe_rows(groups, COLUMNS)
    if OTHERS in safe.rows:
        assert len(safe.merged) >= 2


@given(GROUPS)
def test_large_groups_stay_by_themselves(groups: dict) -> None:
    large = {key: {name: count + K for name, count in row.items()} for key, row in groups.items()}
    safe = safe_rows(large, COLUMNS)
    assert safe.merged == ()
    assert len(large) == 1 or safe.rows == large


@pytest.mark.parametrize(
    ("groups", "shown"),
    [
        ({"s": {"a": 9}, "t": {"a": 4}}, set()),
        ({"s": {"a": 9}, "t": {"a": 4}, "u": {"a": 30}}, {"u", OTHERS}),
        ({"s": {"a": 4}, "t": {"a": 4}, "u": {"a": 30}}, {"u", OTHERS}),
        ({"s": {"a": 1}, "t": {"a": 1}}, set()),
        ({"s": {"a": 9}}, set()),
        ({}, set()),
    ],
    ids=["one small", "joined by the next", "two small", "all small", "one group", "nobody"],
)
def test_groups_put_together(groups: dict, shown: set) -> None:
    assert set(safe_rows(groups, ["a"]).rows) == shown
