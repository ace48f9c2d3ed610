"""The page of one question: whole, a stone, or nothing at all."""

from django.utils import timezone

import pytest

from conferences.models import Conference, ConferenceQuestion
from conferences.states import QuestionState
from tests.factories.conferences import (
    CommentFactory,
    ConferenceFactory,
    QuestionAnswerFactory,
    QuestionFactory,
    make_conference_pages,
)
from tests.factories.moderation import make_grounds
from tests.factories.people import make_citizen

pytestmark = pytest.mark.django_db

NOW = timezone.now()
WORDS = "Когда построят мост?"


@pytest.fixture
def conference() -> Conference:
    row = ConferenceFactory()
    make_conference_pages(row)
    return row


def address(question: ConferenceQuestion, code: str = "en") -> str:
    return f"/{code}/conferences/{question.conference.key}/questions/{question.number}/"


def shown(client, question: ConferenceQuestion, code: str = "en") -> str:
    response = client.get(address(question, code))
    assert response.status_code == 200
    return response.content.decode()


@pytest.mark.parametrize("code", ["kk", "ru", "en"])
def test_published_is_whole(client, conference, code: str) -> None:
    question = QuestionFactory(conference=conference, words=WORDS)
    QuestionAnswerFactory(question=question, body="Через год.")
    CommentFactory(question=question, words="Поддерживаю")
    html = shown(client, question, code)
    for words in (WORDS, "Через год.", "Поддерживаю"):
        assert words in html
    assert 'name="robots"' not in html


def test_merged_is_a_stone_that_leads_on_and_keeps_its_comments(client, conference) -> None:
    target = QuestionFactory(conference=conference, words="Главный вопрос")
    source = QuestionFactory(conference=conference, words=WORDS)
    CommentFactory(question=source, words="Поддерживаю")
    ConferenceQuestion.objects.filter(pk=source.pk).update(
        state=QuestionState.MERGED, merged_into=target
    )
    html = shown(client, source)
    assert f"Question {source.number} was joined to question {target.number}." in html
    assert f'href="{address(target)}"' in html
    assert WORDS in html
    assert "Поддерживаю" in html
    assert f"№ {source.number}" in shown(client, target)
    page = client.get(f"/en/conferences/{conference.key}/").content.decode()
    assert f'href="{address(source)}"' in page
    assert WORDS not in page


@pytest.mark.parametrize(
    ("state", "stone"),
    [
        (QuestionState.WITHDRAWN, "The author took this question back."),
        (QuestionState.REFUSED, "This question was taken down"),
        (QuestionState.PENDING, "A moderator is looking at this question again."),
    ],
)
def test_what_left_the_page_is_a_stone_without_words(client, conference, state, stone) -> None:
    question = QuestionFactory(
        conference=conference, words=WORDS, original=WORDS, author=make_citizen()
    )
    CommentFactory(question=question, words="Поддерживаю")
    ConferenceQuestion.objects.filter(pk=question.pk).update(state=state)
    html = shown(client, question)
    assert stone in html
    assert 'name="robots" content="noindex"' in html
    assert WORDS not in html
    assert "Поддерживаю" not in html
    assert question.author_public_name not in html


def test_stone_names_a_public_ground(client, conference) -> None:
    ground = make_grounds()["insult"]
    question = QuestionFactory(conference=conference, state="refused", refusal_ground=ground)
    assert f"The ground: {ground.title_en}." in shown(client, question)
    ground.is_public = False
    ground.save()
    assert ground.title_en not in shown(client, question)


@pytest.mark.parametrize("state", ["pending", "refused"])
def test_never_public_is_found_by_its_author_alone(client, conference, state: str) -> None:
    author = make_citizen()
    question = QuestionFactory(
        conference=conference, hidden=True, original=WORDS, author=author, words__withdrawn_at=NOW
    )
    ConferenceQuestion.objects.filter(pk=question.pk).update(state=state)
    assert client.get(address(question)).status_code == 404
    client.force_login(make_citizen())
    assert client.get(address(question)).status_code == 404
    client.force_login(author)
    assert WORDS in shown(client, question)


def test_nothing_of_planned_conferences_and_made_up_numbers(client, conference) -> None:
    planned = ConferenceFactory(planned=True)
    make_conference_pages(planned)
    assert client.get(address(QuestionFactory(conference=planned))).status_code == 404
    question = QuestionFactory(conference=conference)
    base = address(question).rsplit("/", 2)[0]
    for number in ("0", "99", str(2**31), "9" * 40, "one", "-1"):
        assert client.get(f"{base}/{number}/").status_code == 404, number
    assert client.post(address(question)).status_code == 405


@pytest.mark.parametrize("who", ["visitor", "citizen"])
def test_costs_the_same_with_one_comment_and_ten(
    client, conference, who: str, django_assert_max_num_queries
) -> None:
    question = QuestionFactory(conference=conference)
    if who == "citizen":
        client.force_login(make_citizen())

    def cost() -> int:
        shown(client, question)
        with django_assert_max_num_queries(60) as seen:
            shown(client, question)
        return len(seen)

    CommentFactory(question=question)
    few = cost()
    for _ in range(9):
        CommentFactory(question=question)
        QuestionAnswerFactory(question=question)
    assert cost() <= few + 1  # the speakers of answers
