"""Blocked data: nothing goes out, no name in public, nothing new is sent, and the way back."""

from typing import Any

from django.test import Client

import pytest

from accounts.models import DataRequest, RoleKind, User
from accounts.readers import reader_for
from accounts.services import data_request_send, data_unblock
from appeals.models import AnswerText, Appeal
from appeals.services import answer_rate, appeal_reopen
from appeals.services.publishing import appeal_publish
from appeals.states import NameShown, Publication
from conferences.models import Comment, ConferenceQuestion, QuestionVote
from conferences.services import comment_report, comment_write, question_ask, question_vote
from conferences.services.publishing import question_publish
from core.errors import NotAllowed, Refused
from home.account.deciding import blocking_lift, request_decide
from ledger.models import Event
from moderation.models import ModeratedText
from moderation.services import objection_file
from notifications.models import Notice
from notifications.selectors import notice_log
from notifications.sendable import may_send
from notifications.services import email_want
from signing.codes import code_send
from signing.drafts import draft_save
from surveys.services.partials import partial_save
from surveys.services.voting import survey_vote
from tests.appeals.course import give
from tests.conferences.desk import in_english  # noqa: F401
from tests.factories.appeals import PERSON, AppealFactory
from tests.factories.conferences import CommentFactory, QuestionFactory
from tests.factories.notifications import DeliveryFactory, NoticeFactory, make_reader
from tests.factories.people import make_citizen, make_operator, make_staff
from tests.factories.signing import make_draft, make_payload, make_person
from tests.factories.surveys import full_answers, make_survey

pytestmark = pytest.mark.django_db
PAGE, UNBLOCK = "/en/account/data/", "/en/account/data/unblock/"


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def block(user: User, operator: User | None = None) -> DataRequest:
    """As it happens: the person asks, an operator says that it is done."""
    operator = operator or make_operator()
    row = data_request_send(user=user, kind="block", words="")
    said = {"answer": "Your data is blocked.", "actor": operator, "reader": reader_for(operator)}
    request_decide(request_id=row.pk, done=True, **said)
    user.refresh_from_db()
    return row


def code_of(call: Any) -> str:
    with pytest.raises(Refused) as refused:
        call()
    return str(refused.value.code)


def test_blocking_is_a_state_with_an_event() -> None:
    user, operator = make_citizen(), make_operator()
    block(user, operator)
    assert user.data_blocked_at is not None
    event = Event.objects.get(verb="data.block")
    assert (event.actor, event.target_id) == (operator, str(user.pk))
    assert user.name_shown == NameShown.HIDDEN


def test_refused_request_blocks_nothing() -> None:
    user, operator = make_citizen(), make_operator()
    row = data_request_send(user=user, kind="block", words="")
    said = {"answer": "It is not possible.", "actor": operator, "reader": reader_for(operator)}
    request_decide(request_id=row.pk, done=False, **said)
    user.refresh_from_db()
    assert user.data_blocked_at is None


def test_nothing_goes_out_and_the_log_says_why() -> None:
    user = make_reader(email="mine@example.kz")
    delivery = DeliveryFactory(notice=NoticeFactory(user=user))
    assert may_send(delivery) == ""
    block(user)
    delivery.refresh_from_db()
    assert may_send(delivery) == "data_blocked"
    delivery.state, delivery.reason = "dropped", "data_blocked"
    delivery.save()
    rows, _page = notice_log(user_id=user.pk)
    assert "your data was blocked" in [sent.why for row in rows for sent in row.sent]
    letter = {"email": "other@example.kz", "language": "en"}
    assert code_of(lambda: email_want(user=user, **letter)) == "data_blocked"


def test_name_goes_from_everything_also_from_what_waits() -> None:
    user = make_citizen()
    shown = {"author": user, "name_shown": NameShown.FULL}
    AppealFactory(published=True, author_public_name="Образцов Пример", **shown)
    waiting = AppealFactory(**shown)
    question = QuestionFactory(author_public_name="Әлия Үлгіева", **shown)
    before = question.changed_at
    CommentFactory(author_public_name="Әлия Үлгіева", question=question, **shown)
    other = AppealFactory(published=True)
    block(user)
    for model in (Appeal, ConferenceQuestion, Comment):
        for row in model.objects.filter(author=user):
            assert (row.name_shown, row.author_public_name) == (NameShown.HIDDEN, "")
    question.refresh_from_db()
    assert question.changed_at > before  # whoever watches is told
    assert Event.objects.filter(verb="appeal.hide_name").count() == 2
    other.refresh_from_db()
    assert other.author_public_name == "П. Т. О."
    # Published later: still without a name.
    moderator = make_staff(RoleKind.MODERATOR)
    words = {"subject": "Яма", "body": "Яма на улице.", "cuts": [], "actor": moderator}
    appeal_publish(appeal_id=waiting.pk, **words)
    waiting.refresh_from_db()
    assert (waiting.publication, waiting.author_public_name) == (Publication.PUBLISHED, "")


def test_question_sent_a_moment_before_is_published_without_a_name() -> None:
    user = make_citizen()
    block(user)
    question = QuestionFactory(hidden=True, author=user, name_shown=NameShown.FULL)
    question_publish(
        question_id=question.pk, body="Когда?", cuts=[], actor=make_staff(RoleKind.MODERATOR)
    )
    question.refresh_from_db()
    assert question.author_public_name == ""


def test_answer_that_names_the_person_waits_for_a_moderator() -> None:
    user = make_citizen()
    shown = {"author": user, "name_shown": NameShown.FULL, "published": True, "answered": True}
    named = AppealFactory(**shown, answer__body=f"Уважаемый {PERSON['surname']}! Яму заделали.")
    plain = AppealFactory(**shown)
    block(user)
    current = AnswerText.objects.filter(withdrawn_at=None)
    assert [text.answer.appeal_id for text in current] == [plain.pk]
    waiting = ModeratedText.objects.filter(kind="answer")
    assert [item.target_id for item in waiting] == [str(named.answers.get().pk)]


def test_public_pages_say_no_name() -> None:
    appeal = AppealFactory(published=True, author=make_citizen(), author_public_name="Үлгіева Әлия")
    address = f"/en/applications/{appeal.number}/"
    assert "Үлгіева Әлия" in Client().get(address).content.decode()
    block(appeal.author)
    answer = Client().get(address)
    assert answer.status_code == 200
    assert "Үлгіева" not in answer.content.decode()


def test_nothing_new_at_conferences() -> None:
    user, question = make_citizen(), QuestionFactory()
    me = {"reader": reader_for(user)}
    comment = CommentFactory(question=question)
    vote = {"question_id": question.pk, "voter": user, **me}
    question_vote(on=True, **vote)
    block(user)
    asked = {"conference_id": question.conference_id, "author": user, "text": "Неге?"}
    written = {"question_id": question.pk, "author": user, "text": "Дұрыс.", **me}
    assert code_of(lambda: question_ask(**asked)) == "data_blocked"
    assert code_of(lambda: comment_write(**written)) == "data_blocked"
    assert code_of(lambda: question_vote(on=True, **vote)) == "data_blocked"
    assert code_of(lambda: comment_report(comment_id=comment.pk, reporter=user)) == "data_blocked"
    assert not question_vote(on=False, **vote).voted  # taking back is sending nothing
    assert not QuestionVote.objects.exists()
    data_unblock(user=user, actor=user, **me)
    assert question_vote(on=True, **vote).voted
    assert comment_write(**written).pk


def test_nothing_new_of_applications() -> None:
    author = make_citizen()
    appeal = AppealFactory(author=author, answered=True)
    who = {"appeal_id": appeal.pk, "actor": author, "reader": reader_for(author)}
    block(author)
    assert code_of(lambda: answer_rate(**who, value="yes")) == "data_blocked"
    assert code_of(lambda: appeal_reopen(**who, reason="Ещё раз.")) == "data_blocked"
    assert code_of(lambda: give(appeal)) == "data_blocked"
    objected = {"kind": "appeal", "target_id": str(appeal.pk), "actor": author, "reason": "Нет."}
    assert code_of(lambda: objection_file(**objected)) == "data_blocked"
    data_unblock(user=author, actor=author, reader=reader_for(author))
    assert answer_rate(**who, value="yes").value == "yes"


def test_nothing_is_signed_drafts_go_on() -> None:
    person = make_person()
    draft = make_draft(owner=person)
    ready = make_payload(draft=draft)
    block(person)
    to = {"phone": person.vault.phone, "ip": "203.0.113.7", "language": "en"}
    assert code_of(lambda: code_send(payload=ready, **to)) == "data_blocked"
    saved = draft_save(draft=draft, owner=person, values={"text": "Бір"}, step="write")
    assert saved.revision > draft.revision
    assert code_of(lambda: make_payload(draft=saved)) == "data_blocked"
    assert make_payload(draft=saved, terms=None).pk  # what a colleague signs for the agency
    data_unblock(user=person, actor=person, reader=reader_for(person))
    assert code_send(payload=make_payload(draft=saved), **to)


def test_surveys_take_no_answers_of_the_person() -> None:
    user, survey = make_citizen(), make_survey("yesno")
    raw = full_answers(survey)
    said = {"survey_id": survey.pk, "raw": raw, "language": "kk", "version": survey.version}
    block(user)
    assert code_of(lambda: survey_vote(voter=user, **said)) == "data_blocked"
    assert code_of(lambda: partial_save(survey=survey, user=user, raw=raw)) == "data_blocked"
    data_unblock(user=user, actor=user, reader=reader_for(user))
    assert survey_vote(voter=user, **said).code


def test_reading_and_downloading_stay_and_the_page_shows_the_way_back() -> None:
    user = make_citizen()
    client = signed_in(user)
    block(user)
    page = client.get(PAGE).content.decode()
    assert 'id="blocked"' in page
    assert UNBLOCK in page
    assert client.post("/en/account/data/download/").status_code == 200
    assert client.get(UNBLOCK).status_code == 405
    user.refresh_from_db()
    assert user.data_blocked_at is not None
    answer = client.post(UNBLOCK, follow=True).content.decode()
    assert "The blocking is lifted." in answer
    assert 'id="blocked"' not in answer
    user.refresh_from_db()
    assert user.data_blocked_at is None
    assert user.name_shown == NameShown.HIDDEN  # names don't come back
    assert Event.objects.get(verb="data.unblock").data == {"by": "person"}
    client.post(UNBLOCK)
    assert Event.objects.filter(verb="data.unblock").count() == 1


def test_refusal_names_the_way_out() -> None:
    user, question = make_citizen(), QuestionFactory()
    block(user)
    with pytest.raises(Refused) as refused:
        question_vote(question_id=question.pk, voter=user, reader=reader_for(user), on=True)
    assert "My data" in str(refused.value.message)


def test_operator_lifts_it_and_the_person_is_told() -> None:
    user, operator = make_citizen(), make_operator()
    row = block(user, operator)
    desk, address = signed_in(operator), f"/cms/data-requests/{row.pk}/unblock/"
    assert desk.get(address).status_code == 405
    assert signed_in(user).post(address).status_code in (302, 403, 404)
    user.refresh_from_db()
    assert user.data_blocked_at is not None
    assert desk.post(address).status_code == 302
    user.refresh_from_db()
    assert user.data_blocked_at is None
    assert Notice.objects.filter(user=user, kind="account.data_unblocked").count() == 1
    desk.post(address)
    assert Notice.objects.filter(user=user, kind="account.data_unblocked").count() == 1


@pytest.mark.parametrize("kind", [RoleKind.MODERATOR, RoleKind.AUDITOR])
def test_nobody_else_lifts_it(kind: str) -> None:
    user, person = make_citizen(), make_staff(kind)
    block(user)
    for actor in (person, make_citizen()):
        with pytest.raises(NotAllowed):
            data_unblock(user=user, actor=actor, reader=reader_for(actor))
    operator = make_operator()
    block(operator)
    with pytest.raises(NotAllowed):  # one's own in the account
        blocking_lift(user=operator, actor=operator, reader=reader_for(operator))
    user.refresh_from_db()
    assert user.data_blocked_at is not None
