"""The pieces of pages: what they say, what they refuse to say, and that nothing is inline."""

import re
import xml.etree.ElementTree as ElementTree
from dataclasses import dataclass
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

from django import forms
from django.template import engines
from django.utils import translation

import pytest

ROOT = Path(__file__).parents[2]
HOSTILE = '<script>alert("1")</script>'
# The minutes to download are one file that needs nothing else, opened from a disk.
ONE_FILE = "minutes_file.html"
PUBLIC_TEMPLATES = [
    path
    for path in sorted((ROOT / "templates").rglob("*.html"))
    # Mails have their style in themselves: no policy stands over them.
    if path.parent.name not in ("moderation", "mail")
    and not path.name.startswith("admin_")
    and path.name != ONE_FILE
]


@dataclass
class Piece:
    text: str = ""
    reason: str = ""
    is_gap: bool = False


class LetterForm(forms.Form):
    subject = forms.CharField(label="Subject", help_text="In one line")
    kind = forms.ChoiceField(
        label="Kind",
        help_text="Drives the term",
        widget=forms.RadioSelect,
        choices=[("a", "A"), ("b", "B")],
    )
    place = forms.CharField(label="Place", required=False)
    agree = forms.BooleanField(label="I agree", help_text="Without it we can't go on")
    draft = forms.CharField(widget=forms.HiddenInput, required=False)


class Ids(HTMLParser):
    """Every id of a page and every reference to one."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.ids: list[str] = []
        self.wanted: set[str] = set()
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attrs}
        if values.get("id"):
            self.ids.append(values["id"])
        self.wanted |= set(values.get("aria-describedby", "").split())
        if tag == "label":
            self.wanted.add(values.get("for", ""))
        if values.get("href", "").startswith("#"):
            self.wanted.add(values["href"][1:])


def render(component: str, **values: Any) -> str:
    names = " ".join(f"{name}={name}" for name in values)
    given = f" with {names}" if names else ""
    source = f'{{% include "components/{component}.html"{given} only %}}'
    return engines["django"].from_string(source).render(values)


def render_form(form: forms.Form) -> str:
    return render("error_summary", form=form) + "".join(render("field", field=row) for row in form)


@pytest.mark.parametrize("data", [None, {}, {"subject": "x", "kind": "a", "agree": "on"}])
def test_labels_notes_and_summary_point_at_what_is_there(data):
    found = Ids(render_form(LetterForm(data)))
    assert found.wanted <= set(found.ids)
    assert len(found.ids) == len(set(found.ids))


def test_a_wrong_form_says_so_on_top_and_at_each_field():
    with translation.override("en"):
        html = render_form(LetterForm({}))
    summary = html.split("</ul>")[0]
    for name in ("subject", "kind", "agree"):
        assert f'href="#id_{name}' in summary
        assert f'id="id_{name}_error"' in html
    assert "id_place" not in summary
    assert html.count("if you like") == 1


def test_a_right_form_shows_no_errors():
    html = render_form(LetterForm({"subject": "x", "kind": "a", "agree": "on"}))
    assert "error" not in html
    assert "field--wrong" not in html


def test_a_hidden_field_shows_nothing_but_itself():
    html = render("field", field=LetterForm()["draft"])
    assert re.fullmatch(r'\s*<input type="hidden" name="draft" id="id_draft">\s*', html)


def test_a_gap_shows_its_ground_to_everybody():
    pieces = [Piece("Call "), Piece(reason="Phone number", is_gap=True), Piece(" today")]
    with translation.override("en"):
        html = render("letter_text", segments=pieces, language="kk")
    assert 'class="letter-text" lang="kk"' in html
    assert '<small lang="en">Phone number</small>' in html
    assert html.index("Call ") < html.index("[…]") < html.index(" today")


def test_a_text_without_gaps_has_no_mark():
    html = render("letter_text", segments=[Piece("All of it")], language="ru")
    assert "gap" not in html


@pytest.mark.parametrize(
    ("component", "values"),
    [
        ("letter_text", {"segments": [Piece(HOSTILE)], "language": "ru"}),
        ("letter_text", {"segments": [Piece(reason=HOSTILE, is_gap=True)], "language": "ru"}),
        ("notice", {"text": HOSTILE, "title": HOSTILE}),
        ("empty", {"title": HOSTILE, "text": HOSTILE}),
        ("breadcrumb", {"here": HOSTILE, "label1": HOSTILE, "url1": "/x/"}),
        ("search_box", {"action": "/s/", "label": HOSTILE, "value": HOSTILE}),
        ("tabs", {"tabs": [{"label": HOSTILE, "url": "/", "count": 1}], "label": HOSTILE}),
        ("tags", {"tags": [{"label": HOSTILE, "value": HOSTILE, "url": "/"}]}),
        ("timeline", {"timeline": {"steps": [{"text": HOSTILE, "note": HOSTILE}]}}),
        ("steps", {"step": 1, "steps": 2, "numbers": [1, 2], "name": HOSTILE}),
    ],
)
def test_texts_are_escaped(component, values):
    html = render(component, **values)
    assert "<script" not in html
    assert "&lt;script&gt;" in html


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_the_breadcrumb_leads_home_in_the_readers_language(language):
    with translation.override(language):
        html = render("breadcrumb", here="Here")
    assert f'href="/{language}/"' in html
    assert '<li aria-current="page">Here</li>' in html
    assert html.count("<li") == 2


def test_the_pager_is_silent_without_pages():
    assert render("pager", older_url="", newer_url="").strip() == ""
    html = render("pager", older_url="?a", newer_url="", older_label="Older", newer_label="Newer")
    assert "Older" in html
    assert "Newer" not in html


def test_only_the_current_tab_is_marked_and_none_is_no_count():
    tabs = [
        {"label": "All", "url": "/a", "current": True, "count": 0},
        {"label": "Mine", "url": "/b", "current": False, "count": None},
    ]
    html = render("tabs", tabs=tabs, label="Lists")
    assert html.count("aria-current") == 1
    assert html.count('class="count"') == 1
    assert '<span class="count">0</span>' in html


def test_the_timeline_marks_the_current_step():
    steps = [{"text": "Registered"}, {"text": "In work", "is_current": True}, {"text": "Answer"}]
    html = render("timeline", timeline={"steps": steps})
    assert re.findall(r'<li aria-current="step">([\w ]+)', html) == ["In work"]


def test_progress_is_said_in_words_and_the_bar_is_hidden():
    with translation.override("en"):
        html = render("steps", step=2, steps=4, numbers=[1, 2, 3, 4], name="your question")
    assert "Step 2 of 4: your question" in html
    assert html.count("is-done") == 2
    assert 'aria-hidden="true"' in html


def test_no_files_no_list():
    assert render("file_list", files=[], language="ru", number="OD-1").strip() == ""


@pytest.mark.parametrize("path", PUBLIC_TEMPLATES, ids=lambda path: path.stem)
def test_public_templates_hold_nothing_inline(path):
    """The content security policy would block it, so it must not be there at all."""
    source = path.read_text()
    assert not re.search(r"\sstyle\s*=", source)
    assert not re.search(r"<[^>]+\son\w+\s*=", source)
    assert not re.search(r"<style|<script(?![^>]*\ssrc=)|javascript:", source)


@pytest.mark.parametrize(
    "path", sorted((ROOT / "static" / "img").glob("*.svg")), ids=lambda p: p.stem
)
def test_drawings_are_small_and_hold_no_script(path):
    root = ElementTree.fromstring(path.read_text())
    assert {element.tag.split("}")[1] for element in root.iter()} <= {"svg", "g", "path", "circle"}
    assert path.stat().st_size < 4096


def test_style_sheets_call_for_nothing_from_elsewhere():
    for path in (ROOT / "static" / "css").glob("*.css"):
        for address in re.findall(r"url\(\"?([^\")]+)", path.read_text()):
            assert (path.parent / address).resolve().is_file(), (path.name, address)
