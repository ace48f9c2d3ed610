"""Gaps: what is taken out is gone, and what a moderator sees goes back in unchanged."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from moderation.segments import segments_of
from moderation.wording import (
    GAP,
    BadCut,
    Wording,
    from_marked,
    is_reworded,
    take_out,
    to_marked,
)

LETTERS = st.text(alphabet="аб []=\\a-\n", max_size=30)


def cut(start, end, ground="abuse"):
    return {"start": start, "end": end, "ground": ground}


def test_cut_words_are_gone_from_the_body():
    wording = take_out("s", "one two three", [cut(4, 7)])
    assert wording.body == f"one {GAP} three"
    assert wording.cuts == [cut(4, 4 + len(GAP))]


def test_readers_get_a_gap_with_its_ground_and_no_words():
    wording = take_out("s", "one two three", [cut(4, 7)])
    segments = segments_of(wording.body, wording.cuts)
    assert [segment.text for segment in segments] == ["one ", "", " three"]
    assert [segment.ground for segment in segments if segment.is_gap] == ["abuse"]


def test_gaps_may_come_in_any_order_and_keep_their_grounds():
    wording = take_out("s", "one two three", [cut(8, 13, "obscene"), cut(0, 3)])
    assert wording.body == f"{GAP} two {GAP}"
    assert [(c["start"], c["ground"]) for c in wording.cuts] == [(0, "abuse"), (8, "obscene")]


def test_cutting_a_gap_again_changes_nothing():
    once = take_out("s", "one two three", [cut(4, 7)])
    assert take_out("s", once.body, once.cuts) == once


@pytest.mark.parametrize(
    "cuts",
    [
        [cut(-1, 2)],
        [cut(0, 14)],
        [cut(5, 5)],
        [cut(6, 4)],
        [cut(0, 5), cut(4, 8)],
        [cut("0", 4)],
        [cut(0, 4.0)],
        [cut(True, 4)],
        [{"start": 0, "ground": "abuse"}],
        [cut(0, 4, "")],
    ],
)
def test_a_cut_that_marks_nothing_is_refused(cuts):
    with pytest.raises(BadCut):
        take_out("s", "one two three", cuts)


def test_a_moderator_sees_and_types_codes():
    wording = from_marked("s", "one [[abuse]] three [[obscene]]")
    assert wording.body == f"one {GAP} three {GAP}"
    assert wording.grounds == ["abuse", "obscene"]
    assert to_marked(wording) == "one [[abuse]] three [[obscene]]"


def test_double_brackets_of_the_author_stay_words():
    wording = Wording("s", "see [[abuse]] and [[=x]]")
    assert to_marked(wording) == "see [[=abuse]] and [[==x]]"
    assert from_marked("s", to_marked(wording)) == wording


@given(LETTERS, st.lists(st.tuples(st.integers(0, 30), st.integers(1, 5)), max_size=4))
def test_marked_text_goes_back_in_unchanged(body, places):
    cuts, done = [], 0
    for start, length in sorted(places):
        if done <= start and start + length <= len(body):
            cuts.append(cut(start, start + length))
            done = start + length
    wording = take_out("s", body, cuts)
    assert from_marked("s", to_marked(wording)) == wording
    assert len(wording.cuts) == len(cuts)


@pytest.mark.parametrize(
    ("marked", "has_words"),
    [("word", True), ("👍", True), ("[[abuse]], [[abuse]].", False), ("...", False), ("", False)],
)
def test_something_has_to_be_left_to_read(marked, has_words):
    assert from_marked("s", marked).has_words is has_words


@given(st.text(alphabet="аб ", max_size=20), st.lists(st.integers(0, 20), max_size=6))
def test_gaps_alone_never_count_as_other_words(body, edges):
    edges = sorted({min(edge, len(body)) for edge in edges})
    cuts = [cut(start, end) for start, end in zip(edges[::2], edges[1::2], strict=False)]
    shown = take_out("s", body, cuts)
    trimmed = body.strip() == body
    assert not trimmed or not is_reworded(Wording("s", body), shown)


@pytest.mark.parametrize(
    ("subject", "marked"),
    [
        ("s", "one two"),
        ("s", "one two three four"),
        ("s", "[[abuse]] one two three"),
        ("s", "one [[abuse]] TWO three"),
        ("s", "three [[abuse]] one"),
        ("s", ""),
        ("other", "one two three"),
        (f"s {GAP}", "one two three"),
    ],
)
def test_other_words_beside_the_gaps_are_found(subject, marked):
    shown = from_marked(subject, marked)
    assert is_reworded(Wording("s", "one two three"), shown)


def test_a_masked_subject_is_a_gap_and_no_other_word():
    original = Wording("Call 87010000001 now", "one")
    assert not is_reworded(original, Wording(f"Call {GAP} now", "one"))
    assert is_reworded(original, Wording(f"Ring {GAP} now", "one"))
