"""The commitment: what it holds fast, and what may be masked."""

import hashlib

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from signing.commitment import (
    SALT_BYTES,
    Piece,
    commit,
    layout,
    pieces,
    proof,
    rebuild,
    verify,
    verify_partial,
    verify_proof,
    words,
)

TEXTS = st.text(
    st.sampled_from("abқә .,\n\t\u00a0\u20039🙂") | st.characters(exclude_categories=["Cs"]),
    max_size=120,
).filter(lambda text: "\x00" not in text)


def holds(shown, made):
    return verify_partial(shown, made.root, word_count=made.word_count)


@given(TEXTS)
def test_words_and_layout_give_the_text_back(text):
    assert rebuild(words(text), layout(text)) == text


@given(TEXTS)
def test_a_commitment_opens_with_its_own_text_and_salts(text):
    made = commit(text)
    assert verify(text, made.salts, made.root)
    assert made.word_count == len(words(text))
    assert {len(salt) for salt in made.salts} == {SALT_BYTES}


@given(TEXTS, TEXTS)
def test_another_text_is_refused(text, other):
    assume(text != other)
    made = commit(text)
    assert not verify(other, made.salts, made.root)


@given(TEXTS, st.data())
def test_one_changed_word_is_refused(text, data):
    assume(words(text))
    made = commit(text)
    shown = pieces(text, made.salts)
    index = data.draw(st.integers(0, made.word_count - 1))
    shown[index] = Piece(text=shown[index].text + "x", salt=shown[index].salt)
    assert not holds(shown, made)


@given(TEXTS, st.data())
def test_the_rest_is_checked_when_some_words_are_masked(text, data):
    made = commit(text)
    hidden = data.draw(st.sets(st.integers(0, made.word_count)))
    shown = pieces(text, made.salts, hidden)
    assert [index for index, piece in enumerate(shown) if piece.is_masked] == sorted(hidden)
    assert all(piece.salt is None for piece in shown if piece.is_masked)
    assert holds(shown, made)


@given(TEXTS, st.data())
def test_a_changed_word_beside_masked_ones_is_refused(text, data):
    made = commit(text)
    assume(made.word_count)
    index = data.draw(st.integers(0, made.word_count - 1))
    hidden = data.draw(st.sets(st.integers(0, made.word_count))) - {index}
    shown = pieces(text, made.salts, hidden)
    shown[index] = Piece(text="басқа" + shown[index].text, salt=shown[index].salt)
    assert not holds(shown, made)


@given(TEXTS, st.data())
def test_one_word_is_proven_alone(text, data):
    made = commit(text)
    assume(made.word_count)
    index = data.draw(st.integers(0, made.word_count - 1))
    given_proof = proof(text, made.salts, index)
    word = words(text)[index]
    assert verify_proof(word, made.salts[index], given_proof, made.root)
    assert not verify_proof(word + ".", made.salts[index], given_proof, made.root)
    assert not verify_proof(word, bytes(SALT_BYTES), given_proof, made.root)


def test_the_root_is_what_the_description_says():
    salts = [bytes([n]) * 16 for n in range(4)]
    leaves = [
        hashlib.sha256(b"\x00" + salt + word.encode()).digest()
        for salt, word in zip(salts, ["Бір", "екі", "үш"], strict=False)
    ]
    leaves.append(hashlib.sha256(b"\x02" + salts[3] + b"\x00 \x00\n\n\x00").digest())
    inner = [hashlib.sha256(b"\x01" + leaves[n] + leaves[n + 1]).digest() for n in (0, 2)]
    root = hashlib.sha256(b"\x01" + inner[0] + inner[1]).hexdigest()
    assert verify("Бір екі\n\nүш", salts, root)


def test_an_odd_node_goes_up_as_it_is():
    salts = [bytes([n]) * 16 for n in range(3)]
    leaf = [
        hashlib.sha256(b"\x00" + salts[n] + word).digest() for n, word in enumerate([b"a", b"b"])
    ]
    last = hashlib.sha256(b"\x02" + salts[2] + b"\x00 \x00").digest()
    pair = hashlib.sha256(b"\x01" + leaf[0] + leaf[1]).digest()
    assert verify("a b", salts, hashlib.sha256(b"\x01" + pair + last).hexdigest())


def test_equal_texts_get_different_roots():
    assert commit("бір сөз").root != commit("бір сөз").root


def test_order_and_white_space_are_held_fast():
    made = commit("жол жаман")
    assert not verify("жаман жол", made.salts, made.root)
    assert not verify("жол  жаман", made.salts, made.root)
    assert not verify("жол жаман ", made.salts, made.root)


@pytest.mark.parametrize("broken", ["missing", "extra", "swapped", "short salt", "two words"])
def test_pieces_out_of_shape_are_refused(broken):
    made = commit("бір екі үш")
    shown = pieces("бір екі үш", made.salts)
    if broken == "missing":
        del shown[1]
    elif broken == "extra":
        shown.insert(1, shown[0])
    elif broken == "swapped":
        shown[0], shown[1] = shown[1], shown[0]
    elif broken == "short salt":
        shown[0] = Piece(text="бір", salt=made.salts[0][:8])
    else:
        shown[0] = Piece(text="бір екі", salt=made.salts[0])
    assert not holds(shown, made)


def test_a_leaf_can_not_pass_for_an_inner_node():
    made = commit("a b c")
    shown = pieces("a b c", made.salts, {0, 1, 2, 3})
    pair = hashlib.sha256(b"\x01" + bytes.fromhex(shown[0].leaf) + bytes.fromhex(shown[1].leaf))
    two = hashlib.sha256(b"\x01" + bytes.fromhex(shown[2].leaf) + bytes.fromhex(shown[3].leaf))
    fewer = [Piece(leaf=pair.hexdigest()), Piece(leaf=two.hexdigest())]
    assert holds(shown, made)
    assert not holds(fewer, made)


def test_nothing_verifies_nothing():
    assert not holds([], commit(""))
    assert not holds([Piece()], commit(""))


def test_a_text_with_the_joint_can_not_be_committed():
    with pytest.raises(ValueError):
        commit("a\x00b")
