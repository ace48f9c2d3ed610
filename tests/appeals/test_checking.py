"""The check before an answer leaves: good answers pass in three languages, each lack is told."""

import pytest

from accounts.models import RoleKind
from appeals.models import Answer
from appeals.services.checking import answer_missing, likeness
from tests.appeals import drafts, people
from tests.factories.agencies import OfficeFactory, TenureFactory
from tests.factories.appeals import AnswerFactory, AppealFactory

pytestmark = pytest.mark.django_db

GOOD = {
    "ru": (
        "Здравствуйте! Ваше обращение рассмотрено. Яму на улице Образцовой заделали 12 мая "
        "2026 года: уложили 14 квадратных метров асфальта по контракту № 77. Если Вы не согласны с "
        "ответом, Вы вправе обжаловать его в порядке статьи 91 Административного "
        "процедурно-процессуального кодекса.\n\nМинистр образцов"
    ),
    "kk": (
        "Құрметті өтініш иесі! Өтінішіңіз қаралды. Үлгі көшесіндегі шұңқыр 2026 жылғы 12 мамырда "
        "жөнделді, келісімшарт бойынша 14 шаршы метр асфальт төселді. Жауаппен келіспесеңіз, оған "
        "Әкімшілік рәсімдік-процестік кодекстің 91-бабына сәйкес шағымдануға құқығыңыз бар.\n\n"
        "Үлгі министрі"
    ),
    "en": (
        "Dear applicant, your application has been considered. The hole in Sample Street was "
        "closed on 12 May 2026 and 14 square metres of asphalt were laid. If you disagree with "
        "this answer, you may appeal against it under Article 91 of the Code.\n\n"
        "Minister of Samples"
    ),
}
SIGNED = {"ru": "Министр образцов", "kk": "Үлгі министрі", "en": "Minister of Samples"}


def appeal_in(language="ru", text="", **said):
    words = {"text": text} if text else {}
    return AppealFactory(answer_language=language, in_work=True, **words, **said)


def codes(body, appeal=None, private=""):
    found = answer_missing(appeal=appeal or appeal_in(), body=body, private=private)
    assert all(str(row.words) for row in found)
    assert len({row.code for row in found}) == len(found)
    return {row.code for row in found}


@pytest.mark.parametrize("language", GOOD)
def test_a_good_answer_lacks_nothing(language):
    assert codes(GOOD[language], appeal_in(language)) == set()


@pytest.mark.parametrize("asked", GOOD)
@pytest.mark.parametrize("language", GOOD)
def test_another_language_than_asked_is_told(asked, language):
    assert ("language" in codes(GOOD[language], appeal_in(asked))) == (asked != language)


@pytest.mark.parametrize(
    ("body", "named"),
    [
        ("Вы можете подать жалобу в вышестоящий орган.", True),
        ("Ответ можно обжаловать.", True),
        ("Жалоба подаётся в течение трёх месяцев.", True),
        ("Вы вправе обратиться в суд.", True),
        ("Ваша жалоба рассмотрена.", False),
        ("По жалобе проведена проверка.", False),
        ("Суд вынес решение.", False),
        ("Жауапқа шағым жасай аласыз.", True),
        ("Жоғары тұрған органға шағым беруге құқылысыз.", True),
        ("Сіз сотқа жүгіне аласыз.", True),
        ("Сіздің шағымыңыз қаралды.", False),
        ("Шағым бойынша тексеру жүргізілді.", False),
        ("You can lodge a complaint with the ministry.", True),
        ("You have the right to appeal.", True),
        ("You may appeal against this answer.", True),
        ("Your complaint has been considered.", False),
        ("The appeal of nature is great here.", False),
    ],
)
def test_the_right_to_complain(body, named):
    assert ("complaint" not in codes(body)) == named


@pytest.mark.parametrize(
    ("body", "given"),
    [
        ("Ремонт закончили 12 мая.", True),
        ("На это выделено 5 млн тенге.", True),
        ("Так установлено Законом о дорогах.", True),
        ("По правилам благоустройства это запрещено.", True),
        ("Өтініш заңға сәйкес қаралды.", True),
        ("Кодекстің талабы осындай.", True),
        ("Жөндеу 2026 жылы аяқталады.", True),
        ("This is laid down in the law.", True),
        ("Works end in 2026.", True),
        ("Мы всё сделали, спасибо за обращение.", False),
        ("Бәрі орындалды, рахмет.", False),
        ("Everything is done, thank you.", False),
        ("Ваше обращение OD-2026-00000017 рассмотрено.", False),
        ("1. Сделали.\n2. Сделаем.", False),
    ],
)
def test_a_law_a_figure_or_a_date(body, given):
    assert ("fact" not in codes(body)) == given


@pytest.mark.parametrize("language", SIGNED)
def test_the_office_is_named(language):
    body = GOOD[language].replace(SIGNED[language], "")
    assert codes(body, appeal_in(language)) == {"responder"}


def test_the_name_of_the_holder_will_do():
    office = OfficeFactory()
    TenureFactory(office=office, person_ru="Серикбаев Пример")
    body = GOOD["ru"].replace(SIGNED["ru"], "Серикбаев Пример")
    assert codes(body, appeal_in(office=office)) == set()
    assert codes(body) == {"responder"}


ASKED = "Прошу ответить:\n1. Когда починят мост?\n2. Сколько стоит ремонт школы?\n3) Кто подрядчик?"


@pytest.mark.parametrize(
    ("extra", "open_ones"),
    [
        ("", "1, 2, 3"),
        ("1. В мае. 2. Пять миллионов тенге. 3. Назовём позже.", ""),
        ("По пункту 1: в мае. На второй вопрос: пять миллионов. По третьему: ТОО «Пример».", ""),
        ("Мост починят в мае.", "2, 3"),
        ("Ремонт школы стоит пять миллионов, подрядчик ТОО «Пример».", "1"),
    ],
)
def test_every_numbered_question_has_a_reply(extra, open_ones):
    appeal = appeal_in(text=ASKED)
    told = {row.code: str(row.words) for row in answer_missing(appeal=appeal, body=_with(extra))}
    assert told.get("question", "").endswith(f"{open_ones}." if open_ones else "")
    assert ("question" in told) == bool(open_ones)


def _with(extra):
    return GOOD["ru"].replace("Если Вы", f"{extra} Если Вы")


@pytest.mark.parametrize("text", ["Дом 1. Улица новая.", "1. Только один вопрос", "Что делать?"])
def test_a_single_number_is_no_list(text):
    assert codes(GOOD["ru"], appeal_in(text=text)) == set()


@pytest.mark.parametrize("gap", ["{{?срок}}", "{{number}}", "{{ }}", "{{", "}}"])
def test_gaps_that_stay(gap):
    assert codes(_with(gap)) == {"gap"}


def test_personal_data_belong_to_the_private_part():
    phone = "Мастер: +7 701 000 00 01."
    assert codes(_with(phone)) == {"personal"}
    assert codes(GOOD["ru"], private=phone) == set()


def test_a_short_one():
    assert codes("Министр образцов: сделали 5 мая, ответ можно обжаловать.") == {"short"}


@pytest.mark.parametrize("body", ["", "   ", "\u200b", "{{{{}}}}", "9" * 20000, "а\n" * 5000])
def test_odd_texts_break_nothing(body):
    assert codes(body)


def test_words_of_an_earlier_answer_of_the_office():
    office = OfficeFactory()
    earlier = AppealFactory(office=office, published=True)
    AnswerFactory(appeal=earlier, body=GOOD["ru"])
    appeal = appeal_in(office=office)
    share, number = likeness(appeal, GOOD["ru"])
    assert (share, number) == (1.0, earlier.number)
    assert codes(GOOD["ru"], appeal) == {"boilerplate"}
    other = GOOD["ru"].replace("Яму", "Дорогу").replace("12 мая", "3 июня").replace("14", "90")
    assert codes(other.replace("заделали", "расширили"), appeal) == set()


def test_another_office_s_answers_are_not_compared_and_private_ones_neither():
    private = AppealFactory(private=True)
    AnswerFactory(appeal=private, body=GOOD["ru"])
    AnswerFactory(appeal=AppealFactory(published=True), body=GOOD["ru"])
    assert codes(GOOD["ru"], appeal_in(office=private.office)) == set()


def test_a_body_without_an_office_is_checked_all_the_same(django_assert_max_num_queries):
    appeal = appeal_in()
    appeal.agency = people.make_worker(OfficeFactory().agency).roles.get().agency
    appeal.agency.offices.update(is_active=False)
    with django_assert_max_num_queries(6):
        assert "complaint" in codes("Мы сделали всё.", appeal)


def test_complete_it_leaves_without_a_tick_and_nobody_overrode():
    office = OfficeFactory()
    appeal = appeal_in(office=office)
    clerk = people.make_worker(office.agency, RoleKind.CLERK)
    drafts.prepare(appeal, clerk, GOOD["ru"])
    drafts.send(appeal, clerk, override=False)
    answer = Answer.objects.get()
    assert (answer.missing, answer.overridden_by) == ([], None)
