"""Signing in through eGov, against the stand-in as a process of its own."""

import socket
from datetime import timedelta
from typing import Any

from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.models import Session
from django.test import Client
from django.utils import timezone

import pytest
from freezegun import freeze_time

from accounts.models import Role, RoleKind, User, Vault
from accounts.people import iin_hash
from tests.egov import CALLBACK, LOGIN, Crooked, Egov, come_back, path_of, query_of

pytestmark = pytest.mark.django_db


def signed_in(client: Client) -> str | None:
    return client.session.get(SESSION_KEY)


# The way that works


def test_a_citizen_signs_in_and_comes_back_to_the_page(client: Client, egov: Egov) -> None:
    answer = egov.sign_in(client, "primer", next="/ru/guide/?from=1")

    assert (answer.status_code, answer["Location"]) == (302, "/ru/guide/?from=1")
    user = User.objects.get(pk=signed_in(client))
    assert (user.vault.full_name, user.vault.iin) == ("Образцов Пример Тестович", "020202100029")
    assert (user.vault.phone, user.vault.has_phone) == ("+77990000102", True)
    assert not user.has_usable_password()
    assert not user.is_staff
    assert not user.is_superuser
    assert user.email == ""


def test_a_person_without_a_phone_signs_in_all_the_same(client: Client, egov: Egov) -> None:
    egov.sign_in(client, "no-phone")

    vault = Vault.objects.get(user_id=signed_in(client))
    assert (vault.has_iin, vault.has_phone, vault.phone) == (True, False, None)


def test_a_foreigner_without_iin_is_the_same_person_every_time(client: Client, egov: Egov) -> None:
    egov.sign_in(client, "foreigner")
    first = signed_in(client)
    egov.sign_in(other := Client(), "foreigner")

    assert signed_in(other) == first
    vault = Vault.objects.get(user_id=first)
    assert (vault.has_iin, vault.iin, vault.has_phone) == (False, None, True)


def test_a_role_that_waited_for_the_iin_becomes_the_persons(client: Client, egov: Egov) -> None:
    role = Role.objects.create(kind=RoleKind.MODERATOR, iin_hash=iin_hash("080808200090"))
    egov.sign_in(client, "moderator")

    role.refresh_from_db()
    assert str(role.user_id) == signed_in(client)
    assert client.get("/cms/").status_code == 200


def test_a_new_phone_replaces_the_old_one_and_the_user_stays(
    client: Client, crooked: Crooked
) -> None:
    come_back(client)
    first = signed_in(client)
    crooked.says("/idp/resource/user/phone", {"phone": "+77990000999"})
    come_back(other := Client())

    assert signed_in(other) == first
    assert Vault.objects.get().phone == "+77990000999"
    assert User.objects.filter(subject_key__isnull=False).count() == 1


def test_the_session_gets_a_new_key(client: Client, egov: Egov) -> None:
    back = egov.back_as(client, "primer")
    before = client.session.session_key
    client.get(back)

    assert client.session.session_key != before
    assert not Session.objects.filter(session_key=before).exists()


def test_another_person_in_the_same_browser_finds_nothing_of_the_first(
    client: Client, egov: Egov
) -> None:
    egov.sign_in(client, "primer")
    session = client.session
    session["kept"] = "of the first"
    session.save()
    egov.sign_in(client, "sample")

    assert Vault.objects.get(user_id=signed_in(client)).name == "Specimen"
    assert "kept" not in client.session


def test_only_the_return_address_can_be_chosen_from_outside(client: Client, egov: Egov) -> None:
    leaving = egov.leave(
        client,
        process="connect",
        scope="user:everything",
        auth_params="redirect_uri=https://evil.example/&client_id=other",
    )
    query = query_of(leaving)
    assert query["redirect_uri"] == "http://testserver" + CALLBACK
    assert query["client_id"] == "open-dialogue"
    assert "everything" not in query["scope"]
    assert client.get(path_of(egov.standin.sign_in(leaving, "primer"))).status_code == 302
    assert signed_in(client)


def test_the_host_of_the_request_decides_nothing(client: Client, egov: Egov) -> None:
    answer = client.get(LOGIN, {"next": "/ru/"}, headers={"host": "localhost"})
    assert query_of(answer["Location"])["redirect_uri"] == "http://testserver" + CALLBACK


# Where the person comes back to


@pytest.mark.parametrize(
    "evil",
    [
        "//evil.example/",
        "https://evil.example/",
        "/\\evil.example/",
        "\\\\evil.example",
        "///evil.example",
        "/\t/evil.example/",
        "javascript:alert(1)",
        "http:evil.example",
        "evil.example",
        " //evil.example",
        "",
    ],
)
def test_a_return_address_outside_leads_home(client: Client, egov: Egov, evil: str) -> None:
    answer = egov.sign_in(client, "primer", next=evil)
    assert answer.status_code == 302
    assert answer["Location"] == "/"


def test_line_breaks_in_the_return_address_make_no_header(client: Client, egov: Egov) -> None:
    answer = egov.sign_in(client, "primer", next="/ru/\r\nSet-Cookie: evil=1")
    assert "evil" not in answer.cookies
    assert "\n" not in answer["Location"]


# The person or egov says no


def test_refused_at_egov(client: Client, egov: Egov) -> None:
    answer = client.get(path_of(egov.standin.refuse(egov.leave(client, "/en/blogs/"))))

    assert answer.status_code == 200
    page = answer.content.decode()
    assert "Nothing was passed to us" in page
    assert '"/en/blogs/"' in page, "the way back to the page one came from"
    assert not signed_in(client)


@pytest.mark.parametrize("person", ["broken", "broken-profile"])
def test_egov_breaks_half_way(client: Client, egov: Egov, person: str) -> None:
    answer = egov.sign_in(client, person, next="/en/apply/")

    assert answer.status_code == 502
    assert "egov.kz did not answer as it should" in answer.content.decode()
    assert f"{LOGIN}?next=/en/apply/" in answer.content.decode()
    assert not signed_in(client)
    assert not Vault.objects.exists()


def test_a_broken_phone_is_no_harm(client: Client, egov: Egov) -> None:
    assert egov.sign_in(client, "broken-phone").status_code == 302
    assert Vault.objects.get(user_id=signed_in(client)).has_phone is False


def test_egov_is_down(client: Client, settings: Any) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        settings.EGOV_IDP_URL = f"http://127.0.0.1:{free.getsockname()[1]}"
        answer = come_back(client, next="/en/")
    assert answer.status_code == 502
    assert "try again in a few minutes" in answer.content.decode()


def test_egov_is_silent(client: Client, egov: Egov, settings: Any) -> None:
    settings.SOCIALACCOUNT_REQUESTS_TIMEOUT = 0.3
    answer = egov.sign_in(client, "silent")
    assert answer.status_code == 502
    assert not signed_in(client)


@pytest.mark.parametrize(
    ("path", "body", "headers"),
    [
        ("/idp/oauth/token", b"{", {}),
        ("/idp/oauth/token", b"null", {}),
        ("/idp/oauth/token", [], {}),
        ("/idp/oauth/token", ["access_token"], {}),
        ("/idp/oauth/token", {}, {}),
        ("/idp/oauth/token", {"access_token": "line\nbreak"}, {}),
        ("/idp/oauth/token", b"<html>maintenance</html>", {"Content_Type": "text/html"}),
        ("/idp/oauth/token", b"{}", {"X_Nothing": "1"}),
        ("/idp/oauth/token", b"\xff\xfe", {}),
        ("/idp/resource/user/basic", b"{", {}),
        ("/idp/resource/user/basic", [], {}),
        ("/idp/resource/user/basic", {"person": None}, {}),
        ("/idp/resource/user/basic", {"person": {"name": "No id"}}, {}),
        ("/idp/resource/user/basic", b"", {}),
    ],
)
def test_answers_that_make_no_sense(
    client: Client, crooked: Crooked, path: str, body: Any, headers: dict[str, str]
) -> None:
    crooked.says(path, body, **headers)
    answer = come_back(client)
    assert answer.status_code == 502
    assert not signed_in(client)
    assert not User.objects.filter(subject_key__isnull=False).exists()


@pytest.mark.parametrize("body", [b"{", [], {"phone": None}, {"phone": ["+7"]}, {"phone": "x"}])
def test_a_first_phone_that_makes_no_sense_is_no_phone(
    client: Client, crooked: Crooked, body: Any
) -> None:
    crooked.says("/idp/resource/user/phone", body)
    assert come_back(client).status_code == 302
    assert Vault.objects.get().has_phone is False


@pytest.mark.parametrize(
    ("status", "body"),
    [(500, {}), (503, b"busy"), (200, b"{"), (200, {"phone": None}), (403, {"phone": ""})],
)
def test_a_known_phone_stays_while_egov_cannot_say(
    client: Client, crooked: Crooked, status: int, body: Any
) -> None:
    come_back(client)
    crooked.says("/idp/resource/user/phone", body, status)
    assert come_back(Client()).status_code == 302

    vault = Vault.objects.get()
    assert (vault.phone, vault.has_phone) == ("+77990000102", True)


def test_a_phone_untied_at_egov_is_forgotten(client: Client, crooked: Crooked) -> None:
    come_back(client)
    assert Vault.objects.get().has_phone
    crooked.says("/idp/resource/user/phone", {"error": "not_found"}, 404)
    come_back(Client())

    vault = Vault.objects.get()
    assert (vault.phone, vault.has_phone) == (None, False)


@pytest.mark.parametrize("said", ["+7 (799) 000-01-02", "77990000102", "87990000102"])
def test_a_phone_is_kept_in_one_form(client: Client, crooked: Crooked, said: str) -> None:
    crooked.says("/idp/resource/user/phone", {"phone": said})
    come_back(client)
    assert Vault.objects.get().phone == "+77990000102"


def test_more_than_the_token_may_be_nonsense(client: Client, crooked: Crooked) -> None:
    crooked.says("/idp/oauth/token", {"access_token": "t", "expires_in": "soon"})
    assert come_back(client).status_code == 302


# The state


def test_no_state(client: Client, egov: Egov) -> None:
    answer = client.get(CALLBACK, {"code": "x"})
    assert answer.status_code == 400
    assert not signed_in(client)


def test_a_forged_state(client: Client, egov: Egov) -> None:
    back = egov.back_as(client, "primer")
    answer = client.get(CALLBACK, {**query_of(back), "state": "forged"})
    assert answer.status_code == 400
    assert not signed_in(client)


def test_the_state_of_another_browser(client: Client, egov: Egov) -> None:
    back = egov.back_as(client, "primer")
    stranger = Client()
    assert stranger.get(back).status_code == 400
    assert not signed_in(stranger)


def test_the_return_address_opened_twice(client: Client, egov: Egov) -> None:
    back = egov.back_as(client, "primer")
    client.get(back)
    assert client.get(back).status_code == 400


def test_a_used_code_with_a_fresh_state(client: Client, egov: Egov) -> None:
    back = egov.back_as(client, "primer")
    client.get(back)
    thief = Client()
    state = query_of(egov.leave(thief))["state"]
    answer = thief.get(CALLBACK, {"code": query_of(back)["code"], "state": state})
    assert answer.status_code == 502
    assert not signed_in(thief)


def test_a_state_that_waited_too_long(client: Client, egov: Egov) -> None:
    back = egov.back_as(client, "primer")
    with freeze_time(timezone.now() + timedelta(hours=1)):
        answer = client.get(back)
    assert answer.status_code == 400


# In which language


@pytest.mark.parametrize(
    ("language", "words"),
    [("kk", 'lang="kk"'), ("ru", 'lang="ru"'), ("en", 'lang="en"')],
)
def test_error_pages_speak_the_language_one_came_from(
    client: Client, egov: Egov, language: str, words: str
) -> None:
    leaving = egov.leave(client, f"/{language}/apply/")
    assert query_of(leaving)["lang"] == language
    answer = client.get(path_of(egov.standin.refuse(leaving)))
    assert f"<html {words}" in answer.content.decode()


def test_the_language_of_a_new_person_is_the_pages(client: Client, egov: Egov) -> None:
    egov.sign_in(client, "sample", next="/en/")
    assert User.objects.get(pk=signed_in(client)).language == "en"


def test_error_pages_are_never_kept(client: Client, egov: Egov) -> None:
    answer = client.get(path_of(egov.standin.refuse(egov.leave(client))))
    assert "no-store" in answer["Cache-Control"] or "no-cache" in answer["Cache-Control"]


# Other doors


def test_a_person_who_was_switched_off(client: Client, egov: Egov) -> None:
    egov.sign_in(client, "primer")
    User.objects.filter(pk=signed_in(client)).update(is_active=False)
    assert client.get("/ru/account/").status_code == 302, "the running session ends as well"

    answer = egov.sign_in(Client(), "primer", next="/en/")
    assert answer.status_code == 403
    assert "Your access to the portal is blocked" in answer.content.decode()


@pytest.mark.parametrize(
    "path",
    [
        "login/",
        "signup/",
        "logout/",
        "email/",
        "password/reset/",
        "password/change/",
        "confirm-email/",
        "inactive/",
        "reauthenticate/",
        "social/signup/",
        "social/connections/",
        "social/login/cancelled/",
        "social/login/error/",
        "3rdparty/",
        "2fa/",
    ],
)
def test_stock_pages_of_the_library_are_not_there(client: Client, path: str) -> None:
    assert client.get(f"/accounts/{path}").status_code == 404
    assert client.post(f"/accounts/{path}").status_code == 404


def test_the_cms_has_no_password_door(client: Client) -> None:
    for method in (client.get, client.post):
        answer = method("/cms/login/", {"username": "a", "password": "b"})
        assert answer.status_code == 302
        assert answer["Location"].startswith(LOGIN)
    assert client.get("/cms/")["Location"].startswith(LOGIN)
    assert client.get("/cms/password_reset/").status_code == 404
    assert client.post("/cms/password_reset/", {"email": "a@b.example"}).status_code == 404


def test_a_password_opens_nothing(client: Client) -> None:
    User.objects.create_superuser("root", password="correct horse battery")
    words = {"username": "root", "password": "correct horse battery"}
    client.post("/cms/login/", words)
    for language in ("kk", "ru", "en"):
        assert client.get(f"/{language}/_util/login/").status_code == 404
        assert client.post(f"/{language}/_util/login/", words).status_code == 404
    assert not signed_in(client)


def test_leaving_only_by_post(client: Client, egov: Egov) -> None:
    egov.sign_in(client, "primer")
    assert client.get("/accounts/sign-out/").status_code == 405
    assert signed_in(client)

    answer = client.post("/accounts/sign-out/", {"next": "//evil.example/"})
    assert (answer.status_code, answer["Location"]) == (302, "/")
    assert not signed_in(client)


def test_leaving_needs_the_forms_token(egov: Egov) -> None:
    careful = Client(enforce_csrf_checks=True)
    egov.sign_in(careful, "primer")
    assert careful.post("/accounts/sign-out/").status_code == 403
    assert signed_in(careful)
