"""Public words laid beside the signed ones, and proof files made of that."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.registry import ShownPiece
from signing.commitment import commit, words
from signing.receipts.documents import Unreadable
from signing.receipts.matching import GAP, PRODUCT, align, tokens_of
from signing.receipts.proofs import Proof, proof_document, proof_read, proof_text, text_compare

WORDS = st.lists(st.sampled_from(["и", "Асан", "дом", "5", "[…]", "a,b"]), min_size=1, max_size=30)


def shown(body: str) -> list[ShownPiece]:
    """``<x>`` is a gap on the ground x."""
    pieces = []
    for part in body.replace(">", "<").split("<"):
        is_gap = bool(len(pieces) % 2)
        pieces.append(ShownPiece(ground=part, reason=part) if is_gap else ShownPiece(part))
    return pieces


def laid(signed: str, body: str):
    return align(words(signed), tokens_of(shown(body)))


def test_the_same_text_is_open_to_the_last_word():
    aligned = laid("a b c", "a  b\nc")
    assert aligned.open == {0: 0, 1: 1, 2: 2}
    assert not aligned.masked
    assert not aligned.is_corrected


@pytest.mark.parametrize(
    ("signed", "body", "masked"),
    [
        ("a b c", "a <x> c", [1]),
        ("a b c d", "a <x> d", [1, 2]),
        ("a b c", "<x> c", [0, 1]),
        ("a b c", "a <x>", [1, 2]),
        ("a b", "<x>", [0, 1]),
        ("tel:77,ok b", "tel:<x>,ok b", [0]),
        ("a 1 b 2 c", "a <x> b <y> c", [1, 3]),
        ("a 1 2 c", "a <x> <y> c", [1, 2]),
        ("s s s s", "s <x> s <y> s", None),
        ("s 1 s 2 s s", "s <x> s <y> s", [1, 3, 4]),
    ],
)
def test_words_in_a_gap_are_masked(signed, body, masked):
    aligned = laid(signed, body)
    if masked is None:
        assert aligned.is_corrected
        return
    assert sorted(aligned.masked) == masked
    assert not aligned.is_corrected
    assert sorted(aligned.open) == [i for i in range(len(signed.split())) if i not in masked]


def test_each_gap_keeps_its_ground():
    aligned = laid("a 1 b 2 c", "a <x> b <y> c")
    assert {index: gap.ground for index, gap in aligned.masked.items()} == {1: "x", 3: "y"}


def test_words_written_anew_are_told_from_gaps():
    aligned = laid("a b 7 c d e", "a B <x> c D e")
    assert sorted(aligned.open) == [0, 3, 5]
    assert aligned.corrected == {1, 4}
    assert aligned.rewritten >= {1, 4}
    assert 2 not in aligned.open


def test_the_sign_of_a_gap_that_the_author_wrote_is_a_word():
    aligned = laid(f"a {GAP} b", f"a {GAP} b")
    assert len(aligned.open) == 3


def test_endless_repetition_costs_little():
    signed = ["и"] * 6000
    aligned = align(signed, tokens_of([ShownPiece(" ".join(["и"] * 2999 + ["Ж"] + ["и"] * 2999))]))
    assert aligned.is_corrected
    assert PRODUCT < 6000 * 6000
    assert len(aligned.open) == 5998


@given(WORDS, st.data())
def test_whatever_is_taken_out_nothing_else_is_closed(signed, data):
    """Only what stands in the public copy opens, word by word the same, in order."""
    taken = data.draw(st.sets(st.integers(0, len(signed) - 1)))
    pieces = [
        ShownPiece(ground="x") if i in taken else ShownPiece(word) for i, word in enumerate(signed)
    ]
    spaced = [part for piece in pieces for part in (piece, ShownPiece(" "))]
    tokens = tokens_of(spaced)
    aligned = align(signed, tokens)
    assert not aligned.is_corrected
    assert len(aligned.masked) == len(taken)
    assert all(signed[i] == tokens[at].word for i, at in aligned.open.items())
    assert list(aligned.open.values()) == sorted(aligned.open.values())


@given(WORDS, WORDS)
def test_any_two_texts_are_laid_side_by_side(signed, other):
    tokens = tokens_of([ShownPiece(" ".join(other))])
    aligned = align(signed, tokens)
    parts = [set(aligned.open), set(aligned.masked), aligned.rewritten]
    assert set().union(*parts) == set(range(len(signed)))
    assert sum(map(len, parts)) == len(signed)
    assert aligned.corrected | set(aligned.open.values()) == set(range(len(other)))
    assert aligned.is_corrected == (signed != other)


# Proof files.


def made(text: str, body: str | None) -> dict:
    commitment = commit(text)
    aligned = laid(text, body) if body is not None else None
    return proof_document(
        text=text,
        salts=commitment.salts,
        aligned=aligned,
        root=commitment.root,
        site="https://example.org",
        number="OD-1",
    )


def read(document: dict) -> Proof:
    return proof_read(proof_text(document).encode())


def test_a_proof_with_gaps_gives_the_root_and_no_salt_of_a_masked_word():
    document = made("звоните +77011234567 вечером", "звоните <x> вечером")
    assert document["words"][1].keys() == {"leaf", "ground"}
    assert document["words"][1]["ground"] == "x"
    assert document["layout"].keys() == {"leaf"}
    assert "7701" not in json.dumps(document)
    proof = read(document)
    assert proof.is_sound(root=document["text_root"], word_count=3)
    assert proof.masked == 1


def test_a_proof_without_gaps_holds_the_layout():
    document = made("a\n\nb", "a b")
    assert document["layout"]["gaps"] == ["", "\n\n", ""]
    assert read(document).is_sound(root=document["text_root"], word_count=2)


def test_the_authors_proof_opens_all():
    proof = read(made("a b c", None))
    assert proof.masked == 0
    assert text_compare("a b c", proof)["result"] == "same"


@pytest.mark.parametrize(
    ("brought", "result", "differ"),
    [
        ("a […] c", "masked", []),
        ("a […], c", "masked", []),
        ("a x c", "differs", ["x"]),
        ("a […] d", "differs", None),
        ("a […]", "differs", None),
        ("[…] c", "differs", None),
        ("a […] […] […] c", "differs", None),
        ("", "differs", None),
    ],
)
def test_a_text_is_compared_with_a_proof(brought, result, differ):
    compared = text_compare(brought, read(made("a b1 b2 c", "a <x> c")))
    assert compared["result"] == result
    if differ is not None:
        assert compared["differ"] == differ


def test_a_reworded_text_says_which_words_nobody_signed():
    document = made("a b c d", "a B c D")
    assert document["corrected"]
    assert [entry.get("word") for entry in document["words"]] == ["a", None, "c", None]
    compared = text_compare("a B c D", read(document))
    assert compared == {"result": "corrected", "differ": ["B", "D"]}


def test_a_changed_proof_is_not_sound():
    document = made("a b c", "a <x> c")
    for change in (
        {"words": document["words"][:-1]},
        {"words": [{**document["words"][0], "word": "z"}, *document["words"][1:]]},
        {"words": document["words"][::-1]},
        {"layout": {"leaf": "0" * 64}},
    ):
        proof = read({**document, **change})
        assert not proof.is_sound(root=document["text_root"], word_count=3)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"{}",
        b"[]",
        b"null",
        b"\xff\xfe",
        b'{"format": "open-dialogue-proof", "version": 1}',
        b'{"format": "open-dialogue-proof", "version": 2}',
        b"[" * 100_000,
    ],
)
def test_what_is_no_proof_is_refused(data):
    with pytest.raises(Unreadable):
        proof_read(data)


@pytest.mark.parametrize(
    "changes",
    [
        {"words": "ab"},
        {"words": [1]},
        {"words": [{}]},
        {"words": [{"word": "a", "salt": "?"}]},
        {"layout": []},
        {"layout": {"gaps": [1], "salt": ""}},
        {"word_count": "many"},
    ],
)
def test_a_proof_with_wrong_parts_is_refused(changes):
    with pytest.raises(Unreadable):
        read({**made("a b", "a b"), **changes})
