"""The author's page: forms that work without script, for nobody else, with everything kept."""

import pytest

from appeals.models import Appeal, Rating, Reopening
from appeals.states import State
from moderation.models import ModerationObjection
from moderation.services import moderation_open
from tests.appeals import people
from tests.appeals.course import (
    MORE,
    WHY,
    ask,
    days_pass,
    extend,
    make_clerk,
    make_head,
    make_running,
    rate,
    reopen,
    stop,
    working_day,
)
from tests.factories.agencies import AgencyFactory
from tests.factories.appeals import AppealFactory, CitizenFactory, RedirectFactory

pytestmark = pytest.mark.django_db

SENT = {
    "supplement": {"supplement-text": MORE},
    "rate": {"rate-value": "partly", "rate-comment": "Заделали наполовину"},
    "review": {"review-reason": WHY},
    "objection": {"objection-reason": WHY},
}


def page(appeal, verb: str = "") -> str:
    return f"/en/applications/{appeal.number}/{verb}{'/' if verb else ''}"


def html(answer) -> str:
    return answer.content.decode()


@pytest.fixture
def waiting():
    appeal = make_running(in_work=True, published=True)
    ask(appeal, make_clerk(appeal), "unreadable")
    return appeal


@pytest.fixture
def answered():
    appeal = make_running(in_work=True, published=True)
    people.answer(appeal, make_clerk(appeal))
    return appeal


def offered(client, appeal) -> set[str]:
    text = html(client.get(page(appeal)))
    return {verb for verb in [*SENT, "withdraw"] if f'action="{page(appeal, verb)}"' in text}


# What is offered.


def test_each_form_when_its_time_is(client, waiting, answered):
    client.force_login(waiting.author)
    assert offered(client, waiting) == {"supplement", "withdraw"}
    client.force_login(answered.author)
    assert offered(client, answered) == {"rate", "review"}
    rate(answered, "partly")
    assert offered(client, answered) == {"review"}
    reopen(answered)
    assert offered(client, answered) == {"withdraw"}


def test_after_the_window_no_review_is_offered(client, answered):
    days_pass(answered, 60)
    client.force_login(answered.author)
    assert offered(client, answered) == {"rate"}


@pytest.mark.parametrize("who", ["visitor", "citizen", "clerk", "operator"])
def test_nobody_else_sees_a_form(client, who, waiting, answered):
    for appeal in (waiting, answered):
        makers = {
            "citizen": CitizenFactory,
            "clerk": lambda of=appeal: make_clerk(of),
            "operator": people.make_operator,
        }
        if who in makers:
            client.force_login(makers[who]())
        assert offered(client, appeal) == set()


# Sending.


def test_the_author_answers_the_agency(client, waiting):
    client.force_login(waiting.author)
    answer = client.post(page(waiting, "supplement"), SENT["supplement"], follow=True)
    assert "Your answer is with the agency." in html(answer)
    assert MORE in html(answer)
    waiting.refresh_from_db()
    assert waiting.state == State.IN_WORK


def test_the_author_says_what_the_answer_was_worth(client, answered):
    client.force_login(answered.author)
    answer = client.post(page(answered, "rate"), SENT["rate"], follow=True)
    assert "Заделали наполовину" in html(answer)
    assert Rating.objects.get().value == "partly"


def test_the_author_asks_for_the_review(client, answered):
    client.force_login(answered.author)
    answer = client.post(page(answered, "review"), SENT["review"], follow=True)
    assert "another person will review it" in html(answer)
    assert Reopening.objects.get().reason == WHY


def test_the_author_objects_to_the_moderator(client):
    appeal = AppealFactory()
    moderation_open(
        kind="appeal",
        target_id=str(appeal.pk),
        language="ru",
        agency=appeal.agency,
        subject="С",
        body="Слова",
    )
    people.refuse(appeal, people.make_moderator())
    client.force_login(appeal.author)
    assert "objection" in offered(client, appeal)
    answer = client.post(page(appeal, "objection"), SENT["objection"], follow=True)
    assert "You have objected." in html(answer)
    assert WHY in html(answer)
    assert ModerationObjection.objects.get().reason == WHY
    assert "objection" not in offered(client, appeal)


# Wrong, and kept.


def test_an_empty_answer_is_said_at_the_field(client, waiting):
    client.force_login(waiting.author)
    answer = client.post(page(waiting, "supplement"), {"supplement-text": " \u200b"})
    assert answer.status_code == 422
    assert "Write what you want to add." in html(answer)
    assert 'href="#id_supplement-text"' in html(answer)


def test_what_was_typed_stays_when_the_answer_is_no(client, waiting):
    client.force_login(waiting.author)
    client.post(page(waiting, "supplement"), SENT["supplement"])
    again = client.post(page(waiting, "supplement"), {"supplement-text": "Ещё слово <b>"})
    assert again.status_code == 422
    assert "Ещё слово &lt;b&gt;" in html(again)
    assert "This can&#x27;t be done now" in html(again)


@pytest.mark.parametrize("value", ["", "maybe", "yes' --"])
def test_a_word_that_is_none_keeps_the_comment(client, answered, value):
    client.force_login(answered.author)
    sent = {"rate-value": value, "rate-comment": "Не вышло"}
    answer = client.post(page(answered, "rate"), sent)
    assert answer.status_code == 422
    assert "Choose one of the four." in html(answer)
    assert "Не вышло" in html(answer)
    assert not Rating.objects.exists()


@pytest.mark.parametrize("verb", ["review", "objection"])
def test_no_reason_is_said(client, answered, verb):
    client.force_login(answered.author)
    answer = client.post(page(answered, verb), {})
    assert answer.status_code == 422
    assert "Error:" in html(answer)
    assert not Reopening.objects.exists()


def test_rated_twice_the_first_word_stays(client, answered):
    client.force_login(answered.author)
    client.post(page(answered, "rate"), {"rate-value": "yes"})
    again = client.post(page(answered, "rate"), {"rate-value": "no"})
    assert again.status_code == 422
    assert "You have said this already." in html(again)
    assert Rating.objects.get().value == "yes"


@pytest.mark.parametrize("verb", SENT)
def test_reading_an_address_does_nothing(client, answered, verb):
    client.force_login(answered.author)
    answer = client.get(page(answered, verb), SENT[verb])
    assert (answer.status_code, answer["Location"]) == (302, page(answered))
    assert not Rating.objects.exists()
    assert Appeal.objects.get().state == State.ANSWERED


@pytest.mark.parametrize("who", ["visitor", "citizen", "clerk"])
@pytest.mark.parametrize("verb", SENT)
def test_nobody_else_sends(client, answered, verb, who):
    if who != "visitor":
        client.force_login(CitizenFactory() if who == "citizen" else make_clerk(answered))
    answer = client.post(page(answered, verb), SENT[verb])
    assert answer.status_code == (302 if who == "visitor" else 404)
    assert not Rating.objects.exists()
    assert not Reopening.objects.exists()


# Who reads what.


def test_the_public_reads_that_it_takes_longer_not_why(client):
    appeal = make_running(in_work=True, published=True)
    until = working_day(7, appeal.due_on)
    extend(appeal, make_head(appeal), until)
    public = html(client.get(page(appeal)))
    assert "More time for the answer" in public
    assert WHY not in public
    client.force_login(appeal.author)
    mine = html(client.get(page(appeal)))
    assert WHY in mine
    assert "The answer takes longer" in mine


def test_the_public_reads_the_ground_not_the_note(client):
    appeal = make_running(in_work=True, published=True)
    row = stop(appeal, make_head(appeal), "repeat", "Частное слово")
    public = html(client.get(page(appeal)))
    assert row.ground.title_en in public
    assert "Частное слово" not in public
    assert row.decided_by.get_full_name() not in public
    client.force_login(appeal.author)
    mine = html(client.get(page(appeal)))
    assert "Частное слово" in mine
    assert row.decided_by.get_full_name() in mine
    assert "you can complain" in mine
    assert 'action="' + page(appeal, "review") in mine


def test_the_public_reads_nothing_the_author_was_asked_or_said(client, waiting, answered):
    public = html(client.get(page(waiting)))
    assert "The author was asked for more" in public
    assert WHY not in public
    assert "Unreadable text" not in public
    client.force_login(waiting.author)
    client.post(page(waiting, "supplement"), SENT["supplement"])
    rate(answered, "partly", "Заделали наполовину")
    reopen(answered)
    client.logout()
    assert MORE not in html(client.get(page(waiting)))
    shown = html(client.get(page(answered)))
    assert "Заделали наполовину" not in shown
    assert "Partly" not in shown
    assert WHY not in shown
    assert "asked for a review" in shown


def test_the_program_reads_the_same_as_the_public(client, waiting):
    extend(waiting, make_head(waiting), working_day(7, waiting.due_on))
    RedirectFactory(appeal=waiting, accepted=True)
    document = client.get(f"/api/v1/applications/{waiting.number}").json()
    assert document["ball"]["holder"] == "author"
    assert document["waits_until"] == waiting.supplements.get().due_on.isoformat()
    assert len(document["extensions"]) == 1
    assert len(document["bodies"]) == 2
    assert document["redirects"][0]["is_late"] is False
    assert WHY not in str(document)


def test_the_program_reads_the_ground(client):
    appeal = make_running(in_work=True, published=True)
    stop(appeal, make_head(appeal), "repeat", "Частное слово")
    document = client.get(f"/api/v1/applications/{appeal.number}").json()
    assert document["stops"][0]["code"] == "repeat"
    assert document["ball"]["holder"] == "nobody"
    assert "Частное слово" not in str(document)


# Parts.


def test_the_author_finds_the_parts_and_from_there_the_whole(client):
    appeal = make_running(in_work=True)
    text = "На улице Образцовой уже неделю открытая яма."
    part = people.split(appeal, make_clerk(appeal), AgencyFactory(), text)
    client.force_login(appeal.author)
    assert page(part) in html(client.get(page(appeal)))
    assert page(appeal) in html(client.get(page(part)))
