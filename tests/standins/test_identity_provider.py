"""The stand-in keeps the contract of the real provider, refusals included."""

import base64
import hashlib
import json
import signal
import threading
import time
import urllib.parse

import pytest

from tests.standins.running import CLIENT, ROOT, StandIn

CALLBACK = "http://testserver/accounts/egov/login/callback/"
PEOPLE = json.loads((ROOT / "standins" / "people.json").read_text(encoding="utf-8"))


def authorize(**changes: str) -> str:
    query = {
        "response_type": "code",
        "client_id": CLIENT[0],
        "redirect_uri": CALLBACK,
        "state": "kept-state",
        "scope": "user:basic:read user:phone:read",
        "lang": "en",
        **changes,
    }
    return "/idp/oauth/authorize?" + urllib.parse.urlencode(query)


def basic(client_id: str = CLIENT[0], secret: str = CLIENT[1]) -> dict[str, str]:
    pair = base64.b64encode(f"{client_id}:{secret}".encode()).decode()
    return {"Authorization": f"Basic {pair}"}


def exchange(standin: StandIn, code: str, *, headers: dict | None = None, **changes: str):
    form = {
        "grant_type": "authorization_code",
        "code": code,
        "redirect_uri": CALLBACK,
        "client_id": CLIENT[0],
        **changes,
    }
    return standin.post("/idp/oauth/token", form, headers=basic() if headers is None else headers)


def code_for(standin: StandIn, person: str = "primer", **changes: str) -> str:
    back = standin.sign_in(authorize(**changes), person)
    return dict(urllib.parse.parse_qsl(urllib.parse.urlsplit(back).query))["code"]


def bearer(standin: StandIn, person: str, **changes: str) -> dict[str, str]:
    token = exchange(standin, code_for(standin, person, **changes)).json["access_token"]
    return {"Authorization": f"Bearer {token}"}


# The way that works


def test_code_flow_gives_person_and_phone(standin):
    back = standin.sign_in(authorize(), "primer")
    assert back.startswith(CALLBACK + "?")
    query = dict(urllib.parse.parse_qsl(urllib.parse.urlsplit(back).query))
    assert query["state"] == "kept-state"

    token = exchange(standin, query["code"])
    assert token.status == 200
    assert token.json["token_type"] == "bearer"
    headers = {"Authorization": f"Bearer {token.json['access_token']}"}
    profile = standin.get("/idp/resource/user/basic", headers=headers).json
    assert profile["person"] == {
        "iin": "020202100029",
        "surname": "Образцов",
        "name": "Пример",
        "patronymic": "Тестович",
    }
    assert profile["organization"] == {}
    phone = standin.get("/idp/resource/user/phone", headers=headers)
    assert (phone.status, phone.json) == (200, {"phone": "+77990000102"})


def test_staff_come_with_their_organization(standin):
    profile = standin.get("/idp/resource/user/basic", headers=bearer(standin, "b-clerk")).json
    assert profile["organization"]["bin"] == PEOPLE["organizations"]["b"]["bin"]


def test_foreigner_has_no_iin_but_the_same_stable_id_every_time(standin):
    profiles = [
        standin.get("/idp/resource/user/basic", headers=bearer(standin, "foreigner")).json
        for _ in range(2)
    ]
    assert "iin" not in profiles[0]["person"]
    assert profiles[0]["sub"] == profiles[1]["sub"] == "standin-0005"


def test_person_without_phone_signs_in_by_qr_and_phone_is_404(standin):
    headers = bearer(standin, "no-phone")
    assert standin.get("/idp/resource/user/basic", headers=headers).status == 200
    phone = standin.get("/idp/resource/user/phone", headers=headers)
    assert (phone.status, phone.json["error"]) == (404, "not_found")


@pytest.mark.parametrize(
    ("language", "words"),
    [("kk", "Мұндай адамдар жоқ"), ("ru", "Таких людей не существует"), ("en", "do not exist")],
)
def test_page_says_in_each_language_that_nobody_here_exists(standin, language, words):
    page = standin.follow(standin.get(authorize(lang=language)))
    assert f'<html lang="{language}">' in page.text
    assert words in page.text


# The portal asks wrongly


def test_wrong_secret(standin):
    answer = exchange(standin, code_for(standin), headers=basic(secret="guessed"))
    assert (answer.status, answer.json["error"]) == (401, "invalid_client")
    assert "access_token" not in answer.json


def test_no_client_authentication(standin):
    assert exchange(standin, code_for(standin), headers={}).json["error"] == "invalid_client"


def test_another_client_id_in_the_form(standin):
    answer = exchange(standin, code_for(standin), client_id="someone-else")
    assert (answer.status, answer.json["error"]) == (401, "invalid_client")


def test_redirect_uri_must_be_the_authorized_one(standin):
    answer = exchange(standin, code_for(standin), redirect_uri=CALLBACK + "?next=/")
    assert (answer.status, answer.json["error"]) == (400, "invalid_grant")


def test_code_works_once(standin):
    code = code_for(standin)
    assert exchange(standin, code).status == 200
    answer = exchange(standin, code)
    assert (answer.status, answer.json["error"]) == (400, "invalid_grant")


def test_other_grant_types_are_not_known(standin):
    answer = exchange(standin, code_for(standin), grant_type="password")
    assert (answer.status, answer.json["error"]) == (400, "unsupported_grant_type")


def test_token_without_code(standin):
    assert exchange(standin, "").json["error"] == "invalid_request"


def test_unknown_token_is_refused(standin):
    for path in ("/idp/resource/user/basic", "/idp/resource/user/phone"):
        answer = standin.get(path, headers={"Authorization": "Bearer guessed"})
        assert (answer.status, answer.json["error"]) == (401, "invalid_token")


def test_phone_needs_its_scope(standin):
    headers = bearer(standin, "primer", scope="user:basic:read")
    assert standin.get("/idp/resource/user/basic", headers=headers).status == 200
    answer = standin.get("/idp/resource/user/phone", headers=headers)
    assert (answer.status, answer.json["error"]) == (403, "insufficient_scope")


@pytest.mark.parametrize(
    "changes",
    [
        {"client_id": "someone-else"},
        {"redirect_uri": "http://evil.example/accounts/egov/login/callback/"},
        {"redirect_uri": CALLBACK + "more"},
        {"redirect_uri": ""},
    ],
)
def test_unknown_client_or_address_is_never_redirected_to(standin, changes):
    answer = standin.get(authorize(**changes))
    assert answer.status == 400
    assert answer.location == ""


def test_other_response_types_return_with_an_error(standin):
    answer = standin.get(authorize(response_type="token"))
    assert answer.location.startswith(CALLBACK)
    assert answer.location_query["error"] == "unsupported_response_type"
    assert answer.location_query["state"] == "kept-state"


def test_pkce_is_checked_when_it_was_started(standin):
    verifier = "v" * 50
    digest = hashlib.sha256(verifier.encode()).digest()
    challenge = base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
    pkce = {"code_challenge": challenge, "code_challenge_method": "S256"}
    wrong = exchange(standin, code_for(standin, **pkce), code_verifier="w" * 50)
    right = exchange(standin, code_for(standin, **pkce), code_verifier=verifier)
    assert (wrong.json["error"], right.status) == ("invalid_grant", 200)


# The person does something else


def test_refusal_returns_access_denied(standin):
    visit = standin.arrive(authorize())
    answer = standin.press(visit, refuse="1")
    assert answer.location.startswith(CALLBACK)
    assert answer.location_query["error"] == "access_denied"
    assert answer.location_query["state"] == "kept-state"
    assert "code" not in answer.location_query
    assert standin.press(visit, person="primer").status == 410


def test_wrong_second_step_code_and_then_the_right_one(standin):
    visit = standin.arrive(authorize())
    standin.press(visit, person="primer")
    code = standin.last_code("+77990000102")
    wrong = standin.press(visit, code=f"{(int(code) + 1) % 10**6:06d}")
    assert wrong.status == 422
    assert "The code is wrong" in wrong.text
    assert standin.press(visit, code=code).location.startswith(CALLBACK)


def test_too_many_wrong_codes_close_even_the_right_one(standin):
    visit = standin.arrive(authorize())
    standin.press(visit, person="primer")
    code = standin.last_code("+77990000102")
    for _ in range(5):
        assert standin.press(visit, code="x").status == 422
    assert standin.press(visit, code=code).status == 422
    standin.press(visit, resend="1")
    fresh = standin.last_code("+77990000102")
    assert standin.press(visit, code=fresh).location.startswith(CALLBACK)


def test_second_step_cannot_be_left_out(standin):
    visit = standin.arrive(authorize())
    assert standin.press(visit, code="123456").location == ""
    standin.press(visit, person="foreigner")
    # Somebody without IIN has no eGov Mobile, so the other button is no way round either.
    assert standin.press(visit, qr="1").status == 422


def test_code_without_person_phone_is_refused(standin):
    visit = standin.arrive(authorize())
    standin.press(visit, person="no-phone")
    assert standin.press(visit, code="").status == 422


def test_visit_ends_with_the_sign_in(standin):
    visit = standin.arrive(authorize())
    standin.press(visit, person="no-phone")
    assert standin.press(visit, qr="1").location
    assert standin.press(visit, qr="1").status == 410


def test_what_is_written_into_the_address_stays_text(standin):
    back = standin.press(standin.arrive(authorize(state='"><script>&x=1')), refuse="1")
    assert back.location_query["state"] == '"><script>&x=1'
    page = standin.get('/messages/?to="><script>alert(1)</script>')
    assert "<script>" not in page.text


# Failures on purpose


def test_broken_person_gets_500_instead_of_a_token(standin):
    answer = exchange(standin, code_for(standin, "broken"))
    assert (answer.status, answer.json["error"]) == (500, "server_error")


def test_broken_profile_and_broken_phone(standin):
    headers = bearer(standin, "broken-profile")
    assert standin.get("/idp/resource/user/basic", headers=headers).status == 503
    headers = bearer(standin, "broken-phone")
    assert standin.get("/idp/resource/user/basic", headers=headers).status == 200
    assert standin.get("/idp/resource/user/phone", headers=headers).status == 500


def test_late_codes():
    with StandIn(options=("--code-seconds", "0", "--second-step-seconds", "0.2")) as hasty:
        visit = hasty.arrive(authorize())
        hasty.press(visit, person="primer")
        code = hasty.last_code("+77990000102")
        time.sleep(0.3)
        late = hasty.press(visit, code=code)
        assert late.status == 422
        assert "too old" in late.text
        answer = exchange(hasty, code_for(hasty, "no-phone"))
        assert (answer.status, answer.json["error"]) == (400, "invalid_grant")


def test_sigterm_stops_at_once_even_while_an_answer_hangs():
    with StandIn(options=("--hang-seconds", "20")) as slow:
        code = code_for(slow, "silent")
        waiting = threading.Thread(target=lambda: _ignore(exchange, slow, code), daemon=True)
        waiting.start()
        time.sleep(0.3)
        started = time.monotonic()
        slow.process.send_signal(signal.SIGTERM)
        assert slow.process.wait(5) == 0
        assert time.monotonic() - started < 2


def _ignore(call, *args) -> None:
    try:
        call(*args)
    except OSError:
        return


# The invented people


def control_digit(digits: str) -> int | None:
    for weights in (range(1, 12), [3, 4, 5, 6, 7, 8, 9, 10, 11, 1, 2]):
        rest = sum(int(d) * w for d, w in zip(digits, weights, strict=False)) % 11
        if rest < 10:
            return rest
    return None


def test_identifiers_are_well_formed_and_plainly_invented():
    iins = [p["iin"] for p in PEOPLE["people"] if p["iin"]]
    assert len(set(iins)) == len(iins) > 5
    for iin in iins:
        assert control_digit(iin[:11]) == int(iin[11])
        assert iin[6] in "12", "born in the 19th century, so nobody's"
    for organization in PEOPLE["organizations"].values():
        assert control_digit(organization["bin"][:11]) == int(organization["bin"][11])


def test_every_person_says_in_three_languages_what_they_are_for():
    for person in PEOPLE["people"]:
        assert all(person["note"][language] for language in ("kk", "ru", "en")), person["key"]
        assert person["organization"] in {None, *PEOPLE["organizations"]}
