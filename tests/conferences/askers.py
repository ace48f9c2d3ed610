"""Who asks and who judges in tests of questions."""

from typing import Any

from accounts.models import User
from accounts.readers import reader_for
from conferences.models import Conference, ConferenceQuestion
from conferences.services import question_ask, question_take_down, question_withdraw
from moderation.services import moderation_refuse
from tests.appeals import people
from tests.factories.signing import make_person

WORDS = "Когда в нашем районе откроют новую школу?"


def ask(
    conference: Conference, author: User | None = None, text: str = WORDS, **more: Any
) -> ConferenceQuestion:
    return question_ask(
        conference_id=conference.pk, author=author or make_person(), text=text, **more
    )


def published(
    conference: Conference, moderator: User, author: User | None = None, text: str = WORDS
) -> ConferenceQuestion:
    question = ask(conference, author, text)
    people.approve(question, moderator, "question")
    return now(question)


def withdraw(question: ConferenceQuestion, actor: User | None = None) -> ConferenceQuestion:
    person = actor or question.author
    return question_withdraw(question_id=question.pk, actor=person, reader=reader_for(person))


def take_down(question: ConferenceQuestion, actor: User, ground: str = "abuse") -> Any:
    return question_take_down(
        question_id=question.pk, ground=ground, note="", actor=actor, reader=reader_for(actor)
    )


def now(question: ConferenceQuestion) -> ConferenceQuestion:
    """The row as committed now."""
    return ConferenceQuestion.objects.select_related("conference", "author").get(pk=question.pk)


def refuse(question: ConferenceQuestion, moderator: User) -> None:
    item = people.item_of(question, "question")
    moderation_refuse(item=item, actor=moderator, ground="abuse", note="Без брани, пожалуйста.")
