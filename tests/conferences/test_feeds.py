"""Calendar files, read as strictly as RFC 5545 says, and the Atom feed."""

import re
from datetime import UTC, datetime, timedelta
from typing import Any

from django.utils import timezone

import pytest
from defusedxml import ElementTree
from hypothesis import given
from hypothesis import strategies as st

from conferences.after.ical import LINE_OCTETS, ical_fold, ical_text
from conferences.models import Conference
from ledger.services import event_record
from tests.factories.conferences import DAY, HOUR, ConferenceFactory, make_conference_pages

ATOM = "{http://www.w3.org/2005/Atom}"
REQUIRED = {"UID", "DTSTAMP", "DTSTART", "SUMMARY", "SEQUENCE", "STATUS", "URL"}


def unfolded(raw: bytes) -> list[str]:
    """Content lines; each physical line at most 75 octets, ended by CRLF and by nothing else."""
    assert raw.endswith(b"\r\n")
    lines = raw[:-2].split(b"\r\n")
    assert all(len(line) <= LINE_OCTETS for line in lines)
    assert not any(b"\r" in line or b"\n" in line for line in lines)
    whole: list[bytes] = []
    for line in lines:
        line.decode()  # a fold never cuts a letter
        if line.startswith(b" "):
            whole[-1] += line[1:]
        else:
            whole.append(line)
    return [line.decode() for line in whole]


def parsed(raw: bytes) -> list[dict[str, str]]:
    """The events of a calendar, every property once."""
    lines = unfolded(raw)
    assert lines[0] == "BEGIN:VCALENDAR"
    assert lines[-1] == "END:VCALENDAR"
    assert "VERSION:2.0" in lines
    assert any(line.startswith("PRODID:") for line in lines)
    events: list[dict[str, str]] = []
    current: dict[str, str] | None = None
    for line in lines[1:-1]:
        name, colon, value = line.partition(":")
        assert colon, line
        assert re.fullmatch(r"[A-Z][A-Z-]*", name), line
        if line == "BEGIN:VEVENT":
            assert current is None
            current = {}
        elif line == "END:VEVENT":
            assert current is not None
            assert set(current) >= REQUIRED
            events.append(current)
            current = None
        elif current is not None:
            assert name not in current, name
            current[name] = value
    assert current is None
    assert len({event["UID"] for event in events}) == len(events)
    return events


def moment(value: str) -> datetime:
    return datetime.strptime(value, "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)


def made(**values: Any) -> Conference:
    conference = ConferenceFactory(**values)
    make_conference_pages(conference)
    return conference


def events_of(client, path: str) -> list[dict[str, str]]:
    response = client.get(path)
    assert response.status_code == 200
    assert response["Content-Type"] == "text/calendar; charset=utf-8"
    return parsed(response.content)


@given(st.text())
def test_any_text_survives_the_file(text: str) -> None:
    line = f"SUMMARY:{ical_text(text)}"
    folded = f"{ical_fold(line)}\r\n".encode("utf-8", "replace")
    assert unfolded(folded) == [line.encode("utf-8", "replace").decode()]


@pytest.mark.django_db
def test_the_opening_is_an_event(client) -> None:
    conference = made(announced=True, theme_en="Roads; schools, and \\ parks\nof the city")
    (event,) = events_of(client, f"/en/conferences/{conference.key}.ics")
    assert moment(event["DTSTART"]) == conference.opens_at.replace(microsecond=0)
    assert moment(event["DTEND"]) == conference.closes_at.replace(microsecond=0)
    assert event["SUMMARY"].endswith("Roads\\; schools\\, and \\\\ parks\\nof the city")
    assert event["URL"].endswith(f"/en/conferences/{conference.key}/")
    assert event["STATUS"] == "CONFIRMED"


@pytest.mark.django_db
def test_a_live_session_is_an_event_of_its_own(client) -> None:
    conference = made(announced=True, stream_url="https://example.org/live")
    events = events_of(client, f"/en/conferences/{conference.key}.ics")
    assert [event["UID"].split("@")[0] for event in events] == [
        f"{conference.key}-questions",
        f"{conference.key}-session",
    ]
    assert moment(events[1]["DTSTART"]) == conference.answers_from_at.replace(microsecond=0)
    assert "DTEND" not in events[1]


@pytest.mark.django_db
def test_moved_times_keep_the_uid_and_raise_the_sequence(client) -> None:
    conference = made(announced=True)
    path = f"/en/conferences/{conference.key}.ics"
    (before,) = events_of(client, path)
    assert events_of(client, path) == [before]
    sooner = conference.closes_at - HOUR
    rows = Conference.objects.filter(pk=conference.pk)
    rows.update(closes_at=sooner, answers_from_at=sooner)
    event_record(verb="conference.set", target=conference)
    (after,) = events_of(client, path)
    assert after["UID"] == before["UID"]
    assert int(after["SEQUENCE"]) > int(before["SEQUENCE"])
    assert after["DTEND"] != before["DTEND"]
    assert moment(after["DTSTAMP"]) > moment(before["DTSTAMP"])


@pytest.mark.django_db
def test_cancelled_says_so_and_why(client) -> None:
    conference = made(cancelled=True)
    (event,) = events_of(client, f"/en/conferences/{conference.key}.ics")
    assert event["STATUS"] == "CANCELLED"
    assert "There was an accident" in event["DESCRIPTION"]


@pytest.mark.django_db
def test_coming_holds_what_comes_and_what_was_called_off(client) -> None:
    upcoming, going_on = made(announced=True), made()
    called_off = made(cancelled=True)
    over, archived = made(summary=True), made(archived=True)
    planned = made(planned=True)
    keys = {
        event["UID"].rsplit("-", 1)[0] for event in events_of(client, "/en/conferences/coming.ics")
    }
    assert keys == {upcoming.key, going_on.key, called_off.key}
    assert not keys & {over.key, archived.key, planned.key}


@pytest.mark.django_db
def test_an_empty_calendar_is_a_calendar(client) -> None:
    assert events_of(client, "/en/conferences/coming.ics") == []


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/en/conferences/nothing.ics", "/en/conferences/.ics"])
def test_unknown_has_no_calendar(client, path: str) -> None:
    assert client.get(path).status_code == 404


@pytest.mark.django_db
def test_planned_or_unpublished_has_no_calendar(client) -> None:
    planned, no_page = made(planned=True), ConferenceFactory()
    for conference in (planned, no_page):
        assert client.get(f"/en/conferences/{conference.key}.ics").status_code == 404


@pytest.mark.django_db
def test_calendars_and_feed_only_read(client) -> None:
    key = made().key
    for path in (f"{key}.ics", "coming.ics", "feed.xml"):
        assert client.post(f"/en/conferences/{path}").status_code == 405


def entries(client, code: str = "en") -> list[dict[str, str]]:
    response = client.get(f"/{code}/conferences/feed.xml")
    assert response.status_code == 200
    assert response["Content-Type"].startswith("application/atom+xml")
    root = ElementTree.fromstring(response.content)
    assert root.tag == f"{ATOM}feed"
    assert all(root.find(f"{ATOM}{name}") is not None for name in ("id", "title", "updated"))
    return [
        {
            "id": item.findtext(f"{ATOM}id"),
            "title": item.findtext(f"{ATOM}title"),
            "updated": item.findtext(f"{ATOM}updated"),
            "link": item.find(f"{ATOM}link").get("href"),
        }
        for item in root.findall(f"{ATOM}entry")
    ]


@pytest.mark.django_db
def test_feed_tells_of_announced_and_summed_up(client) -> None:
    summed, upcoming = made(summary=True), made(announced=True)
    made(planned=True)
    found = entries(client)
    assert [item["title"] for item in found] == [
        upcoming.theme_en,
        f"Summary: {summed.theme_en}",
        summed.theme_en,
    ]
    assert len({item["id"] for item in found}) == 3
    assert found[0]["link"].endswith(f"/en/conferences/{upcoming.key}/")
    assert {item["id"] for item in entries(client, "kk")} == {item["id"] for item in found}


@pytest.mark.django_db
def test_feed_holds_no_summary_of_a_cancelled_one(client) -> None:
    conference = made(summary=True)
    Conference.objects.filter(pk=conference.pk).update(
        cancelled_at=timezone.now() - timedelta(minutes=1), cancel_reason_kk="Апат"
    )
    assert [item["title"] for item in entries(client)] == [f"Cancelled: {conference.theme_en}"]


@pytest.mark.django_db
def test_feed_is_sound_whatever_the_theme_holds(client) -> None:
    conference = made(announced=True)
    conference.pages.update(title="A <b>\x0b & \x01 B")
    (item,) = entries(client)
    assert item["title"] == "A <b> &  B"


@pytest.mark.django_db
def test_feed_and_calendar_cost_the_same_for_one_and_ten(
    client, django_assert_max_num_queries
) -> None:
    def cost(path: str) -> int:
        client.get(path)
        with django_assert_max_num_queries(40) as seen:
            assert client.get(path).status_code == 200
        return len(seen)

    paths = ("/en/conferences/feed.xml", "/en/conferences/coming.ics")
    made(announced=True)
    few = [cost(path) for path in paths]
    for _ in range(9):
        made(announced=True, announced_at=timezone.now() - DAY)
    assert [cost(path) for path in paths] == few
