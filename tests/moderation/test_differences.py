"""The differences of original and public wording, and how their pages mark them."""

import time

from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation

import pytest
from pytest_django.asserts import assertContains

from moderation.differences import differences
from moderation.models import ModeratedText
from moderation.projections import side_by_side
from moderation.wording import Wording, from_marked
from tests.factories.moderation import (
    SECRET,
    TEXT,
    make_decision,
    make_former_moderator,
    make_item,
    make_moderator,
)

QUEUE = "/cms/moderation/"
DECIDED = f"{QUEUE}decided/"


def sides(before, after):
    found = differences(before, from_marked("", after))
    gone = [part.text for part in found.original if part.changed]
    new = [part.text for part in found.public if part.changed]
    gaps = [part.ground for part in found.public if part.ground]
    return gone, new, gaps


@pytest.mark.parametrize(
    ("before", "after", "gone", "new", "gaps"),
    [
        ("Прошу починить.", "Прошу починить.", [], [], []),
        ("", "", [], [], []),
        ("Прошу пачинить.", "Прошу починить.", ["пачинить"], ["починить"], []),
        ("а б в г", "а г", ["б в "], [], []),
        ("а г", "а б в г", [], ["б в "], []),
        ("Он вор и лжец.", "Он [[abuse]].", ["вор и лжец"], [], ["abuse"]),
        ("раз два три", "раз пять шесть", ["два три"], ["пять шесть"], []),
        ("а 12 б", "[[personal-data]] 12 [[abuse]]", ["а", "б"], [], ["personal-data", "abuse"]),
        ("Қаланың жолы", "Қала жолы", ["Қаланың"], ["Қала"], []),
    ],
)
def test_words_that_differ(before, after, gone, new, gaps):
    assert sides(before, after) == (gone, new, gaps)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("Прошу починить дорогу.\n\nСпасибо.", "Прошу исправить дорогу.\nСпасибо"),
        ("а " * 700, "б " * 700),
        (". ".join(f"слово {n}" for n in range(900)), "х " + "у. " * 900),
        ("а. б! в? " * 60, "а. [[abuse]] в? " * 60),
    ],
)
def test_both_sides_are_whole_whatever_is_marked(before, after):
    public = from_marked("", after)
    found = differences(before, public)
    assert "".join(part.text for part in found.original) == before
    assert "".join(part.text for part in found.public) == public.body


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("а " * 10_000, "б а " * 5_000),
        ("! " * 10_000, "? ! " * 5_000),
        (
            " ".join("аб"[n % 2] for n in range(9_000)),
            " ".join("ба"[n % 3 % 2] for n in range(9_000)),
        ),
    ],
)
def test_no_text_makes_the_comparison_endless(before, after):
    began = time.process_time()
    differences(before, Wording("", after))
    assert time.process_time() - began < 5


def test_a_gap_is_marked_even_where_nothing_is_missing():
    assert not differences("а […] б", from_marked("", "а [[abuse]] б")).are_equal


@pytest.mark.django_db
def test_marks_of_screening_may_overlap_and_meet_differences(grounds):
    text = "Звоните 8 701 234 56 78 вору."
    marks = [
        {"class": "phone", "start": 8, "end": 23},
        {"class": "iin", "start": 10, "end": 28},
        {"class": "spelling", "start": 0, "end": 7, "suggestion": "Позвоните"},
        {"class": "nothing", "start": 40, "end": 90},
    ]
    with translation.override("en"):
        shown = side_by_side({"text": text}, from_marked("", "Звоните [[abuse]]."), marks=marks)
    assert "".join(piece.text for piece in shown.text) == text
    assert [piece.found for piece in shown.text if "701" in piece.text] == ["phone, IIN"]
    assert shown.text[0].found.endswith(": Позвоните")
    assert "вору" in "".join(piece.text for piece in shown.text if piece.gone)


@pytest.fixture
def desk(client, moderator, notes, grounds):
    client.force_login(moderator)
    return client


@pytest.mark.django_db
def test_the_item_page_marks_both_sides_in_words_too(desk):
    item = make_item(body=TEXT)
    ModeratedText.objects.filter(pk=item.pk).update(body=TEXT.replace("починить", "исправить"))
    page = desk.get(f"{QUEUE}{item.pk}/")
    gone = '<del><span class="w-sr-only">(not published: </span>починить'
    new = '<ins><span class="w-sr-only">(new: </span>исправить'
    assertContains(page, gone)
    assertContains(page, new)


@pytest.mark.django_db
def test_looking_at_the_differences_decides_nothing(desk, notes):
    item = make_item()
    form = desk.get(f"{QUEUE}{item.pk}/").context["form"]
    sent = {name: form[name].value() or "" for name in ("subject", "seen")}
    sent |= {"body": TEXT.replace(SECRET, "[[abuse]]"), "decision": "look"}
    page = desk.post(f"{QUEUE}{item.pk}/", sent)
    assertContains(page, "taken out: Abuse")
    assert page.context["form"]["body"].value() == sent["body"]
    assert notes.told == []
    item.refresh_from_db()
    assert item.body == TEXT


@pytest.mark.django_db
def test_a_decided_text_keeps_a_page_with_its_differences(desk, notes, moderator):
    decision = make_decision(moderator, refuse=False, target_id="7")
    gap = TEXT.replace(SECRET, "[…]")
    start = gap.index("[…]")
    cuts = [{"start": start, "end": start + 3, "ground": "abuse"}]
    notes.public = {"subject": "Дорога", "body": gap, "cuts": cuts}
    page = desk.get(f"{DECIDED}{decision.item_id}/")
    assertContains(page, "published with corrections")
    assertContains(page, "taken out: Abuse")
    assertContains(page, f"(not published: </span>{SECRET}")
    assertContains(desk.get(DECIDED), f"{DECIDED}{decision.item_id}/")


@pytest.mark.django_db
def test_of_a_refused_text_nothing_is_public(desk, notes, moderator):
    decision = make_decision(moderator)
    notes.public = {"subject": "Дорога", "body": TEXT, "cuts": []}
    page = desk.get(f"{DECIDED}{decision.item_id}/")
    assertContains(page, "Nothing of this text is public.")
    assertContains(page, "Abuse")


@pytest.mark.django_db
def test_decided_texts_are_for_moderators(client, notes, grounds, moderator):
    decision = make_decision(moderator)
    client.force_login(make_former_moderator())
    assert client.get(f"{DECIDED}{decision.item_id}/", follow=True).status_code == 403
    client.force_login(moderator)
    assert client.get(f"{DECIDED}999999/", follow=True).status_code == 404


@pytest.mark.django_db
def test_one_decided_text_and_ten_cost_the_same(desk):
    other = make_moderator()
    make_decision(other)
    desk.get(DECIDED)
    with CaptureQueriesContext(connection) as one:
        desk.get(DECIDED)
    for _ in range(9):
        make_decision(other)
    with CaptureQueriesContext(connection) as ten:
        assert len(desk.get(DECIDED).context["object_list"]) == 10
    assert len(ten) == len(one)
