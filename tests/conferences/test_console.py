"""The console in the CMS and the speaker's view: who comes in, what is shown and pressed."""

from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

import pytest

from accounts.models import RoleKind
from conferences.models import ConferenceQuestion
from conferences.states import Place, QuestionState
from moderation.models import ModeratedText
from tests.conferences.hall import (
    ANSWER,
    answer,
    ask,
    cancel,
    make_hall,
    make_stranger,
    merge,
    standing,
)
from tests.conferences.talkers import make_moderator, make_staff
from tests.factories.conferences import SpeakerFactory, make_conference_pages
from tests.factories.moderation import make_grounds
from tests.factories.people import make_citizen

pytestmark = pytest.mark.django_db


@pytest.fixture
def hall():
    hall = make_hall()
    make_conference_pages(hall.conference)
    return hall


def url(hall, name="", *args):
    return reverse(f"conference_console{name}", args=[hall.conference.key, *args])


def view_url(hall, name="", *args):
    return reverse(f"conference_speaker{name}", args=[hall.conference.key, *args])


def refreshed(question):
    return ConferenceQuestion.objects.get(pk=question.pk)


def page_of(client, address):
    response = client.get(address)
    assert response.status_code == 200
    return response.content.decode()


def move(client, hall, question, where, **headers):
    address = url(hall, "_place", question.number)
    return client.post(address, {"place": where}, headers=headers)


@pytest.mark.parametrize("kind", [RoleKind.EDITOR, RoleKind.CLERK, RoleKind.HEAD, "moderator"])
def test_who_keeps_the_console_comes_in(client, hall, kind):
    who = make_moderator() if kind == "moderator" else make_staff(kind, hall.conference.agency)
    client.force_login(who)
    assert hall.conference.theme_kk in page_of(client, url(hall))
    assert client.get(reverse("conference_consoles")).status_code == 200


@pytest.mark.parametrize("who", ["stranger", "operator"])
def test_for_other_staff_there_is_no_console(client, hall, who):
    question = ask(hall)
    client.force_login(make_stranger() if who == "stranger" else make_staff(RoleKind.OPERATOR))
    for address in (url(hall), url(hall, "_part"), url(hall, "_merge", question.number)):
        assert client.get(address).status_code == 404
    assert move(client, hall, question, Place.NOW).status_code == 404
    assert client.post(url(hall, "_queue"), {"do": "freeze"}).status_code == 404
    assert refreshed(question).place == Place.QUEUE


@pytest.mark.parametrize("who", ["visitor", "citizen", "speaker"])
def test_people_without_a_role_do_not_enter_the_cms(client, hall, who):
    question = ask(hall)
    if who != "visitor":
        client.force_login(make_citizen() if who == "citizen" else hall.speaker)
    assert client.get(url(hall)).status_code in (302, 403, 404)
    move(client, hall, question, Place.NOW)
    assert refreshed(question).place == Place.QUEUE


def test_no_console_before_it_is_announced(client):
    hall = make_hall(planned=True)
    client.force_login(hall.clerk)
    assert client.get(url(hall)).status_code == 404


def test_only_who_may_answer_is_led_there(client, hall):
    address = view_url(hall, "_question", ask(hall).number)
    for who, is_led in ((hall.clerk, True), (make_moderator(), False)):
        client.force_login(who)
        assert (address in page_of(client, url(hall))) is is_led


@pytest.mark.parametrize("phase", ["summary", "archived", "cancelled"])
def test_afterwards_there_is_nothing_to_press(client, phase):
    hall = make_hall(**{phase: True})
    question = ask(hall)
    client.force_login(hall.clerk)
    page = page_of(client, url(hall))
    assert 'name="place"' not in page
    assert 'name="do"' not in page
    move(client, hall, question, Place.NOW)
    assert refreshed(question).place == Place.QUEUE


def test_the_console_shows_public_words_only(client, hall):
    ask(hall, words="Видно всем", original="Секретные слова автора")
    hidden = ask(hall, words="Ждёт модератора", state=QuestionState.PENDING, published_at=None)
    client.force_login(hall.clerk)
    page = page_of(client, url(hall))
    assert "Видно всем" in page
    assert "Секретные слова" not in page
    assert "Ждёт модератора" not in page
    assert f'id="q-{hidden.number}"' not in page


def test_a_question_goes_through_the_hall(client, hall):
    question = ask(hall)
    client.force_login(hall.clerk)
    for where in (Place.SENT, Place.NOW, Place.DONE, Place.QUEUE):
        assert move(client, hall, question, where).status_code == 302
        assert refreshed(question).place == where


def test_a_refusal_is_told_and_nothing_moves(client, hall):
    question = ask(hall, place=Place.DONE)
    client.force_login(hall.clerk)
    response = client.post(url(hall, "_place", question.number), {"place": Place.SENT}, follow=True)
    assert response.status_code == 200
    assert [message.level_tag for message in response.context["messages"]] == ["error"]
    assert refreshed(question).place == Place.DONE


def test_the_script_gets_the_changed_part(client, hall):
    question = ask(hall)
    client.force_login(hall.clerk)
    response = move(client, hall, question, Place.NOW, **{"X-Part": "yes"})
    assert response.status_code == 200
    assert "<html" not in response.content.decode()
    assert response.headers["ETag"]
    move(client, hall, question, Place.DONE)
    refused = move(client, hall, question, Place.SENT, **{"X-Part": "yes"})
    assert (refused.status_code, bool(refused.headers["ETag"])) == (409, True)


@pytest.mark.parametrize("where", ["", "roof"])
def test_a_place_that_does_not_exist(client, hall, where):
    client.force_login(hall.clerk)
    assert move(client, hall, ask(hall), where).status_code == 404


def test_nothing_is_pressed_by_reading(client, hall):
    question = ask(hall)
    client.force_login(hall.clerk)
    assert client.get(url(hall, "_place", question.number)).status_code == 405
    assert client.get(url(hall, "_queue")).status_code == 405


def test_the_order_is_frozen_and_released(client, hall):
    client.force_login(hall.clerk)
    for do, frozen in (("freeze", True), ("unfreeze", False)):
        assert client.post(url(hall, "_queue"), {"do": do}).status_code == 302
        hall.conference.refresh_from_db()
        assert bool(hall.conference.frozen_at) is frozen
    client.post(url(hall, "_queue"), {"do": "time"})
    hall.conference.refresh_from_db()
    assert hall.conference.queue_order == "time"
    assert client.post(url(hall, "_queue"), {"do": "dance"}).status_code == 404


def test_whoever_follows_gets_only_what_changed(client, hall):
    question = ask(hall)
    client.force_login(hall.clerk)
    address = url(hall, "_part")
    first = client.get(address)
    mark = first.headers["ETag"]
    assert client.get(address, headers={"If-None-Match": mark}).status_code == 304
    move(client, hall, question, Place.SENT)
    fresh = client.get(address, headers={"If-None-Match": mark})
    assert fresh.status_code == 200
    assert fresh.headers["ETag"] != mark


def test_the_number_of_queries_is_the_same_for_many(client, hall):
    client.force_login(hall.clerk)
    for place in (Place.QUEUE, Place.SENT):
        answer(ask(hall, place=place), hall.speaker)
    page_of(client, url(hall))
    with CaptureQueriesContext(connection) as few:
        page_of(client, url(hall))
    for place in (Place.QUEUE, Place.SENT, Place.DONE, Place.QUEUE, Place.SKIPPED):
        answer(ask(hall, place=place, votes=1), hall.speaker)
    with CaptureQueriesContext(connection) as many:
        page_of(client, url(hall))
    assert len(many) == len(few)


def test_merging_shows_both_and_the_votes_first(client, hall):
    source, target = ask(hall, votes=2, words="Первый текст"), ask(hall, words="Второй текст")
    client.force_login(hall.clerk)
    address = url(hall, "_merge", source.number)
    assert "Второй текст" in page_of(client, address)
    response = client.get(address, {"into": target.number})
    assert (response.context["preview"].moved, response.context["preview"].kept) == (2, 0)
    assert refreshed(source).state == QuestionState.PUBLISHED
    assert client.post(address, {"into": target.number}).status_code == 302
    assert refreshed(source).merged_into_id == target.pk


@pytest.mark.parametrize("into", ["", "0", "x", "own", "999999999999", "other"])
def test_merging_into_what_is_not_there(client, hall, into):
    source = ask(hall)
    elsewhere = make_hall()
    for _ in range(3):
        far = ask(elsewhere)
    said = {"own": str(source.number), "other": str(far.number)}.get(into, into)
    client.force_login(hall.clerk)
    response = client.post(url(hall, "_merge", source.number), {"into": said})
    assert response.status_code == 422
    assert refreshed(source).state == QuestionState.PUBLISHED


def test_ones_own_question_is_merged_by_somebody_else(client, hall):
    own, other = ask(hall, author=hall.clerk), ask(hall)
    client.force_login(hall.clerk)
    response = client.post(url(hall, "_merge", own.number), {"into": other.number})
    assert response.status_code == 422
    assert refreshed(own).state == QuestionState.PUBLISHED


def test_a_moderator_takes_a_question_down(client, hall):
    make_grounds()
    question = ask(hall, original="Слова")
    client.force_login(make_moderator())
    address = url(hall, "_hide", question.number)
    assert client.post(address, {"ground": ""}).status_code == 422
    assert client.post(address, {"ground": "insult", "note": ""}).status_code == 302
    assert refreshed(question).state == QuestionState.REFUSED
    assert not ModeratedText.objects.filter(target_id=str(question.pk)).exists()


def test_a_clerk_takes_nothing_down(client, hall):
    make_grounds()
    question = ask(hall)
    client.force_login(hall.clerk)
    address = url(hall, "_hide", question.number)
    assert client.post(address, {"ground": "insult"}).status_code == 404
    assert address not in page_of(client, url(hall))
    assert refreshed(question).state == QuestionState.PUBLISHED


def test_the_speaker_sees_what_was_sent(client, hall):
    ask(hall, words="Сейчас", place=Place.NOW)
    ask(hall, words="Потом", place=Place.SENT)
    client.force_login(hall.speaker)
    page = page_of(client, view_url(hall))
    assert page.index("Сейчас") < page.index("Потом")
    part = client.get(view_url(hall, "_part"))
    mark = part.headers["ETag"]
    same = client.get(view_url(hall, "_part"), headers={"If-None-Match": mark})
    assert same.status_code == 304


def test_a_visitor_signs_in_first(client, hall):
    response = client.get(view_url(hall))
    assert response.status_code == 302
    assert "next=" in response.headers["Location"]


@pytest.mark.parametrize("who", ["citizen", "moderator", "stranger", "editor", "left", "other"])
def test_for_others_there_is_no_speakers_view(client, hall, who):
    question = ask(hall)
    if who == "left":
        hall.seat.left_at = hall.conference.closes_at
        hall.seat.save()
    people = {
        "citizen": make_citizen,
        "moderator": make_moderator,
        "stranger": make_stranger,
        "editor": lambda: make_staff(RoleKind.EDITOR, hall.conference.agency),
        "left": lambda: hall.speaker,
        "other": lambda: make_hall().speaker,
    }
    client.force_login(people[who]())
    assert client.get(view_url(hall)).status_code == 404
    address = view_url(hall, "_question", question.number)
    assert client.get(address).status_code == 404
    assert client.post(address, {"body": ANSWER}).status_code == 404
    assert standing(question) == []


def test_a_speaker_writes_an_answer_with_a_time(client, hall):
    question = ask(hall)
    client.force_login(hall.speaker)
    address = view_url(hall, "_question", question.number)
    page_of(client, address)
    said = {"body": ANSWER, "time_mark": "1:02:03", "seen": ""}
    assert client.post(address, said).status_code == 302
    (row,) = standing(question)
    assert (row.speaker, row.time_mark) == (hall.seat, 3723)


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"body": ""}, "body"),
        ({"body": ANSWER, "time_mark": "soon"}, "time_mark"),
        ({"body": "Звоните: +7 701 123 45 67."}, "send_anyway"),
    ],
    ids=["blank", "mark", "found"],
)
def test_what_is_wrong_stands_at_the_field(client, hall, said, field):
    question = ask(hall)
    client.force_login(hall.speaker)
    response = client.post(view_url(hall, "_question", question.number), said)
    assert response.status_code == 422
    assert field in response.context["form"].errors
    assert standing(question) == []


def test_the_second_reads_the_first_answer_before_sending(client, hall):
    question = ask(hall)
    client.force_login(hall.clerk)
    address = view_url(hall, "_question", question.number)
    first = answer(question, hall.speaker)
    response = client.post(address, {"body": "Второй ответ.", "seen": ""})
    assert response.status_code == 422
    page = response.content.decode()
    assert first.body in page
    assert "Второй ответ." in page
    again = {"body": "Второй ответ.", "seen": response.context["form"]["seen"].value()}
    assert client.post(address, again).status_code == 302
    assert len(standing(question)) == 2


def test_a_clerk_says_who_answers(client, hall):
    question = ask(hall)
    gone = SpeakerFactory(conference=hall.conference, left_at=hall.conference.closes_at)
    client.force_login(hall.clerk)
    address = view_url(hall, "_question", question.number)
    said = {"body": ANSWER, "seen": "", "speaker_id": gone.pk}
    assert client.post(address, said).status_code == 422
    assert client.post(address, said | {"speaker_id": hall.seat.pk}).status_code == 302
    assert standing(question)[0].speaker == hall.seat


def test_a_speaker_cannot_name_another(client, hall):
    question = ask(hall)
    other = SpeakerFactory(conference=hall.conference)
    client.force_login(hall.speaker)
    said = {"body": ANSWER, "seen": "", "speaker_id": other.pk}
    client.post(view_url(hall, "_question", question.number), said)
    assert [row.speaker for row in standing(question)] == [hall.seat]


def test_an_answer_is_corrected_and_taken_back(client, hall):
    question = ask(hall)
    row = answer(question, hall.speaker)
    client.force_login(hall.speaker)
    address = view_url(hall, "_answer", question.number, row.pk)
    assert row.body in page_of(client, address)
    assert client.post(address, {"body": "Лучше так."}).status_code == 302
    (fresh,) = standing(question)
    address = view_url(hall, "_answer", question.number, fresh.pk)
    assert client.post(address, {"take_back": "yes", "reason": ""}).status_code == 422
    assert client.post(address, {"take_back": "yes", "reason": "mistake"}).status_code == 302
    assert standing(question) == []
    assert client.get(address).status_code == 404


def test_somebody_elses_answer_is_not_there_to_change(client, hall):
    question = ask(hall)
    row = answer(question, hall.clerk)
    client.force_login(hall.speaker)
    address = view_url(hall, "_answer", question.number, row.pk)
    assert client.get(address).status_code == 404
    assert client.post(address, {"body": "Моё."}).status_code == 404


def test_a_merged_question_has_no_form(client, hall):
    source, target = ask(hall), ask(hall)
    merge(source, target, hall.clerk)
    client.force_login(hall.speaker)
    assert client.get(view_url(hall, "_question", source.number)).status_code == 404


def test_a_cancelled_conference_takes_no_answer(client, hall):
    question = ask(hall)
    cancel(hall.conference)
    client.force_login(hall.speaker)
    address = view_url(hall, "_question", question.number)
    assert 'name="body"' not in page_of(client, address)
    assert client.post(address, {"body": ANSWER, "seen": ""}).status_code == 422
    assert standing(question) == []
