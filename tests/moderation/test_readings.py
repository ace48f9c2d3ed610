"""The blind second reading: who is drawn, who reads, what is hidden, and what it says."""

from collections import Counter
from decimal import Decimal

from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

import pytest
from pytest_django.asserts import assertContains, assertNotContains

from core.errors import NotAllowed, Refused
from ledger.models import Event
from moderation.models import BlindReading, DeskRules, ModerationDecision, Verdict
from moderation.selectors import agreement_of, desk_report
from moderation.services import blind_read, moderation_approve, moderation_withdraw
from moderation.services.closing import is_drawn
from tests.factories.moderation import (
    KIND,
    SECRET,
    TEXT,
    make_decision,
    make_former_moderator,
    make_item,
    make_moderator,
    make_objection,
    make_person,
    make_reading,
    make_workflow,
    words_of,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("grounds", "notes")]

LIST = "/cms/moderation/readings/"
FIGURES = "/cms/moderation/figures/"


@pytest.fixture
def second(db):
    return make_moderator()


def read(reading, actor, verdict=Verdict.REFUSED, ground="abuse"):
    return blind_read(reading=reading, actor=actor, verdict=verdict, ground=ground)


def refusal_of(*args, **words):
    with pytest.raises(Refused) as refused:
        read(*args, **words)
    return refused.value.code


# The sample.


def test_the_sample_is_a_share_and_always_the_same():
    drawn = {number for number in range(20_000) if is_drawn(number, Decimal(3))}
    assert 500 <= len(drawn) <= 700
    assert drawn == {number for number in range(20_000) if is_drawn(number, Decimal(3))}
    assert drawn < {number for number in range(20_000) if is_drawn(number, Decimal(10))}


def test_nobody_without_the_key_can_tell_the_sample(settings):
    drawn = {number for number in range(2_000) if is_drawn(number, Decimal(3))}
    settings.SUBJECT_HASH_KEY = "another key of at least thirty-two bytes"
    assert drawn != {number for number in range(2_000) if is_drawn(number, Decimal(3))}


@pytest.mark.parametrize(("percent", "drawn"), [(0, False), (100, True)])
def test_the_share_is_data(moderator, percent, drawn):
    DeskRules.objects.update_or_create(pk=1, defaults={"blind_percent": percent})
    make_decision(moderator)
    assert BlindReading.objects.exists() == drawn


def test_what_the_author_takes_back_is_not_drawn(moderator):
    DeskRules.objects.update_or_create(pk=1, defaults={"blind_percent": 100})
    make_item(target_id="7")
    moderation_withdraw(kind=KIND, target_id="7")
    assert not BlindReading.objects.exists()
    assert not ModerationDecision.objects.exists()


def test_the_snapshot_lies_encrypted_until_it_is_read(moderator, second):
    reading = make_reading(moderator)
    assert SECRET in reading.snapshot
    with connection.cursor() as cursor:
        cursor.execute("SELECT snapshot FROM moderation_blindreading")
        assert SECRET.encode() not in bytes(cursor.fetchone()[0])
    assert read(reading, second).snapshot is None


def test_a_withdrawn_text_is_wiped_from_the_sample(moderator, second):
    reading = make_reading(moderator, target_id="7")
    moderation_withdraw(kind=KIND, target_id="7")
    reading.refresh_from_db()
    assert (reading.snapshot, reading.verdict) == (None, "")
    assert refusal_of(reading, second) == "read_already"


# Reading.


def test_a_reading_changes_nothing_but_itself(moderator, second, notes):
    reading = make_reading(moderator)
    told = list(notes.told)
    read(reading, second, Verdict.APPROVED, "")
    assert notes.told == told
    assert ModerationDecision.objects.get().decision == "refused"
    event = Event.objects.get(verb="moderation.read_again")
    assert set(event.data) == {"kind", "target_id"}


@pytest.mark.parametrize(
    "make", [make_person, make_former_moderator, lambda: make_person(is_superuser=True)]
)
def test_only_moderators_read(moderator, make):
    reading = make_reading(moderator)
    with pytest.raises(NotAllowed):
        read(reading, make())


def test_not_whoever_had_a_part_in_the_decision(moderator, second):
    make_workflow(steps=2)
    DeskRules.objects.update_or_create(pk=1, defaults={"blind_percent": 100})
    item = make_item()
    moderation_approve(item=item, actor=second, **words_of(item))
    item.refresh_from_db()
    moderation_approve(item=item, actor=moderator, **words_of(item))
    reading = BlindReading.objects.get()
    for person in (moderator, second):
        with pytest.raises(NotAllowed):
            read(reading, person)
    assert read(reading, make_moderator()).closed_at


def test_not_the_author(moderator, second, notes):
    reading = make_reading(moderator)
    notes.author_id = second.pk
    with pytest.raises(NotAllowed):
        read(reading, second)


@pytest.mark.parametrize(
    ("verdict", "ground", "code"),
    [("", "", "verdict"), ("withdrawn", "", "verdict"), ("refused", "", "ground")],
)
def test_a_verdict_is_whole(moderator, second, verdict, ground, code):
    assert refusal_of(make_reading(moderator), second, verdict, ground) == code


def test_read_once(moderator, second):
    reading = make_reading(moderator)
    read(reading, second)
    assert refusal_of(reading, make_moderator()) == "read_already"


def test_the_database_refuses_the_first_reader_as_the_second(moderator):
    reading = make_reading(moderator)
    changed = {"reader": moderator, "verdict": "approved", "closed_at": timezone.now()}
    with pytest.raises(IntegrityError), transaction.atomic():
        BlindReading.objects.filter(pk=reading.pk).update(snapshot=None, **changed)


# The pages.


@pytest.fixture
def desk(client, second):
    client.force_login(second)
    return client


def test_the_page_tells_neither_decision_nor_number(desk, moderator):
    reading = make_reading(moderator, target_id="4711")
    page = desk.get(f"{LIST}{reading.pk}/")
    assertContains(page, TEXT)
    main = page.content.decode().split('id="main"')[-1]
    for hidden in (
        "4711",
        f"decided/{reading.decision.item_id}",
        moderator.username,
        "publication refused",
    ):
        assert hidden not in main, hidden
    listed = desk.get(LIST).content.decode().split('id="main"')[-1]
    assert "4711" not in listed
    assert "refused" not in listed


def test_the_first_decider_finds_nothing_to_read(client, moderator):
    reading = make_reading(moderator)
    client.force_login(moderator)
    assertContains(client.get(LIST), "No text of the sample waits for you.")
    assert client.get(f"{LIST}{reading.pk}/", follow=True).status_code == 404
    client.post(f"{LIST}{reading.pk}/", {"verdict": "approved"}, follow=True)
    reading.refresh_from_db()
    assert reading.closed_at is None


def test_a_refusal_on_the_page_names_its_ground(desk, moderator):
    address = f"{LIST}{make_reading(moderator).pk}/"
    assertContains(desk.post(address, {"verdict": "refused"}), "Choose why")
    assertContains(desk.post(address, {}), "Choose how you would decide.")
    response = desk.post(address, {"verdict": "refused", "ground": "abuse"}, follow=True)
    assertContains(response, "Publication stays as it is.")
    assert desk.get(address, follow=True).status_code == 404


def test_one_row_and_ten_rows_cost_the_same(desk, moderator):
    make_reading(moderator)
    desk.get(LIST)
    with CaptureQueriesContext(connection) as one:
        desk.get(LIST)
    for _ in range(9):
        make_reading(moderator)
    with CaptureQueriesContext(connection) as ten:
        assert len(desk.get(LIST).context["object_list"]) == 10
    assert len(ten) == len(one)


# The figures.


def test_agreement_of_a_known_table():
    """The example of Cohen's kappa with 50 items: 20 and 15 agree, 5 and 10 don't; 0.4."""
    pairs = Counter(
        {
            ("approved", "approved"): 20,
            ("approved", "refused"): 5,
            ("refused", "approved"): 10,
            ("refused", "refused"): 15,
        }
    )
    found = agreement_of("Note", pairs)
    assert (found.sample, found.same, found.percent) == (50, 35, 70)
    assert found.kappa == pytest.approx(0.4)


@pytest.mark.parametrize(
    "pairs", [{("approved", "approved"): 19}, {("approved", "approved"): 500}, {}]
)
def test_no_kappa_where_it_says_nothing(pairs):
    assert agreement_of("Note", Counter(pairs)).kappa is None


def test_the_figures_of_the_desk(desk, moderator, second):
    read(make_reading(moderator), second)
    read(make_reading(moderator, refuse=False), second, Verdict.APPROVED, "")
    DeskRules.objects.update(blind_percent=0)
    make_objection(make_person(), moderator)
    ModerationDecision.objects.update(seconds=3 * 3600 + 25 * 60)
    report = desk_report(30)
    [kind] = [row for row in report.kinds if row.kind == KIND]
    assert (kind.total, kind.approved, kind.corrected, kind.refused) == (3, 0, 1, 2)
    [agreement] = report.agreements
    assert (agreement.sample, agreement.same, agreement.kappa) == (2, 1, None)
    assert [(row.refused, row.corrected) for row in report.grounds] == [(2, 1)]
    assert (report.objections.filed, report.objections.waiting) == (1, 1)
    page = desk.get(FIGURES)
    assertContains(page, "3 h 25 min")
    assertContains(page, "1 (50 %)")
    assertContains(page, "too few to tell")
    assertNotContains(page, moderator.username)


def test_the_figures_count_the_period_asked_for(desk, moderator):
    make_decision(moderator)
    ModerationDecision.objects.update(decided_at=timezone.now() - timezone.timedelta(days=40))
    for wanted, number in (("", 0), ("90", 1), ("7", 0), ("abc", 0)):
        report = desk.get(FIGURES, {"days": wanted}).context["report"]
        assert sum(row.total for row in report.kinds) == number, wanted


def test_one_decision_and_ten_cost_the_same(desk, moderator):
    make_decision(moderator)
    desk.get(FIGURES)
    with CaptureQueriesContext(connection) as one:
        desk.get(FIGURES)
    for _ in range(9):
        make_decision(moderator)
    with CaptureQueriesContext(connection) as ten:
        desk.get(FIGURES)
    assert len(ten) == len(one)


@pytest.mark.parametrize("address", [LIST, FIGURES, "/cms/moderation/decided/"])
def test_for_others_the_pages_do_not_exist(client, address):
    for person, status in ((make_former_moderator(), 403), (make_person(is_superuser=True), 404)):
        client.force_login(person)
        assert client.get(address, follow=True).status_code == status
