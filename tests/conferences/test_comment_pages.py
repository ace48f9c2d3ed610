"""The doors of comments on the page: forms, errors at the field, what is typed is kept."""

from django.test import Client
from django.urls import reverse

import pytest
from pytest_django.asserts import assertContains, assertNotContains, assertRedirects

from accounts.models import User
from conferences.models import Comment, CommentReport, ConferenceQuestion
from conferences.projections.comment import question_url
from conferences.states import CommentsModerated, CommentState, QuestionState
from moderation.models import ModerationObjection
from tests.conferences.talkers import TEXT, hide, make_moderator, refuse, withdraw, write
from tests.factories.conferences import ConferenceFactory, QuestionFactory, make_conference_pages
from tests.factories.people import make_citizen

pytestmark = pytest.mark.django_db


@pytest.fixture
def question() -> ConferenceQuestion:
    conference = ConferenceFactory(comments_moderated=CommentsModerated.AFTER)
    make_conference_pages(conference)
    return QuestionFactory(conference=conference, author=make_citizen())


@pytest.fixture
def citizen(client):
    user = make_citizen()
    client.force_login(user)
    return user


def page_of(question: ConferenceQuestion) -> str:
    return question_url(question.conference.key, question.number)


def door(question: ConferenceQuestion) -> str:
    return reverse("conference_comment", args=[question.conference.key, question.number])


def act_on(comment: Comment, act: str) -> str:
    question = comment.question
    args = [question.conference.key, question.number, comment.public_id]
    return reverse(f"conference_comment_{act}", args=args)


def test_written_it_stands_on_the_question_s_page(client, question, citizen):
    response = client.post(door(question), {"text": TEXT, "name_shown": "initials"})
    comment = Comment.objects.get()
    assertRedirects(response, f"{page_of(question)}#comment-{comment.public_id}")
    assertContains(Client().get(page_of(question)), TEXT)


def test_a_reply_is_written_under_its_comment(client, question, citizen):
    first = write(question, make_citizen())
    client.post(door(question), {"text": "И у нас", "parent": str(first.public_id)})
    assert Comment.objects.get(parent=first).author == citizen


@pytest.mark.parametrize("parent", ["x", "00000000-0000-4000-8000-000000000000"])
def test_a_reply_to_nothing_is_refused_and_kept(client, question, citizen, parent):
    page = client.post(door(question), {"text": "И у нас", "parent": parent})
    assert page.status_code == 422
    assert not Comment.objects.exists()


def test_what_is_wrong_stands_at_the_field_and_nothing_typed_is_lost(client, question, citizen):
    typed = "Слишком длинно " * 80
    page = client.post(door(question), {"text": typed, "name_shown": "full"})
    assertContains(page, typed.strip(), status_code=422)
    assertContains(page, "field-error", status_code=422)
    assertContains(page, '<option value="full" selected>', status_code=422)
    assert not Comment.objects.exists()


def test_markup_in_a_comment_is_text_on_the_page(client, question, citizen):
    client.post(door(question), {"text": "<img src=x onerror=alert(1)> <b>да</b>"})
    page = Client().get(page_of(question)).content.decode()
    assert "&lt;b&gt;да&lt;/b&gt;" in page
    assert "<img src=x" not in page
    assert "<b>да" not in page


def test_an_address_in_a_comment_is_no_link(client, question, citizen):
    client.post(door(question), {"text": "Смотрите https://example.org/x тут"})
    comment = Comment.objects.get()
    approve_page = Client().get(page_of(question)).content.decode()
    assert 'href="https://example.org' not in approve_page
    assert comment.original == "Смотрите https://example.org/x тут"


def test_a_visitor_reads_signs_in_and_finds_no_form(question):
    write(question, make_citizen())
    page = Client().get(page_of(question))
    assertContains(page, TEXT)
    assertNotContains(page, "<textarea")
    assertNotContains(page, "csrfmiddlewaretoken")
    response = Client().post(door(question), {"text": "Да"})
    assert response.status_code == 302
    assert "next=" in response["Location"]
    assert Comment.objects.count() == 1


def test_it_takes_a_token_and_a_post(client, question, citizen):
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(citizen)
    assert strict.post(door(question), {"text": "Да"}).status_code == 403
    assert client.get(door(question)).status_code == 405
    assert not Comment.objects.exists()


def test_on_a_question_taken_back_nobody_comments(client, question, citizen):
    ConferenceQuestion.objects.update(state=QuestionState.WITHDRAWN)
    page = client.post(door(question), {"text": "Да"})
    assert page.status_code == 422
    assert not Comment.objects.exists()


def test_a_cancelled_conference_takes_nothing(client, citizen):
    conference = ConferenceFactory(cancelled=True)
    make_conference_pages(conference)
    question = QuestionFactory(conference=conference)
    assert client.post(door(question), {"text": "Да"}).status_code == 422
    assert not Comment.objects.exists()


def test_reported_twice_it_says_the_same(client, question, citizen):
    comment = write(question, make_citizen())
    said = [client.post(act_on(comment, "report"), {"note": "Грубо"}) for _ in range(2)]
    assert said[0]["Location"] == said[1]["Location"]
    assert CommentReport.objects.count() == 1


def test_a_report_that_is_too_long_is_kept_at_its_field(client, question, citizen):
    comment = write(question, make_citizen())
    page = client.post(act_on(comment, "report"), {"note": "щ" * 501})
    assertContains(page, "щ" * 501, status_code=422)
    assert not CommentReport.objects.exists()


def test_of_what_one_can_t_see_there_is_nothing_to_report(client, question, citizen):
    type(question.conference).objects.update(comments_moderated=CommentsModerated.BEFORE)
    waiting = write(question, make_citizen())
    elsewhere = write(QuestionFactory(conference__comments_moderated="after"), make_citizen())
    assert client.post(act_on(waiting, "report")).status_code == 404
    other = reverse(
        "conference_comment_report",
        args=[question.conference.key, question.number, elsewhere.public_id],
    )
    assert client.post(other).status_code == 404
    assert not CommentReport.objects.exists()


def test_taken_back_by_its_author_a_stone_stays(client, question, citizen):
    comment = write(question, citizen)
    assertRedirects(client.post(act_on(comment, "withdraw")), f"{page_of(question)}#talk")
    page = Client().get(page_of(question))
    assertNotContains(page, TEXT)
    assertContains(page, "comment--stone")


@pytest.mark.parametrize("act", ["withdraw", "objection"])
def test_somebody_else_s_comment_isn_t_there_to_act_on(client, question, citizen, act):
    comment = write(question, make_citizen())
    assert client.post(act_on(comment, act), {"reason": "Нет"}).status_code == 404
    comment.refresh_from_db()
    assert comment.state == CommentState.PUBLISHED


def test_hidden_the_stone_says_why_and_its_author_objects(client, question, citizen):
    comment = hide(write(question, citizen), make_moderator(), note="Только автору")
    stone = Client().get(page_of(question))
    assertContains(stone, comment.ground.localized("title", "kk"))
    assertNotContains(stone, TEXT)
    assertNotContains(stone, "Только автору")
    mine = client.get(page_of(question))
    assertContains(mine, TEXT)
    assertContains(mine, "Только автору")
    empty = client.post(act_on(comment, "objection"), {"reason": ""})
    assertContains(empty, "field-error", status_code=422)
    client.post(act_on(comment, "objection"), {"reason": "Я не ругался"})
    assert ModerationObjection.objects.get().reason == "Я не ругался"


def test_a_refused_one_is_seen_by_its_author_alone(client, question, citizen):
    type(question.conference).objects.update(comments_moderated=CommentsModerated.BEFORE)
    refuse(write(question, citizen), make_moderator())
    assertContains(client.get(page_of(question)), TEXT)
    stranger = Client()
    stranger.force_login(make_citizen())
    for other in (Client(), stranger):
        page = other.get(page_of(question))
        assertNotContains(page, TEXT)
        assertNotContains(page, "comment--stone")


def test_the_conference_page_shows_first_threads_and_the_way_to_the_rest(client, question):
    for number in range(4):
        write(question, make_citizen(), f"Мнение {number}")
    page = Client().get(f"/kk/conferences/{question.conference.key}/")
    assertContains(page, "Мнение 2")
    assertNotContains(page, "Мнение 3")
    assertContains(page, f"{page_of(question)}#talk")
    assertNotContains(page, "csrfmiddlewaretoken")


def test_taken_back_twice_is_told_and_changes_nothing(client, question, citizen):
    comment = write(question, citizen)
    withdraw(comment, citizen)
    response = client.post(act_on(comment, "withdraw"))
    assert response.status_code == 302
    comment.refresh_from_db()
    assert comment.state == CommentState.WITHDRAWN


def test_the_form_begins_with_the_name_chosen_in_the_settings(client, question, citizen):
    for chosen in ("hidden", "full"):
        User.objects.filter(pk=citizen.pk).update(name_shown=chosen)
        assertContains(client.get(page_of(question)), f'<option value="{chosen}" selected>')
