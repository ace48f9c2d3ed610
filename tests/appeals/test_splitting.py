"""Parts of an application with numbers of their own, and joint answers."""

import pytest

from accounts.readers import reader_for
from appeals.models import Appeal
from appeals.projections import detail_of
from appeals.selectors import appeal_get
from appeals.states import Publication, State
from core.audience import PUBLIC
from core.errors import NotAllowed, Refused
from ledger.counters import counter_values
from ledger.models import Event
from notifications.models import Notice
from tests.appeals import people
from tests.factories.agencies import OfficeFactory
from tests.factories.appeals import AppealFactory
from tests.factories.signing import make_person

pytestmark = pytest.mark.django_db


@pytest.fixture
def appeal():
    return AppealFactory(published=True)


@pytest.fixture
def clerk(appeal):
    return people.make_worker(appeal.agency)


@pytest.fixture
def other():
    return OfficeFactory().agency


@pytest.fixture
def taker(other):
    return people.make_worker(other)


@pytest.fixture
def words(appeal):
    """The first sentence of the application."""
    reader = reader_for(appeal.author)
    text = detail_of(appeal_get(appeal.number, reader), reader).segments[0].text
    return text.split(".")[0]


def accepted(part: Appeal, taker) -> Appeal:
    people.accept(part.redirects.get(), taker)
    part.refresh_from_db()
    return part


def seen_by(user, appeal):
    reader = reader_for(user)
    return detail_of(appeal_get(appeal.number, reader), reader)


def test_a_part_has_the_number_with_a_fraction_and_the_same_dates(appeal, clerk, other, words):
    part = people.split(appeal, clerk, other, words)
    assert (part.number, part.parent, part.part) == (f"{appeal.number}-1", appeal, 1)
    assert (part.registered_on, part.due_on) == (appeal.registered_on, appeal.due_on)
    assert (part.author, part.publication) == (appeal.author, Publication.PRIVATE)
    appeal.refresh_from_db()
    assert (appeal.agency, appeal.state) == (clerk.roles.get().agency, State.REGISTERED)


def test_the_other_body_reads_its_part_and_nothing_more(appeal, clerk, other, taker, words):
    AppealFactory(agency=other)
    Appeal.objects.filter(pk=appeal.pk).update(publication=Publication.REFUSED)
    part = accepted(people.split(appeal, clerk, other, words), taker)
    assert seen_by(taker, part).segments[0].text == words
    with pytest.raises(Appeal.DoesNotExist):
        appeal_get(appeal.number, reader_for(taker))


def test_the_author_sees_the_part_and_is_told(appeal, clerk, other, words):
    part = people.split(appeal, clerk, other, words)
    shown = seen_by(appeal.author, appeal).parts
    assert [(row.number, row.is_joint) for row in shown] == [(part.number, False)]
    told = Notice.objects.filter(user=appeal.author).values_list("kind", flat=True)
    assert {"appeal.split", "appeal.redirected"} <= set(told)


def test_the_public_sees_no_part(appeal, clerk, other, words):
    part = people.split(appeal, clerk, other, words)
    assert detail_of(appeal_get(appeal.number, PUBLIC), PUBLIC).parts == ()
    with pytest.raises(Appeal.DoesNotExist):
        appeal_get(part.number, PUBLIC)


def test_a_part_is_answered_to_the_author(appeal, clerk, other, taker, words):
    part = accepted(people.split(appeal, clerk, other, words), taker)
    people.answer(part, taker)
    assert seen_by(appeal.author, part).answers[0].segments[0].text == people.ANSWER
    appeal.refresh_from_db()
    assert appeal.state != State.ANSWERED
    assert counter_values("appeals.").get("appeals.answered", 0) == 0


def test_a_second_part_has_the_next_number(appeal, clerk, other, words):
    people.split(appeal, clerk, other, words)
    second = people.split(appeal, clerk, OfficeFactory().agency, words)
    assert second.number == f"{appeal.number}-2"


def test_words_that_do_not_stand_there_are_refused(appeal, clerk, other):
    with pytest.raises(Refused) as refusal:
        people.split(appeal, clerk, other, "Совсем другие слова.")
    assert refusal.value.code == "not_quoted"
    assert not appeal.parts.exists()


@pytest.mark.parametrize("text", ["", " \n\n"])
def test_a_part_has_words(appeal, clerk, other, text):
    with pytest.raises(Refused) as refusal:
        people.split(appeal, clerk, other, text)
    assert refusal.value.code == "part_empty"


def test_a_part_is_not_divided_again(appeal, clerk, other, taker, words):
    part = accepted(people.split(appeal, clerk, other, words), taker)
    with pytest.raises(Refused) as refusal:
        people.split(part, taker, OfficeFactory().agency, words)
    assert refusal.value.code == "part_of_part"


def test_nothing_is_left_of_a_refused_offer(appeal, clerk, words):
    with pytest.raises(Refused) as refusal:
        people.split(appeal, clerk, appeal.agency, words)
    assert refusal.value.code == "wrong_agency"
    assert not Appeal.objects.filter(parent=appeal).exists()


def test_only_who_works_on_it_divides_it(appeal, other, taker, words):
    for person in (taker, appeal.author, make_person(), people.make_operator()):
        with pytest.raises(NotAllowed):
            people.split(appeal, person, other, words)


# Joint answers.


def test_a_joint_part_is_answered_to_the_body_that_leads(appeal, clerk, other, taker, words):
    part = accepted(people.split(appeal, clerk, other, words, is_joint=True), taker)
    people.contribute(part, taker)
    part.refresh_from_db()
    assert part.state == State.ANSWERED
    assert seen_by(clerk, appeal).parts[0].contribution == people.ANSWER
    assert seen_by(taker, part).contribution == people.ANSWER
    assert Event.objects.filter(verb="part.contributed", target_id=str(appeal.pk)).exists()


def test_the_author_does_not_read_what_bodies_write_to_each_other(
    appeal, clerk, other, taker, words
):
    part = accepted(people.split(appeal, clerk, other, words, is_joint=True), taker)
    people.contribute(part, taker)
    assert seen_by(appeal.author, appeal).parts[0].contribution == ""
    assert seen_by(appeal.author, part).answers == ()
    assert seen_by(appeal.author, part).contribution == ""


def test_a_joint_part_has_no_answer_of_its_own(appeal, clerk, other, taker, words):
    part = accepted(people.split(appeal, clerk, other, words, is_joint=True), taker)
    with pytest.raises(Refused) as refusal:
        people.answer(part, taker)
    assert refusal.value.code == "joint_part"


def test_what_is_no_joint_part_takes_no_contribution(appeal, clerk, other, taker, words):
    part = accepted(people.split(appeal, clerk, other, words), taker)
    for target, person in ((part, taker), (appeal, clerk)):
        with pytest.raises(Refused) as refusal:
            people.contribute(target, person)
        assert refusal.value.code == "not_joint"


def test_a_contribution_is_written_in_sentences_and_once(appeal, clerk, other, taker, words):
    part = accepted(people.split(appeal, clerk, other, words, is_joint=True), taker)
    with pytest.raises(Refused) as refusal:
        people.contribute(part, taker, "Да.")
    assert refusal.value.code == "answer_too_short"
    people.contribute(part, taker)
    with pytest.raises(Refused) as refusal:
        people.contribute(part, taker)
    assert refusal.value.code == "wrong_state"


def test_the_leading_body_does_not_write_the_other_ones_part(appeal, clerk, other, taker, words):
    part = accepted(people.split(appeal, clerk, other, words, is_joint=True), taker)
    with pytest.raises(NotAllowed):
        people.contribute(part, clerk)


def test_withdrawing_the_whole_ends_its_parts(appeal, clerk, other, taker, words):
    open_part = accepted(people.split(appeal, clerk, other, words), taker)
    offered = people.split(appeal, clerk, OfficeFactory().agency, words)
    people.withdraw(appeal)
    for part in (open_part, offered):
        part.refresh_from_db()
        assert part.state == State.WITHDRAWN
    assert offered.redirects.get().state == "lapsed"


def test_an_answered_part_stays_answered(appeal, clerk, other, taker, words):
    part = accepted(people.split(appeal, clerk, other, words), taker)
    people.answer(part, taker)
    people.withdraw(appeal)
    part.refresh_from_db()
    assert part.state == State.ANSWERED
