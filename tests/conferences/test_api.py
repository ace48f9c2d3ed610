"""Conferences for other programs: what the pages say, and no more."""

from datetime import timedelta
from typing import Any

from django.utils import timezone

import pytest

from accounts.models import RoleKind
from conferences.models import Comment, CommentText, Conference, ConferenceQuestion, QuestionVote
from conferences.phases import Phase
from conferences.selectors.figures import figures_of
from conferences.states import CommentState, QuestionState
from moderation.models import Ground
from tests.factories.conferences import (
    DAY,
    ConferenceFactory,
    QuestionAnswerFactory,
    QuestionFactory,
    SpeakerFactory,
    make_conference_pages,
)
from tests.factories.people import make_citizen, make_staff

pytestmark = pytest.mark.django_db

API = "/api/v1/conferences"
TRAITS = {
    "announced": Phase.ANNOUNCED,
    "": Phase.OPEN,
    "closed": Phase.CLOSED,
    "answering": Phase.ANSWERING,
    "summary": Phase.SUMMARY,
    "archived": Phase.ARCHIVED,
    "cancelled": Phase.CANCELLED,
}


def made(trait: str = "", **values: Any) -> Conference:
    conference = ConferenceFactory(**({trait: True} if trait else {}), **values)
    make_conference_pages(conference)
    return conference


def data(client, path: str) -> Any:
    response = client.get(f"{API}{path}", headers={"accept-language": "en"})
    assert response.status_code == 200, response.content
    return response.json()


def comment(question: ConferenceQuestion, body: str, **values: Any) -> Comment:
    """A public comment, or whatever ``values`` make of it, with the counter as services keep it."""
    row = Comment.objects.create(
        question=question,
        author=values.pop("author", None) or make_citizen(),
        author_public_name="А. Б.",
        language="ru",
        original=f"{body} Собственные слова.",
        **{"state": CommentState.PUBLISHED, "published_at": timezone.now(), **values},
    )
    if row.state == CommentState.PUBLISHED:
        CommentText.objects.create(comment=row, version=1, language="ru", body=body)
        ConferenceQuestion.objects.filter(pk=question.pk).update(
            comments=question.comment_rows.filter(state=CommentState.PUBLISHED).count()
        )
    return row


@pytest.mark.parametrize("trait", TRAITS)
def test_phase_is_the_same_on_page_in_the_api_and_in_the_cms(client, trait: str) -> None:
    conference = made(trait)
    phase = data(client, f"/{conference.key}")["phase"]
    assert phase == TRAITS[trait]
    (listed,) = data(client, "")["items"]
    assert listed["phase"] == phase
    live = data(client, f"/{conference.key}/live")
    assert live["phase"] == phase
    label = str(Phase(phase).label)
    assert label in client.get(f"/en/conferences/{conference.key}/").content.decode()
    client.force_login(make_staff(RoleKind.EDITOR, conference.agency))
    desk = client.get(
        f"/cms/conferences/{conference.key}/", headers={"accept-language": "en"}
    ).content.decode()
    assert f"conf-phase--{phase}" in desk


def test_a_moved_clock_moves_all_faces_at_once(client) -> None:
    conference = made()
    QuestionFactory(conference=conference)
    assert data(client, f"/{conference.key}")["takes_questions"]
    now = timezone.now()
    Conference.objects.filter(pk=conference.pk).update(
        closes_at=now - timedelta(seconds=1), answers_from_at=now + DAY
    )
    moved = data(client, f"/{conference.key}")
    assert (moved["phase"], moved["takes_questions"]) == ("closed", False)
    page = client.get(f"/en/conferences/{conference.key}/").content.decode()
    assert str(Phase.CLOSED.label) in page


def test_planned_and_unpublished_are_nothing(client) -> None:
    planned, no_page = made("planned"), ConferenceFactory()
    for key in (planned.key, no_page.key, "nothing"):
        QuestionFactory(conference=planned, number=1) if key == planned.key else None
        for path in ("", "/figures", "/questions", "/questions/1", "/questions/1/comments"):
            response = client.get(f"{API}/{key}{path}")
            assert response.status_code == 404, path
            assert response["Content-Type"] == "application/problem+json"


def test_detail_says_promise_figures_and_files(client) -> None:
    conference = made("answering", promised=1)
    question = QuestionFactory(conference=conference)
    QuestionFactory(conference=conference)
    left = SpeakerFactory(conference=conference, left_at=timezone.now())
    QuestionAnswerFactory(question=question, speaker=left)
    found = data(client, f"/{conference.key}")
    assert found["promise"] | {"due_at": ""} == {
        "most": 1,
        "promised": 1,
        "answered": 1,
        "answered_in_time": 1,
        "due_at": "",
        "late": False,
        "late_days": 0,
    }
    assert found["figures"]["questions"] == 2
    assert found["speakers"] == [
        {"person": left.person_en, "title": left.title_en, "has_left": True}
    ]
    assert client.get(found["minutes_url"]).status_code == 200
    assert client.get(found["calendar_url"]).status_code == 200
    assert found["documents"] == []
    assert found["time_changes"] == []


@pytest.mark.parametrize("trait", ["announced", "cancelled"])
def test_without_questions_there_are_no_figures(client, trait: str) -> None:
    conference = made(trait)
    QuestionFactory(conference=conference)
    assert data(client, f"/{conference.key}")["figures"] is None
    assert client.get(f"{API}/{conference.key}/figures").status_code == 404


def test_figures_count_people_once_and_nothing_hidden(client) -> None:
    conference = made()
    asker, voter = make_citizen(), make_citizen()
    first = QuestionFactory(conference=conference, author=asker, votes=2)
    second = QuestionFactory(conference=conference, author=asker, votes=1)
    for row, person in ((first, voter), (first, asker), (second, voter)):
        QuestionVote.objects.create(question=row, voter=person)
    comment(first, "Хороший вопрос", author=voter)
    comment(first, "Ждёт", author=make_citizen(), state=CommentState.PENDING, published_at=None)
    hidden = QuestionFactory(conference=conference, hidden=True, author=make_citizen(), votes=5)
    QuestionVote.objects.create(question=hidden, voter=make_citizen())
    QuestionAnswerFactory(question=hidden)
    QuestionAnswerFactory(question=first)
    assert data(client, f"/{conference.key}/figures") == {
        "questions": 2,
        "merged": 0,
        "answers": 1,
        "comments": 1,
        "votes": 3,
        "participants": 2,
    }


def test_figures_cost_three_queries(django_assert_num_queries) -> None:
    conference = made()
    for _ in range(3):
        comment(QuestionFactory(conference=conference), "Да")
    with django_assert_num_queries(3):
        assert figures_of(conference).participants == 3


def test_a_question_says_where_it_stands(client) -> None:
    conference = made("answering", promised=1, recording_url="https://example.org/film")
    target = QuestionFactory(conference=conference, place="done")
    source = QuestionFactory(conference=conference, words="То же самое")
    ConferenceQuestion.objects.filter(pk=source.pk).update(
        state=QuestionState.MERGED, merged_into=target
    )
    QuestionAnswerFactory(question=target, time_mark=61)
    found = data(client, f"/{conference.key}/questions/{target.number}")
    assert (found["state"], found["place"], found["promised"]) == ("published", "done", True)
    assert found["merged"] == [source.number]
    assert found["answers"][0]["time_mark"] == 61
    assert found["answers"][0]["recording_url"].startswith("https://example.org/film")
    assert client.get(found["url"]).status_code == 200
    merged = data(client, f"/{conference.key}/questions/{source.number}")
    assert (merged["state"], merged["merged_into"]) == ("merged", target.number)
    assert merged["text"] == "То же самое"
    listed = data(client, f"/{conference.key}/questions")["items"]
    assert [row["number"] for row in listed] == [target.number]


def test_late_is_said_of_the_question_and_of_the_conference(client) -> None:
    conference = made("", announced_at=timezone.now() - 14 * DAY, promised=1)
    question = QuestionFactory(conference=conference)
    assert data(client, f"/{conference.key}")["promise"]["late"]
    assert data(client, f"/{conference.key}/questions/{question.number}")["late"]


@pytest.mark.parametrize("state", [QuestionState.WITHDRAWN, QuestionState.REFUSED])
def test_what_was_public_leaves_a_stone_without_words(client, state: str) -> None:
    conference = made()
    question = QuestionFactory(
        conference=conference, words="Слова, которых больше нет", original="Собственные слова"
    )
    QuestionAnswerFactory(question=question, body="Ответ на них")
    ConferenceQuestion.objects.filter(pk=question.pk).update(state=state)
    found = data(client, f"/{conference.key}/questions/{question.number}")
    assert (found["text"], found["author"], found["answers"]) == ("", "", [])
    assert found["stone"]
    assert data(client, f"/{conference.key}/questions")["items"] == []


def test_what_never_was_public_is_nothing(client) -> None:
    conference = made()
    question = QuestionFactory(conference=conference, hidden=True, original="Собственные слова")
    for path in ("", "/comments"):
        url = f"{API}/{conference.key}/questions/{question.number}{path}"
        assert client.get(url).status_code == 404
        client.force_login(make_citizen())
        assert client.get(url).status_code == 404


@pytest.mark.parametrize("number", ["0", "99", "99999999999999999999", "-1", "one"])
def test_numbers_nobody_has(client, number: str) -> None:
    conference = made()
    QuestionFactory(conference=conference)
    for path in ("", "/comments"):
        response = client.get(f"{API}/{conference.key}/questions/{number}{path}")
        assert response.status_code == 404, number


def test_comments_with_replies_and_stones(client) -> None:
    conference = made()
    question = QuestionFactory(conference=conference)
    first = comment(question, "Поддерживаю")
    comment(question, "И я", parent=first, level=1)
    ground = Ground.objects.first()
    comment(question, "Грубость", state=CommentState.HIDDEN, ground=ground)
    comment(question, "Ждёт", state=CommentState.PENDING, published_at=None)
    found = data(client, f"/{conference.key}/questions/{question.number}/comments")
    assert [row["text"] for row in found["items"]] == ["Поддерживаю", ""]
    assert [row["text"] for row in found["items"][0]["replies"]] == ["И я"]
    assert found["items"][1]["stone"]
    assert (found["next"], found["previous"]) == (None, None)
    text = str(found)
    for hidden in ("Грубость", "Ждёт", "Собственные"):
        assert hidden not in text


def test_own_comments_are_the_pages_business(client) -> None:
    """The API reads as nobody, whoever asks: an author's waiting words aren't in it."""
    conference, author = made(), make_citizen()
    question = QuestionFactory(conference=conference)
    comment(question, "Ждёт", author=author, state=CommentState.PENDING, published_at=None)
    client.force_login(author)
    assert data(client, f"/{conference.key}/questions/{question.number}/comments")["items"] == []


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("?tab=nothing", 422),
        ("?year=1", 422),
        ("?year=abc", 422),
        ("?answered=perhaps", 422),
        (f"?q={'a' * 201}", 422),
        ("?cursor=made-up", 422),
        ("/{key}/questions?limit=0", 422),
        ("/{key}/questions?cursor=made-up", 422),
        ("/{key}/questions/1/comments?cursor=made-up", 422),
    ],
)
def test_bad_filters_are_problems(client, path: str, status: int) -> None:
    conference = made()
    QuestionFactory(conference=conference)
    response = client.get(f"{API}{path.format(key=conference.key)}")
    assert response.status_code == status
    assert response["Content-Type"] == "application/problem+json"


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
@pytest.mark.parametrize("path", ["", "/questions", "/questions/1", "/questions/1/comments"])
def test_nothing_is_written(client, path: str, method: str) -> None:
    conference = made()
    QuestionFactory(conference=conference)
    client.force_login(make_citizen())
    response = getattr(client, method)(f"{API}/{conference.key}{path}")
    assert response.status_code == 405
    assert response["Content-Type"] == "application/problem+json"


def test_filters_narrow_the_list(client) -> None:
    answered, silent = made("summary"), made("summary")
    QuestionAnswerFactory(question=QuestionFactory(conference=answered))
    for page in silent.pages.all():
        page.save_revision().publish()

    def keys(query: str) -> set[str]:
        return {row["key"] for row in data(client, f"?{query}")["items"]}

    year = timezone.localtime(answered.opens_at).year
    assert keys("answered=true") == {answered.key}
    assert keys(f"agency={silent.agency.key}&year={year}") == {silent.key}
    assert keys(f"year={year - 5}") == set()
    assert keys("q=theme&tab=past") == {silent.key}
    assert keys("q=unheard") == set()


@pytest.mark.parametrize("path", ["", "/questions", "/questions/1", "/questions/1/comments"])
def test_the_same_cost_for_one_and_ten(client, path: str, django_assert_max_num_queries) -> None:
    conference = made()

    def more() -> None:
        question = QuestionFactory(conference=conference)
        QuestionAnswerFactory(question=question)
        first = conference.questions.get(number=1)
        comment(first, "Да", parent=comment(first, "Поддерживаю"), level=1)
        SpeakerFactory(conference=conference)

    def cost() -> int:
        url = f"{API}/{conference.key}{path}"
        client.get(url)
        with django_assert_max_num_queries(40) as seen:
            assert client.get(url).status_code == 200
        return len(seen)

    more()
    few = cost()
    for _ in range(9):
        more()
    assert cost() == few
