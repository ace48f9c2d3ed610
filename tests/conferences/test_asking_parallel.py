"""Questions asked at the same moment: one a click, numbers without gaps, the limit holds."""

from collections import Counter

from django.utils import timezone

import pytest

from conferences.locking import conference_lock
from conferences.models import ConferenceQuestion, ConferenceRules
from conferences.states import QuestionState
from core.errors import Refused
from moderation.models import ModeratedText
from tests.appeals import people
from tests.conferences.askers import ask, now, withdraw
from tests.conferences.talkers import at_once, citizens
from tests.factories.conferences import ConferenceFactory
from tests.factories.signing import make_person

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.engine]

CLICKS = 12


def outcome(act) -> str:
    """What an act led to, in one word."""
    try:
        act()
    except Refused as refusal:
        return refusal.code
    return "done"


def test_many_clicks_are_one_question() -> None:
    conference, author = ConferenceFactory(), make_person()
    said = at_once([lambda: ask(conference, author).pk] * CLICKS)
    assert len(set(said)) == 1
    assert ConferenceQuestion.objects.count() == 1
    assert ModeratedText.objects.filter(kind="question").count() == 1


def test_numbers_of_many_people_have_no_gaps() -> None:
    conference = ConferenceFactory()
    said = at_once([lambda who=who: ask(conference, who).number for who in citizens(CLICKS)])
    assert sorted(said) == list(range(1, CLICKS + 1))


def test_nobody_gets_round_the_limit_from_many_devices() -> None:
    ConferenceRules.objects.create(pk=1, questions_each=3)
    conference, author = ConferenceFactory(), make_person()
    acts = [lambda n=n: ask(conference, author, f"Вопрос номер {n}?") for n in range(CLICKS)]
    said = Counter(at_once([lambda act=act: outcome(act) for act in acts]))
    assert said == {"done": 3, "too_many": CLICKS - 3}
    numbers = ConferenceQuestion.objects.values_list("number", flat=True)
    assert sorted(numbers) == [1, 2, 3]


def test_an_editor_closes_while_people_ask() -> None:
    conference = ConferenceFactory()

    def close() -> str:
        from django.db import transaction

        with transaction.atomic():
            row = conference_lock(conference.pk)
            row.closes_at = row.answers_from_at = timezone.now()
            row.save()
        return "closed"

    acts = [lambda who=who: outcome(lambda: ask(conference, who)) for who in citizens(CLICKS)]
    said = Counter(at_once([*acts[:6], close, *acts[6:]]))
    assert said["closed"] == 1
    assert said["done"] + said["wrong_phase"] == CLICKS
    assert ConferenceQuestion.objects.count() == said["done"]
    conference.refresh_from_db()
    late = ConferenceQuestion.objects.filter(asked_at__gte=conference.closes_at)
    assert not late.exists()


def test_the_author_takes_it_back_while_a_moderator_publishes_it() -> None:
    moderator = people.make_moderator()
    question = ask(ConferenceFactory())
    item = people.item_of(question, "question")
    acts = [
        lambda: outcome(lambda: withdraw(question)),
        lambda: outcome(lambda: people.approve_item(item, moderator)),
    ]
    said = at_once(acts)
    assert said[0] == "done"
    after = now(question)
    assert after.state == QuestionState.WITHDRAWN
    assert not after.public_texts.filter(withdrawn_at=None).exists()
    assert not ModeratedText.objects.filter(kind="question").exists()
