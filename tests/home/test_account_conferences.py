"""The account's part about conferences: one's own questions, votes and comments only."""

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

import pytest

from conferences.models import Comment, QuestionText, QuestionVote
from conferences.states import CommentState, QuestionState
from home.talk import ON_A_PAGE, SHOWN, own_talk
from tests.factories.conferences import ConferenceFactory, QuestionAnswerFactory, QuestionFactory
from tests.factories.signing import make_person

pytestmark = pytest.mark.django_db

ACCOUNT = "/en/account/"


@pytest.fixture
def person():
    return make_person()


@pytest.fixture
def browser(person):
    client = Client(headers={"accept-language": "en"})
    client.force_login(person)
    return client


def own(person, text="Когда построят мост?", **more):
    return QuestionFactory(author=person, original=text, words=text, **more)


def voted(person, **more):
    question = QuestionFactory(**more)
    QuestionVote.objects.create(question=question, voter=person)
    return question


def commented(person, text="У нас так же.", **more):
    said = {"state": CommentState.PUBLISHED, **more}
    return Comment.objects.create(
        question=QuestionFactory(), author=person, language="ru", original=text, **said
    )


def test_somebody_new_sees_the_way(browser):
    html = browser.get(ACCOUNT).content.decode()
    assert "You have taken part in no conference yet" in html
    assert "My votes" not in html


def test_only_voted_yet(browser, person):
    voted(person)
    html = browser.get(ACCOUNT).content.decode()
    assert "You have asked nothing yet." in html
    assert "You have written no comment yet." in html
    assert "You have voted for nothing yet." not in html


def test_my_questions_in_every_state(browser, person):
    target = QuestionFactory()
    rows = [
        own(person, "Ждущий вопрос?", hidden=True),
        own(person, "Публичный вопрос?"),
        own(person, "Забранный вопрос?", state=QuestionState.WITHDRAWN),
        own(
            person,
            "Слитый вопрос?",
            state=QuestionState.MERGED,
            merged_into=target,
            conference=target.conference,
        ),
    ]
    QuestionAnswerFactory(question=rows[1])
    html = browser.get(ACCOUNT).content.decode()
    for row in rows:
        assert str(row.original) in html
        assert f"/en/conferences/{row.conference.key}/questions/{row.number}/" in html
    for said in ("Waits for a moderator", "Taken back by the author", "1 answer"):
        assert said in html
    assert f"answered with № {target.number}" in html


def test_a_withdrawn_answer_is_not_counted(person):
    answer = QuestionAnswerFactory(question=own(person))
    assert own_talk(person.pk).questions.rows[0].answers == 1
    answer.withdrawn_at = answer.answered_at
    answer.save()
    assert own_talk(person.pk).questions.rows[0].answers == 0


def test_my_votes_lead_to_the_question(browser, person):
    question = voted(person, words="Вопрос, за который голосуют?")
    html = browser.get(ACCOUNT).content.decode()
    assert "Вопрос, за который голосуют?" in html
    assert f"/en/conferences/{question.conference.key}/questions/{question.number}/" in html


def test_words_that_left_the_public_do_not_come_back_through_a_vote(browser, person):
    gone = voted(person, words="Это убрали?", state=QuestionState.WITHDRAWN)
    QuestionText.objects.filter(question=gone).update(withdrawn_at=gone.asked_at)
    pending = voted(person, words="Это проверяют?", state=QuestionState.PENDING)
    html = browser.get(ACCOUNT).content.decode()
    assert "Это убрали?" not in html
    assert "Это проверяют?" not in html
    assert html.count("A question that isn&#x27;t public any more") == 2 or (
        html.count("A question that isn't public any more") == 2
    )
    assert {row.number for row in own_talk(person.pk).votes.rows} == {gone.number, pending.number}


def test_my_comments_in_every_state(browser, person):
    shown = commented(person, "Мой видимый.")
    waits = commented(person, "Мой ждущий.", state=CommentState.PENDING)
    html = browser.get(ACCOUNT).content.decode()
    assert f"#comment-{shown.public_id}" in html
    assert "Мой ждущий." in html
    assert str(waits.public_id) in html


def test_nothing_of_others(browser, person):
    other = make_person()
    own(other, "Чужой вопрос?", hidden=True)
    voted(other, words="Чужой голос?")
    commented(other, "Чужой комментарий.", state=CommentState.PENDING)
    html = browser.get(ACCOUNT).content.decode()
    assert "Чуж" not in html
    assert "You have taken part in no conference yet" in html


def test_the_newest_stand_here(person):
    conference = ConferenceFactory()
    for number in range(1, SHOWN + 3):
        own(person, f"Вопрос {number}?", conference=conference, number=number)
    part = own_talk(person.pk).questions
    assert (len(part.rows), part.has_more) == (SHOWN, True)
    assert part.rows[0].number == SHOWN + 2
    assert part.count == str(SHOWN + 2)


def test_the_overview_leads_to_all_of_them(browser, person):
    conference = ConferenceFactory()
    for number in range(1, SHOWN + 1):
        own(person, f"Вопрос {number}?", conference=conference, number=number)
    assert "/en/account/questions/" not in browser.get(ACCOUNT).content.decode()
    own(person, "Ещё вопрос?", conference=conference, number=99)
    html = browser.get(ACCOUNT).content.decode()
    assert 'href="/en/account/questions/"' in html
    assert f"All ({SHOWN + 1})" in html


@pytest.mark.parametrize(
    ("kind", "make"), [("questions", own), ("votes", voted), ("comments", commented)]
)
def test_pages_hold_each_line_once_and_nobody_else_s(browser, person, kind, make):
    other = make_person()
    for _ in range(ON_A_PAGE + 3):
        make(person)
        make(other)
    seen, url, sizes = [], f"/en/account/{kind}/", []
    while url:
        answer = browser.get(url)
        rows = answer.context["rows"]
        seen += [row.url for row in rows]
        sizes.append(len(rows))
        older = answer.context["pager"].older_url
        url = f"/en/account/{kind}/{older}" if older else ""
    assert sizes == [ON_A_PAGE, 3]
    assert len(set(seen)) == ON_A_PAGE + 3
    assert "no-store" in answer["Cache-Control"]


@pytest.mark.parametrize("kind", ["questions", "votes", "comments"])
def test_pages_of_nothing_made_up_cursors_and_visitors(browser, kind):
    page = f"/en/account/{kind}/"
    assert "Nothing here yet" in browser.get(page).content.decode()
    assert browser.get(page, {"cursor": "nonsense"}).status_code == 404
    assert browser.post(page).status_code == 405
    assert Client().get(page).status_code == 302


@pytest.mark.engine
def test_the_same_number_of_queries_for_one_and_for_ten(person):
    def add():
        own(person)
        voted(person)
        commented(person)

    def queries() -> int:
        with CaptureQueriesContext(connection) as caught:
            own_talk(person.pk)
        return len(caught)

    add()
    one = queries()
    for _ in range(9):
        add()
    assert queries() == one
    assert one <= 8
