"""The colours of the tokens pass WCAG: text 4.5:1, borders of fields 3:1."""

import re
from pathlib import Path

import pytest

CSS = (Path(__file__).parents[2] / "static" / "css" / "tokens.css").read_text()
TEXT_PAIRS = [
    ("ink", "paper"),
    ("ink", "raised"),
    ("ink-quiet", "paper"),
    ("ink-quiet", "raised"),
    ("sky", "paper"),
    ("sky", "raised"),
    ("sky", "sky-wash"),
    ("on-sky", "sky"),
    ("good", "good-wash"),
    ("warn", "warn-wash"),
    ("bad", "bad-wash"),
    ("on-gold", "gold"),
    ("ink", "gold-wash"),
    ("ink", "sky-wash"),
]
BORDER_PAIRS = [("control", "raised"), ("control", "paper")]


def schemes() -> dict[str, dict[str, str]]:
    light = tokens(re.search(r":root \{(.*?)\n  \}", CSS, re.S)[1])
    found = {"light": light}
    for name, body in re.findall(
        r':root\[data-(?:vision|theme)="([\w-]+)"\][^{]*\{(.*?)\}', CSS, re.S
    ):
        changed = {**light, **tokens(body)}
        if name not in ("light", "dark"):
            changed |= {"gold": changed["ink"], "on-gold": changed["paper"]}
        found[name] = changed
    return found


def tokens(body: str) -> dict[str, str]:
    return {name: full(value) for name, value in re.findall(r"--([\w-]+): (#[0-9a-f]{3,6})", body)}


def full(value: str) -> str:
    return "#" + "".join(sign * 2 for sign in value[1:]) if len(value) == 4 else value


def luminance(colour: str) -> float:
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [p / 12.92 if p <= 0.03928 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def test_all_schemes_are_there():
    assert set(schemes()) == {
        "light",
        "dark",
        "black-white",
        "white-black",
        "blue",
        "beige",
    }


@pytest.mark.parametrize("scheme", sorted(schemes()))
@pytest.mark.parametrize(("text", "ground"), TEXT_PAIRS)
def test_text_is_readable(scheme, text, ground):
    values = schemes()[scheme]
    assert contrast(values[text], values[ground]) >= 4.5


@pytest.mark.parametrize("scheme", sorted(schemes()))
@pytest.mark.parametrize(("border", "ground"), BORDER_PAIRS)
def test_borders_of_fields_are_visible(scheme, border, ground):
    values = schemes()[scheme]
    assert contrast(values[border], values[ground]) >= 3
