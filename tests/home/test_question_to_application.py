"""An author makes an application of a question; nobody else can, nor learns of it."""

from django.test import Client

import pytest

from accounts.readers import reader_for
from appeals.apply.journey import PURPOSE
from appeals.models import Appeal
from appeals.states import Publication
from conferences.links import application_numbers
from conferences.models import ConferenceQuestion
from conferences.states import NameShown, QuestionState
from core.audience import PUBLIC
from core.errors import Refused
from core.registry import Signable, adapter_for
from home.models import QuestionApplication
from home.questions import question_make_application
from ledger.models import Event
from moderation.models import Ground
from signing.drafts import draft_discard, draft_open, draft_read, draft_save
from signing.models import Draft
from signing.payloads import payload_make
from signing.terms import terms_accept, terms_current, terms_seed
from tests.appeals import people
from tests.appeals.signed import FIELDS, sign
from tests.conferences.talkers import refusal_of
from tests.factories.agencies import AgencyFactory, OfficeFactory, TopicFactory
from tests.factories.conferences import (
    ConferenceFactory,
    QuestionAnswerFactory,
    QuestionFactory,
    make_conference_pages,
)
from tests.factories.moderation import make_grounds
from tests.factories.signing import NAME, make_person

pytestmark = pytest.mark.django_db

TEXT = "Когда на улице Образцовой починят мост? Его закрыли ещё весной."


def asked(author=None, agency=None, **traits) -> ConferenceQuestion:
    conference = ConferenceFactory(agency=agency or AgencyFactory())
    make_conference_pages(conference)
    return QuestionFactory(
        conference=conference, author=author or make_person(), original=TEXT, words=TEXT, **traits
    )


def address(question: ConferenceQuestion) -> str:
    return f"/en/conferences/{question.conference.key}/questions/{question.number}/application/"


def browser(user=None) -> Client:
    client = Client(headers={"accept-language": "en"})
    if user:
        client.force_login(user)
    return client


def press(question, user=None, **said):
    return browser(user or question.author).post(address(question), said)


def make(question, office, actor=None, **more) -> Draft:
    person = actor or question.author
    return question_make_application(
        question_id=question.pk, office=office, author=person, reader=reader_for(person), **more
    )


def sent(question, office, **fields) -> Appeal:
    """The whole way: the draft is signed and becomes an application."""
    draft = make(question, office)
    terms_seed()
    terms = terms_current(PURPOSE)
    terms_accept(user=question.author, terms=terms)
    values = draft_read(draft)
    payload = payload_make(
        owner=question.author,
        draft=draft,
        purpose=PURPOSE,
        object_ref=f"office:{office.pk}",
        subject=values["subject"],
        text=values["text"],
        fields={**FIELDS, "topic": TopicFactory().key, **fields},
        files=[],
        terms=terms,
        person=NAME,
    )
    sign(payload)
    appeal = adapter_for(Signable, PURPOSE).result_of(payload)
    assert isinstance(appeal, Appeal)
    return appeal


def published(question, office, **fields) -> Appeal:
    appeal = sent(question, office, **fields)
    people.approve(appeal, people.make_moderator())
    appeal.refresh_from_db()
    assert appeal.publication == Publication.PUBLISHED
    ConferenceQuestion.objects.filter(pk=question.pk).update(
        author_public_name=appeal.author_public_name
    )
    return appeal


# The way


def test_the_form_opens_with_the_words_of_the_question():
    question = asked()
    office = OfficeFactory(agency=question.conference.agency)
    answer = press(question)
    assert answer["Location"] == f"/en/apply/{office.key}/question/"
    values = draft_read(Draft.objects.get(owner=question.author))
    assert values == {"kind": "request", "subject": values["subject"], "text": TEXT}
    assert values["subject"].startswith("Когда на улице Образцовой починят мост?")


def test_a_long_question_without_a_question_mark():
    question = asked(author=make_person())
    question.original = "Почините " + "очень " * 300 + "мост."
    question.save()
    values = draft_read(make(question, OfficeFactory(agency=question.conference.agency)))
    assert values["kind"] == "application"
    assert len(values["subject"]) <= 200


@pytest.mark.parametrize("state", ["published", "answered", "refused"])
def test_published_answered_and_refused_ones(state):
    traits = {}
    if state == "refused":
        make_grounds()
        traits = {
            "state": QuestionState.REFUSED,
            "published_at": None,
            "refusal_ground": Ground.objects.for_refusals().first(),
        }
    question = asked(**traits)
    if state == "answered":
        QuestionAnswerFactory(question=question)
    assert make(question, OfficeFactory(agency=question.conference.agency)).sent_at is None


def test_several_offices_are_asked_for():
    question = asked()
    first = OfficeFactory(agency=question.conference.agency)
    second = OfficeFactory(agency=question.conference.agency)
    html = press(question).content.decode()
    assert f'value="{first.key}"' in html
    assert f'value="{second.key}"' in html
    assert not Draft.objects.exists()
    answer = press(question, office=second.key)
    assert answer["Location"] == f"/en/apply/{second.key}/question/"


def test_an_office_of_another_agency_is_asked_for_again():
    question = asked()
    OfficeFactory(agency=question.conference.agency)
    OfficeFactory(agency=question.conference.agency)
    answer = press(question, office=OfficeFactory().key)
    assert answer.status_code == 200
    assert not Draft.objects.exists()


def test_a_closed_agency_says_where_to_write_instead():
    question = asked(agency=AgencyFactory(closed=True))
    OfficeFactory(agency=question.conference.agency)
    answer = press(question)
    assert answer.status_code == 409
    assert "https://eotinish.kz/" in answer.content.decode()
    assert not Draft.objects.exists()


def test_pressing_twice_leads_to_the_same_draft():
    question = asked()
    OfficeFactory(agency=question.conference.agency)
    first = press(question)
    draft = Draft.objects.get()
    draft_save(draft=draft, owner=question.author, values={"text": "Иначе."}, step="question")
    assert press(question)["Location"] == first["Location"]
    assert draft_read(Draft.objects.get())["text"] == "Иначе."
    assert QuestionApplication.objects.count() == 1


def test_a_draft_with_words_is_asked_about_and_then_replaced():
    question = asked()
    office = OfficeFactory(agency=question.conference.agency)
    draft = draft_open(owner=question.author, purpose=PURPOSE, object_key=office.key)
    draft_save(draft=draft, owner=question.author, values={"text": "Моё."}, step="question")
    answer = press(question)
    assert answer.status_code == 409
    assert "You have begun an application to this office" in answer.content.decode()
    assert draft_read(Draft.objects.get())["text"] == "Моё."
    assert not QuestionApplication.objects.exists()
    answer = press(question, office=office.key, replace="yes")
    assert answer["Location"] == f"/en/apply/{office.key}/question/"
    assert draft_read(Draft.objects.get())["text"] == TEXT


def test_a_draft_without_words_is_simply_used():
    question = asked()
    office = OfficeFactory(agency=question.conference.agency)
    empty = draft_open(owner=question.author, purpose=PURPOSE, object_key=office.key)
    assert make(question, office).pk == empty.pk


def test_another_one_s_draft_is_never_touched():
    question, stranger = asked(), make_person()
    office = OfficeFactory(agency=question.conference.agency)
    theirs = draft_open(owner=stranger, purpose=PURPOSE, object_key=office.key)
    draft_save(draft=theirs, owner=stranger, values={"text": "Чужое."}, step="question")
    assert press(question, replace="yes").status_code == 302
    theirs.refresh_from_db()
    assert draft_read(theirs)["text"] == "Чужое."


def test_whoever_throws_the_draft_away_may_begin_anew():
    question = asked()
    office = OfficeFactory(agency=question.conference.agency)
    draft_discard(draft=make(question, office), owner=question.author)
    assert make(question, office).question.question == question


def test_the_event_names_the_draft_and_not_the_question():
    question = asked()
    make(question, OfficeFactory(agency=question.conference.agency))
    event = Event.objects.get(verb="draft.of_question")
    assert event.target_id == str(Draft.objects.get().pk)
    assert event.data == {}


# Refused


def test_a_visitor_signs_in_first():
    question = asked()
    answer = browser().post(address(question))
    assert answer.status_code == 302
    assert "/application/" not in answer["Location"]
    assert not Draft.objects.exists()


@pytest.mark.parametrize("method", ["get", "put", "delete"])
def test_only_by_post(method):
    question = asked()
    assert getattr(browser(question.author), method)(address(question)).status_code == 405


def test_nobody_but_the_author():
    question = asked()
    office = OfficeFactory(agency=question.conference.agency)
    stranger = make_person()
    clerk = people.make_worker(question.conference.agency)
    moderator = people.make_moderator()
    for other in (stranger, clerk, moderator):
        assert press(question, other).status_code == 404
        assert refusal_of(lambda other=other: make(question, office, other)) == "not_allowed"
    assert not Draft.objects.exists()


def test_not_in_the_name_of_the_author():
    question, stranger = asked(), make_person()
    office = OfficeFactory(agency=question.conference.agency)
    with pytest.raises(Refused):
        question_make_application(
            question_id=question.pk,
            office=office,
            author=stranger,
            reader=reader_for(question.author),
        )


def test_a_merged_one_is_answered_elsewhere():
    question = asked()
    target = QuestionFactory(conference=question.conference)
    question.state, question.merged_into = QuestionState.MERGED, target
    question.save()
    office = OfficeFactory(agency=question.conference.agency)
    assert refusal_of(lambda: make(question, office)) == "merged"


@pytest.mark.parametrize("state", [QuestionState.PENDING, QuestionState.WITHDRAWN])
def test_not_before_a_decision_nor_once_taken_back(state):
    question = asked(state=state, published_at=None)
    office = OfficeFactory(agency=question.conference.agency)
    assert refusal_of(lambda: make(question, office)) == "wrong_state"
    press(question)
    assert not Draft.objects.exists()


def test_no_second_application_of_the_same_question():
    question = asked()
    office = OfficeFactory(agency=question.conference.agency)
    sent(question, office)
    assert refusal_of(lambda: make(question, office)) == "made_already"
    press(question)
    assert not Draft.objects.filter(sent_at=None).exists()


def test_a_question_of_a_conference_that_is_not_announced():
    question = asked()
    question.conference.pages.all().delete()
    OfficeFactory(agency=question.conference.agency)
    assert press(question).status_code == 404


def test_an_office_of_another_agency_or_a_closed_one():
    question = asked()
    assert refusal_of(lambda: make(question, OfficeFactory())) == "not_here"
    shut = OfficeFactory(agency=question.conference.agency, is_active=False)
    assert refusal_of(lambda: make(question, shut)) == "not_here"


# Who learns the number


def numbers(question, reader=PUBLIC) -> dict[int, str]:
    return application_numbers([question.pk], reader)


def test_the_author_knows_it_as_soon_as_it_is_registered():
    question = asked()
    office = OfficeFactory(agency=question.conference.agency)
    author = reader_for(question.author)
    make(question, office)
    assert numbers(question, author) == {}
    appeal = sent(question, office, publish="no")
    assert numbers(question, author) == {question.pk: appeal.number}


@pytest.mark.parametrize("publish", ["yes", "no"])
def test_nobody_else_learns_of_one_that_is_not_public(publish):
    question = asked()
    office = OfficeFactory(agency=question.conference.agency)
    sent(question, office, publish=publish)
    others = (make_person(), people.make_worker(office.agency), people.make_moderator())
    assert all(numbers(question, reader_for(other)) == {} for other in others)
    assert numbers(question) == {}


def test_everybody_knows_a_public_one():
    question = asked()
    appeal = published(question, OfficeFactory(agency=question.conference.agency))
    assert numbers(question) == {question.pk: appeal.number}
    assert numbers(question, reader_for(make_person())) == {question.pk: appeal.number}


def test_the_link_does_not_tell_who_asked_without_a_name():
    question = asked()
    office = OfficeFactory(agency=question.conference.agency)
    published(question, office, name_shown="full")
    ConferenceQuestion.objects.filter(pk=question.pk).update(
        name_shown=NameShown.HIDDEN, author_public_name=""
    )
    assert numbers(question) == {}
    assert numbers(question, reader_for(question.author)) != {}


def test_a_question_taken_down_links_nowhere():
    question = asked()
    published(question, OfficeFactory(agency=question.conference.agency))
    ConferenceQuestion.objects.filter(pk=question.pk).update(state=QuestionState.WITHDRAWN)
    assert numbers(question) == {}


def test_one_query_for_many(django_assert_num_queries):
    rows = [asked() for _ in range(3)]
    for row in rows:
        sent(row, OfficeFactory(agency=row.conference.agency))
    with django_assert_num_queries(1):
        found = application_numbers([row.pk for row in rows], reader_for_row(rows[0]))
    assert list(found) == [rows[0].pk]


def reader_for_row(question):
    from core.audience import Reader

    return Reader(user_id=question.author_id)
