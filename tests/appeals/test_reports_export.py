"""Exports of the reports: who, with what, recorded how, and what never leaves."""

import csv
import io
import re
import zipfile

from django.urls import reverse

import pytest

from accounts.groups import groups_prepare
from accounts.models import RoleKind
from appeals.models import Appeal
from appeals.reports import exporting
from ledger.models import Event
from tests.appeals.test_reports import MARCH, came, client_of
from tests.factories.agencies import OfficeFactory, TopicFactory
from tests.factories.appeals import AppealFactory
from tests.factories.factor import make_factor, pass_factor
from tests.factories.people import iin_number, make_staff

pytestmark = pytest.mark.django_db
MONTH = {"since": MARCH[0].isoformat(), "until": MARCH[1].isoformat()}


@pytest.fixture(autouse=True)
def groups():
    groups_prepare()


@pytest.fixture
def agency():
    return OfficeFactory().agency


def export(user, *, factor=True, part="rows", form="csv", **said):
    client = client_of(user)
    if factor:
        pass_factor(client, user)
    address = reverse("appeals_report_export")
    return client.post(address, {**MONTH, "part": part, "format": form, **said})


def whole(answer) -> bytes:
    return b"".join(answer.streaming_content)


def lines(answer):
    return list(csv.reader(io.StringIO(whole(answer).decode("utf-8-sig"))))


def test_a_line_for_each_application_of_the_own_agency(agency):
    (row,) = came(agency, 1, days=4)
    came(OfficeFactory().agency, 2)
    found = lines(export(make_staff(RoleKind.CLERK, agency)))
    assert len(found) == 2
    said = dict(zip(found[0], found[1], strict=True))
    assert said["Number"] == row.number
    assert (said["Registered on"], said["First answer on"]) == ("2026-03-02", "2026-03-06")
    assert (said["Days to the first answer"], said["Redirects"], said["Extended"]) == (
        "4",
        "0",
        "0",
    )
    assert (said["State"], said["Rating"]) == ("Answered", "")


def test_without_the_second_factor_nothing_leaves(agency):
    user = make_staff(RoleKind.CLERK, agency)
    assert export(user, factor=False).status_code == 302
    make_factor(user)
    answer = export(user, factor=False)
    assert answer.status_code == 403
    assert not answer.streaming
    assert not Event.objects.filter(verb="report.export").exists()


def test_another_agency_cannot_be_exported(agency):
    other = OfficeFactory().agency
    assert export(make_staff(RoleKind.HEAD, agency), agency=other.pk).status_code == 404
    assert not Event.objects.filter(verb="report.export").exists()


def test_people_without_reports_export_nothing(agency):
    for user in (make_staff(RoleKind.EDITOR, agency), make_staff(RoleKind.MODERATOR)):
        assert export(user).status_code in (302, 403)
    assert not Event.objects.filter(verb="report.export").exists()


@pytest.mark.parametrize("said", [{"part": "texts"}, {"form": "pdf"}, {"since": "soon"}])
def test_what_is_not_offered_is_not_found(agency, said):
    assert export(make_staff(RoleKind.CLERK, agency), **said).status_code == 404


def test_a_visit_by_address_exports_nothing(agency):
    client = client_of(make_staff(RoleKind.CLERK, agency))
    assert client.get(reverse("appeals_report_export"), MONTH).status_code == 405


@pytest.mark.parametrize(("form", "part"), [("csv", "rows"), ("xlsx", "rows"), ("csv", "tables")])
def test_every_export_is_an_event_before_the_first_byte(agency, form, part):
    came(agency, 3)
    user = make_staff(RoleKind.CLERK, agency)
    export(user, form=form, part=part)
    event = Event.objects.get(verb="report.export")
    assert (event.actor_id, event.agency_id) == (user.pk, agency.pk)
    said = event.data
    assert {key: said[key] for key in ("since", "until", "part", "format")} == {
        **MONTH,
        "part": part,
        "format": form,
    }
    assert said["agencies"] == [agency.pk]
    assert said["rows"] == 3 if part == "rows" else said["rows"] > 3


def test_an_auditor_exports_all_bodies(agency):
    came(agency, 1)
    came(OfficeFactory().agency, 1)
    assert len(lines(export(make_staff(RoleKind.AUDITOR)))) == 3
    event = Event.objects.get(verb="report.export")
    assert (event.data["agencies"], event.agency_id) == ("all", None)


@pytest.mark.parametrize("sign", list("=+-@"))
@pytest.mark.parametrize("part", ["rows", "tables"])
def test_no_cell_begins_a_formula(agency, sign, part):
    name = f"{sign}HYPERLINK(1)"
    topic = TopicFactory(name_kk=name, name_ru=name, name_en=name)
    came(agency, 1, topic=topic)
    user = make_staff(RoleKind.CLERK, agency)
    cells = [cell for line in lines(export(user, part=part)) for cell in line]
    assert f"'{name}" in cells
    assert name not in cells
    book = zipfile.ZipFile(io.BytesIO(whole(export(user, part=part, form="xlsx"))))
    sheets = [book.read(one).decode() for one in book.namelist() if "worksheets/sheet" in one]
    assert any(name in sheet for sheet in sheets)
    assert not any("<f>" in sheet for sheet in sheets)


@pytest.mark.parametrize("form", ["csv", "xlsx"])
@pytest.mark.parametrize("part", ["rows", "tables"])
def test_no_text_no_name_and_no_number_of_a_person_leaves(agency, form, part):
    words, iin = "Канарейка", iin_number()
    office = agency.offices.first()
    person = {"surname": words, "name": words, "patronymic": words, "iin": iin}
    told = {"subject": words, "text": f"{words} {iin}", "place": words, "person": person}
    AppealFactory(
        office=office, published=True, author_public_name=words, registered_on=MARCH[0], **told
    )
    content = whole(export(make_staff(RoleKind.CLERK, agency), part=part, form=form))
    if form == "xlsx":
        book = zipfile.ZipFile(io.BytesIO(content))
        content = b"".join(book.read(name) for name in book.namelist())
    said = content.decode()
    assert Appeal.objects.get().number in said or part == "tables"
    assert words not in said
    assert iin not in said


def test_a_workbook_has_a_sheet_for_each_table(agency):
    came(agency, 2, days=4)
    content = whole(export(make_staff(RoleKind.CLERK, agency), part="tables", form="xlsx"))
    book = zipfile.ZipFile(io.BytesIO(content)).read("xl/workbook.xml").decode()
    assert re.findall(r'<sheet name="([a-z]+)"', book)[:3] == ["terms", "waiting", "topics"]


def test_csv_leaves_while_it_is_read(agency, monkeypatch):
    """The first piece is there before the last row was asked for."""
    monkeypatch.setattr("core.exporting.CHUNK_ROWS", 2)
    made = []
    cells = exporting._cells

    def watched(rows, words):
        for line in cells(rows, words):
            made.append(line)
            yield line

    monkeypatch.setattr(exporting, "_cells", watched)
    came(agency, 9)
    answer = export(make_staff(RoleKind.CLERK, agency))
    pieces = iter(answer.streaming_content)
    next(pieces)
    next(pieces)
    assert 0 < len(made) < 9
    assert len(b"".join(pieces)) > 0
    assert len(made) == 9


def test_a_workbook_has_a_length_and_csv_has_none(agency, monkeypatch):
    monkeypatch.setattr(exporting, "WORKBOOK_LINES", 0)
    user = make_staff(RoleKind.CLERK, agency)
    came(agency, 1)
    answer = export(user, form="xlsx")
    assert answer.status_code == 302
    assert answer["Location"].startswith(reverse("appeals_report"))
    assert not Event.objects.filter(verb="report.export").exists()
    assert export(user, form="csv").status_code == 200
