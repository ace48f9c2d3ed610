"""Gaps in the words of notices: ``%(name)s``. Anything else in a text stays as it is."""

import re
from collections.abc import Iterable, Mapping

GAP = re.compile(r"%\((\w+)\)s")
# What was meant as a gap and isn't whole; a plain per cent sign is none.
ATTEMPT = re.compile(r"%\(\s*\w*\s*\)?[a-zA-Z]?|% \(\w+\)s|%\w+\)s?")


def gaps_in(text: str) -> list[str]:
    """Names of the gaps, in order, each once."""
    return list(dict.fromkeys(GAP.findall(text)))


def gaps_fill(text: str, values: Mapping[str, str]) -> str:
    """The text with its gaps filled; one that nothing is known for becomes a dash."""
    return GAP.sub(lambda found: values.get(found[1]) or "—", text)


def gaps_wrong(text: str, allowed: Iterable[str]) -> list[str]:
    """What in the text is meant as a gap and isn't one of the allowed, as it was typed.

    A letter may follow a gap at once: Kazakh adds its endings so.
    """
    known = set(allowed)
    unknown = [f"%({name})s" for name in gaps_in(text) if name not in known]
    return list(dict.fromkeys([*unknown, *ATTEMPT.findall(GAP.sub("", text))]))
