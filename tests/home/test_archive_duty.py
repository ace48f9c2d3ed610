"""The words about the archive duty: kept true by operators, read on "My data"."""

from datetime import date
from typing import Any

from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import translation

from wagtail.users.models import UserProfile

import pytest

from accounts.models import ArchiveDuty, RoleKind, User
from accounts.readers import reader_for
from accounts.services import DutyInvalid, archive_duty_set
from core.errors import NotAllowed, Refused
from core.localized import ORDER
from ledger.models import Event
from tests.conferences.desk import in_english  # noqa: F401
from tests.factories.people import make_citizen, make_operator, make_staff

pytestmark = pytest.mark.django_db
DESK, PAGE = "/cms/data-requests/archive-duty/", "/en/account/data/"
TEXTS = {"text_kk": "Мұрағат мерзімі.", "text_ru": "Архивный срок.", "text_en": "Archive term."}


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def desk() -> Client:
    operator = make_operator()
    UserProfile.objects.create(user=operator, preferred_language="en")
    return signed_in(operator)


def said(**changes: Any) -> dict[str, Any]:
    """As the form sends it."""
    return {**TEXTS, "source": "", "since": "", "version": "1", **changes}


def put(actor: User, version: int = 1, **changes: Any) -> ArchiveDuty:
    values = {**TEXTS, "source": "", "since": None, "is_confirmed": False, **changes}
    return archive_duty_set(values=values, version=version, actor=actor, reader=reader_for(actor))


def test_seeded_in_three_languages_and_unconfirmed() -> None:
    row = ArchiveDuty.objects.get()
    texts = {row.localized("text", language) for language in ORDER}
    assert len(texts) == 3
    assert (row.version, row.is_confirmed) == (1, False)


def test_page_shows_the_words_and_only_operators_the_mark() -> None:
    with translation.override("en"):
        words = ArchiveDuty.current().localized("text")
    page = signed_in(make_citizen()).get(PAGE).content.decode()
    assert words.split(",")[0] in page
    assert "our default" not in page
    assert "our default" in desk().get(DESK).content.decode()


def test_operator_changes_it_and_people_read_it() -> None:
    client = desk()
    source = "Приказ № 279-НҚ, 17.06.2025"
    sent = said(source=source, since="2025-06-17", is_confirmed="on")
    assert client.post(DESK, sent).status_code == 302
    row = ArchiveDuty.current()
    assert (row.version, row.is_confirmed, row.since) == (2, True, date(2025, 6, 17))
    event = Event.objects.get(verb="archive_duty.set")
    assert event.data["version"] == 2
    assert "Archive term." not in str(event.data)
    page = signed_in(make_citizen()).get(PAGE).content.decode()
    assert "Archive term." in page
    assert source in page
    assert "our default" not in client.get(DESK).content.decode()


def test_the_same_again_changes_nothing() -> None:
    operator = make_operator()
    put(operator)
    assert put(operator, version=2).version == 2
    assert Event.objects.filter(verb="archive_duty.set").count() == 1


def test_confirmed_needs_its_source_and_kazakh_its_words() -> None:
    client = desk()
    answer = client.post(DESK, said(is_confirmed="on", text_ru="Напечатано."))
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "Name the text that confirms it." in page
    assert "Напечатано." in page
    operator = make_operator()
    with pytest.raises(DutyInvalid) as refused:
        put(operator, text_kk=" ")
    assert set(refused.value.faults) == {"text_kk"}
    assert ArchiveDuty.current().version == 1


def test_nobody_overwrites_what_they_have_not_seen() -> None:
    client, operator = desk(), make_operator()
    put(operator, text_en="Somebody else was faster.")
    answer = client.post(DESK, said(text_en="Mine."))
    assert answer.status_code == 422
    assert "Mine." in answer.content.decode()
    assert ArchiveDuty.current().text_en == "Somebody else was faster."
    with pytest.raises(Refused) as refused:
        put(operator, version=1)
    assert refused.value.code == "changed"
    assert answer.context["form"]["version"].value() == "2"
    assert client.post(DESK, said(text_en="Mine.", version="2")).status_code == 302


@pytest.mark.parametrize("kind", [RoleKind.MODERATOR, RoleKind.AUDITOR])
def test_nobody_else(kind: str) -> None:
    person = make_staff(kind)
    with pytest.raises(NotAllowed):
        put(person)
    for answer in (signed_in(person).get(DESK), signed_in(person).post(DESK, said())):
        assert answer.status_code in (302, 403, 404)
    assert ArchiveDuty.current().version == 1


def test_one_row_and_confirmed_with_a_source_say_the_database_too() -> None:
    for values in ({"id": 2}, {"is_confirmed": True}):
        with pytest.raises(IntegrityError), transaction.atomic():
            ArchiveDuty.objects.filter(pk=1).update(**values)
