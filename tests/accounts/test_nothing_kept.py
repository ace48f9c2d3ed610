"""What a sign-in leaves behind: nothing personal in clear, nobody tied to another's account."""

import json
from collections.abc import Iterator
from urllib.parse import urlencode

from django.contrib.sessions.models import Session
from django.db import connection
from django.http import HttpResponse
from django.test import Client

import pytest
from allauth.socialaccount.models import SocialAccount, SocialToken

from accounts.models import User
from tests.standins.running import StandIn

pytestmark = pytest.mark.django_db
PERSONAL = (
    "020202100029",
    "77990000102",
    "77990000105",
    "Образцов",
    "Placeholder",
    "standin-0005",
)


@pytest.fixture(scope="module")
def running() -> Iterator[StandIn]:
    with StandIn(site="http://testserver") as standin:
        yield standin


@pytest.fixture
def standin(running: StandIn, settings) -> StandIn:
    settings.SITE_URL, settings.EGOV_IDP_URL = "http://testserver", running.address
    return running


def sign_in(client: Client, standin: StandIn, person: str, **query: str) -> HttpResponse:
    leaving = client.get("/accounts/egov/login/?" + urlencode(query))
    return client.get(standin.sign_in(leaving["Location"], person))


def every_row() -> str:
    rows: list[tuple] = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
            rows += cursor.fetchall()
    return "\n".join(as_text(value) for row in rows for value in row)


def as_text(value: object) -> str:
    if isinstance(value, bytes | memoryview):
        return bytes(value).decode("utf-8", "replace")
    return str(value)


def test_nothing_personal_in_any_table_or_session(client, standin):
    sign_in(client, standin, "primer")
    sign_in(Client(), standin, "foreigner")
    account = SocialAccount.objects.get(user__vault__has_iin=True)
    assert account.extra_data == {}
    assert account.uid == account.user.subject_key
    assert not SocialToken.objects.exists()

    stored = every_row()
    assert account.uid in stored, "the dump reads nothing"
    assert [piece for piece in PERSONAL if piece in stored] == []
    sessions = Session.objects.all()
    assert len(sessions) == 2
    for session in sessions:
        kept = json.dumps(session.get_decoded(), ensure_ascii=False, default=str)
        assert [piece for piece in PERSONAL if piece in kept] == []
        assert "token" not in kept


def test_nobody_ties_another_persons_account_to_their_own(client, standin):
    sign_in(client, standin, "primer")
    assert sign_in(client, standin, "sample", process="connect").status_code == 302
    assert User.objects.count() == SocialAccount.objects.count() == 2
    for account in SocialAccount.objects.all():
        assert account.uid == account.user.subject_key


def test_page_of_a_refusal_hands_on_nothing_of_its_address(client, standin):
    leaving = client.get("/accounts/egov/login/?next=/en/apply/")["Location"]
    back = standin.refuse(leaving)
    page = client.get(back).content.decode()
    assert "/kk/" in page
    assert "state=" in back
    assert "state=" not in page
