"""The window without a screen: it waits for a person, and a test may be that person."""

import json
import re
import subprocess
import sys
import time

import pytest

from tests.standins.nca import CANCELLED, Site, basics, pem_body, site
from tests.standins.running import ROOT, StandIn

PRIMER = "020202100029"


@pytest.fixture(scope="module")
def running():
    with StandIn(options=("--nca-port", "0")) as standin:
        yield standin


@pytest.fixture
def standin(running):
    yield running
    running.nca(behaviour="sign", key="auto", old=False, slow_seconds=5)


@pytest.fixture
def portal(standin):
    with site(standin) as connection:
        yield Site(connection)


def waiting(standin: StandIn) -> dict:
    until = time.monotonic() + 5
    while time.monotonic() < until:
        if found := standin.get("/nca/state.json").json["waiting"]:
            return found
        time.sleep(0.05)
    raise AssertionError("nothing waits at the window")


def press(standin: StandIn, **fields: str) -> str:
    return standin.post("/nca/", {"lang": "ru", **fields}).location


def test_request_waits_until_the_person_signs(standin, portal):
    standin.nca(behaviour="ask")
    portal.send(basics(iin=PRIMER))
    found = waiting(standin)
    assert found["origin"] == "https://portal.example"
    assert found["keys"] == ["primer-sign", "primer-rsa", "primer-expired", "primer-revoked"]
    page = standin.get("/nca/?lang=ru").text
    assert "https://portal.example" in page
    assert re.search(r'<input id="password"[^>]*type="password"', page)
    assert press(standin, press="sign", key="primer-sign", password="wrong") == (
        "/nca/?lang=ru&wrong=1"
    )
    assert "Пароль неверный" in standin.get("/nca/?lang=ru&wrong=1").text
    assert waiting(standin)  # a wrong password leaves the window open
    assert press(standin, press="sign", key="primer-sign", password="Qwerty12") == "/nca/?lang=ru"
    assert pem_body(json.loads(portal.recv())["body"]["result"][0])
    assert standin.nca()["waiting"] is None


def test_person_presses_cancel(standin, portal):
    standin.nca(behaviour="ask")
    portal.send(basics(iin=PRIMER))
    waiting(standin)
    press(standin, press="cancel")
    assert portal.recv() == '{"body":{},"status":true}'


def test_test_presses_the_buttons_by_json(standin, portal):
    standin.nca(behaviour="ask")
    for answer, status in (("cancel", True), ("wrong-password", False), ("sign", True)):
        portal.send(basics(iin=PRIMER))
        waiting(standin)
        standin.nca(answer=answer, answer_key="primer-sign")
        assert f'"status":{str(status).lower()}' in portal.recv()


def test_without_a_hint_whose_key_it_is_the_window_asks(standin, portal):
    portal.send(basics())
    assert "azamat-sign" in waiting(standin)["keys"]
    standin.nca(answer="sign", answer_key="azamat-sign")
    assert '"status":true' in portal.recv()


def test_person_without_a_key_can_only_cancel(standin, portal):
    portal.send(basics(iin="123456789011"))
    assert waiting(standin)["keys"] == []
    standin.nca(answer="cancel")
    assert portal.recv() == '{"body":{},"status":true}'


def test_window_that_says_nothing(standin, portal):
    standin.nca(behaviour="silent")
    portal.send(basics(iin=PRIMER))
    with pytest.raises(TimeoutError):
        portal.recv(timeout=0.5)
    assert portal.say("--heartbeat--") == "--heartbeat--"
    standin.nca(behaviour="cancel")
    assert portal.recv() == '{"body":{},"status":true}'


def test_slow_window(standin, portal):
    standin.nca(behaviour="slow", slow_seconds=0.5)
    started = time.monotonic()
    assert "result" in portal.sign(iin=PRIMER)["body"]
    assert time.monotonic() - started >= 0.5


def test_one_request_at_a_time_and_a_site_that_left_frees_the_window(standin, portal):
    standin.nca(behaviour="ask")
    with site(standin, origin="https://first.example") as connection:
        Site(connection).send(basics(iin=PRIMER))
        assert waiting(standin)["origin"] == "https://first.example"
        portal.send(basics(iin=PRIMER))
        time.sleep(0.3)
        assert waiting(standin)["origin"] == "https://first.example"
    until = time.monotonic() + 5
    while waiting(standin)["origin"] != "https://portal.example":
        assert time.monotonic() < until
        time.sleep(0.05)
    standin.nca(answer="cancel")
    assert portal.recv() == '{"body":{},"status":true}'
    assert portal.connection  # the socket lives on
    standin.nca(behaviour="cancel")
    assert portal.sign(iin=PRIMER) == CANCELLED


def test_page_sets_what_happens_next(standin, portal):
    press(standin, behaviour="cancel", key="azamat-sign", old="1")
    state = standin.nca()
    assert (state["behaviour"], state["key"], state["old"]) == ("cancel", "azamat-sign", True)
    press(standin, behaviour="sign", key="auto")
    assert standin.nca()["old"] is False


def test_page_switches_services_and_revokes(standin):
    press(standin, press="services", ocsp="down", crl="ok", tsp="ok", lie="stale")
    state = standin.nca()
    assert (state["ocsp"], state["lie"]) == ("down", "stale")
    press(standin, press="services", ocsp="ok", crl="ok", tsp="ok", lie="")
    press(standin, press="revoke", key="azamat-auth")
    revoked = {key["id"] for key in standin.nca()["keys"] if key["revoked"]}
    assert revoked == {"azamat-auth", "primer-revoked"}
    press(standin, press="restore", key="azamat-auth")


@pytest.mark.parametrize("language", ["kk", "ru", "en"])
def test_page_says_that_it_is_a_stand_in(standin, language):
    page = standin.get(f"/nca/?lang={language}").text
    assert f'<html lang="{language}">' in page
    warning = {"kk": "алмастырғышы", "ru": "Это замена NCALayer", "en": "This is a stand-in"}
    assert warning[language] in page
    assert standin.socket in page
    assert "<script" not in page
    assert 'href="/nca/"' in standin.get(f"/?lang={language}").text


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"behaviour": "dance"}, "invalid_behaviour"),
        ({"key": "nobody"}, "invalid_key"),
        ({"key": []}, "invalid_key"),
        ({"old": "yes"}, "invalid_old"),
        ({"slow_seconds": -1}, "invalid_slow_seconds"),
        ({"slow_seconds": True}, "invalid_slow_seconds"),
        ({"ocsp": "maybe"}, "invalid_ocsp"),
        ({"lie": "white"}, "invalid_lie"),
        ({"revoke": "nobody"}, "invalid_revoke"),
        ({"answer": "perhaps"}, "invalid_answer"),
        ({"unknown": 1}, "invalid_unknown"),
        ({"behaviour": "cancel", "key": "nobody"}, "invalid_key"),
    ],
)
def test_wrong_orders_are_named_and_change_nothing(standin, changes, error):
    before = standin.nca()
    answer = standin.post("/nca/control", json.dumps(changes).encode())
    assert (answer.status, answer.json["error"]) == (422, error)
    assert standin.nca() == before


def test_control_wants_an_object(standin):
    assert standin.post("/nca/control", b"[]").status == 422
    assert standin.post("/nca/control", b"{").status == 400


def test_page_escapes_what_a_site_says_of_itself(standin):
    standin.nca(behaviour="ask")
    with site(standin, origin="https://<b>bad") as connection:
        Site(connection).send(basics(iin=PRIMER))
        waiting(standin)
        page = standin.get("/nca/").text
        assert "https://&lt;b&gt;bad" in page
        assert "<b>bad" not in page


def test_end_of_the_process_does_not_wait_for_the_person():
    with StandIn(options=("--nca-port", "0")) as standin:
        standin.nca(behaviour="ask")
        with site(standin) as connection:
            Site(connection).send(basics(iin=PRIMER))
            waiting(standin)
            standin.process.terminate()
            assert standin.process.wait(3) == 0


def test_without_the_option_there_is_no_simulator():
    with StandIn() as plain:
        assert plain.get("/nca/").status == 404
        assert "/nca/" not in plain.get("/").text


def test_busy_port_is_one_line(standin, tmp_path):
    port = standin.socket.rsplit(":", 1)[1]
    command = [sys.executable, "-m", "standins", "--port", "0", "--var", str(tmp_path)]
    done = subprocess.run(
        [*command, "--nca-port", port], cwd=ROOT, capture_output=True, text=True, timeout=30
    )
    assert done.returncode == 1
    assert f"NCALayer cannot use port {port}" in done.stderr
    assert done.stdout == ""
