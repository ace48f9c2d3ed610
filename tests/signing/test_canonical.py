"""Canonical JSON: one value, one row of bytes."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from signing.canonical import LARGEST, canonical, digest_of

TEXT = st.text(st.characters(exclude_categories=["Cs"]))
ASCII = st.text(st.characters(max_codepoint=127))
VALUES = st.recursive(
    st.booleans() | st.integers(-LARGEST, LARGEST) | TEXT,
    lambda inner: st.lists(inner) | st.dictionaries(ASCII, inner),
    max_leaves=15,
)


@given(VALUES)
def test_the_bytes_read_back_to_the_value(value):
    assert json.loads(canonical(value)) == value


@given(st.dictionaries(st.text("abcд", max_size=3).filter(str.isascii), st.integers(0, 9)))
def test_the_order_of_keys_does_not_matter(value):
    assert canonical(dict(reversed(value.items()))) == canonical(value)


def test_the_form_is_the_one_of_rfc_8785():
    value = {"b": [1, True, '€\n\x0f"\\'], "a": {"ә": 1}.get("x", "")}
    assert canonical(value) == '{"a":"","b":[1,true,"€\\n\\u000f\\"\\\\"]}'.encode()


@pytest.mark.parametrize(
    "value",
    [1.0, float("nan"), None, {"a": None}, {1: "a"}, {"ә": 1}, 2**53, b"a", {"a": {1}}, "\ud800"],
)
def test_what_could_differ_between_languages_is_refused(value):
    with pytest.raises(ValueError):
        digest_of(value)
