"""Asking: when, by whom, how often, and what becomes of the words."""

from datetime import timedelta

from django.contrib.auth.models import AnonymousUser
from django.utils import timezone

import pytest
from freezegun import freeze_time

from conferences.models import Conference, ConferenceQuestion, ConferenceRules
from conferences.states import QuestionState
from core.errors import NotAllowed, Refused
from ledger.models import Event
from moderation.models import ModeratedText
from notifications.models import Notice
from notifications.selectors import notice_list
from tests.conferences.askers import WORDS, ask, now, withdraw
from tests.factories.conferences import ConferenceFactory, QuestionAnswerFactory, QuestionFactory
from tests.factories.signing import make_person

pytestmark = pytest.mark.django_db

SECOND = timedelta(seconds=1)


def code_of(call: object, *args: object, **words: object) -> str:
    with pytest.raises(Refused) as caught:
        call(*args, **words)  # type: ignore[operator]
    return caught.value.code


def test_a_question_waits_for_a_moderator() -> None:
    question = now(ask(ConferenceFactory()))
    assert question.number == 1
    assert question.state == QuestionState.PENDING
    assert question.original == WORDS
    assert question.author_public_name == "Ү. Ә. С."
    assert not question.public_texts.exists()
    item = ModeratedText.objects.get(kind="question", target_id=str(question.pk))
    assert item.body == WORDS
    assert item.agency_id == question.conference.agency_id


def test_the_ledger_and_the_notice_hold_no_word_of_it() -> None:
    question = ask(ConferenceFactory())
    event = Event.objects.get(verb="question.ask")
    assert event.data == {"conference": question.conference.key, "number": 1}
    assert event.actor_id == question.author_id
    notice = Notice.objects.get(user=question.author)
    assert notice.data == {"number": 1}
    assert "1" in notice_list(user_id=question.author_id)[0].text


def test_numbers_follow_each_other_in_each_conference() -> None:
    first, second = ConferenceFactory(), ConferenceFactory()
    numbers = [ask(row, text=f"{WORDS} {place}").number for place, row in enumerate([first] * 3)]
    assert numbers == [1, 2, 3]
    assert ask(second).number == 1


def test_numbers_that_came_from_elsewhere_are_left_out() -> None:
    conference = ConferenceFactory()
    QuestionFactory.create_batch(2, conference=conference)
    assert ask(conference).number == 3


@pytest.mark.parametrize(
    "phase",
    ["planned", "announced", "closed", "answering", "summary", "archived", "cancelled"],
)
def test_no_other_phase_takes_questions(phase: str) -> None:
    conference = ConferenceFactory(**{phase: True})
    assert code_of(ask, conference) == "wrong_phase"
    assert not ConferenceQuestion.objects.exists()


def test_the_last_moment_before_closing_is_in_time_and_the_next_is_not() -> None:
    conference = ConferenceFactory()
    with freeze_time(conference.closes_at - SECOND):
        assert ask(conference).number == 1
    with freeze_time(conference.closes_at):
        assert code_of(ask, conference, text="Ещё один вопрос.") == "wrong_phase"
    with freeze_time(conference.closes_at + SECOND):
        assert code_of(ask, conference, text="Ещё один вопрос.") == "wrong_phase"


def test_the_clock_is_read_anew_after_an_editor_moved_it() -> None:
    opened = ConferenceFactory()
    Conference.objects.filter(pk=opened.pk).update(
        opens_at=timezone.now() - 3 * SECOND,
        announced_at=timezone.now() - 9 * SECOND,
        closes_at=timezone.now() - SECOND,
        answers_from_at=timezone.now() - SECOND,
    )
    assert code_of(ask, opened) == "wrong_phase"


def test_a_conference_that_demands_a_signature_takes_no_other() -> None:
    assert code_of(ask, ConferenceFactory(demands_signature=True)) == "needs_signature"


def test_a_visitor_asks_nothing() -> None:
    conference = ConferenceFactory()
    with pytest.raises(NotAllowed):
        ask(conference, AnonymousUser())  # type: ignore[arg-type]


def test_a_person_asks_so_many_and_no_more() -> None:
    ConferenceRules.objects.create(pk=1, questions_each=2)
    conference, author = ConferenceFactory(), make_person()
    ask(conference, author, "Первый вопрос?")
    second = ask(conference, author, "Второй вопрос?")
    assert code_of(ask, conference, author, "Третий вопрос?") == "too_many"
    assert ask(ConferenceFactory(), author, "В другом месте?").number == 1
    assert ask(conference, make_person(), "Другой человек?").number == 3
    withdraw(second)
    assert ask(conference, author, "Третий вопрос?").number == 4


@pytest.mark.parametrize("text", ["", "   \n ", "\u200b\u200d\u2060", "\u3164"])
def test_nothing_to_read_is_no_question(text: str) -> None:
    assert code_of(ask, ConferenceFactory(), text=text) == "blank"


def test_two_thousand_characters_and_not_one_more() -> None:
    conference = ConferenceFactory()
    assert len(ask(conference, text="я" * 2000).original) == 2000
    assert code_of(ask, conference, text="я" * 2001) == "too_long"
    assert ask(conference, text="я" * 1999 + "\u200b" * 50 + "в").number == 2


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("<script>alert(1)</script> Почему?", "<script>alert(1)</script> Почему?"),
        ("Смотрите https://example.org/?a=1&b=2", "Смотрите https://example.org/?a=1&b=2"),
        ("По\u200bче\u2060му \u202eтак?", "Почему так?"),
        ("{{ settings.SECRET_KEY }} {% load i18n %}", "{{ settings.SECRET_KEY }} {% load i18n %}"),
    ],
    ids=["markup", "link", "invisible", "template"],
)
def test_words_are_plain_text(typed: str, kept: str) -> None:
    assert now(ask(ConferenceFactory(), text=typed)).original == kept


def test_the_same_words_again_are_the_same_question() -> None:
    conference, author = ConferenceFactory(), make_person()
    first = ask(conference, author)
    assert ask(conference, author, f" {WORDS} ").pk == first.pk
    assert ask(conference, make_person()).pk != first.pk
    assert ConferenceQuestion.objects.count() == 2


@pytest.mark.parametrize(
    ("shown", "name"),
    [("initials", "Ү. Ә. С."), ("full", "Үлгіева Әлия Сынаққызы"), ("hidden", "")],
    ids=["initials", "full", "hidden"],
)
def test_the_author_chooses_the_name(shown: str, name: str) -> None:
    assert ask(ConferenceFactory(), name_shown=shown).author_public_name == name


def test_an_unknown_way_to_show_the_name_is_refused() -> None:
    assert code_of(ask, ConferenceFactory(), name_shown="nickname") == "name_shown"


def test_the_author_takes_it_back() -> None:
    question = ask(ConferenceFactory())
    withdraw(question)
    assert now(question).state == QuestionState.WITHDRAWN
    assert not ModeratedText.objects.filter(kind="question").exists()
    assert code_of(withdraw, question) == "wrong_state"


def test_nobody_takes_back_anothers_question() -> None:
    question = ask(ConferenceFactory())
    with pytest.raises(NotAllowed):
        withdraw(question, make_person())
    assert now(question).state == QuestionState.PENDING


def test_an_answered_question_stays() -> None:
    author = make_person()
    question = QuestionFactory(author=author)
    answer = QuestionAnswerFactory(question=question)
    assert code_of(withdraw, question) == "answered"
    answer.withdrawn_at = timezone.now()
    answer.save()
    withdraw(question)
    assert not question.public_texts.filter(withdrawn_at=None).exists()


@pytest.mark.parametrize("place", ["now", "done"])
def test_what_the_hall_hears_stays(place: str) -> None:
    question = QuestionFactory(author=make_person(), place=place)
    assert code_of(withdraw, question) == "answered"


def test_a_question_that_stands_for_others_stays() -> None:
    question = QuestionFactory(author=make_person())
    other = QuestionFactory(
        conference=question.conference,
        author=make_person(),
        state=QuestionState.MERGED,
        merged_into=question,
    )
    assert code_of(withdraw, question) == "merged"
    assert code_of(withdraw, other) == "merged"
