"""The proof of a text as a file: what opens the commitment, as far as everybody may read it.

Keys of version 1: ``format`` ``open-dialogue-proof`` · ``version`` 1 · ``site`` · ``number`` ·
``text_root`` · ``word_count`` · ``corrected`` (the public text has other words in places, beside
its gaps) · ``words``: a list in the order of the signed words, each {``word``, ``salt``} or, when
the public doesn't read it, {``leaf``, ``ground``} (the ground is empty for words written anew) ·
``layout``: {``gaps``, ``salt``} or {``leaf``}. Salts are base64, leaves hex; how they make the
root stands in ``signing.commitment``.

The salt of a word that was taken out is in no file: with it a telephone number could be guessed.
"""

import base64
import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from core.registry import ShownPiece
from signing.commitment import GAP_JOINT, Piece, pieces, verify_partial, words
from signing.receipts.documents import Unreadable, json_read
from signing.receipts.matching import GAP, Aligned, Token, align

FORMAT, VERSION = "open-dialogue-proof", 1
PROOF_BYTES = 8 * 1024 * 1024


@dataclass(frozen=True)
class Proof:
    """A proof file, read."""

    text_root: str
    word_count: int
    corrected: bool
    pieces: tuple[Piece, ...]

    def is_sound(self, *, root: str, word_count: int) -> bool:
        """Whether these words and leaves, and no others, give this root."""
        return verify_partial(self.pieces, root, word_count=word_count)

    @property
    def masked(self) -> int:
        """How many signed words it keeps closed."""
        return sum(piece.is_masked for piece in self.pieces[:-1])


def proof_document(
    *, text: str, salts: Sequence[bytes], aligned: Aligned | None, root: str, **named: str
) -> dict[str, Any]:
    """The file. ``aligned`` says which words the public reads; None opens all (for the author)."""
    hidden: set[int] = set()
    if aligned is not None:
        count = len(words(text))
        hidden = set(range(count)) - aligned.open.keys()
        # White space between closed words would tell of them.
        hidden |= {count} if hidden else set()
    shown = pieces(text, salts, hidden)
    masked = aligned.masked if aligned else {}
    return {
        "format": FORMAT,
        "version": VERSION,
        **named,
        "text_root": root,
        "word_count": len(shown) - 1,
        "corrected": aligned.is_corrected if aligned else False,
        "words": [_entry(piece, masked.get(i)) for i, piece in enumerate(shown[:-1])],
        "layout": _layout_entry(shown[-1]),
    }


def proof_text(document: dict[str, Any]) -> str:
    """The file, a word a line."""
    return json.dumps(document, ensure_ascii=False, indent=1) + "\n"


def proof_read(data: bytes) -> Proof:
    """A proof file; ``Unreadable`` when it isn't one."""
    document = json_read(data, PROOF_BYTES)
    try:
        if (document["format"], document["version"]) != (FORMAT, VERSION):
            raise Unreadable("not_a_proof")
        layout = document["layout"]
        last = {**layout, "word": GAP_JOINT.join(layout["gaps"])} if "gaps" in layout else layout
        return Proof(
            text_root=str(document["text_root"]),
            word_count=int(document["word_count"]),
            corrected=document["corrected"] is True,
            pieces=tuple(_piece(entry) for entry in [*document["words"], last]),
        )
    except (KeyError, TypeError, ValueError, AttributeError):
        raise Unreadable("not_a_proof") from None


def text_compare(text: str, proof: Proof) -> dict[str, Any]:
    """How a text stands to the proven words, gaps and all.

    ``result``: ``same`` (every word), ``masked`` (every word beside the gaps), ``corrected`` (a
    moderator's wording: ``differ`` are the words nobody signed), ``differs`` (some other text).
    """
    shown = [Token(word, ShownPiece(ground="gap") if GAP in word else None) for word in words(text)]
    signed = [piece.text or "" for piece in proof.pieces[:-1]]
    if [token.word for token in shown] == signed:
        return {"result": "same", "differ": []}
    aligned = align(signed, shown)
    # Authors may have typed the sign of a gap themselves.
    closed = {index for index, word in enumerate(signed) if not word or GAP in word}
    if not aligned.is_corrected and aligned.masked.keys() <= closed:
        return {"result": "masked", "differ": []}
    is_public = proof.corrected and closed >= aligned.masked.keys() | aligned.rewritten
    differ = [shown[index].word for index in sorted(aligned.corrected)]
    return {"result": "corrected" if is_public else "differs", "differ": differ}


def _entry(piece: Piece, gap: ShownPiece | None) -> dict[str, str]:
    if piece.salt is None:
        return {"leaf": piece.leaf or "", "ground": gap.ground if gap else ""}
    return {"word": piece.text or "", "salt": _base64(piece.salt)}


def _layout_entry(piece: Piece) -> dict[str, Any]:
    if piece.salt is None:
        return {"leaf": piece.leaf}
    return {"gaps": (piece.text or "").split(GAP_JOINT), "salt": _base64(piece.salt)}


def _base64(data: bytes) -> str:
    return base64.b64encode(data).decode()


def _piece(entry: dict[str, str]) -> Piece:
    if "word" not in entry:
        return Piece(leaf=str(entry["leaf"]))
    return Piece(text=str(entry["word"]), salt=base64.b64decode(entry["salt"], validate=True))
