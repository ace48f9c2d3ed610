"""Marked excerpts: nothing is lost, nothing is added but the marks."""

from hypothesis import given
from hypothesis import strategies as st

from search.highlight import highlight

TEXT = "Просим отремонтировать дорогу к школе. " * 20 + "Дорогой к реке ездят автобусы."


def marked(text: str, query: str, **options) -> list[str]:
    return [piece.text for piece in highlight(text, query, **options) if piece.marked]


def test_each_form_is_marked() -> None:
    assert marked("Дороги и дорога", "дорогу") == ["Дороги", "дорога"]
    assert marked("Мектептің мектебі", "мектеп") == ["Мектептің", "мектебі"]


def test_number_is_marked_whole() -> None:
    assert marked("Смотрите OD-2026-00000012.", "od-2026-00000012") == ["OD-2026-00000012"]


def test_excerpt_is_taken_around_the_match() -> None:
    pieces = highlight(TEXT, "автобус", length=100)
    whole = "".join(piece.text for piece in pieces)
    assert "автобусы" in whole
    assert whole.startswith("… ")
    assert len(whole) <= 104


def test_text_without_match_begins_at_its_beginning() -> None:
    pieces = highlight(TEXT, "самолёт", length=100)
    assert pieces[0].text.startswith("Просим")
    assert not any(piece.marked for piece in pieces)


def test_markup_stays_text() -> None:
    pieces = highlight("<b>дорога</b>", "дорога")
    assert "".join(piece.text for piece in pieces) == "<b>дорога</b>"
    assert [piece.text for piece in pieces if piece.marked] == ["дорога"]


@given(st.text(max_size=400), st.text(max_size=60), st.integers(20, 200))
def test_pieces_are_the_text(text: str, query: str, length: int) -> None:
    whole = "".join(piece.text for piece in highlight(text, query, length))
    flat = " ".join(text.split())
    if len(flat) <= length:
        assert whole == flat
    else:
        assert whole.removeprefix("… ").removesuffix(" …").strip() in flat
