"""The pages of asking: nothing typed is lost, nothing is asked twice, nothing too late."""

from datetime import timedelta
from typing import Any

from django.test import Client

import pytest

from conferences.models import ConferenceQuestion, ConferenceRules, QuestionFormField, QuestionVote
from conferences.services.questions import extra_of
from conferences.states import QuestionState
from signing.drafts import draft_read
from tests.appeals import people
from tests.conferences.askers import WORDS, ask, now, published, refuse, withdraw
from tests.conferences.asking_walk import Walk, hidden, message, words_of
from tests.factories.conferences import QuestionFactory
from tests.factories.moderation import make_grounds
from tests.factories.signing import make_person

pytestmark = pytest.mark.django_db


@pytest.fixture
def walk(client: Client, sms_outbox: Any) -> Walk:
    """A citizen before the form of an open conference."""
    return Walk.begin(client, sms_outbox)


# The way


def test_from_the_conference_to_the_question_with_its_number(walk: Walk) -> None:
    assert f'href="{walk.path()}"' in words_of(walk.client.get(walk.page))
    assert walk.write()["Location"] == walk.path("check")
    page = words_of(walk.get("check"))
    assert WORDS in page
    assert "Ү. Ә. С." in page
    answer = walk.send()
    assert answer["Location"] == walk.question_path(1)
    assert walk.question.original == WORDS
    shown = words_of(walk.client.get(answer["Location"]))
    assert "has the number 1" in shown
    assert WORDS in shown


def test_the_form_is_empty_after_sending(walk: Walk) -> None:
    walk.write()
    walk.send()
    assert WORDS not in words_of(walk.get())


def test_sending_twice_makes_one_question(walk: Walk) -> None:
    walk.write()
    draft = hidden(walk.get("check"))["draft"]
    first, second = walk.post("check", draft=draft), walk.post("check", draft=draft)
    assert first["Location"] == second["Location"] == walk.question_path(1)
    walk.close()
    assert walk.post("check", draft=draft)["Location"] == walk.question_path(1)
    assert ConferenceQuestion.objects.count() == 1


def test_anothers_draft_leads_nowhere(walk: Walk) -> None:
    walk.write()
    draft = hidden(walk.get("check"))["draft"]
    walk.post("check", draft=draft)
    walk.sign_in(make_person())
    assert walk.post("check", draft=draft)["Location"] == walk.path()
    assert walk.post("check", draft="no uuid")["Location"] == walk.path()
    assert ConferenceQuestion.objects.count() == 1


def test_the_look_over_page_needs_something_to_look_over(walk: Walk) -> None:
    assert walk.get("check")["Location"] == walk.path()
    assert walk.post("check")["Location"] == walk.path()


def test_the_fields_of_the_editors_are_asked_and_kept(walk: Walk) -> None:
    for page in walk.conference.pages.all():
        page.form_fields.add(
            QuestionFormField(label="Your region", field_type="singleline", required=True)
        )
        page.save()
    assert walk.write().status_code == 422
    walk.write(extra_your_region="Sample region")
    assert "Sample region" in words_of(walk.get("check"))
    walk.send()
    assert extra_of(walk.question) == {"Your region": "Sample region"}


# Who and when


def test_a_visitor_is_told_how_to_sign_in_and_comes_back(walk: Walk) -> None:
    visitor = Client()
    page = words_of(visitor.get(walk.path()))
    assert "Sign in through egov.kz" in page
    assert "ask" in page
    assert "csrfmiddlewaretoken" not in page
    assert not ConferenceQuestion.objects.exists()


def test_what_is_sent_while_signed_out_comes_back(walk: Walk) -> None:
    owner = hidden(walk.get())["owner"]
    walk.client.logout()
    answer = walk.write("Typed while signed out?", owner=owner)
    assert "What you typed is kept" in words_of(answer)
    assert walk.post("autosave", text="x").status_code == 401
    walk.sign_in()
    assert "Typed while signed out?" in words_of(walk.get())


def test_another_person_on_the_same_computer_finds_nothing(walk: Walk) -> None:
    owner = hidden(walk.get())["owner"]
    walk.client.logout()
    walk.write("Typed while signed out?", owner=owner)
    walk.sign_in(make_person())
    assert "Typed while signed out?" not in words_of(walk.get())


@pytest.mark.parametrize("phase", ["announced", "closed", "answering", "summary", "archived"])
def test_other_phases_say_why_and_offer_the_blog(
    client: Client, sms_outbox: Any, phase: str
) -> None:
    walk = Walk.begin(client, sms_outbox, **{phase: True})
    answer = walk.get()
    assert answer.status_code == 409
    assert "ask here now" in words_of(answer)
    assert "/en/blogs/" in words_of(answer)
    assert walk.write().status_code == 409
    assert not ConferenceQuestion.objects.exists()
    page = words_of(client.get(walk.page))
    assert f'href="{walk.path()}"' not in page


def test_a_planned_conference_is_not_there(client: Client, sms_outbox: Any) -> None:
    walk = Walk.begin(client, sms_outbox, planned=True)
    for step in ("", "check", "sign"):
        assert walk.get(step).status_code == 404


def test_unknown_steps_are_not_there(walk: Walk) -> None:
    assert walk.get("no-such-step").status_code == 404
    assert walk.get("autosave").status_code == 404


def test_closed_while_writing_the_text_stays_to_be_copied(walk: Walk) -> None:
    walk.get()
    walk.close()
    answer = walk.write("Only a second too late?")
    assert answer.status_code == 409
    page = words_of(answer)
    assert "Only a second too late?" in page
    assert "Questions were taken until" in page
    assert "/en/blogs/" in page


def test_closed_between_looking_over_and_sending(walk: Walk) -> None:
    walk.write("Only a second too late?")
    draft = hidden(walk.get("check"))["draft"]
    walk.close()
    answer = walk.post("check", draft=draft)
    assert answer.status_code == 409
    assert "Only a second too late?" in words_of(answer)
    assert walk.post("autosave", text="x").status_code == 409
    assert not ConferenceQuestion.objects.exists()
    assert draft_read(walk.draft)["text"] == "Only a second too late?"


def test_reopened_by_the_editor_the_draft_goes_on(walk: Walk) -> None:
    walk.write("Does it go on?")
    walk.close()
    walk.conference.closes_at += timedelta(days=1)
    walk.conference.answers_from_at += timedelta(days=1)
    walk.conference.save()
    assert walk.send()["Location"] == walk.question_path(1)


def test_after_so_many_questions_the_page_says_so(walk: Walk) -> None:
    ConferenceRules.objects.create(pk=1, questions_each=1)
    ask(walk.conference, walk.user, "The first one?")
    assert "as many questions here" in words_of(walk.client.get(walk.page))
    walk.write()
    answer = walk.send()
    assert answer.status_code == 422
    assert "as many questions here" in message(answer)
    assert draft_read(walk.draft)["text"] == WORDS


# What is typed


@pytest.mark.parametrize(
    "text", ["", "  \n ", "\u200b\u2060", "я" * 2001], ids=["empty", "spaces", "invisible", "long"]
)
def test_what_is_no_question_is_said_at_the_field(walk: Walk, text: str) -> None:
    answer = walk.write(text)
    assert answer.status_code == 422
    assert 'href="#id_text"' in message(answer)
    if len(text) > 100:
        assert text in words_of(answer)
        assert "2001" in message(answer)


def test_markup_is_shown_as_typed(walk: Walk) -> None:
    walk.write("<b onclick=alert(1)>Why?</b> https://example.org")
    page = words_of(walk.get("check"))
    assert "&lt;b onclick=alert(1)&gt;Why?&lt;/b&gt;" in page
    assert "<b onclick" not in page
    assert 'href="https://example.org' not in page


def test_an_unknown_way_to_show_the_name_is_said(walk: Walk) -> None:
    assert walk.write(name_shown="nickname").status_code == 422


def test_what_is_typed_is_kept_by_itself_and_two_tabs_lose_nothing(walk: Walk) -> None:
    assert walk.post("autosave", text="Half a question", revision="0").status_code == 200
    assert "Half a question" in words_of(walk.get())
    walk.post("autosave", text="From the other tab", revision="0")
    assert "Half a question" in words_of(walk.get())
    walk.post("discard")
    assert "Half a question" not in words_of(walk.get())


# Similar ones


def test_similar_questions_are_offered_and_me_too_is_a_vote(walk: Walk) -> None:
    like = QuestionFactory(
        conference=walk.conference, author=make_person(), words="Когда откроют школы в районе?"
    )
    QuestionFactory(conference=walk.conference, words="Почему дорожает хлеб?")
    QuestionFactory(words="Когда откроют новую школу в нашем районе?")
    walk.write()
    page = words_of(walk.get("check"))
    assert "Когда откроют школы" in page
    assert "Почему дорожает хлеб" not in page
    assert "новую школу в нашем районе" not in page
    walk.client.post(f"{walk.question_path(like.number)}vote/", {"vote": "on"})
    assert QuestionVote.objects.filter(question=like, voter=walk.user).exists()
    assert not ConferenceQuestion.objects.filter(author=walk.user).exists()


def test_hidden_and_withdrawn_questions_are_not_offered(walk: Walk) -> None:
    QuestionFactory(conference=walk.conference, hidden=True, words="Когда откроют школы? Тайна")
    gone = QuestionFactory(
        conference=walk.conference, author=make_person(), words="Когда откроют школы? Прошло"
    )
    withdraw(gone)
    walk.write()
    page = words_of(walk.get("check"))
    assert "Тайна" not in page
    assert "Прошло" not in page


# Afterwards


def test_only_the_author_sees_what_waits(walk: Walk) -> None:
    ask(walk.conference, walk.user)
    assert WORDS in words_of(walk.client.get(walk.page))
    assert WORDS in words_of(walk.client.get(walk.question_path()))
    for other in (Client(), walk.client):
        if other is walk.client:
            walk.sign_in(make_person())
        assert WORDS not in words_of(other.get(walk.page))
        assert other.get(walk.question_path()).status_code == 404


def test_the_author_takes_it_back_on_the_page(walk: Walk) -> None:
    question = ask(walk.conference, walk.user)
    address = f"{walk.question_path()}withdraw/"
    assert address in words_of(walk.client.get(walk.page))
    walk.client.get(address)
    assert now(question).state == QuestionState.PENDING
    walk.client.post(address)
    assert now(question).state == QuestionState.WITHDRAWN
    assert address not in words_of(walk.client.get(walk.page))


@pytest.mark.parametrize("verb", ["withdraw", "objection"])
def test_anothers_question_has_no_such_address(walk: Walk, verb: str) -> None:
    make_grounds()
    question = published(walk.conference, people.make_moderator())
    address = f"{walk.question_path()}{verb}/"
    assert walk.client.post(address, {"reason": "Mine!"}).status_code == 404
    assert Client().post(address).status_code == 302
    assert now(question).state == QuestionState.PUBLISHED


def test_a_refused_author_reads_why_and_objects(walk: Walk) -> None:
    make_grounds()
    question = ask(walk.conference, walk.user)
    refuse(question, people.make_moderator())
    page = words_of(walk.client.get(walk.page))
    assert "Без брани, пожалуйста." in page
    assert "agree with this decision" in page
    address = f"{walk.question_path()}objection/"
    empty = walk.client.post(address, {"reason": " "})
    assert empty.status_code == 422
    assert WORDS in words_of(empty)
    walk.client.post(address, {"reason": "It is polite."})
    assert "You have objected." in words_of(walk.client.get(walk.page))
    again = walk.client.post(address, {"reason": "Once more."})
    assert again.status_code == 422
    assert "Once more." in words_of(again)


def test_the_page_of_a_visitor_says_nothing_of_authors(walk: Walk) -> None:
    ask(walk.conference, walk.user)
    page = words_of(Client().get(walk.page))
    assert "that others don" not in page
    assert "/withdraw/" not in page
