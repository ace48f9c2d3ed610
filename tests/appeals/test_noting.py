"""Notes on a case: for colleagues of one agency, never for the author or another body."""

import pytest

from accounts.readers import reader_for
from appeals.models import Note
from appeals.services.noting import NOTE_LENGTH, note_add, notes_of
from core.errors import NotAllowed, Refused
from ledger.selectors import event_list_for
from tests.appeals import people
from tests.factories.agencies import OfficeFactory
from tests.factories.appeals import AppealFactory, CitizenFactory, RedirectFactory

pytestmark = pytest.mark.django_db
WORDS = "Позвонить в районный отдел до пятницы."


@pytest.fixture
def appeal():
    return AppealFactory(office=OfficeFactory())


def add(appeal, actor, text=WORDS):
    return note_add(appeal_id=appeal.pk, actor=actor, reader=reader_for(actor), text=text)


def read(appeal, user) -> list[str]:
    return [str(note.text) for note in notes_of(appeal, reader_for(user))]


def test_colleagues_read_it_in_any_state(appeal):
    clerk, head = people.make_worker(appeal.agency), people.make_worker(appeal.agency, "head")
    add(appeal, clerk)
    people.withdraw(appeal)
    add(appeal, head, "Отозвано, закрываем.")
    assert read(appeal, head) == read(appeal, clerk) == [WORDS, "Отозвано, закрываем."]


def test_it_lies_encrypted_and_the_event_holds_no_word(appeal):
    add(appeal, people.make_worker(appeal.agency))
    event = event_list_for(appeal).get(verb="note.add")
    assert event.data == {}
    assert WORDS.encode() not in bytes(Note.objects.extra(select={"raw": "text"}).get().raw)


@pytest.mark.parametrize(
    "who", ["visitor", "citizen", "author", "editor", "operator", "auditor", "foreign", "former"]
)
def test_nobody_else_reads_or_writes(appeal, who):
    add(appeal, people.make_worker(appeal.agency))
    user = {
        "visitor": lambda: None,
        "citizen": CitizenFactory,
        "author": lambda: people.add_role(appeal.author, "clerk", appeal.agency).user,
        "editor": lambda: people.make_worker(appeal.agency, "editor"),
        "operator": lambda: people.add_role(CitizenFactory(), "operator").user,
        "auditor": lambda: people.add_role(CitizenFactory(), "auditor").user,
        "foreign": lambda: people.make_worker(OfficeFactory().agency),
        "former": lambda: people.make_worker(appeal.agency, ended=True),
    }[who]()
    assert read(appeal, user) == []
    with pytest.raises(NotAllowed):
        add(appeal, user)
    assert Note.objects.count() == 1


def test_notes_stay_with_the_agency_that_wrote_them(appeal):
    first, other = people.make_worker(appeal.agency), OfficeFactory().agency
    second = people.make_worker(other)
    add(appeal, first)
    offer = RedirectFactory(appeal=appeal, to_agency=other)
    add(appeal, second, "Возьмём ли мы?")
    assert read(appeal, second) == ["Возьмём ли мы?"]
    people.accept(offer, second)
    appeal.refresh_from_db()
    assert read(appeal, second) == ["Возьмём ли мы?"]
    with pytest.raises(NotAllowed):
        add(appeal, first)


@pytest.mark.parametrize(
    ("text", "code"),
    [("", "note_empty"), (" \u200b\n", "note_empty"), ("я" * (NOTE_LENGTH + 1), "note_too_long")],
)
def test_an_empty_or_endless_note_is_refused(appeal, text, code):
    with pytest.raises(Refused, match=code):
        add(appeal, people.make_worker(appeal.agency), text)
