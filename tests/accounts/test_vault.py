"""Nothing eGov told of a person, and nothing private they wrote, lies anywhere in clear."""

import json
import logging
from collections.abc import Iterator
from typing import Any

from django.contrib.sessions.models import Session
from django.db import connection
from django.test import Client

import pytest
from allauth.socialaccount.models import SocialAccount, SocialToken

from accounts.models import User, Vault
from appeals.models import Appeal
from signing.models import SmsCode
from tests.apply.walk import Walk, words_of
from tests.canaries import found
from tests.egov import CALLBACK, Crooked, come_back
from tests.factories.agencies import OfficeFactory
from tests.factories.signing import upload

pytestmark = [pytest.mark.django_db, pytest.mark.engine]

PERSON = {
    "iin": "020202100029",
    "phone": "+77990000102",
    "digits of the phone": "7990000102",
    "surname": "Канарейкина",
    "name": "Кенарика",
    "patronymic": "Свиристеловна",
    "token": "canary-access-token-41",
    "refresh": "canary-refresh-token-42",
    "code of the sign-in": "canary-code-43",
    "state body": "Канареечное общество",
}
WROTE = {
    "subject": "Зяблик в теме",
    "text": "Трясогузка в тексте, и двадцать букв сверх того",
    "place": "Пеночкино",
    "file": "Клёст в файле",
}


@pytest.fixture
def person(crooked: Crooked) -> Crooked:
    names = {key: PERSON[key] for key in ("iin", "surname", "name", "patronymic")}
    token = {"access_token": PERSON["token"], "refresh_token": PERSON["refresh"]}
    crooked.says("/idp/oauth/token", {**token, "id_token": PERSON["token"]})
    crooked.says(
        "/idp/resource/user/basic",
        {"sub": "canary-sub-44", "person": names, "organization": {"name": PERSON["state body"]}},
    )
    crooked.says("/idp/resource/user/phone", {"phone": PERSON["phone"]})
    return crooked


@pytest.fixture
def lived(
    client: Client,
    person: Crooked,
    sms_outbox: Any,
    settings: Any,
    django_capture_on_commit_callbacks: Any,
) -> Walk:
    """A sign-in, an application with a file that stays private, a wrong code and a right one,
    one that may be published, another draft that was only begun."""
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": []}}
    with django_capture_on_commit_callbacks(execute=True):
        walk = Walk.begin(Client(), sms_outbox, OfficeFactory())
        walk.client = client
        assert come_back(client, code=PERSON["code of the sign-in"]).status_code == 302
        walk.user = User.objects.get(vault__isnull=False, socialaccount__isnull=False)
        walk.post("terms", accept="yes")
        words = {key: WROTE[key] for key in ("subject", "text", "place")}
        walk.question(**words)
        walk.details(upload="yes", file=upload(WROTE["file"].encode(), "letter.txt"))
        walk.details(publish="no")
        walk.ask_code()
        payload = walk.payload_id()
        walk.sign(payload, walk.wrong_code())
        assert walk.sign(payload).status_code == 302
        walk.whole()  # one more for the public, with words that tell nothing
        walk.question(**words)
    return walk


def dump() -> Iterator[tuple[str, bytes]]:
    """Each row of each table as bytes, tables discovered and not listed by hand."""
    with connection.cursor() as cursor:
        tables = connection.introspection.table_names(cursor)
        assert {"accounts_vault", "django_session", "signing_draft"} <= set(tables)
        for table in tables:
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
            for row in cursor.fetchall():
                yield table, b" ".join(as_bytes(value) for value in row)


def as_bytes(value: object) -> bytes:
    if isinstance(value, bytes | bytearray | memoryview):
        return bytes(value)
    if isinstance(value, dict | list):
        return json.dumps(value, ensure_ascii=False).encode()
    return str(value).encode("utf-8", "replace")


def test_no_table_holds_a_person_or_a_private_text_in_clear(lived: Walk) -> None:
    code = lived.code()
    secrets = {**PERSON, **WROTE}
    rows, tables = 0, set()
    for table, row in dump():
        rows += 1
        tables.add(table)
        hits = found(secrets.values(), row)
        assert not hits, (table, hits)
        if table == SmsCode._meta.db_table:
            assert code.encode() not in row
    assert rows > 100
    assert {"signing_smscode", "ledger_event", "core_ratewindow", "notifications_notice"} <= tables
    assert {"django_tasks_database_dbtaskresult", "moderation_moderatedtext"} <= tables


def test_the_finder_would_have_found_them(lived: Walk) -> None:
    """The same dump does hold what is public on purpose."""
    number = Appeal.objects.latest("pk").number
    assert any(found([number], row) for table, row in dump() if table == "appeals_appeal")


def test_sessions_hold_nothing_once_decoded(lived: Walk) -> None:
    sessions = [session.get_decoded() for session in Session.objects.all()]
    assert sessions
    for session in sessions:
        kept = json.dumps(session, default=str, ensure_ascii=False)
        assert not found([*PERSON.values(), *WROTE.values()], kept)


def test_the_library_keeps_no_token_and_no_profile(lived: Walk) -> None:
    assert not SocialToken.objects.exists()
    account = SocialAccount.objects.get()
    assert account.extra_data == {}
    assert account.uid == lived.user.subject_key


def test_the_vault_opens_for_the_portal_only(lived: Walk) -> None:
    vault = Vault.objects.get(user=lived.user)
    assert (vault.iin, vault.phone) == (PERSON["iin"], PERSON["phone"])
    assert vault.full_name == "Канарейкина Кенарика Свиристеловна"
    secrets = list(PERSON.values())
    for thing in (vault, lived.user, Appeal.objects.first(), lived.draft):
        assert not found(secrets, f"{thing} {thing!r}")


def test_logs_and_addresses_name_nobody(
    client: Client,
    person: Crooked,
    sms_outbox: Any,
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.DEBUG)
    walk = Walk.begin(Client(), sms_outbox, OfficeFactory())
    walk.client, asked = client, []
    client.request = noted(client.request, asked)  # type: ignore[method-assign]

    come_back(client, code=PERSON["code of the sign-in"])
    walk.user = User.objects.get(socialaccount__isnull=False)
    walk.post("terms", accept="yes")
    walk.question(subject=WROTE["subject"], text=WROTE["text"])
    walk.details(publish="no")
    walk.ask_code()
    code = walk.code()
    walk.sign(walk.payload_id(), walk.wrong_code())
    walk.sign(walk.payload_id(), code)
    client.get("/ru/account/")
    person.says("/idp/oauth/token", {"error": PERSON["token"]}, status=500)
    assert come_back(client).status_code == 502

    logged = "\n".join(f"{record.getMessage()} {record.exc_text}" for record in caplog.records)
    assert "eGov sign-in failed" in logged, "the log is heard"
    assert not found([*PERSON.values(), *WROTE.values()], logged)
    assert code not in logged
    assert len(asked) > 10
    addresses = [address for address in asked if not address.startswith(CALLBACK)]
    assert not found([*PERSON.values(), *WROTE.values()], "\n".join(addresses))
    assert code not in "\n".join(asked)


def noted(request: Any, asked: list[str]) -> Any:
    """Remember each address that is asked for and each one that is sent back."""

    def call(**environ: Any) -> Any:
        asked.append(f"{environ['PATH_INFO']}?{environ.get('QUERY_STRING', '')}")
        answer = request(**environ)
        if answer.has_header("Location"):
            asked.append(answer["Location"])
        return answer

    return call


def test_the_account_shows_iin_and_phone_masked(lived: Walk) -> None:
    for path in ("/ru/account/", "/ru/", lived.path("question"), lived.path("check")):
        page = words_of(lived.client.get(path))
        assert not found([PERSON["iin"], "7990000102", "990000102"], page), path
    page = words_of(lived.client.get("/ru/account/"))
    assert "•••• •••• 0029" in page
    assert "+7 ••• ••• 01 02" in page


def test_cookies_are_closed_to_scripts_and_other_sites(lived: Walk) -> None:
    lived.client.get("/ru/account/")
    for name, cookie in lived.client.cookies.items():
        assert cookie["httponly"], name
        assert cookie["samesite"] == "Lax", name
        assert not found(PERSON.values(), cookie.value)
