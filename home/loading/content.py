"""The written content, as its files hold it."""

import json
from functools import cache
from pathlib import Path
from typing import Any

from django.conf import settings

from core.localized import ORDER

Words = dict[str, str]


@cache
def shipped(path: str) -> Any:
    """A JSON file of the repository, read once."""
    return json.loads((Path(settings.BASE_DIR) / path).read_text(encoding="utf-8"))


def demo(name: str) -> Any:
    """One of the demo's files."""
    return shipped(f"home/demo/{name}.json")


def columns(entry: dict[str, Any], *names: str) -> Words:
    """The ``_kk``, ``_ru`` and ``_en`` values of these names."""
    return {f"{name}_{code}": entry[f"{name}_{code}"] for name in names for code in ORDER}


def stream(blocks: list[dict[str, Any]]) -> str:
    """Blocks as a StreamField takes them."""
    return json.dumps(blocks, ensure_ascii=False)


def paragraphs(texts: list[str], *, heading: str = "") -> list[dict[str, Any]]:
    """Plain paragraphs as blocks, under a heading if there is one."""
    head = [{"type": "heading", "value": heading}] if heading else []
    return [*head, *({"type": "paragraph", "value": f"<p>{text}</p>"} for text in texts)]
