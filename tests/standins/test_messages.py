"""The viewer shows what lies in the directory and stumbles over nothing."""

import json

import pytest

from tests.standins.running import StandIn


@pytest.fixture
def standin():
    with StandIn() as running:
        yield running


def write(standin: StandIn, name: str, **changes: str) -> None:
    message = {
        "id": name,
        "channel": "sms",
        "to": "+77990000101",
        "subject": "",
        "text": f"text of {name}",
        "at": "2026-11-25T10:00:00+05:00",
        **changes,
    }
    path = standin.var / "messages" / f"{name}.json"
    path.write_text(json.dumps(message), encoding="utf-8")


def test_newest_first_whatever_the_offset(standin):
    write(standin, "old", at="2026-11-25T10:00:00+05:00")
    write(standin, "new", at="2026-11-25T06:00:00+00:00")
    assert [m["id"] for m in standin.messages()] == ["new", "old"]
    page = standin.get("/messages/?lang=en").text
    assert page.index("text of new") < page.index("text of old")


def test_filter_by_recipient(standin):
    write(standin, "mine")
    write(standin, "other", channel="mail", to="Someone@Example.test", subject="Hello")
    assert [m["id"] for m in standin.messages("+77990000101")] == ["mine"]
    assert [m["id"] for m in standin.messages("someone@")] == ["other"]
    assert standin.messages("+79999999999") == []


def test_half_written_and_foreign_files_are_passed_over(standin):
    write(standin, "whole")
    directory = standin.var / "messages"
    (directory / "half.json").write_text('{"id": "half", "to": "+7', encoding="utf-8")
    (directory / "list.json").write_text("[1, 2]", encoding="utf-8")
    (directory / "bytes.json").write_bytes(b"\xff\xfe\x00")
    (directory / "temporary.part").write_text("{}", encoding="utf-8")
    (directory / "folder.json").mkdir()
    write(standin, "no-date", at="yesterday")
    assert [m["id"] for m in standin.messages()] == ["whole", "no-date"]
    assert standin.get("/messages/").status == 200


def test_texts_are_shown_as_text(standin):
    write(standin, "evil", text="<script>alert(1)</script>", subject="<b>x", to='"><i>')
    page = standin.get("/messages/").text
    assert "<script>" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page


def test_refresh_is_a_choice(standin):
    assert 'http-equiv="refresh"' not in standin.get("/messages/").text
    assert 'http-equiv="refresh"' in standin.get("/messages/?refresh=1").text


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_start_page_lists_people_and_health_answers(standin, language):
    page = standin.get(f"/?lang={language}").text
    assert f'<html lang="{language}">' in page
    assert "Образцов Пример Тестович" in page
    assert "020202100029" in page
    assert standin.get("/health").json == {"status": "ok"}


def test_unknown_addresses_and_methods(standin):
    assert standin.get("/etc/passwd").status == 404
    assert standin.get("/sms/send").status == 405
    assert standin.post("/idp/sign-in", b"x" * 70_000).status == 413
