"""Answers: delivered to the author at once, to the public when they may be."""

from datetime import date

import pytest

from accounts.readers import reader_for
from appeals.models import Answer, AnswerText
from appeals.naming import names_person
from appeals.originals import original_answer_of
from appeals.projections import detail_of, plain_of
from appeals.selectors import appeal_get
from appeals.services import answer_publish
from appeals.states import NameShown
from core.audience import PUBLIC
from core.errors import Refused
from core.models import SealedBlob
from ledger.counters import counter_values
from moderation.models import ModeratedText
from notifications.models import Notice
from search.selectors import search_ids
from tests.appeals import people
from tests.appeals.signed import make_appeal_payload, sign
from tests.factories.agencies import AgencyFactory, OfficeFactory, TenureFactory
from tests.factories.appeals import PERSON, AppealFactory, RedirectFactory

pytestmark = pytest.mark.django_db

PRIVATE = "Ваш номер дела 17, подойдите в кабинет 5."
WITH_PHONE = f"{people.ANSWER} Мастер: +7 701 000 00 01."


def figure(name: str) -> int:
    return counter_values("appeals.").get(f"appeals.{name}", 0)


def clerk_of(appeal):
    return people.make_worker(appeal.agency)


def public_answers(appeal):
    return detail_of(appeal_get(appeal.number, PUBLIC), PUBLIC).answers


# Delivered.


def test_the_answer_names_office_and_holder_and_keeps_them():
    office = OfficeFactory()
    tenure = TenureFactory(office=office)
    appeal = AppealFactory(office=office, published=True)
    answer = people.answer(appeal, clerk_of(appeal))
    assert (answer.office, answer.tenure, answer.agency) == (office, tenure, office.agency)
    tenure.ends_on = date.today()
    tenure.save()
    TenureFactory(office=office, starts_on=tenure.ends_on)
    assert public_answers(appeal)[0].person == tenure.localized("person")


def test_a_vacant_office_answers_as_well():
    appeal = AppealFactory(published=True)
    assert people.answer(appeal, clerk_of(appeal)).tenure is None
    assert public_answers(appeal)[0].person == ""


def test_after_a_hand_over_the_new_body_s_office_answers():
    appeal = AppealFactory()
    office = OfficeFactory()
    appeal.agency = office.agency
    appeal.save()
    assert people.answer(appeal, clerk_of(appeal)).office == office


def test_a_body_without_an_office_is_told():
    appeal = AppealFactory(agency=AgencyFactory())
    with pytest.raises(Refused) as refusal:
        people.answer(appeal, clerk_of(appeal))
    assert refusal.value.code == "no_office"


def test_a_second_answer_stands_beside_the_first():
    appeal = AppealFactory(published=True)
    clerk = clerk_of(appeal)
    first, second = (
        people.answer(appeal, clerk),
        people.answer(appeal, clerk, "Мы дополняем свой ответ."),
    )
    appeal.refresh_from_db()
    assert (first.position, second.position) == (1, 2)
    assert appeal.answered_at == first.delivered_at
    assert figure("answered") == 1
    assert Notice.objects.filter(user=appeal.author, kind="appeal.answered").count() == 2


def test_while_it_is_handed_over_nobody_answers():
    appeal = RedirectFactory().appeal
    with pytest.raises(Refused) as refusal:
        people.answer(appeal, clerk_of(appeal))
    assert refusal.value.code == "redirect_open"
    assert not Answer.objects.exists()


@pytest.mark.parametrize("words", ["", "   \n\t ", "\u200b" * 40, "Ок.", "\u202eОк\u202c" * 2])
def test_an_answer_without_words_is_refused(words):
    appeal = AppealFactory()
    with pytest.raises(Refused) as refusal:
        people.answer(appeal, clerk_of(appeal), words)
    assert refusal.value.code == "answer_too_short"
    assert figure("answered") == 0


def test_invisible_signs_are_taken_out():
    appeal = AppealFactory(published=True)
    dirty = f"\u202e{people.ANSWER[:9]}\u200b{people.ANSWER[9:]}\u2066"
    answer = people.answer(appeal, clerk_of(appeal), dirty, private=f"\ufeff{PRIVATE}\u200d")
    original = original_answer_of(answer)
    assert (original.body, original.private) == (people.ANSWER, PRIVATE)
    assert AnswerText.objects.get().body == people.ANSWER


def test_markup_is_only_text(client):
    appeal = AppealFactory(published=True)
    people.answer(appeal, clerk_of(appeal), "<script>alert(1)</script> Мы всё сделали, честно.")
    html = client.get(f"/en/applications/{appeal.number}/").content.decode()
    assert "<script>alert" not in html
    assert "&lt;script&gt;alert(1)" in html


def test_no_answer_lies_open_in_the_database():
    appeal = AppealFactory(private=True)
    people.answer(appeal, clerk_of(appeal), private=PRIVATE)
    assert not AnswerText.objects.exists()
    for blob in SealedBlob.objects.all():
        assert people.ANSWER.encode() not in bytes(blob.ciphertext)


# The public version.


def test_a_clean_answer_is_public_at_once_and_found():
    appeal = AppealFactory(published=True)
    people.answer(appeal, clerk_of(appeal))
    assert plain_of(public_answers(appeal)[0].segments) == people.ANSWER
    assert search_ids(query="асфальт", kind="appeal") == [str(appeal.pk)]
    assert not ModeratedText.objects.exists()


def test_an_answer_with_personal_data_waits_for_a_moderator(client):
    appeal = AppealFactory(published=True)
    answer = people.answer(appeal, clerk_of(appeal), WITH_PHONE)
    shown = public_answers(appeal)[0]
    assert (shown.is_public, shown.segments) == (False, ())
    html = client.get(f"/en/applications/{appeal.number}/").content.decode()
    assert "000 00 01" not in html
    assert "A moderator is reading the answer" in html

    people.approve(answer, people.make_moderator(), kind="answer")
    shown = public_answers(appeal)[0]
    assert shown.is_public
    assert "000 00 01" not in plain_of(shown.segments)
    assert "[…]" in plain_of(shown.segments)


def test_an_answer_refused_by_the_moderator_reaches_its_author_only(client):
    appeal = AppealFactory(published=True)
    answer = people.answer(appeal, clerk_of(appeal), WITH_PHONE)
    people.refuse(answer, people.make_moderator(), kind="answer")
    assert not public_answers(appeal)[0].is_public
    client.force_login(appeal.author)
    assert "000 00 01" in client.get(f"/en/applications/{appeal.number}/").content.decode()


@pytest.mark.parametrize("trait", ["private", "refused", "taken_down"])
def test_without_a_public_application_the_answer_is_private(trait):
    appeal = AppealFactory(**{trait: True})
    people.answer(appeal, clerk_of(appeal), WITH_PHONE)
    assert not AnswerText.objects.exists()
    assert not ModeratedText.objects.exists()


def test_an_application_published_later_brings_its_answers_along():
    appeal = sign(make_appeal_payload())
    clerk = people.make_worker(appeal.agency)
    people.answer(appeal, clerk)
    people.answer(appeal, clerk, WITH_PHONE)
    assert not AnswerText.objects.exists()
    people.approve(appeal, people.make_moderator())
    assert [row.is_public for row in public_answers(appeal)] == [True, False]
    assert ModeratedText.objects.filter(kind="answer").count() == 1
    assert search_ids(query="асфальт", kind="appeal") == [str(appeal.pk)]


def test_taken_down_meanwhile_the_answer_s_approval_is_refused():
    appeal = AppealFactory(private=True, answered=True)
    with pytest.raises(Refused) as refusal:
        answer_publish(
            answer_id=appeal.answers.get().pk,
            body="Слово",
            cuts=[],
            actor=people.make_moderator(),
        )
    assert refusal.value.code == "not_public"


def test_a_second_version_of_an_answer_replaces_the_first():
    appeal = AppealFactory(published=True, answered=True)
    answer = appeal.answers.get()
    words = {"answer_id": answer.pk, "cuts": [], "actor": people.make_moderator()}
    answer_publish(body="Вторая редакция ответа", **words)
    assert plain_of(public_answers(appeal)[0].segments) == "Вторая редакция ответа"
    assert AnswerText.objects.filter(answer=answer).count() == 2


# The author's name in the answer.


@pytest.mark.parametrize(
    ("shown", "waits"),
    [(NameShown.HIDDEN, True), (NameShown.INITIALS, True), (NameShown.FULL, False)],
)
def test_an_answer_that_names_a_hidden_author_waits(shown, waits):
    appeal = AppealFactory(published=True, name_shown=shown)
    people.answer(appeal, clerk_of(appeal), f"Образцову П.Т. {people.ANSWER}")
    assert public_answers(appeal)[0].is_public != waits
    assert ModeratedText.objects.filter(kind="answer").exists() == waits


@pytest.mark.parametrize(
    ("text", "surname", "patronymic", "named"),
    [
        ("Уважаемый Пример Тестович!", "Образцов", "Тестович", True),
        ("Образцовой ответили", "Образцова", "", True),
        ("Сверкинский район", "Сверкинский", "", True),
        ("господину Сверкинскому", "Сверкинский", "", True),
        ("Жаңаданға жауап", "Жаңадан", "", True),
        ("ОБРАЗЦОВУ", "Образцов", "", True),
        ("мысалы, жол", "Мысалов", "", False),
        ("Ли ответили", "Ли", "", True),
        ("если бы липа", "Ли", "", False),
        ("Пример хорошей работы", "Образцов", "Тестович", False),
        ("", "Образцов", "", False),
        ("Всё сделано", "", "", False),
    ],
)
def test_names_are_known_in_any_case(text, surname, patronymic, named):
    person = {**PERSON, "surname": surname, "patronymic": patronymic}
    assert names_person(text, person) == named


# The private part.


@pytest.mark.parametrize("who", ["author", "clerk", "public", "citizen", "clerk_b", "moderator"])
def test_the_private_part_is_for_author_and_agency(client, who):
    appeal = AppealFactory(published=True)
    people.answer(appeal, clerk_of(appeal), private=PRIVATE)
    users = {
        "author": lambda: appeal.author,
        "clerk": lambda: clerk_of(appeal),
        "citizen": lambda: AppealFactory().author,
        "clerk_b": lambda: people.make_worker(AgencyFactory()),
        "moderator": people.make_moderator,
    }
    if who in users:
        client.force_login(users[who]())
    html = client.get(f"/en/applications/{appeal.number}/").content.decode()
    assert (PRIVATE in html) == (who in ("author", "clerk"))
    assert people.ANSWER in html


def test_the_private_part_is_never_moderated_or_found():
    appeal = AppealFactory(published=True)
    answer = people.answer(appeal, clerk_of(appeal), WITH_PHONE, private=PRIVATE)
    item = people.item_of(answer, "answer")
    assert "кабинет" not in item.body
    people.approve(answer, people.make_moderator(), kind="answer")
    assert search_ids(query="кабинет", kind="appeal") == []


def test_the_author_reads_the_answer_though_it_is_not_public():
    appeal = AppealFactory(private=True)
    people.answer(appeal, clerk_of(appeal), private=PRIVATE)
    reader = reader_for(appeal.author)
    shown = detail_of(appeal_get(appeal.number, reader), reader).answers[0]
    assert (plain_of(shown.segments), shown.private, shown.is_public) == (
        people.ANSWER,
        PRIVATE,
        False,
    )
