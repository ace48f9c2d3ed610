"""Receipts: a code that only the voter has, and the hashes of it that we keep.

A code has 130 random bits in base32 without letters that look alike (RFC 4648's alphabet has no 0,
1, 8 and 9). We keep its hash with the ballot and another one with each answer, so that the recount
file can be searched by its owner and by nobody else, question by question.
"""

import hashlib
import re
import secrets

ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"
LENGTH, GROUP = 26, 5


def code_make() -> str:
    """A new code in groups, as it is shown once."""
    letters = "".join(secrets.choice(ALPHABET) for _place in range(LENGTH))
    return "-".join(letters[at : at + GROUP] for at in range(0, LENGTH, GROUP))


def code_clean(typed: str) -> str:
    """A code as typed, without blanks and dashes, in capitals; 0, 1 and 8 read as O, I and B.

    Empty when it can't be one.
    """
    letters = re.sub(r"[\s‐-―-]", "", typed[:200]).upper()
    letters = letters.translate(str.maketrans("018", "OIB"))
    is_code = len(letters) == LENGTH and set(letters) <= set(ALPHABET)
    return letters if is_code else ""


def receipt_hash(code: str) -> str:
    """SHA-256 (hex) that stands on the ballot."""
    return _hash("ballot", code)


def question_hash(code: str, survey_key: str, question_key: str) -> str:
    """SHA-256 (hex) that stands with one answer: another one for each question, so that nobody
    joins the answers of a ballot out of the recount file."""
    return _hash(f"{survey_key}/{question_key}", code)


def _hash(purpose: str, code: str) -> str:
    return hashlib.sha256(f"{purpose}\0{code_clean(code)}".encode()).hexdigest()
