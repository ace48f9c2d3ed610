"""The lists in the database and the CMS, late marks, hits and false alarms."""

import io
import json
import sys

from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command

import pytest

from core.errors import NotAllowed, Refused
from ledger.models import Event
from moderation.models import ModeratedText, ScreenPass, ScreenWord
from moderation.screening import CLASSES, screen
from moderation.screening.lists import entries_sown, lists_now
from moderation.screening.services import screen_false_alarm, screen_finish
from moderation.screening.sowing import words_sow
from moderation.services import moderation_open
from tests.factories.moderation import KIND, RoleKind, admit, make_person, make_role

pytestmark = pytest.mark.django_db
RUDE = "Эта дорога полная хуйня, чините."


@pytest.fixture
def words():
    words_sow(ScreenWord)


@pytest.fixture
def item(words, notes, monkeypatch):
    """A rude text in the queue; the room tells the moderator the same words."""
    told = notes.describe("9") | {"subject": "Дорога", "text": RUDE}
    monkeypatch.setattr(notes, "describe", lambda target_id: told)
    return moderation_open(
        kind=KIND, target_id="9", agency=None, language="ru", subject="Дорога", body=RUDE
    )


def word_of(item):
    return ScreenWord.objects.get(pk=item.marks[0]["words"][0])


def test_sowing_again_adds_nothing_and_keeps_what_editors_changed(words):
    before = ScreenWord.objects.count()
    ScreenWord.objects.filter(word="бля").update(is_active=False)
    words_sow(ScreenWord)
    assert ScreenWord.objects.count() == before == len(list(entries_sown()))
    assert not ScreenWord.objects.get(word="бля").is_active


def test_a_new_word_and_a_new_exception_count_at_once(words):
    assert screen("", "сынақсөз", lists=lists_now()).marks == []
    ScreenWord.objects.create(list="obscene", language="kk", word="сынақ", match="stem", weight=95)
    assert [mark["class"] for mark in screen("", "сынақсөз").marks] == ["obscene"]
    ScreenWord.objects.create(
        list="obscene", language="kk", word="сынақсөз", match="word", is_exception=True
    )
    assert screen("", "сынақсөз").marks == []


def test_a_word_that_is_switched_off_is_not_looked_for(words):
    assert screen("", "бля").marks
    ScreenWord.objects.filter(word="бля").update(is_active=False)
    assert screen("", "бля").marks == []


def test_the_lists_are_read_by_one_query(words, django_assert_num_queries):
    with django_assert_num_queries(1):
        screen("Дорога", RUDE)


def test_a_word_is_kept_in_small_letters_and_a_weight_within_bounds():
    word = ScreenWord(list="obscene", language="ru", word=" Сынақ  СӨЗ ", weight=101)
    with pytest.raises(ValidationError):
        word.full_clean()
    word.weight = 100
    word.full_clean()
    assert word.word == "сынақ сөз"


def test_a_hit_is_counted_once_for_each_text(item):
    assert ScreenPass.objects.filter(item=item).exists()
    assert word_of(item).hits == 1
    assert not screen_finish(item_id=item.pk)
    assert word_of(item).hits == 1


def test_a_text_that_left_the_queue_is_let_alone(item):
    pk = item.pk
    ModeratedText.objects.filter(pk=pk).delete()
    assert not screen_finish(item_id=pk)


def test_screening_never_refuses_the_text(item):
    assert ModeratedText.objects.filter(pk=item.pk).exists()
    assert item.cuts[0]["ground"] == "obscene"
    assert "хуйня" not in item.body


def test_a_false_alarm_is_counted_and_told(item, moderator):
    screen_false_alarm(item=item, mark_index=0, actor=moderator)
    assert item.marks[0]["false"]
    assert word_of(item).false_alarms == 1
    event = Event.objects.get(verb="moderation.false_alarm")
    assert event.data["class"] == "obscene"
    assert "хуйня" not in json.dumps(event.data, ensure_ascii=False)


def test_a_false_alarm_is_told_once_of_a_mark_that_is_there(item, moderator):
    screen_false_alarm(item=item, mark_index=0, actor=moderator)
    for index in (0, -1, len(item.marks)):
        with pytest.raises(Refused):
            screen_false_alarm(item=item, mark_index=index, actor=moderator)
    assert word_of(item).false_alarms == 1


def test_only_a_moderator_calls_a_false_alarm(item):
    with pytest.raises(NotAllowed):
        screen_false_alarm(item=item, mark_index=0, actor=make_person())
    assert word_of(item).false_alarms == 0


def test_operators_see_the_counts_and_moderators_do_not_edit(client, words, moderator):
    address = "/cms/moderation-words/"
    client.force_login(moderator)
    assert client.get(address).status_code in (302, 403)
    operator = make_person()
    make_role(operator, RoleKind.OPERATOR)
    client.force_login(admit(operator))
    page = client.get(address)
    assert page.status_code == 200
    assert "false alarms" in page.content.decode().lower()
    word = ScreenWord.objects.filter(list="obscene")[0]
    form = client.get(f"{address}edit/{word.pk}/").content.decode()
    assert 'name="weight"' in form
    assert 'name="hits"' not in form


def batch(monkeypatch, lines, *options):
    out = io.StringIO()
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(lines)))
    call_command("screen_text", "--batch", *options, stdout=out)
    return [json.loads(line) for line in out.getvalue().splitlines()]


def test_the_batch_answers_each_line_in_order(monkeypatch, words):
    lines = [
        json.dumps({"id": 1, "text": RUDE, "lang": "ru"}).encode(),
        b"",
        json.dumps({"id": "b", "text": "Рақмет!", "lang": None}).encode(),
    ]
    first, second = batch(monkeypatch, b"\n".join(lines))
    assert first["id"] == 1
    (mark,) = first["marks"]
    assert set(mark) == {"class", "start", "end", "score"}
    assert mark["class"] in CLASSES
    assert RUDE[mark["start"] : mark["end"]] == "хуйня"
    assert first["masked"] == RUDE.replace("хуйня", "[…]")
    assert second == {"id": "b", "marks": [], "masked": "Рақмет!"}


@pytest.mark.parametrize(
    ("line", "id_"),
    [
        (b"{", None),
        (b"[]", None),
        (b"\xff\xfe", None),
        (b"[" * 5000, None),
        (b'{"text": "a"}', None),
        (b'{"id": null, "text": "a"}', None),
        (b'{"id": true, "text": "a"}', None),
        (b'{"id": 5}', 5),
        (b'{"id": 5, "text": 7}', 5),
        (b'{"id": 5, "text": "a", "lang": "de"}', 5),
        (b'{"id": 5, "text": "a", "lang": ["ru"]}', 5),
        (b'{"id": 5, "text": "a", "colour": 1}', 5),
    ],
    ids=range(12),
)
def test_a_bad_line_stops_nothing(monkeypatch, line, id_):
    bad, good = batch(monkeypatch, line + b'\n{"id": 6, "text": "a"}\n', "--own-lists")
    assert bad["id"] == id_
    assert bad["error"]
    assert "marks" not in bad
    assert good["id"] == 6
    assert "error" not in good


def test_without_batch_the_command_says_how():
    with pytest.raises(CommandError) as refusal:
        call_command("screen_text")
    assert refusal.value.returncode == 2
