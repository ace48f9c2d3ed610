"""Words of notices: gaps that exist, gaps that don't, and the desk where operators change them."""

import re
from typing import Any

from django.test import Client
from django.utils import translation

from wagtail.users.models import UserProfile

import pytest

from accounts.models import RoleKind
from accounts.readers import reader_for
from core.errors import NotAllowed
from ledger.models import Event
from notifications.gaps import gaps_fill, gaps_in, gaps_wrong
from notifications.models import DeliveryRules, NoticeWording
from notifications.selectors import notice_list
from notifications.services.ruling import Unfit, delivery_rules_set, wording_set
from notifications.wording import KINDS, gaps_of, notice_text
from tests.conferences.desk import in_english  # noqa: F401
from tests.factories.agencies import AgencyFactory
from tests.factories.notifications import NoticeFactory
from tests.factories.people import make_citizen, make_operator, make_staff

KIND = "appeal.registered"
ADDRESS = f"/cms/notices/{KIND}/"


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        ("", []),
        ("No gaps, 100 % of the time (all)", []),
        ("%(number)s by %(due_on)s", []),
        ("%(number)sға", []),  # a Kazakh ending
        ("%(nubmer)s", ["%(nubmer)s"]),
        ("%(номер)s", ["%(номер)s"]),
        ("%(number)d", ["%(number)d"]),
        ("%(number)", ["%(number)"]),
        ("%(number", ["%(number"]),
        ("%()s", ["%()s"]),
        ("% (number)s", ["% (number)s"]),
        ("%number)s", ["%number)s"]),
        ("%(a)s %(a)s %(b)s", ["%(a)s", "%(b)s"]),
        ("{{ number }} {number}", []),  # means nothing here, and does nothing
    ],
)
def test_gaps_that_do_not_exist(text: str, wrong: list[str]) -> None:
    assert gaps_wrong(text, ["number", "due_on"]) == wrong


def test_filling() -> None:
    text = "%(number)s %(number)s %(none)s 5 % %s %%"
    assert gaps_fill(text, {"number": "%(none)s"}) == "%(none)s %(none)s — 5 % %s %%"


def test_each_kind_knows_its_gaps() -> None:
    assert gaps_of(KIND) == ["number", "due_on"]
    for kind, words in KINDS.items():
        with translation.override("en"):
            assert set(gaps_in(str(words))) <= set(gaps_of(kind))


def test_a_day_is_written_out() -> None:
    with translation.override("en"):
        said = notice_text(KIND, {"number": "7", "due_on": "2026-12-01"})
    assert "7 is registered" in said
    assert "1 December 2026" in said


def words(**fields: str) -> dict[str, str]:
    return fields


@pytest.mark.django_db
def test_operators_words_are_read_at_once() -> None:
    operator, reader = make_operator(), make_citizen()
    NoticeFactory(user=reader, kind=KIND, data={"number": "7", "due_on": "2026-12-01"})
    wording_set(
        kind=KIND,
        words=words(text_en="Got %(number)s!", text_kk="%(number)s тіркелді!"),
        actor=operator,
        reader=reader_for(operator),
    )
    shown = {}
    for language in ("en", "kk"):
        with translation.override(language):
            shown[language] = notice_list(user_id=reader.pk)[0].text
    assert shown == {"en": "Got 7!", "kk": "7 тіркелді!"}
    event = Event.objects.get(verb="notice.wording")
    assert event.data == {"fields": ["text_kk", "text_en"]}


@pytest.mark.django_db
def test_emptied_words_give_the_portals_own_back() -> None:
    operator = make_operator()
    for text in ("Own", ""):
        wording_set(
            kind=KIND, words=words(text_en=text), actor=operator, reader=reader_for(operator)
        )
    assert not NoticeWording.objects.exists()
    assert Event.objects.filter(verb="notice.wording").count() == 2


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("field", "text", "said"),
    [
        ("text_ru", "До %(until)s", "%(until)s"),
        ("subject_kk", "%(number)d", "%(number)d"),
        ("sms_en", "%(name)s", "%(name)s"),
        ("text_en", "%(link)s", "%(link)s"),
        ("subject_en", "one\ntwo", "one line"),
        ("sms_en", "one\ntwo", "one line"),
        ("subject_en", "x" * 151, "150"),
        ("sms_en", "x" * 301, "300"),
    ],
)
def test_words_that_do_not_fit_change_nothing(field: str, text: str, said: str) -> None:
    operator = make_operator()
    with pytest.raises(Unfit) as unfit:
        wording_set(
            kind=KIND,
            words=words(text_kk="Жақсы", **{field: text}),
            actor=operator,
            reader=reader_for(operator),
        )
    assert list(unfit.value.faults) == [field]
    assert said in unfit.value.faults[field]
    assert not NoticeWording.objects.exists()
    assert not Event.objects.filter(verb="notice.wording").exists()


@pytest.mark.django_db
def test_an_sms_may_have_the_link() -> None:
    operator = make_operator()
    row = wording_set(
        kind=KIND, words=words(sms_en="%(link)s"), actor=operator, reader=reader_for(operator)
    )
    assert row is not None


@pytest.mark.django_db
def test_kind_that_has_no_notices_is_refused() -> None:
    operator = make_operator()
    with pytest.raises(LookupError):
        wording_set(kind="no.such", words={}, actor=operator, reader=reader_for(operator))


OTHERS = [RoleKind.MODERATOR, RoleKind.AUDITOR]
OF_AGENCY = [RoleKind.EDITOR, RoleKind.CLERK, RoleKind.HEAD]


@pytest.mark.django_db
@pytest.mark.parametrize("kind", [*OTHERS, *OF_AGENCY])
def test_nobody_else_changes_anything(kind: str, client: Client) -> None:
    person = make_staff(kind, AgencyFactory() if kind in OF_AGENCY else None)
    with pytest.raises(NotAllowed):
        wording_set(kind=KIND, words={}, actor=person, reader=reader_for(person))
    with pytest.raises(NotAllowed):
        delivery_rules_set(values={}, actor=person, reader=reader_for(person))
    client.force_login(person)
    for address in ("/cms/notices/", ADDRESS, "/cms/notices/rules/"):
        assert client.get(address).status_code in (302, 403, 404)
        assert client.post(address, {"text_en": "Mine"}).status_code in (302, 403, 404)
    assert not NoticeWording.objects.exists()


# The desk


@pytest.fixture
def desk(client: Client) -> Client:
    operator = make_operator()
    UserProfile.objects.create(user=operator, preferred_language="en")
    client.force_login(operator)
    return client


def page(answer: Any) -> str:
    return re.sub(r"\s+", " ", answer.content.decode())


@pytest.mark.django_db
def test_list_names_every_kind(desk: Client) -> None:
    shown = page(desk.get("/cms/notices/"))
    for kind in KINDS:
        assert f'href="/cms/notices/{kind}/"' in shown


@pytest.mark.django_db
def test_unknown_kind_is_not_found(desk: Client) -> None:
    assert desk.get("/cms/notices/no.such/").status_code == 404


@pytest.mark.django_db
def test_editing_in_the_cms(desk: Client) -> None:
    answer = desk.post(ADDRESS, {"text_en": "Got %(number)s!", "sms_kk": "%(number)s: %(link)s"})
    assert (answer.status_code, answer["Location"]) == (302, ADDRESS)
    row = NoticeWording.objects.get()
    assert (row.kind, row.text_en, row.sms_kk) == (KIND, "Got %(number)s!", "%(number)s: %(link)s")


@pytest.mark.django_db
def test_wrong_gap_is_said_at_its_field_and_nothing_typed_is_lost(desk: Client) -> None:
    answer = desk.post(ADDRESS, {"text_en": "Got %(nubmer)s", "subject_ru": "Тема"})
    shown = page(answer)
    assert answer.status_code == 422
    assert "There is no gap %(nubmer)s here. Gaps of this notice: %(number)s, %(due_on)s." in shown
    assert "Got %(nubmer)s</textarea>" in shown
    assert 'value="Тема"' in shown
    assert not NoticeWording.objects.exists()


@pytest.mark.django_db
def test_trying_out_shows_all_and_saves_nothing(desk: Client) -> None:
    answer = desk.post(ADDRESS, {"preview": "1", "text_en": "Got %(number)s!", "sms_kk": "Ә" * 71})
    shown = page(answer)
    assert answer.status_code == 200
    assert "Got OD-2026-00000001!" in shown
    assert "UCS-2, 71 signs, 2 messages" in shown
    assert not NoticeWording.objects.exists()


@pytest.mark.django_db
def test_trying_out_a_wrong_gap_says_so(desk: Client) -> None:
    answer = desk.post(ADDRESS, {"preview": "1", "sms_ru": "%(nothing)s"})
    assert answer.status_code == 422
    assert "%(nothing)s" in page(answer)


RULES = {"mails_a_day": 5, "sms_a_day": 1, "tries": 4, "digest_hour": 7, "digest_weekday": 6}


@pytest.mark.django_db
def test_rules_of_sending(desk: Client) -> None:
    assert desk.post("/cms/notices/rules/", RULES).status_code == 302
    rules = DeliveryRules.current()
    assert {name: getattr(rules, name) for name in RULES} == RULES
    assert Event.objects.get(verb="notice.rules").data["tries"] == {"old": 8, "new": 4}


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("mails_a_day", 0),
        ("sms_a_day", -1),
        ("tries", 0),
        ("tries", 51),
        ("digest_hour", 24),
        ("digest_weekday", 7),
        ("mails_a_day", ""),
    ],
)
def test_rules_that_cannot_be(desk: Client, name: str, value: Any) -> None:
    before = DeliveryRules.objects.values().get()
    answer = desk.post("/cms/notices/rules/", RULES | {name: value})
    assert answer.status_code == 422
    assert DeliveryRules.objects.values().get() == before
