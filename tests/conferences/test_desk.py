"""The editors' desk in the CMS, as a browser meets it."""

from datetime import timedelta

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

import pytest

from accounts.models import RoleKind
from conferences.desk.line_forms import SCOPE, TRIES, TRIES_PER
from conferences.models import Conference, ConferenceRules, ConferencesIndexPage, Speaker
from conferences.phases import Phase, phase_of
from core.rates import rate_take
from ledger.models import Event
from tests.appeals.people import make_moderator, make_operator, make_worker
from tests.conferences import desk
from tests.conferences.desk import in_english  # noqa: F401
from tests.factories.agencies import AgencyFactory
from tests.factories.conferences import (
    ConferenceFactory,
    QuestionAnswerFactory,
    SpeakerFactory,
    make_conference_pages,
)
from tests.factories.executives import make_section
from tests.factories.people import iin_number, make_citizen
from tests.factories.signing import make_person

pytestmark = pytest.mark.django_db
LIST, NEW, RULES = "/cms/conferences/", "/cms/conferences/new/", "/cms/conferences/rules/"


@pytest.fixture
def agency():
    return AgencyFactory()


@pytest.fixture
def editor(agency):
    return desk.make_editor(agency)


@pytest.fixture
def client(editor):
    browser = Client(headers={"accept-language": "en"})
    browser.force_login(editor)
    return browser


def item(row) -> str:
    return reverse("conferences_desk_item", args=[row.key])


def edit(row) -> str:
    return reverse("conferences_desk_edit", args=[row.key])


def shown(client, tab: str) -> dict[str, object]:
    answer = client.get(LIST, {"tab": tab})
    assert answer.status_code == 200
    return {row.key: row for row in answer.context["rows"]}


# The list.


@pytest.mark.parametrize(
    ("trait", "tab"),
    [
        ("planned", "coming"),
        ("announced", "coming"),
        ("", "active"),
        ("closed", "active"),
        ("answering", "active"),
        ("summary", "past"),
        ("archived", "past"),
        ("cancelled", "past"),
    ],
)
def test_each_phase_stands_in_one_list(client, agency, trait, tab):
    row = ConferenceFactory(agency=agency, **({trait: True} if trait else {}))
    found = {name for name in ("coming", "active", "past") if row.key in shown(client, name)}
    assert found == {tab}
    assert shown(client, tab)[row.key].phase == phase_of(row, timezone.now())


def test_one_cancelled_before_its_announcement_is_past_here(client, agency, editor):
    row = ConferenceFactory(agency=agency, planned=True, cancelled=True)
    assert shown(client, "past")[row.key].phase == Phase.CANCELLED
    assert row.key not in shown(client, "coming")


def test_figures_and_what_comes_next(client, agency):
    row = ConferenceFactory(agency=agency)
    first = desk.ask(row, votes=3)
    desk.ask(row, votes=4)
    desk.ask(row, hidden=True)
    QuestionAnswerFactory(question=first)
    QuestionAnswerFactory(question=first)
    line = shown(client, "active")[row.key]
    assert (line.questions, line.votes, line.answered, line.waiting) == (2, 7, 1, 1)
    assert line.next_at == row.closes_at


def test_late_things_are_marked(client, agency):
    row = ConferenceFactory(agency=agency, announced_at=timezone.now() - timedelta(days=40))
    question = desk.ask(row)
    make_conference_pages(row)
    marks = [str(mark) for mark in shown(client, "past")[row.key].marks]
    assert marks == ["answers are late", "summary is late"]
    QuestionAnswerFactory(question=question)
    assert [str(mark) for mark in shown(client, "past")[row.key].marks] == ["summary is late"]


def test_announced_without_a_published_page_is_marked(client, agency):
    row = ConferenceFactory(agency=agency)
    assert len(shown(client, "active")[row.key].marks) == 1
    make_conference_pages(row)
    assert shown(client, "active")[row.key].marks == ()


def test_another_agency_s_conferences_are_not_there(client):
    other = ConferenceFactory()
    for tab in ("coming", "active", "past"):
        assert other.key not in shown(client, tab)
    assert client.get(LIST, {"tab": "nothing"}).status_code == 404


def test_one_row_and_ten_cost_the_same(client, agency):
    def fill(number: int) -> None:
        for _ in range(number):
            row = ConferenceFactory(agency=agency)
            make_conference_pages(row)
            QuestionAnswerFactory(question=desk.ask(row))
            SpeakerFactory(conference=row)

    def cost() -> int:
        with CaptureQueriesContext(connection) as caught:
            shown(client, "active")
        return len(caught)

    fill(1)
    cost()
    once = cost()
    fill(9)
    assert cost() == once
    assert len(shown(client, "active")) == 10


# Who comes in.


@pytest.mark.parametrize("who", ["stranger", "citizen", "auditor", "ended"])
def test_nobody_else_s_desk(agency, who):
    row = ConferenceFactory(agency=agency)
    person = {
        "stranger": lambda: desk.make_editor(AgencyFactory()),
        "citizen": make_person,
        "auditor": lambda: _portal_person(RoleKind.AUDITOR),
        "ended": lambda: make_worker(agency, RoleKind.EDITOR, ended=True),
    }[who]()
    browser = Client()
    browser.force_login(person)
    wanted = (404,) if who in ("stranger", "auditor") else (302, 403)
    for url in (item(row), edit(row)):
        assert browser.get(url).status_code in wanted, url
        assert browser.post(url, {"verb": "cancel"}).status_code in wanted, url
    if who != "stranger":
        assert browser.get(LIST).status_code in wanted
    row.refresh_from_db()
    assert row.cancelled_at is None


def _portal_person(kind):
    from tests.appeals.people import add_role

    person = make_person()
    add_role(person, kind)
    return person


def test_operators_see_all_and_change_nothing_but_the_rules(agency):
    row = ConferenceFactory(agency=agency)
    browser = Client(headers={"accept-language": "en"})
    browser.force_login(make_operator())
    assert row.key in shown(browser, "active")
    page = browser.get(item(row))
    assert page.status_code == 200
    assert page.context["acts"] == []
    assert browser.get(edit(row)).status_code == 404
    assert browser.get(NEW).status_code == 404
    assert browser.post(item(row), {"verb": "cancel", "reason_kk": "А"}).status_code == 404
    assert browser.get(RULES).status_code == 200


@pytest.mark.parametrize("kind", [RoleKind.CLERK, RoleKind.MODERATOR])
def test_clerks_and_moderators_find_the_way_but_change_nothing(agency, kind):
    row = ConferenceFactory(agency=agency)
    person = make_worker(agency) if kind == RoleKind.CLERK else make_moderator()
    browser = Client()
    browser.force_login(person)
    assert browser.get(item(row)).status_code == 200
    for url in (edit(row), NEW, RULES):
        assert browser.get(url).status_code == 404
    assert browser.post(item(row), {"verb": "archive"}).status_code == 404


def test_the_menu_shows_it_to_those_who_may(client, agency):
    words = "Internet conferences"
    assert words in client.get("/cms/").content.decode()
    browser = Client(headers={"accept-language": "en"})
    browser.force_login(_portal_person(RoleKind.AUDITOR))
    assert f'"{LIST}"' not in browser.get("/cms/").content.decode()


def test_rules_are_closed_to_agencies(client):
    assert client.get(RULES).status_code == 404
    assert client.post(RULES, {"lead_days": "0"}).status_code == 404


# The form.


def test_a_new_conference_from_the_form_as_it_is_proposed(client, agency):
    make_section(ConferencesIndexPage, "conferences")
    data = desk.sent(client, NEW, theme_kk="Су", theme_ru="Вода", theme_en="Water")
    data |= {"speakers-0-person_kk": "Аты Жөні", "speakers-0-title_kk": "Басшы"}
    answer = client.post(NEW, data)
    row = Conference.objects.get()
    assert answer.status_code == 302
    assert answer.url == item(row)
    assert (row.key, row.agency) == ("water", agency)
    assert row.speakers.get().person_kk == "Аты Жөні"
    page = client.get(item(row)).content.decode()
    assert page.count("Write on the page") == 3


def test_errors_stand_at_their_fields_and_nothing_typed_is_lost(client, agency):
    data = desk.sent(client, NEW, theme_kk="Су", theme_ru="Вода", closes_at="2031-01-01T10:00")
    data |= {"stream_url": "http://example.org", "speakers-0-person_ru": "Только имя"}
    data.pop("theme_en", None)
    answer = client.post(NEW, data)
    assert answer.status_code == 422
    assert not Conference.objects.exists()
    text = answer.content.decode()
    assert "Только имя" in text
    assert "Fill this in" in text
    data |= {"speakers-0-person_kk": "Аты", "speakers-0-title_kk": "Басшы"}
    answer = client.post(NEW, data)
    assert answer.status_code == 422
    form = answer.context["sheet"].form
    assert "at the latest" in form.errors["closes_at"][0]
    assert "https://" in form.errors["stream_url"][0]
    assert "2031-01-01T10:00" in answer.content.decode()


def test_another_s_agency_can_not_be_chosen(client):
    other = AgencyFactory()
    data = desk.sent(client, NEW, theme_kk="Су", theme_ru="Вода", agency=str(other.pk))
    assert client.post(NEW, data).status_code == 422
    assert not Conference.objects.exists()


@pytest.mark.parametrize(
    "day", ["0001-01-01T00:00", "9999-12-31T23:59", "soon", "2026-13-01T00:00"]
)
def test_days_that_are_none_are_errors(client, agency, day):
    row = ConferenceFactory(agency=agency, planned=True)
    answer = client.post(edit(row), desk.sent(client, edit(row), opens_at=day))
    assert answer.status_code == 422
    assert "opens_at" in answer.context["sheet"].form.errors


def test_saving_untouched_keeps_the_very_seconds(client, agency):
    row = ConferenceFactory(agency=agency)
    SpeakerFactory(conference=row)
    answer = client.post(edit(row), desk.sent(client, edit(row)))
    assert answer.status_code == 302
    fresh = Conference.objects.get(pk=row.pk)
    assert (fresh.opens_at, fresh.closes_at) == (row.opens_at, row.closes_at)
    assert not Event.objects.filter(verb__in=("conference.set", "conference.times")).exists()


def test_one_more_line_and_other_times_save_nothing(client, agency):
    data = desk.sent(client, NEW, theme_kk="Су", closes_at="2031-01-01T10:00")
    more = client.post(NEW, data | {"more": "speakers"})
    assert more.status_code == 200
    assert len(more.context["sheet"].speakers.forms) == 2
    assert 'value="Су"' in more.content.decode()
    assert "error-message" not in more.content.decode()
    proposed = client.post(NEW, data | {"propose": "1"})
    assert proposed.status_code == 200
    assert "2031-01-01" not in proposed.content.decode()
    assert 'value="Су"' in proposed.content.decode()
    assert not Conference.objects.exists()


def test_the_second_editor_is_told_and_loses_nothing(client, agency):
    row = ConferenceFactory(agency=agency)
    data = desk.sent(client, edit(row), promised="33")
    other = Client(headers={"accept-language": "en"})
    other.force_login(desk.make_editor(agency))
    other.post(edit(row), desk.sent(other, edit(row), promised="22"))
    answer = client.post(edit(row), data)
    assert answer.status_code == 422
    text = answer.content.decode()
    assert "Somebody else has changed" in text
    assert 'value="33"' in text
    assert ("So many questions get a written answer", "22") in answer.context["sheet"].others
    row.refresh_from_db()
    assert row.promised == 22
    again = data | {"seen": answer.context["sheet"].form["seen"].value()}
    assert client.post(edit(row), again).status_code == 302
    row.refresh_from_db()
    assert row.promised == 33


def test_a_form_without_its_mark_is_a_conflict_and_no_overwriting(client, agency):
    row = ConferenceFactory(agency=agency)
    data = desk.sent(client, edit(row), promised="33")
    data.pop("seen")
    assert client.post(edit(row), data).status_code == 422
    row.refresh_from_db()
    assert row.promised == 10


def test_a_speaker_with_answers_is_kept_in_plain_words(client, agency):
    row = ConferenceFactory(agency=agency)
    speaker = SpeakerFactory(conference=row)
    QuestionAnswerFactory(question=desk.ask(row), speaker=speaker)
    data = desk.sent(client, edit(row))
    answer = client.post(edit(row), data | {"speakers-0-DELETE": "on"})
    assert answer.status_code == 422
    assert "has answered here" in answer.content.decode()
    answer = client.post(edit(row), data | {"speakers-0-has_left": "on"})
    assert answer.status_code == 302
    speaker.refresh_from_db()
    assert speaker.left_at is not None
    make_conference_pages(row)
    assert "takes part no more" in client.get(item(row)).content.decode()


def test_only_people_of_the_agency_get_the_speaker_s_view(client, agency):
    row = ConferenceFactory(agency=agency)
    own, stranger = make_worker(agency), make_worker(AgencyFactory())
    data = desk.sent(client, edit(row))
    data |= {"speakers-0-person_kk": "Аты", "speakers-0-title_kk": "Басшы"}
    answer = client.post(edit(row), data | {"speakers-0-user": str(stranger.pk)})
    assert answer.status_code == 422
    assert not Speaker.objects.exists()
    assert client.post(edit(row), data | {"speakers-0-user": str(own.pk)}).status_code == 302
    assert row.speakers.get().user == own


def test_somebody_from_outside_is_named_by_iin_and_stays_unnamed_here(client, agency):
    row = ConferenceFactory(agency=agency)
    guest = make_citizen(surname="Қонақова")
    data = desk.sent(client, edit(row))
    data |= {"speakers-0-person_kk": "Аты", "speakers-0-title_kk": "Сарапшы"}
    for wrong in ("123", iin_number(777)):
        assert client.post(edit(row), data | {"speakers-0-iin": wrong}).status_code == 422
    assert not Speaker.objects.exists()
    said = data | {"speakers-0-iin": guest.vault.iin}
    assert client.post(edit(row), said).status_code == 302
    assert row.speakers.get().user == guest
    page = client.get(edit(row)).content.decode()
    assert guest.vault.masked_iin in page
    assert "Қонақова" not in page
    assert guest.vault.iin not in page


def test_people_are_not_looked_for_by_iin_without_end(client, agency, editor):
    row = ConferenceFactory(agency=agency)
    data = desk.sent(client, edit(row))
    data |= {"speakers-0-person_kk": "Аты", "speakers-0-title_kk": "Сарапшы"}
    guest = make_citizen()
    for _ in range(TRIES):
        rate_take(scope=SCOPE, key=str(editor.pk), limit=TRIES, per_seconds=TRIES_PER)
    answer = client.post(edit(row), data | {"speakers-0-iin": guest.vault.iin})
    assert answer.status_code == 422
    assert not Speaker.objects.exists()


def test_the_form_says_what_becomes_of_an_address(client, agency):
    row = ConferenceFactory(agency=agency, stream_url="https://player.vimeo.com/video/1")
    assert "plays on the page itself" in client.get(edit(row)).content.decode()
    Conference.objects.update(stream_url="https://www.youtube.com/watch?v=abcdefghijk")
    assert "plays on the page itself" in client.get(edit(row)).content.decode()
    Conference.objects.update(stream_url="https://example.org/1")
    assert "shows a link to it" in client.get(edit(row)).content.decode()


@pytest.mark.parametrize("total", ["-1", "99999", "x", ""])
def test_a_broken_count_of_lines_breaks_nothing(client, agency, total):
    row = ConferenceFactory(agency=agency)
    data = desk.sent(client, edit(row))
    assert client.post(edit(row), data | {"speakers-TOTAL_FORMS": total}).status_code in (302, 422)
    more = data | {"speakers-TOTAL_FORMS": total, "more": "speakers"}
    assert client.post(edit(row), more).status_code == 200


def test_a_cancelled_conference_has_no_form(client, agency):
    row = ConferenceFactory(agency=agency, cancelled=True)
    for answer in (client.get(edit(row)), client.post(edit(row), {})):
        assert answer.status_code == 302
        assert answer.url == item(row)


# Verbs.


def test_cancelling_from_the_page(client, agency):
    row = ConferenceFactory(agency=agency)
    wrong = client.post(item(row), {"verb": "cancel", "reason_kk": "Апат", "reason_ru": ""})
    assert wrong.status_code == 422
    assert "Апат" in wrong.content.decode()
    said = {"verb": "cancel", "reason_kk": "Апат", "reason_ru": "Авария", "reason_en": ""}
    assert client.post(item(row), said).status_code == 302
    assert "Авария" in client.get(item(row)).content.decode()
    assert client.post(item(row), said).status_code == 422


def test_the_summary_from_the_page_asks_for_a_tick(client, agency):
    row = ConferenceFactory(agency=agency, closed=True)
    make_conference_pages(row)
    question = desk.ask(row)
    page = client.get(item(row)).content.decode()
    assert f"questions {question.number}" in page
    first = client.post(item(row), {"verb": "summary"})
    assert first.status_code == 422
    assert client.post(item(row), {"verb": "summary", "all_the_same": "on"}).status_code == 302
    row.refresh_from_db()
    assert row.summary_published_at is not None
    assert client.post(item(row), {"verb": "archive"}).status_code == 302
    row.refresh_from_db()
    assert row.archived_at <= timezone.now()


def test_an_unknown_verb_is_no_address(client, agency):
    row = ConferenceFactory(agency=agency)
    assert client.post(item(row), {"verb": "delete"}).status_code == 404
    assert client.post(item(row), {}).status_code == 404


# The rules.


@pytest.fixture
def operator():
    browser = Client(headers={"accept-language": "en"})
    browser.force_login(make_operator())
    return browser


def rules_data(**changes) -> dict[str, object]:
    rules = ConferenceRules.current()
    names = [field.name for field in ConferenceRules._meta.concrete_fields if field.name != "id"]
    return {name: getattr(rules, name) for name in names} | changes


def test_an_operator_changes_the_rules_and_it_is_recorded(operator):
    said = rules_data(lead_days=7, player_hosts="Video.Example.org\nvideo.example.org\n")
    assert operator.post(RULES, said).status_code == 302
    rules = ConferenceRules.current()
    assert (rules.lead_days, rules.players) == (7, ("video.example.org",))
    event = Event.objects.get(verb="conference.rules")
    assert event.data["lead_days"] == {"old": 3, "new": 7}


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"open_days_least": 11}, "open_days_least"),
        ({"lead_days": 400}, "lead_days"),
        ({"lead_days": -1}, "lead_days"),
        ({"questions_each": 0}, "questions_each"),
        ({"answer_days_most": "soon"}, "answer_days_most"),
        ({"player_hosts": "https://example.org/"}, "player_hosts"),
        ({"player_hosts": "example.org; script-src *"}, "player_hosts"),
        ({"player_hosts": "*.example.org"}, "player_hosts"),
        ({"player_hosts": "localhost"}, "player_hosts"),
    ],
)
def test_rules_that_make_no_sense_are_refused_at_the_field(operator, changes, field):
    answer = operator.post(RULES, rules_data(**changes))
    assert answer.status_code == 422
    assert field in answer.context["form"].errors
    assert not Event.objects.filter(verb="conference.rules").exists()


def test_the_rules_hold_for_the_next_form(operator, client):
    operator.post(RULES, rules_data(lead_days=20))
    page = client.get(NEW).content.decode()
    assert "announced at least 20 working days ahead" in page
