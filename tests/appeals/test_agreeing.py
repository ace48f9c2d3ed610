"""A draft between colleagues: agreed, sent back, changed; never unseen, never by its writer."""

from django.db import connection

import pytest

from accounts.models import RoleKind
from appeals.models import PreparedAnswer, PreparedRevision
from appeals.services import prepared_of
from appeals.services.comparing import answer_changes, changed_pieces
from appeals.states import State
from core.errors import NotAllowed, Refused
from ledger.models import Event
from notifications.models import Notice
from tests.appeals import drafts, people
from tests.appeals.drafts import BODY, WORD
from tests.factories.agencies import AgencyFactory, OfficeFactory
from tests.factories.appeals import AppealFactory

pytestmark = pytest.mark.django_db

MORE = f"{BODY} Работы приняты 5 мая."


@pytest.fixture
def agency():
    return OfficeFactory(agency=AgencyFactory(signing=True)).agency


@pytest.fixture
def appeal(agency):
    return AppealFactory(office=agency.offices.first(), in_work=True)


@pytest.fixture
def clerk(agency):
    return people.make_worker(agency)


@pytest.fixture
def colleague(agency):
    return people.make_worker(agency)


@pytest.fixture
def head(agency):
    return people.make_worker(agency, RoleKind.HEAD)


def state_of(appeal):
    appeal.refresh_from_db()
    return appeal.state


def refused(code, call, *args, **said):
    with pytest.raises(Refused) as refusal:
        call(*args, **said)
    assert refusal.value.code == code


# States.


@pytest.mark.parametrize("state", [State.REGISTERED, State.WITH_AGENCY, State.WAITING])
def test_a_draft_moves_the_application_on(appeal, clerk, state):
    appeal.state = state
    appeal.save()
    drafts.prepare(appeal, clerk)
    assert state_of(appeal) == State.DRAFTED
    assert Notice.objects.count() == 0


def test_a_colleague_agrees_and_the_words_stay(appeal, clerk, colleague):
    drafts.prepare(appeal, clerk)
    drafts.agree(appeal, colleague)
    assert state_of(appeal) == State.AGREED
    prepared = prepared_of(appeal)
    assert (prepared.by, prepared.agreed_by, prepared.words.body) == (clerk, colleague, BODY)
    event = Event.objects.get(verb="answer.agree")
    assert BODY not in str(event.data)


def test_the_head_may_be_who_agrees(appeal, clerk, head):
    drafts.prepare(appeal, clerk)
    drafts.agree(appeal, head)
    assert state_of(appeal) == State.AGREED


def test_nobody_agrees_to_their_own_draft(appeal, clerk, head):
    drafts.prepare(appeal, clerk)
    refused("own_draft", drafts.agree, appeal, clerk)
    drafts.prepare(appeal, head, MORE, seen=1)
    refused("own_draft", drafts.agree, appeal, head, seen=2)
    assert state_of(appeal) == State.DRAFTED
    assert prepared_of(appeal).agreed_by is None


@pytest.mark.parametrize("seen", [0, 2, 7])
def test_nobody_agrees_to_what_they_have_not_seen(appeal, clerk, colleague, seen):
    drafts.prepare(appeal, clerk)
    refused("changed", drafts.agree, appeal, colleague, seen=seen)
    assert state_of(appeal) == State.DRAFTED


def test_there_must_be_a_draft_to_agree_to(appeal, colleague):
    refused("wrong_state", drafts.agree, appeal, colleague)
    appeal.state = State.DRAFTED
    appeal.save()
    refused("not_prepared", drafts.agree, appeal, colleague)


def test_agreeing_twice_is_refused(appeal, clerk, colleague, head):
    drafts.prepare(appeal, clerk)
    drafts.agree(appeal, colleague)
    refused("wrong_state", drafts.agree, appeal, head)


@pytest.mark.parametrize("verb", ["agree", "send_back", "prepare", "override"])
def test_another_agency_and_other_roles_touch_nothing(appeal, clerk, agency, verb):
    drafts.prepare(appeal, clerk)
    call = getattr(drafts, verb)
    said = {"seen": 1} if verb == "prepare" else {}
    strangers = [
        people.make_worker(AgencyFactory(), RoleKind.HEAD),
        people.make_worker(agency, RoleKind.EDITOR),
        people.make_worker(agency, RoleKind.HEAD, ended=True),
        people.make_moderator(),
        appeal.author,
    ]
    for stranger in strangers:
        with pytest.raises(NotAllowed):
            call(appeal, stranger, **said)
    assert state_of(appeal) == State.DRAFTED
    assert PreparedRevision.objects.count() == 1


def test_an_author_who_works_there_decides_nothing_of_their_own(appeal, clerk, agency):
    drafts.prepare(appeal, clerk)
    people.add_role(appeal.author, RoleKind.HEAD, agency)
    with pytest.raises(NotAllowed):
        drafts.agree(appeal, appeal.author)


# Sent back.


def test_sent_back_with_a_word_it_is_in_work_again(appeal, clerk, head):
    drafts.prepare(appeal, clerk)
    drafts.send_back(appeal, head)
    assert state_of(appeal) == State.IN_WORK
    prepared = prepared_of(appeal)
    assert (prepared.sent_back_by, prepared.sent_back_word) == (head, WORD)
    assert prepared.words.body == BODY
    assert WORD not in str(Event.objects.get(verb="answer.send_back").data)


@pytest.mark.parametrize("word", ["", "   ", "\u200b\u2060", "\n\t"])
def test_sent_back_without_a_word_is_refused(appeal, clerk, head, word):
    drafts.prepare(appeal, clerk)
    refused("word_missing", drafts.send_back, appeal, head, word)
    assert state_of(appeal) == State.DRAFTED


def test_nobody_sends_back_their_own(appeal, head):
    drafts.prepare(appeal, head)
    refused("own_draft", drafts.send_back, appeal, head)


def test_an_agreed_one_may_be_sent_back_and_is_agreed_no_more(appeal, clerk, colleague, head):
    drafts.prepare(appeal, clerk)
    drafts.agree(appeal, colleague)
    drafts.send_back(appeal, head)
    assert prepared_of(appeal).agreed_by is None
    refused("wrong_state", drafts.agree, appeal, colleague)


def test_the_word_is_encrypted_and_gone_from_the_page_with_the_next_revision(appeal, clerk, head):
    drafts.prepare(appeal, clerk)
    drafts.send_back(appeal, head)
    with connection.cursor() as cursor:
        cursor.execute("select sent_back_word from appeals_preparedanswer")
        assert WORD.encode() not in bytes(cursor.fetchone()[0])
        cursor.execute("select content from appeals_preparedrevision")
        assert BODY.encode() not in bytes(cursor.fetchone()[0])
    drafts.prepare(appeal, clerk, MORE, seen=1)
    assert prepared_of(appeal).sent_back_word == ""


def test_sent_back_the_same_words_may_go_again(appeal, clerk, head):
    drafts.prepare(appeal, clerk)
    drafts.send_back(appeal, head)
    drafts.prepare(appeal, clerk, seen=1)
    assert state_of(appeal) == State.DRAFTED
    assert prepared_of(appeal).revision == 2


# Revisions.


def test_a_change_takes_the_agreement_back(appeal, clerk, colleague):
    drafts.prepare(appeal, clerk)
    drafts.agree(appeal, colleague)
    drafts.prepare(appeal, clerk, MORE, seen=1)
    assert state_of(appeal) == State.DRAFTED
    assert (prepared_of(appeal).agreed_by, prepared_of(appeal).revision) == (None, 2)


def test_the_same_words_again_leave_the_agreement(appeal, clerk, colleague, head):
    drafts.prepare(appeal, clerk)
    drafts.agree(appeal, colleague)
    drafts.prepare(appeal, head, f"  {BODY}\u200b ", seen=1)
    assert state_of(appeal) == State.AGREED
    assert (prepared_of(appeal).by, prepared_of(appeal).revision) == (clerk, 1)


def test_who_rewrote_it_is_who_may_not_agree(appeal, clerk, colleague):
    drafts.prepare(appeal, clerk)
    drafts.prepare(appeal, colleague, MORE, seen=1)
    refused("own_draft", drafts.agree, appeal, colleague, seen=2)
    drafts.agree(appeal, clerk, seen=2)
    assert state_of(appeal) == State.AGREED


def test_the_count_of_revisions_never_goes_back(appeal, clerk, agency):
    drafts.prepare(appeal, clerk)
    other = OfficeFactory(agency=AgencyFactory(signing=True)).agency
    taker = people.make_worker(other)
    people.accept(people.hand_over(appeal, clerk, other), taker)
    drafts.prepare(appeal, taker, MORE)
    assert prepared_of_fresh(appeal).revision == 2
    assert [row.revision for row in PreparedRevision.objects.all()] == [2]


def prepared_of_fresh(appeal):
    appeal.refresh_from_db()
    return prepared_of(appeal)


def test_the_head_sees_what_changed_since_it_was_sent_back(appeal, clerk, head):
    drafts.prepare(appeal, clerk)
    assert answer_changes(appeal) is None
    drafts.prepare(appeal, clerk, MORE, seen=1)
    drafts.send_back(appeal, head)
    drafts.prepare(appeal, clerk, MORE.replace("5 мая", "6 мая"), private="Кабинет 5.", seen=2)
    changes = answer_changes(appeal)
    assert changes.since == 2
    assert [(piece.kind, piece.text) for piece in changes.body if piece.kind != "same"] == [
        ("removed", "5"),
        ("added", "6"),
    ]
    assert [piece.kind for piece in changes.private] == ["added"]


def test_a_draft_of_another_agency_has_no_changes_to_show(appeal, clerk):
    drafts.prepare(appeal, clerk)
    drafts.prepare(appeal, clerk, MORE, seen=1)
    appeal.agency = AgencyFactory()
    appeal.save()
    assert answer_changes(appeal) is None


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("", "Слова"),
        ("Слова", ""),
        ("один два три", "один 2 три"),
        ("а\n\nб", "а\nб в"),
        ("слово " * 3000, "другое " * 3000),
        ("<b>x</b>", "<i>x</i>"),
    ],
)
def test_the_pieces_make_both_texts(old, new):
    pieces = changed_pieces(old, new)
    assert "".join(piece.text for piece in pieces if piece.kind != "added") == old
    assert "".join(piece.text for piece in pieces if piece.kind != "removed") == new


# Delivered without a signature.


@pytest.fixture
def unsigned():
    office = OfficeFactory()
    return AppealFactory(office=office, in_work=True)


@pytest.mark.parametrize("agreed", [True, False])
def test_an_agency_without_certificates_delivers_the_draft(unsigned, agreed):
    writer, other = people.make_worker(unsigned.agency), people.make_worker(unsigned.agency)
    drafts.prepare(unsigned, writer)
    if agreed:
        drafts.agree(unsigned, other)
    answer = drafts.send(unsigned, writer)
    assert state_of(unsigned) == State.ANSWERED
    assert (answer.prepared_by, answer.agreed_by) == (writer, other if agreed else None)
    assert answer.signature is None
    assert not PreparedAnswer.objects.exists()


def test_an_agency_that_signs_delivers_no_draft_without_a_signature(appeal, clerk):
    drafts.prepare(appeal, clerk)
    refused("answer_unsigned", drafts.send, appeal, clerk)
    assert state_of(appeal) == State.DRAFTED


def test_what_was_not_seen_is_not_delivered(unsigned):
    writer = people.make_worker(unsigned.agency)
    refused("not_prepared", drafts.send, unsigned, writer)
    drafts.prepare(unsigned, writer)
    refused("changed", drafts.send, unsigned, writer, seen=2)
    with pytest.raises(NotAllowed):
        drafts.send(unsigned, people.make_worker(AgencyFactory()))


def test_what_was_sent_back_is_not_delivered_as_it_is(unsigned):
    writer, other = people.make_worker(unsigned.agency), people.make_worker(unsigned.agency)
    drafts.prepare(unsigned, writer)
    drafts.send_back(unsigned, other)
    refused("wrong_state", drafts.send, unsigned, writer)
    assert not unsigned.answers.exists()


def test_an_incomplete_one_leaves_only_when_somebody_says_so(unsigned):
    writer = people.make_worker(unsigned.agency)
    drafts.prepare(unsigned, writer)
    refused("incomplete", drafts.send, unsigned, writer, override=False)
    assert state_of(unsigned) == State.DRAFTED
    assert prepared_of(unsigned).words.body == BODY
    answer = drafts.send(unsigned, writer)
    assert "complaint" in answer.missing
    assert answer.overridden_by == writer
    told = Event.objects.get(verb="answer.deliver")
    assert told.data["missing"] == answer.missing


def test_one_more_answer_is_prepared_beside_the_first(unsigned):
    writer = people.make_worker(unsigned.agency)
    drafts.prepare(unsigned, writer)
    drafts.send(unsigned, writer)
    drafts.prepare(unsigned, writer, MORE)
    assert state_of(unsigned) == State.ANSWERED
    drafts.send(unsigned, writer)
    assert unsigned.answers.count() == 2
