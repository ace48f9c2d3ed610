"""The audit in the CMS: who may, what it finds, that it shows codes only, what leaves the house."""

import csv
import io
import json
import zipfile
from datetime import UTC, datetime, timedelta

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone, translation

import pytest

from accounts.audit import selectors, views
from accounts.audit.projections import facts_of, history_of
from accounts.groups import groups_prepare
from accounts.models import Role, RoleKind
from core.keyset import count_up_to
from ledger.models import Event
from ledger.services import event_record
from ledger.words import WORDS, kind_words, verb_words
from tests.factories.agencies import AgencyFactory
from tests.factories.appeals import AppealFactory
from tests.factories.people import give, iin_number, make_citizen, make_setup_person, make_staff
from tests.ledger.tools import anchor, record, thing, touch

pytestmark = pytest.mark.django_db
KIND = thing()._meta.label_lower


@pytest.fixture(autouse=True)
def groups():
    groups_prepare()


def client_of(user) -> Client:
    client = Client(headers={"accept-language": "en"})
    client.force_login(user)
    return client


@pytest.fixture
def auditor():
    return client_of(make_staff(RoleKind.AUDITOR))


@pytest.fixture
def second_factor(monkeypatch):
    """As if it had been passed a moment ago."""
    monkeypatch.setattr("accounts.factor.gate.second_factor_check", lambda request: True)


def search(client, **said):
    return client.get(reverse("accounts_audit"), said)


def found(client, **said):
    answer = search(client, **said)
    assert answer.status_code == 200, answer.context["form"].errors
    return [line.id for line in answer.context["lines"]]


def export(client, **said):
    return client.post(reverse("accounts_audit_export"), {"format": "csv", **said})


def whole(answer) -> bytes:
    return b"".join(answer.streaming_content)


# Who may.

LOGIN, HOME = "/accounts/egov/login/", "/cms/"
# Where they are sent, or what they get. Wagtail sends staff to its first page, with a word.
PEOPLE = {
    "visitor": LOGIN,
    "citizen": 403,
    "editor": HOME,
    "clerk": HOME,
    "head": HOME,
    "moderator": HOME,
    "former auditor": 403,
    "auditor": 200,
    "operator": 200,
}
PAGES = {
    "search": lambda client: client.get(reverse("accounts_audit")),
    "object": lambda client: client.get(reverse("accounts_audit_object", args=[KIND, "1"])),
    "export": export,
}


def held(user, kind, begins, ends) -> None:
    """A role that is over; nobody can give such a one."""
    Role.objects.create(user=user, kind=kind, valid_from=begins, valid_to=ends)


def person(name: str) -> Client:
    if name == "visitor":
        return Client()
    if name == "citizen":
        return client_of(make_citizen())
    if name == "former auditor":
        user = make_citizen()
        now = timezone.now()
        held(user, RoleKind.AUDITOR, now - timedelta(2), now)
        return client_of(user)
    agency = AgencyFactory() if name in ("editor", "clerk", "head") else None
    return client_of(make_staff(name, agency))


@pytest.mark.parametrize("name", PEOPLE)
@pytest.mark.parametrize("page", PAGES)
def test_who_may_open_what(name, page, second_factor):
    record()
    client = person(name)
    before = Event.objects.filter(verb="audit.export").count()
    answer = PAGES[page](client)
    if isinstance(PEOPLE[name], str):
        assert answer.status_code == 302
        assert answer["Location"].partition("?")[0] == PEOPLE[name]
    else:
        assert answer.status_code == PEOPLE[name]
    if PEOPLE[name] != 200:
        assert Event.objects.filter(verb="audit.export").count() == before


@pytest.mark.parametrize("name", ["clerk", "moderator", "auditor", "operator"])
def test_the_menu_shows_it_to_those_who_may(name):
    page = person(name).get(reverse("wagtailadmin_home")).content.decode()
    assert (reverse("accounts_audit") in page) == (name in ("auditor", "operator"))


# Searching.


@pytest.fixture
def events():
    """By name, so that the searches below say what they must find."""
    one, two = AgencyFactory(), AgencyFactory()
    actor = make_citizen()
    rows = {
        "plain": record(1, 1)[0],
        "verb": record(1, 2, verb="appeal.take")[0],
        "actor": record(1, 3, actor=actor)[0],
        "agency": record(1, 4, agency_id=one.pk)[0],
        "other": record(1, 5, agency_id=two.pk, verb="appeal.take")[0],
    }
    old = Event(
        verb="old", target_kind=KIND, target_id="6", at=datetime(2020, 5, 4, 20, tzinfo=UTC)
    )
    old.save()
    return {**rows, "old": old}, one, actor


def test_each_way_of_searching(auditor, events):
    rows, agency, actor = events
    ids = {name: row.pk for name, row in rows.items()}
    assert set(ids.values()) <= set(found(auditor))
    assert found(auditor, verb="appeal.take") == [ids["other"], ids["verb"]]
    assert found(auditor, actor=str(actor.pk)) == [ids["actor"]]
    assert found(auditor, agency=agency.pk) == [ids["agency"]]
    assert found(auditor, kind=KIND, object="1") == [ids["plain"]]
    assert found(auditor, kind=KIND, verb="appeal.take", agency=agency.pk) == []
    # The portal's day: 20:00 UTC is the 5th in Almaty.
    assert found(auditor, since="2020-05-05", until="2020-05-05") == [ids["old"]]
    assert found(auditor, until="2020-05-04") == []


def test_an_application_is_found_by_its_number_alone(auditor):
    appeal = AppealFactory()
    event = event_record(verb="appeal.take", target=appeal, data={"number": appeal.number})
    assert found(auditor, object=appeal.number.lower()) == [event.pk]
    assert found(auditor, kind="appeals.appeal", object=str(appeal.pk)) == [event.pk]


@pytest.mark.parametrize(
    "said",
    [
        {"object": "7"},
        {"object": "OD-1999-000001"},
        {"verb": "Appeal Take"},
        {"verb": "x" * 61},
        {"kind": "<b>"},
        {"actor": "somebody"},
        {"agency": "0"},
        {"since": "tomorrow"},
        {"since": "0001-01-01"},
        {"until": "9999-12-31"},
        {"since": "2026-05-05", "until": "2026-05-04"},
    ],
)
def test_what_can_not_be_searched_for_is_said_at_the_field(auditor, said):
    record()
    answer = search(auditor, **said)
    assert answer.status_code == 422
    assert answer.context["form"].errors
    assert answer.context["lines"] == []


def test_pages_follow_each_other_and_keep_the_search(auditor, monkeypatch):
    monkeypatch.setattr(views, "PAGE", 2)
    ids = [row.pk for row in record(5, 9)]
    answer = search(auditor, kind=KIND)
    seen = [line.id for line in answer.context["lines"]]
    while address := answer.context["pager"].older_url:
        answer = auditor.get(reverse("accounts_audit") + address)
        seen += [line.id for line in answer.context["lines"]]
    assert seen == ids[::-1]
    assert search(auditor, cursor="nonsense").status_code == 404


def test_a_long_find_is_counted_up_to_a_limit(auditor, monkeypatch):
    monkeypatch.setattr(views, "count_up_to", lambda rows: count_up_to(rows, 3))
    record(5)
    assert b"More than 3 events" in search(auditor).content


def queries(client, address) -> int:
    client.get(address)
    with CaptureQueriesContext(connection) as asked:
        assert client.get(address).status_code == 200
    return len(asked)


@pytest.mark.parametrize("page", ["search", "object"])
def test_as_many_queries_for_forty_events_as_for_two(auditor, page):
    address = reverse("accounts_audit") + f"?kind={KIND}"
    if page == "object":
        address = reverse("accounts_audit_object", args=[KIND, "1"])
    agency = AgencyFactory()
    record(2, 1, actor=make_citizen(), agency_id=agency.pk)
    few = queries(auditor, address)
    for _ in range(19):
        record(2, 1, actor=make_staff(RoleKind.CLERK, agency), agency_id=AgencyFactory().pk)
    assert queries(auditor, address) == few


# What is shown.


def test_words_for_known_verbs_and_codes_for_others(auditor):
    record(1, 1, verb="appeal.take")
    record(1, 2, verb="some.thing_new")
    page = search(auditor).content.decode()
    assert "Taken into work" in page
    assert page.count("some.thing_new") == 2
    assert kind_words("gone.model") == "gone.model"
    assert verb_words("appeal.take") != "appeal.take"
    assert all(str(words) for words in WORDS.values())


def test_no_name_only_role_and_opaque_id(auditor):
    agency = AgencyFactory()
    clerk = make_staff(RoleKind.CLERK, agency)
    record(1, 1, actor=clerk, agency_id=agency.pk)
    page = search(auditor, kind=KIND).content.decode()
    (line,) = search(auditor, kind=KIND).context["lines"]
    assert (line.actor_role, line.actor) == ("clerk", str(clerk.pk))
    assert clerk.vault.surname not in page
    assert str(clerk.pk)[:8] in page


def test_the_role_is_the_one_held_then(auditor):
    now = timezone.now()
    user = make_citizen()
    held(user, RoleKind.MODERATOR, now - timedelta(9), now - timedelta(5))
    give(user, RoleKind.CLERK, AgencyFactory(), valid_from=now - timedelta(3))
    roles = {}
    for days in (10, 7, 4, 1):
        at = now - timedelta(days)
        Event(verb="a.b", target_kind=KIND, target_id="1", at=at, actor=user).save()
    for line in search(auditor, kind=KIND).context["lines"]:
        roles[round((now - line.at).total_seconds() / 86400)] = line.actor_role
    assert roles == {10: "a citizen", 7: "moderator", 4: "a citizen", 1: "clerk"}
    record(1, 2)
    assert search(auditor, kind=KIND, object="2").context["lines"][0].actor_role == "the portal"
    record(1, 3, actor=make_setup_person())
    (line,) = search(auditor, kind=KIND, object="3").context["lines"]
    assert line.actor_role == "the set-up person"


TEXTS = [
    "Жолды жөндеңіз",
    "two words",
    "user@example.org",
    "+77010000000",
    "87010000000",
    iin_number(),
    "<script>",
    "x" * 81,
]


@pytest.mark.parametrize("text", TEXTS)
@pytest.mark.parametrize("shape", ["value", "key", "list", "deep"])
def test_anything_like_a_text_is_not_shown(auditor, second_factor, text, shape):
    """Events hold none; this is for the day when somebody writes one by mistake."""
    data = {
        "value": {"note": text},
        "key": {text: 1},
        "list": {"notes": ["a", text]},
        "deep": {"a": {"b": [{"c": text}]}},
    }[shape]
    record(1, 1, data=data)
    pages = [
        search(auditor, kind=KIND).content.decode(),
        PAGES["object"](auditor).content.decode(),
        whole(export(auditor, kind=KIND)).decode(),
        whole(export(auditor, kind=KIND, format="jsonl")).decode(),
        str(history_of(thing())),
    ]
    for page in pages[2:]:
        assert text not in page
    for page in pages[:2]:
        assert f">{text}<" not in page
        assert f" {text}<" not in page
    assert "(text)" in pages[0]


def test_keys_and_codes_are_shown():
    data = {"number": "OD-2026-1", "days": 15, "ok": True, "none": None, "to": {"agency": 7}}
    assert facts_of(data) == (
        ("number", "OD-2026-1"),
        ("days", "15"),
        ("ok", "1"),
        ("none", "—"),
        ("to.agency", "7"),
    )
    assert facts_of({"kinds": ["clerk", "head"]}) == (("kinds", "clerk, head"),)
    assert facts_of([]) == (("", ""),)


def test_history_of_an_application():
    agency = AgencyFactory()
    appeal = AppealFactory(agency=agency)
    clerk = make_staff(RoleKind.CLERK, agency)
    event_record(verb="appeal.withdraw", target=appeal, actor=appeal.author)
    event_record(
        verb="appeal.take",
        target=appeal,
        actor=clerk,
        agency_id=agency.pk,
        data={"number": appeal.number, "days": 15},
    )
    with translation.override("en"), CaptureQueriesContext(connection) as asked:
        lines = history_of(appeal)[-2:]
    assert len(asked) == 3
    assert [(line.words, line.actor_role, line.note) for line in lines] == [
        ("Withdrawn by the author", "the author" if appeal.author_id else "the portal", ""),
        ("Taken into work", "clerk", "days: 15"),
    ]


# One object's chain.


def test_an_intact_chain_says_so(auditor):
    record(3)
    page = PAGES["object"](auditor).content.decode()
    assert "Chain intact." in page
    assert "not under an anchor yet" in page
    anchor()
    assert "All of them are under an anchor." in PAGES["object"](auditor).content.decode()


@pytest.mark.parametrize("is_long", [False, True])
def test_a_broken_chain_says_so_and_where(auditor, is_long, monkeypatch):
    if is_long:
        monkeypatch.setattr(selectors, "CHECKED_WHOLE", 2)
    touch(record(3)[1], agency_id=99)
    answer = PAGES["object"](auditor)
    assert "The chain is broken." in answer.content.decode()
    assert answer.content.decode().count('class="audit-touched"') == 1
    assert [(fault.fault, fault.sequence) for fault in answer.context["check"].faults] == [
        ("changed", 2)
    ]


def test_a_long_chain_is_checked_by_page(auditor, monkeypatch):
    monkeypatch.setattr(selectors, "CHECKED_WHOLE", 2)
    monkeypatch.setattr(views, "CHAIN_PAGE", 2)
    touch(record(4)[3], agency_id=99)
    answer = PAGES["object"](auditor)
    assert not answer.context["check"].faults
    assert b"Each event shown here" in answer.content
    older = auditor.get(
        reverse("accounts_audit_object", args=[KIND, "1"]) + answer.context["pager"].older_url
    )
    assert older.context["check"].faults


@pytest.mark.parametrize("key", ["404", "x" * 64, "1' OR 1=1"])
def test_an_object_without_events_is_not_there(auditor, key):
    assert auditor.get(reverse("accounts_audit_object", args=[KIND, key])).status_code == 404


# What leaves the house.


def test_csv_of_what_was_found(auditor, second_factor):
    rows = record(3, 1)
    record(1, 2)
    answer = export(auditor, kind=KIND, object="1")
    assert answer["Content-Disposition"].endswith('.csv"')
    assert "no-store" in answer["Cache-Control"]
    table = list(csv.reader(io.StringIO(whole(answer).decode("utf-8-sig"), newline="")))
    assert table[0][:3] == ["Event", "Time", "Code"]
    assert [line[0] for line in table[1:]] == [str(row.pk) for row in rows]
    assert [line[-1] for line in table[1:]] == [row.chained for row in rows]


def test_json_lines_of_what_was_found(auditor, second_factor):
    (row,) = record(1, 1, verb="appeal.take", data={"number": "OD-2026-1", "days": 15})
    line = json.loads(whole(export(auditor, kind=KIND, format="jsonl")))
    assert line == {
        "id": row.pk,
        "at": row.at.isoformat(),
        "verb": "appeal.take",
        "words": "Taken into work",
        "kind": KIND,
        "object": "1",
        "number": "OD-2026-1",
        "sequence": 1,
        "role": "the portal",
        "actor": "",
        "agency_id": None,
        "facts": {"days": "15"},
        "chained": row.chained,
    }


def test_xlsx_of_what_was_found(auditor, second_factor):
    record(2)
    with zipfile.ZipFile(io.BytesIO(whole(export(auditor, kind=KIND, format="xlsx")))) as book:
        page = book.read("xl/worksheets/sheet1.xml").decode()
    assert page.count("<row ") == 3
    assert "<f>" not in page


def test_nothing_in_an_export_is_a_formula(auditor, second_factor):
    record(1, 1, verb="+cmd", data={"-1+2": "=1+1", "to": "+1"})
    agency = AgencyFactory(
        name_en="=HYPERLINK(1)", name_kk="=HYPERLINK(1)", name_ru="=HYPERLINK(1)"
    )
    record(1, 1, agency_id=agency.pk)
    table = list(csv.reader(io.StringIO(whole(export(auditor)).decode("utf-8-sig"), newline="")))
    assert "'+cmd" in table[-2] or any("'+cmd" in line for line in table)
    assert any("'=HYPERLINK(1)" in line for line in table)
    assert not any(cell[:1] in ("=", "+", "-", "@") for line in table for cell in line)


def test_an_export_is_recorded_before_it_leaves(auditor, second_factor):
    record(3, 1)
    last = Event.objects.latest("pk").pk
    answer = export(auditor, kind=KIND, object="1", since="2026-01-01", until="2030-01-01")
    event = Event.objects.get(verb="audit.export")
    assert event.data == {
        "kind": KIND,
        "object": "1",
        "since": "2026-01-01",
        "until": "2030-01-01",
        "format": "csv",
        "rows": 3,
        "last_event": last,
    }
    assert event.target_id == str(event.actor_id)
    record(2, 1)
    assert whole(answer).count(b"\r\n") == 4


@pytest.mark.parametrize("said", [{"format": "exe"}, {"format": ""}, {"verb": "not a code"}])
def test_no_other_export(auditor, second_factor, said):
    assert export(auditor, **said).status_code == 404
    assert not Event.objects.filter(verb="audit.export").exists()


def test_an_export_needs_the_second_factor(auditor):
    answer = export(auditor)
    assert answer.status_code in (302, 403)
    assert not Event.objects.filter(verb="audit.export").exists()


def test_an_export_is_a_post(auditor, second_factor):
    assert auditor.get(reverse("accounts_audit_export")).status_code == 405


def test_an_export_asks_as_little_for_many(auditor, second_factor, monkeypatch):
    monkeypatch.setattr("accounts.audit.exporting.BATCH", 10)
    record(30)
    with CaptureQueriesContext(connection) as asked:
        whole(export(auditor, kind=KIND))
    assert len(asked) < 35
