"""The agency's desk: who sees what, every verb by its form, and refusals that lose nothing."""

import re
from datetime import timedelta

from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

import pytest

from accounts.models import Role
from accounts.readers import reader_for
from appeals.desk.table import VERBS
from appeals.desk.tabs import TABS
from appeals.models import Answer, Appeal, Redirect
from appeals.originals import original_answer_of
from appeals.services import answer_prepare
from appeals.states import RedirectState, State
from tests.appeals import people
from tests.appeals.files import add_file
from tests.factories.agencies import AgencyFactory, OfficeFactory
from tests.factories.appeals import AnswerFactory, AppealFactory, CitizenFactory, RedirectFactory
from tests.factories.moderation import make_item

pytestmark = pytest.mark.django_db

# What a clerk may do with any application that waits for an answer.
WORK = {"assign", "prepare", "redirect", "split", "set_kind", "note"}
NUMBER = re.compile(r"/cms/applications/(OD-\d{4}-\d{8})/")


@pytest.fixture
def agency():
    return OfficeFactory().agency


@pytest.fixture
def clerk(agency):
    return people.make_worker(agency)


@pytest.fixture
def desk(client, clerk):
    client.force_login(clerk)
    return client


def make_appeal(agency, **traits) -> Appeal:
    return AppealFactory(office=agency.offices.first(), **traits)


def make_offer(agency, **values) -> Redirect:
    """An application of somebody else's, offered to this agency."""
    return RedirectFactory(appeal=AppealFactory(**values), to_agency=agency)


def item(appeal) -> str:
    return reverse("appeals_desk_item", args=[appeal.number])


def listed(client, tab: str, **query) -> list[str]:
    answer = client.get(reverse("appeals_desk"), {"tab": tab, **query})
    assert answer.status_code == 200
    return list(dict.fromkeys(NUMBER.findall(answer.content.decode())))


def prepare(appeal) -> None:
    """An answer waits for the head."""
    clerk = people.make_worker(appeal.agency)
    answer_prepare(
        appeal_id=appeal.pk, actor=clerk, reader=reader_for(clerk), body=people.ANSWER, seen=0
    )


def post(client, appeal, verb: str, **said):
    data = {f"{verb}-{name}": value for name, value in said.items()}
    return client.post(item(appeal), {"verb": verb, **data})


# Who comes in.


@pytest.mark.parametrize("who", ["visitor", "citizen", "editor", "moderator", "operator", "former"])
def test_the_desk_is_for_clerks_and_heads(client, agency, who):
    appeal = make_appeal(agency)
    make = {
        "citizen": CitizenFactory,
        "editor": lambda: people.make_worker(agency, "editor"),
        "moderator": people.make_moderator,
        "former": lambda: people.make_worker(agency, ended=True),
    }
    if who == "operator":
        user = CitizenFactory()
        people.add_role(user, "operator")
        client.force_login(user)
    elif who in make:
        client.force_login(make[who]())
    for address in (reverse("appeals_desk"), item(appeal)):
        for answer in (client.get(address), client.post(address, {"verb": "take"})):
            assert answer.status_code in (302, 403)
            assert appeal.number not in answer.content.decode()
    appeal.refresh_from_db()
    assert appeal.state == State.REGISTERED


@pytest.mark.parametrize("kind", ["clerk", "head"])
def test_clerks_and_heads_come_in_and_find_it_in_the_menu(client, agency, kind):
    client.force_login(people.make_worker(agency, kind))
    assert client.get(reverse("appeals_desk")).status_code == 200
    assert reverse("appeals_desk") in client.get(reverse("wagtailadmin_home")).content.decode()


def test_the_browsers_tab_says_where_one_is(desk, agency):
    appeal = make_appeal(agency)
    for url, title in ((reverse("appeals_desk"), "Applications"), (item(appeal), appeal.number)):
        html = desk.get(url, headers={"accept-language": "en"}).content.decode()
        assert re.search(rf"<title>\s*{title} - ", html)


def test_it_ends_the_second_the_role_ends(desk, clerk, agency):
    appeal = make_appeal(agency)
    assert desk.get(item(appeal)).status_code == 200
    Role.objects.filter(user=clerk).update(valid_to=timezone.now())
    assert desk.get(item(appeal)).status_code in (302, 403)
    assert post(desk, appeal, "take").status_code in (302, 403)
    appeal.refresh_from_db()
    assert appeal.state == State.REGISTERED


@pytest.mark.parametrize("traits", [{}, {"published": True}, {"published": True, "answered": True}])
def test_another_agency_s_number_is_not_there(desk, traits):
    appeal = AppealFactory(**traits)
    assert desk.get(item(appeal)).status_code == 404
    for verb in VERBS:
        assert post(desk, appeal, verb, body=people.ANSWER).status_code == 404
    assert desk.get(reverse("appeals_desk_item", args=["OD-2026-99999999"])).status_code == 404


def test_a_number_in_small_letters_works(desk, agency):
    appeal = make_appeal(agency)
    assert desk.get(item(appeal).replace("OD-", "od-")).status_code == 200


# The lists.


def test_each_tab_holds_what_it_says(desk, agency):
    today, yesterday = timezone.localdate(), timezone.localdate() - timedelta(days=1)
    start = {"registered_on": today - timedelta(days=15)}
    rows = {
        "new": make_appeal(agency),
        "working": make_appeal(agency, in_work=True),
        "today": make_appeal(agency, in_work=True, due_on=today, **start),
        "late": make_appeal(agency, due_on=yesterday, **start),
        "late_done": make_appeal(agency, answered=True, due_on=yesterday, **start),
        "withdrawn": make_appeal(agency, withdrawn=True),
        "offered": make_offer(agency).appeal,
    }
    AppealFactory()
    number = {name: row.number for name, row in rows.items()}
    assert set(listed(desk, "registered")) == {number["new"], number["late"]}
    assert set(listed(desk, "in_work")) == {number["working"], number["today"]}
    assert set(listed(desk, "today")) == {number["today"]}
    assert set(listed(desk, "overdue")) == {number["late"]}
    assert set(listed(desk, "incoming")) == {number["offered"]}
    assert set(listed(desk, "done")) == {number["late_done"], number["withdrawn"]}
    counts = {
        tab["name"]: tab["count"] for tab in desk.get(reverse("appeals_desk")).context["tabs"]
    }
    expected = {"registered": 2, "in_work": 2, "today": 1, "overdue": 1, "incoming": 1, "done": 2}
    assert counts == {name: expected.get(name, 0) for name in TABS}


def test_an_offer_that_ended_is_no_offer(desk, agency):
    people.withdraw(make_offer(agency).appeal)
    RedirectFactory(to_agency=agency, returned=True)
    assert listed(desk, "incoming") == []


def test_the_most_urgent_stands_first_page_by_page(desk, agency):
    day = timezone.localdate() + timedelta(days=5)
    rows = [make_appeal(agency, due_on=day + timedelta(days=n % 3)) for n in range(33)]
    expected = [row.number for row in sorted(rows, key=lambda row: (row.due_on, row.pk))]
    first = desk.get(reverse("appeals_desk"))
    cursor = first.context["pager"].older_url.partition("cursor=")[2]
    assert listed(desk, "registered") + listed(desk, "registered", cursor=cursor) == expected


def test_of_what_is_done_the_newest_stands_first(desk, agency):
    rows = [make_appeal(agency, answered=True) for _ in range(3)]
    assert listed(desk, "done") == [row.number for row in reversed(rows)]


@pytest.mark.parametrize("query", [{"tab": "nothing"}, {"cursor": "nonsense"}, {"cursor": "ы"}])
def test_a_made_up_list_is_not_there(desk, agency, query):
    make_appeal(agency)
    assert desk.get(reverse("appeals_desk"), query).status_code == 404


@pytest.mark.engine
@pytest.mark.parametrize("tab", TABS)
def test_the_same_number_of_queries_for_one_row_and_ten(desk, clerk, agency, tab):
    traits = {
        "registered": {},
        "in_work": {"in_work": True},
        "today": {"due_on": timezone.localdate()},
        "overdue": {"overdue": True},
        "done": {"answered": True},
        "incoming": {},
        "to_sign": {"in_work": True},
        "mine": {"in_work": True, "executor": clerk},
        "waiting": {"state": State.WAITING},
        "to_agree": {"state": State.DRAFTED},
        "returned": {"in_work": True},
    }[tab]

    def make():
        if tab == "incoming":
            make_offer(agency)
            return
        appeal = make_appeal(agency, **traits)
        RedirectFactory(appeal=appeal, returned=True)
        if tab == "to_sign":
            prepare(appeal)
            Appeal.objects.filter(pk=appeal.pk).update(state=State.AGREED)

    def queries() -> int:
        with CaptureQueriesContext(connection) as caught:
            assert len(listed(desk, tab)) == Appeal.objects.count()
        return len(caught)

    make()
    queries()
    one = queries()
    for _ in range(9):
        make()
    assert queries() == one


# One application.


def test_everything_of_it_is_on_its_page(desk, agency):
    appeal = make_appeal(agency, text="Открытая яма у школы.", place="Ауыл Үлгі", in_work=True)
    AnswerFactory(appeal=appeal, body="Ответ первый, полный.", private="Только вам: кабинет 5.")
    file = add_file(appeal, "письмо.txt")
    html = desk.get(item(appeal)).content.decode()
    for words in (
        appeal.number,
        "Открытая яма у школы.",
        "Ауыл Үлгі",
        "Образцов Пример Тестович",
        "Ответ первый, полный.",
        "Только вам: кабинет 5.",
        file.name,
        reverse("appeal_file", args=[appeal.number, file.pk]),
    ):
        assert words in html


def verbs_on(client, appeal) -> set[str]:
    html = client.get(item(appeal)).content.decode()
    return set(re.findall(r'name="verb" value="(\w+)"', html))


@pytest.mark.parametrize(
    ("traits", "verbs"),
    [
        ({}, {"take", "receive"} | WORK | {"ask_supplement"}),
        ({"in_work": True}, WORK | {"ask_supplement"}),
        ({"state": State.WAITING}, WORK | {"resume"}),
        ({"answered": True}, {"prepare", "note"}),
        ({"withdrawn": True}, {"note"}),
        ({"state": State.STOPPED}, {"note"}),
    ],
)
def test_only_what_can_be_done_is_offered(desk, agency, traits, verbs):
    assert verbs_on(desk, make_appeal(agency, **traits)) == verbs


def test_while_it_is_handed_over_the_others_decide(client, desk, agency):
    offer = RedirectFactory(appeal=make_appeal(agency))
    assert verbs_on(desk, offer.appeal) == {"take", "receive", "assign", "set_kind", "note"}
    client.force_login(people.make_worker(offer.to_agency))
    assert verbs_on(client, offer.appeal) == {"accept", "return", "note"}


# The verbs.


def test_take(desk, clerk, agency):
    appeal = make_appeal(agency)
    assert post(desk, appeal, "take")["Location"] == item(appeal)
    appeal.refresh_from_db()
    assert (appeal.state, appeal.executor) == (State.IN_WORK, clerk)


def test_answer(desk, clerk, agency):
    appeal = make_appeal(agency, published=True)
    answer = post(desk, appeal, "prepare", body=people.ANSWER, private="Кабинет 5")
    page = reverse("appeals_desk_answer", args=[appeal.number])
    assert answer["Location"] == page
    said = {"verb": "deliver", "deliver-seen": 1, "deliver-override": "on"}
    assert desk.post(page, said)["Location"] == item(appeal)
    row = Answer.objects.get()
    assert row.written_by == clerk
    original = original_answer_of(row)
    assert (original.body, original.private) == (people.ANSWER, "Кабинет 5")


def test_hand_over_and_accept(client, desk, agency):
    appeal, other = make_appeal(agency), AgencyFactory()
    answer = post(desk, appeal, "redirect", to_agency=other.pk, reason=people.REASON)
    assert answer["Location"] == reverse("appeals_desk")
    client.force_login(people.make_worker(other))
    assert listed(client, "incoming") == [appeal.number]
    assert post(client, appeal, "accept")["Location"] == item(appeal)
    appeal.refresh_from_db()
    assert appeal.agency == other


def test_send_back(desk, agency):
    offer = make_offer(agency)
    answer = post(desk, offer.appeal, "return", reason="Это не наш вопрос.")
    assert answer["Location"] == reverse("appeals_desk")
    offer.refresh_from_db()
    assert (offer.state, offer.decision_reason) == (RedirectState.RETURNED, "Это не наш вопрос.")
    assert desk.get(item(offer.appeal)).status_code == 404


@pytest.mark.parametrize("verb", ["", "burn", "withdraw", "__class__"])
def test_an_unknown_verb_is_not_there(desk, agency, verb):
    assert post(desk, make_appeal(agency), verb).status_code == 404


# Refused: said on the form, with everything typed.


@pytest.mark.parametrize(
    ("verb", "said", "message"),
    [
        ("prepare", {"body": "", "private": "Кабинет 5"}, "Write the answer."),
        ("prepare", {"body": "Ок.", "private": "Кабинет 5"}, "Write the answer in full sentences."),
        ("prepare", {"body": "\u200b" * 30, "private": "Кабинет 5"}, "full sentences"),
        ("prepare", {"body": "я" * 20_001, "private": "Кабинет 5"}, "at most 20000"),
        ("redirect", {"to_agency": "", "reason": "Кабинет 5"}, "Choose the competent body."),
        ("redirect", {"to_agency": "999999", "reason": "Кабинет 5"}, "Select a valid choice"),
        ("redirect", {"to_agency": "x", "reason": "Кабинет 5"}, "Select a valid choice"),
    ],
)
def test_a_wrong_form_is_said_and_kept(desk, agency, verb, said, message):
    appeal = make_appeal(agency)
    answer = post(desk, appeal, verb, **said)
    html = answer.content.decode()
    assert answer.status_code == 422
    assert message in html
    assert "Кабинет 5" in html
    assert (Answer.objects.count(), Redirect.objects.count()) == (0, 0)


def test_a_blank_reason_keeps_the_body_that_was_chosen(desk, agency):
    other = AgencyFactory()
    answer = post(desk, make_appeal(agency), "redirect", to_agency=other.pk, reason=" \u200b ")
    assert answer.status_code == 422
    assert f'<option value="{other.pk}" selected>' in answer.content.decode()
    assert "Say why the other body is competent." in answer.content.decode()


@pytest.mark.parametrize("which", ["own", "inactive"])
def test_a_body_it_cannot_go_to_is_not_offered(desk, agency, which):
    target = agency if which == "own" else AgencyFactory(is_active=False)
    answer = post(desk, make_appeal(agency), "redirect", to_agency=target.pk, reason="Причина")
    assert answer.status_code == 422
    assert not Redirect.objects.exists()


def test_somebody_was_quicker(desk, agency):
    appeal = make_appeal(agency, in_work=True)
    answer = post(desk, appeal, "take")
    assert answer.status_code == 422
    assert "This can&#x27;t be done now" in answer.content.decode()


def test_an_answer_typed_while_it_is_handed_over_is_kept(desk, agency):
    appeal = RedirectFactory(appeal=make_appeal(agency)).appeal
    answer = post(desk, appeal, "prepare", body=people.ANSWER)
    html = answer.content.decode()
    assert answer.status_code == 422
    assert "It is being handed over" in html
    assert people.ANSWER in html


@pytest.mark.parametrize("verb", ["accept", "return"])
def test_what_nobody_offers_is_not_accepted(desk, agency, verb):
    answer = post(desk, make_appeal(agency), verb, reason="Причина")
    assert answer.status_code == 422
    assert "decided already" in answer.content.decode()


# The clerk's own application.


def test_nobody_works_on_an_application_of_their_own(desk, clerk, agency):
    appeal = make_appeal(agency, author=clerk)
    assert verbs_on(desk, appeal) == set()
    for verb in ("take", "prepare", "redirect", "note", "assign", "split"):
        said = {
            "body": people.ANSWER,
            "to_agency": AgencyFactory().pk,
            "reason": "Причина",
            "text": "Прошу заделать её.",
            "executor": str(people.make_worker(agency).pk),
        }
        answer = post(desk, appeal, verb, **said)
        assert answer.status_code == 422
    appeal.refresh_from_db()
    assert (appeal.state, Answer.objects.count(), Redirect.objects.count()) == ("registered", 0, 0)
    assert "Your role doesn&#x27;t allow this." in answer.content.decode()


def test_a_clerk_s_own_application_elsewhere_is_not_on_this_desk(desk, clerk):
    appeal = AppealFactory(author=clerk)
    assert desk.get(item(appeal)).status_code == 404
    assert desk.get(f"/en/applications/{appeal.number}/").status_code == 200


# A moderator's look at files.


def moderator_file(appeal, file) -> str:
    return reverse("appeals_moderator_file", args=[appeal.number, file.pk])


def test_a_moderator_opens_files_of_what_waits_only(client):
    waiting, decided = AppealFactory(), AppealFactory(published=True)
    make_item(kind="appeal", target_id=str(waiting.pk))
    files = [add_file(waiting), add_file(decided)]
    client.force_login(people.make_moderator())
    answer = client.get(moderator_file(waiting, files[0]))
    assert answer.status_code == 200
    assert answer["Content-Disposition"].startswith("attachment")
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert client.get(moderator_file(decided, files[1])).status_code == 404
    assert client.get(moderator_file(waiting, files[1])).status_code == 404
    assert client.get(moderator_file(decided, files[0])).status_code == 404


@pytest.mark.parametrize("who", ["visitor", "citizen", "clerk", "editor"])
def test_nobody_else_opens_them_there(client, agency, who):
    appeal = make_appeal(agency)
    make_item(kind="appeal", target_id=str(appeal.pk))
    file = add_file(appeal)
    if who == "citizen":
        client.force_login(CitizenFactory())
    elif who != "visitor":
        client.force_login(people.make_worker(agency, who))
    answer = client.get(moderator_file(appeal, file))
    assert answer.status_code in (302, 403)


def test_a_late_one_says_how_late_not_on_which_day(desk, agency):
    html = desk.get(item(make_appeal(agency, overdue=True))).content.decode()
    assert "days late" in html
    assert "Day " not in html
