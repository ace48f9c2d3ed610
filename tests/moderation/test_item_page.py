"""The page of one text: what the moderator sees, and what happens to what the moderator types."""

import pytest
from pytest_django.asserts import assertContains, assertNotContains, assertRedirects

from core.errors import Refused
from moderation.models import ModeratedText
from tests.factories.moderation import (
    SECRET,
    TEXT,
    make_item,
    make_moderator,
    make_workflow,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("grounds")]

QUEUE = "/cms/moderation/"


@pytest.fixture
def desk(client, moderator, notes):
    client.force_login(moderator)
    return client


def page_of(item):
    return f"{QUEUE}{item.pk}/"


def form_of(desk, item, **changes):
    """What the browser sends back when nothing but ``changes`` was typed."""
    form = desk.get(page_of(item)).context["form"]
    names = ("subject", "body", "note", "seen")
    return {name: form[name].value() or "" for name in names} | changes


def test_original_and_public_wording_stand_side_by_side(desk):
    item = make_item(body=f"{TEXT} +7 701 234 56 78")
    response = desk.get(page_of(item))
    assertContains(response, TEXT)
    assertContains(response, "[[personal-data]]")
    assertContains(response, "А. Б. С.")
    assertContains(response, "Ülgi")
    assertNotContains(response, "234 56 78")


def test_found_data_is_marked_in_the_very_text_that_was_screened(desk, monkeypatch, notes):
    body = "Мой телефон +7 701 234 56 78."
    item = make_item(body=body)
    told = notes.describe("1") | {"text": body}
    monkeypatch.setattr(notes, "describe", lambda target_id: told)
    assertContains(desk.get(page_of(item)), '<mark title="phone">+7 701 234 56 78')
    told["text"] = "Другой текст."
    assertNotContains(desk.get(page_of(item)), "<mark")


def test_approve_as_it_stands(desk, notes):
    item = make_item()
    response = desk.post(page_of(item), form_of(desk, item, decision="approve"), follow=True)
    assertRedirects(response, QUEUE)
    assertContains(response, "Published as written.")
    assert notes.told[0][2]["body"] == TEXT


def test_the_browser_s_line_ends_change_nothing(desk, notes):
    item = make_item(body="Первая строка.\n\nВторая строка.")
    sent = form_of(desk, item, decision="approve", body="Первая строка.\r\n\r\nВторая строка.")
    assertContains(desk.post(page_of(item), sent, follow=True), "Published as written.")


def test_words_replaced_by_a_code_are_taken_out(desk, notes):
    item = make_item()
    body = TEXT.replace(SECRET, "[[abuse]]")
    response = desk.post(
        page_of(item), form_of(desk, item, decision="approve", body=body), follow=True
    )
    assertContains(response, "Published with corrections.")
    told = notes.told[0][2]
    assert SECRET not in told["body"]
    assert [gap["ground"] for gap in told["cuts"]] == ["abuse"]


def test_refuse_with_a_ground_and_a_note(desk, notes):
    item = make_item()
    sent = form_of(desk, item, decision="refuse", ground="abuse", note="Смягчите.", body="")
    assertContains(desk.post(page_of(item), sent, follow=True), "Publication refused.")
    assert notes.told[0][2]["note"] == "Смягчите."


@pytest.mark.parametrize(
    ("sent", "field", "message"),
    [
        ({"decision": "approve", "body": "a [[nothing]] b"}, "body", "Unknown ground: [[nothing]]"),
        ({"decision": "approve", "body": "a [[duplicate]]"}, "body", "Unknown ground"),
        ({"decision": "approve", "body": " "}, "body", "Nothing is left to publish"),
        ({"decision": "approve", "body": "[[abuse]]"}, "body", "Nothing is left to publish"),
        ({"decision": "approve", "subject": ""}, "subject", "Write a subject."),
        ({"decision": "approve", "subject": "а" * 251}, "subject", "250"),
        ({"decision": "approve", "release": ["9"]}, "release", "9"),
        (
            {"decision": "refuse", "note": "typed"},
            "ground",
            "Choose why this may not be published.",
        ),
        ({"decision": "refuse", "ground": "spelling"}, "ground", "Select a valid choice"),
        ({"decision": "refuse", "ground": "abuse", "note": "н" * 1001}, "note", "1000"),
    ],
)
def test_mistakes_stand_at_their_field_and_nothing_typed_is_lost(desk, notes, sent, field, message):
    item = make_item()
    typed = {"body": f"{TEXT} Typed.", "note": "Typed note."} | sent
    response = desk.post(page_of(item), form_of(desk, item, **typed))
    form = response.context["form"]
    assert list(form.errors) == [field]
    assert message in " ".join(form.errors[field])
    assert (form["body"].value(), form["note"].value()) == (typed["body"], typed["note"])
    assert notes.told == []
    assert ModeratedText.objects.filter(pk=item.pk).exists()


@pytest.mark.parametrize("decision", ["", "publish", None])
def test_a_decision_nobody_offers(desk, notes, decision):
    item = make_item()
    sent = form_of(desk, item) | ({"decision": decision} if decision is not None else {})
    assert desk.post(page_of(item), sent).context["form"].errors
    assert notes.told == []


def test_what_the_room_refuses_is_shown(desk, notes):
    notes.refusal = Refused("The author does not want publication.", code="no_consent")
    item = make_item()
    response = desk.post(page_of(item), form_of(desk, item, decision="approve"))
    assertContains(response, "The author does not want publication.")


def test_a_text_decided_meanwhile_says_so(desk, notes):
    item = make_item()
    sent = form_of(desk, item, decision="approve")
    desk.post(page_of(item), sent)
    for response in (
        desk.post(page_of(item), sent, follow=True),
        desk.get(page_of(item), follow=True),
    ):
        assertContains(response, "Somebody has decided already: published as written.")
    assert len(notes.told) == 1


def test_a_text_that_never_was(desk):
    assert desk.get(f"{QUEUE}999999/", follow=True).status_code == 404
    sent = {"decision": "approve"}
    assert desk.post(f"{QUEUE}999999/", sent, follow=True).status_code == 404


def test_a_text_changed_meanwhile_decides_nothing(desk, notes, moderator):
    make_workflow(steps=2)
    item = make_item()
    sent = form_of(desk, item, decision="approve")
    better = TEXT.replace("починить", "отремонтировать")
    response = desk.post(page_of(item), sent | {"body": better}, follow=True)
    assertContains(response, "waits for the next step")
    assertContains(desk.post(page_of(item), sent), "Somebody has changed the text")
    assert notes.told == []


def test_an_own_text_has_no_buttons(desk, notes, moderator):
    notes.author_id = moderator.pk
    item = make_item()
    response = desk.get(page_of(item))
    assertContains(response, "This is your own text.")
    assertNotContains(response, 'name="decision"')
    response = desk.post(page_of(item), form_of(desk, item, decision="approve"))
    assertContains(response, "You can&#x27;t decide on your own text.")


def test_a_step_for_somebody_else_has_no_buttons(desk, moderator):
    make_workflow(steps=2, another_person=True)
    item = make_item()
    desk.post(page_of(item), form_of(desk, item, decision="approve"))
    response = desk.get(page_of(item))
    assertContains(response, "This step waits for somebody else.")
    assertNotContains(response, 'name="decision"')
    desk.force_login(make_moderator())
    assertContains(desk.get(page_of(item)), 'name="decision"')


def test_files_are_private_unless_ticked(desk, notes):
    notes.files = [
        {"id": 1, "name": "photo.jpg", "size": 2048, "url": "/files/1/"},
        {"id": 2, "name": "act.pdf", "size": 1, "url": "/files/2/"},
    ]
    item = make_item()
    page = desk.get(page_of(item))
    assertContains(page, 'type="checkbox" name="release"', count=2)
    assertNotContains(page, "checked")
    desk.post(page_of(item), form_of(desk, item, decision="approve", release=["2"]))
    assert notes.told[1][2]["file_ids"] == ["2"]


def test_the_author_s_markup_is_shown_as_text(desk, notes, monkeypatch):
    bad = "<script>alert(1)</script></textarea><b>x</b>"
    item = make_item(subject=bad[:60], body=bad)
    monkeypatch.setattr(notes, "describe", lambda target_id: {"text": bad, "title": bad})
    assertNotContains(desk.get(page_of(item)), "<script>alert")


def test_no_inline_script_or_style(desk, notes):
    item = make_item()
    page = desk.get(page_of(item)).content.decode()
    ours = page[page.index("moderation-facts") : page.index("</form>")]
    assert not [bad for bad in ("<script", "style=", "onclick", "onsubmit") if bad in ours]


def phone_item(notes, monkeypatch):
    body = "Мой телефон +7 701 234 56 78."
    told = notes.describe("1") | {"text": body}
    monkeypatch.setattr(notes, "describe", lambda target_id: told)
    return make_item(body=body)


def test_a_false_alarm_is_said_and_nothing_typed_is_lost(desk, notes, monkeypatch):
    item = phone_item(notes, monkeypatch)
    sent = form_of(desk, item, body="Мой телефон. Дописано.", false_alarm="0")
    page = desk.post(page_of(item), sent)
    assertContains(page, "called a false alarm")
    assertNotContains(page, '<mark title="phone">')
    assert page.context["form"]["body"].value() == "Мой телефон. Дописано."
    item.refresh_from_db()
    assert item.marks[0]["false"]
    assert notes.told == []


@pytest.mark.parametrize("index", ["1", "-1", "x", "", "9" * 5000])
def test_a_mark_that_is_none_is_no_false_alarm(desk, notes, monkeypatch, index):
    item = phone_item(notes, monkeypatch)
    page = desk.post(page_of(item), form_of(desk, item, false_alarm=index))
    assertContains(page, "There is no such mark.")
    item.refresh_from_db()
    assert not item.marks[0].get("false")
