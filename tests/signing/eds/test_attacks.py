"""Every row of docs/security/attacks.md: refused, with the code that the row says."""

import re
from pathlib import Path

import pytest

from signing.eds.refusals import CODES
from tests.signing.eds.attacks import ATTACKS
from tests.signing.eds.scene import KINDS, scene

SECURITY = Path(__file__).resolve().parents[3] / "docs" / "security"
TABLE, POLICY = SECURITY / "attacks.md", SECURITY / "eds-policy.md"


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("name", ATTACKS)
def test_attack(name: str, kind: str) -> None:
    code, case = ATTACKS[name]
    there = scene(kind)
    verdict = case(there).decide(there.trust)
    assert (verdict.verdict, verdict.code) == (CODES[code][0], code)
    assert not verdict.is_valid


def test_the_table_in_the_documentation_is_this_one() -> None:
    rows = re.findall(r"^\| `(\w+)` \|.*\| `(\w+)` \|", TABLE.read_text("utf-8"), re.MULTILINE)
    assert dict(rows) == {name: code for name, (code, _) in ATTACKS.items()}
    assert len(rows) == len(ATTACKS)


def test_every_code_stands_in_the_documented_policy() -> None:
    assert set(re.findall(r"`([a-z0-9_]+)`", POLICY.read_text("utf-8"))) == set(CODES)
