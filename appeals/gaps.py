"""Gaps in templates of answers: ``{{number}}`` by the portal, ``{{?words}}`` by a person."""

import re
from collections.abc import Mapping

KNOWN = ("number", "subject", "registered_on", "due_on", "agency", "office", "author")
GAP = re.compile(r"\{\{([^{}]*)\}\}")
# Also braces that were broken while writing: nobody should get a letter with them.
BROKEN = re.compile(r"\{\{|\}\}")


def unknown_gaps(text: str) -> list[str]:
    """Gaps that nobody fills, as they stand; a lone pair of braces is one, too."""
    found = [gap for gap in GAP.finditer(text) if not _is_known(gap[1])]
    rest = GAP.sub("", text)
    return [gap[0] for gap in found] + BROKEN.findall(rest)


def open_gaps(text: str) -> list[str]:
    """Whatever is still to be filled before the text may leave."""
    return [gap[0] for gap in GAP.finditer(text)] + BROKEN.findall(GAP.sub("", text))


def gaps_fill(text: str, values: Mapping[str, str]) -> str:
    """The text with the portal's gaps filled; those for people stay."""
    return GAP.sub(lambda gap: values.get(gap[1].strip(), gap[0]), text)


def _is_known(name: str) -> bool:
    said = name.strip()
    return said in KNOWN or (said.startswith("?") and bool(said[1:].strip()))
