"""The commitment of payload version 1: a Merkle root over the words of a text.

Whoever holds the signed root can check a text word by word, also when some words are masked: a
masked word is given by its leaf hash, and its salt is withheld, so that it can't be guessed.

How the root is made (a checker in any language can do the same):

1. White space is exactly the characters of ``SPACE``; the list is frozen with version 1 and does
   not follow Unicode. A *word* is a run of other characters, the *gaps* are the runs of white
   space before the first word, between the words and after the last one: N words, N + 1 gaps.
   Gaps at the edges may be empty. The text is gap, word, gap, word ... gap again.
2. Leaf of a word: SHA-256(0x00 || salt || UTF-8 of the word). Each word has its own 16-byte salt.
3. The last leaf is the *layout*: SHA-256(0x02 || salt || UTF-8 of all gaps joined by U+0000).
   U+0000 can't be in a text. So white space never hinders the check of a word.
4. Inner node: SHA-256(0x01 || left || right). A node without a partner goes up as it is.
5. The one node that remains is the root. N + 1 salts, the layout's is the last.

The payload holds the root and N; a checker counts the leaves, so that no inner node can pass for
a masked word.
"""

import hashlib
import os
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

SALT_BYTES = 16
SPACE = (
    "\t\n\v\f\r\x1c\x1d\x1e\x1f \x85\xa0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007"
    "\u2008\u2009\u200a\u2028\u2029\u202f\u205f\u3000"
)
WORD = re.compile(f"[^{re.escape(SPACE)}]+")
GAP_JOINT = "\x00"
LEAF, INNER, LAYOUT = b"\x00", b"\x01", b"\x02"


@dataclass(frozen=True)
class Commitment:
    """The root (hex) that is signed, and the salts that open it: one a word, then the layout's."""

    root: str
    salts: tuple[bytes, ...]

    @property
    def word_count(self) -> int:
        """Number of words."""
        return len(self.salts) - 1


@dataclass(frozen=True)
class Piece:
    """One leaf as it is shown to a checker: open (text and salt) or masked (leaf hash only)."""

    text: str | None = None
    salt: bytes | None = None
    leaf: str | None = None

    @property
    def is_masked(self) -> bool:
        """Only its hash is known."""
        return self.text is None


@dataclass(frozen=True)
class Proof:
    """The way of one leaf to the root: the neighbours' hashes (hex) and on which side they stand.

    ``None`` marks a level where the node had no neighbour.
    """

    leaf: str
    path: tuple[tuple[str, str] | None, ...]


def words(text: str) -> list[str]:
    """The words of a text in their order."""
    return WORD.findall(text)


def layout(text: str) -> str:
    """The gaps of a text, joined by U+0000; ``ValueError`` when the text has U+0000 itself."""
    if GAP_JOINT in text:
        raise ValueError("a text can't have U+0000")
    return GAP_JOINT.join(WORD.split(text))


def rebuild(word_list: Sequence[str], gaps: str) -> str:
    """The text again from its words and its layout."""
    gap_list = gaps.split(GAP_JOINT)
    pairs = zip(gap_list, [*word_list, ""], strict=True)
    return "".join(gap + word for gap, word in pairs)


def commit(text: str) -> Commitment:
    """Commit to a text with fresh salts."""
    salts = tuple(os.urandom(SALT_BYTES) for _ in range(len(words(text)) + 1))
    return Commitment(root=_root(_leaves(text, salts)).hex(), salts=salts)


def verify(text: str, salts: Sequence[bytes], root: str) -> bool:
    """Whether this is the whole text, to the last space, that the root commits to."""
    try:
        return _root(_leaves(text, salts)).hex() == root
    except ValueError:
        return False


def pieces(text: str, salts: Sequence[bytes], masked: Iterable[int] = ()) -> list[Piece]:
    """What a checker gets: every word open but the masked ones (by index), then the layout."""
    hidden = set(masked)
    parts = [*words(text), layout(text)]
    leaves = _leaves(text, salts)
    return [
        Piece(leaf=leaf.hex()) if index in hidden else Piece(text=part, salt=salt)
        for index, (part, salt, leaf) in enumerate(zip(parts, salts, leaves, strict=True))
    ]


def verify_partial(shown: Sequence[Piece], root: str, *, word_count: int) -> bool:
    """Whether the root commits to these pieces: all leaves in order, the layout last.

    ``word_count`` is the signed one; without it a masked inner node could pass for a leaf.
    """
    if len(shown) != word_count + 1:
        return False
    try:
        leaves = [_piece_leaf(p, is_layout=i == word_count) for i, p in enumerate(shown)]
        return _root(leaves).hex() == root
    except ValueError:
        return False


def proof(text: str, salts: Sequence[bytes], index: int) -> Proof:
    """The proof of one word (its index, from 0); the index after the last word is the layout."""
    level = _leaves(text, salts)
    if not 0 <= index < len(level):
        raise IndexError("there is no such word")
    leaf, path = level[index].hex(), []
    while len(level) > 1:
        path.append(_neighbour(level, index))
        level, index = _next_level(level), index // 2
    return Proof(leaf=leaf, path=tuple(path))


def verify_proof(word: str, salt: bytes, given: Proof, root: str) -> bool:
    """Whether the root commits to this word at the place the proof leads from."""
    try:
        node = _leaf(word, salt)
        if node.hex() != given.leaf:
            return False
        for step in given.path:
            node = _climb(node, step)
        return node.hex() == root
    except ValueError:
        return False


def _leaf(text: str, salt: bytes, prefix: bytes = LEAF) -> bytes:
    if len(salt) != SALT_BYTES:
        raise ValueError("a salt has 16 bytes")
    return hashlib.sha256(prefix + salt + text.encode()).digest()


def _leaves(text: str, salts: Sequence[bytes]) -> list[bytes]:
    word_list = words(text)
    if len(salts) != len(word_list) + 1:
        raise ValueError("one salt a word and one for the layout")
    leaves = [_leaf(word, salt) for word, salt in zip(word_list, salts, strict=False)]
    return [*leaves, _leaf(layout(text), salts[-1], LAYOUT)]


def _piece_leaf(piece: Piece, *, is_layout: bool) -> bytes:
    if piece.text is not None and piece.salt is not None:
        if not is_layout and words(piece.text) != [piece.text]:
            raise ValueError("a piece is one word")
        return _leaf(piece.text, piece.salt, LAYOUT if is_layout else LEAF)
    digest = bytes.fromhex(piece.leaf or "")
    if len(digest) != hashlib.sha256().digest_size:
        raise ValueError("a masked piece is given by its leaf")
    return digest


def _join(left: bytes, right: bytes) -> bytes:
    return hashlib.sha256(INNER + left + right).digest()


def _next_level(level: list[bytes]) -> list[bytes]:
    paired = [_join(level[i], level[i + 1]) for i in range(0, len(level) - 1, 2)]
    return paired + level[len(paired) * 2 :]


def _root(level: list[bytes]) -> bytes:
    if not level:
        raise ValueError("nothing to commit to")
    while len(level) > 1:
        level = _next_level(level)
    return level[0]


def _neighbour(level: list[bytes], index: int) -> tuple[str, str] | None:
    other = index ^ 1
    if other >= len(level):
        return None
    return ("left" if other < index else "right"), level[other].hex()


def _climb(node: bytes, step: tuple[str, str] | None) -> bytes:
    if step is None:
        return node
    side, other = step[0], bytes.fromhex(step[1])
    return _join(other, node) if side == "left" else _join(node, other)
