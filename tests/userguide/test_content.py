"""The shipped words of the guide and the plain pages."""

import json
import re
from pathlib import Path
from typing import Any

import polib
import pytest

from core.localized import ORDER

ROOT = Path(__file__).resolve().parents[2]
FILES = ("userguide/content/{}.json", "home/content/pages_{}.json")
CYRILLIC = re.compile("[\u0400-\u04ff]")
# Links of header and footer that the texts tell people to press.
NAMED = ("Low vision and colours", "All applications", "Request access")


def words_of(name: str, code: str) -> Any:
    return json.loads((ROOT / name.format(code)).read_text(encoding="utf-8"))


def shape_of(data: Any) -> Any:
    """Everything but the words: keys, order, types and number of blocks."""
    match data:
        case dict():
            kept = ("slug", "order", "type", "tone")
            return {key: data[key] if key in kept else shape_of(data[key]) for key in data}
        case list():
            return [shape_of(item) for item in data]
        case str():
            return sorted(re.findall(r"</?[a-z0-9]+", data))
    return data


@pytest.mark.parametrize("name", FILES)
def test_three_languages_have_one_shape(name: str) -> None:
    kk, ru, en = (shape_of(words_of(name, code)) for code in ORDER)
    assert kk == ru == en


@pytest.mark.parametrize("code", ORDER)
@pytest.mark.parametrize("msgid", NAMED)
def test_links_are_named_as_they_read_on_the_page(code: str, msgid: str) -> None:
    guide = json.dumps(words_of(FILES[0], code), ensure_ascii=False)
    assert label(msgid, code) in guide


def label(msgid: str, code: str) -> str:
    if code == "en":
        return msgid
    entry = polib.pofile(str(ROOT / "locale" / code / "LC_MESSAGES" / "django.po")).find(msgid)
    assert entry is not None
    return entry.msgstr


@pytest.mark.parametrize(
    "path",
    [name.format(code) for name in FILES for code in ("kk", "ru")]
    + ["docs/editors/kk.md", "docs/editors/ru.md"],
)
def test_no_word_mixes_alphabets(path: str) -> None:
    """A Latin ``a`` in a Cyrillic word looks right, is read wrong aloud and is never found."""
    text = (ROOT / path).read_text(encoding="utf-8")
    words = re.findall(r"[^\W\d_]+", text)
    assert [word for word in words if re.search("[a-zA-Z]", word) and CYRILLIC.search(word)] == []
