"""Figures equal the rows, whatever happens at the same time, and numbers have no gap."""

import io
import json
import random
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from threading import Barrier, Event

from django.core.management import call_command
from django.db import connection, transaction
from django.utils import timezone

import pytest

from accounts.models import Role, User
from accounts.readers import reader_for
from agencies.models import Agency, Office, Topic
from appeals.counting import figures
from appeals.models import Appeal
from appeals.services import (
    answer_deliver,
    appeal_redirect,
    appeal_take,
    appeal_unpublish,
    appeal_withdraw,
    redirect_accept,
)
from core.errors import Refused
from home.loading.recount import figures_compare, figures_mend
from ledger.counters import counter_add, counter_set
from moderation.models import ModeratedText
from moderation.services import moderation_approve
from signing.drafts import draft_open
from signing.models import SignatureMethod
from signing.payloads import payload_make
from signing.signatures import payload_lock, signature_make
from signing.terms import terms_accept, terms_current, terms_seed
from tests.factories.agencies import AgencyFactory, OfficeFactory, TenureFactory, TopicFactory
from tests.factories.appeals import PERSON, AppealFactory, RedirectFactory
from tests.factories.signing import make_person

THREADS, ROUNDS = 8, 3
BREATH = 0.05
ANSWER = "Здравствуйте! Мы всё проверили и сделали."


def counted_by_command(**options: bool) -> dict:
    out = io.StringIO()
    call_command("statistics_recount", stdout=out, **options)
    return json.loads(out.getvalue())


@pytest.mark.django_db
@pytest.mark.engine
class TestCommand:
    def test_an_empty_portal_is_equal(self) -> None:
        assert counted_by_command(check=True)["equal"]

    def test_a_wrong_counter_is_named_and_fails_the_check(self) -> None:
        counter_add("appeals.total", 3)
        out = io.StringIO()
        with pytest.raises(SystemExit) as ended:
            call_command("statistics_recount", check=True, stdout=out)
        assert ended.value.code == 1
        assert json.loads(out.getvalue()) == {
            "equal": False,
            "fixed": False,
            "differences": [{"name": "appeals.total", "counter": 3, "rows": 0}],
        }

    def test_without_check_it_only_tells(self) -> None:
        counter_add("appeals.published", -1)
        assert not counted_by_command()["equal"]
        assert not counted_by_command()["equal"]

    def test_fix_sets_counters_to_the_rows(self) -> None:
        appeal = AppealFactory(published=True, answered=True)
        RedirectFactory(appeal=appeal, accepted=True)
        counter_set("appeals.office.999999.total", 7)

        assert counted_by_command(fix=True)["fixed"]

        assert counted_by_command(check=True)["equal"]
        found = figures()
        assert (found.total, found.redirected, found.published, found.answered) == (1, 1, 1, 1)

    def test_parts_are_not_counted(self) -> None:
        whole = AppealFactory()
        AppealFactory(parent=whole, part=1, office=whole.office, published=True, answered=True)
        figures_mend()
        assert (figures().total, figures().published, figures().answered) == (1, 0, 0)

    def test_counters_of_others_are_left_alone(self) -> None:
        counter_set("surveys.votes", 5)
        assert figures_compare() == []


@dataclass
class World:
    """Two agencies with offices and clerks, a moderator, and somebody who writes."""

    offices: list[Office]
    clerks: dict[int, User]
    moderator: User
    topic: Topic

    def clerk_of(self, appeal: Appeal) -> User:
        return self.clerks[Appeal.objects.get(pk=appeal.pk).agency_id]


@pytest.fixture
def world() -> World:
    terms_seed()
    agencies = [AgencyFactory(), AgencyFactory()]
    offices = [OfficeFactory(agency=agency) for agency in agencies]
    for office in offices:
        TenureFactory(office=office)
    clerks = {agency.pk: person_with("clerk", agency) for agency in agencies}
    return World(offices, clerks, person_with("moderator", None), TopicFactory())


def person_with(kind: str, agency: Agency | None) -> User:
    person = make_person()
    Role.objects.create(user=person, kind=kind, agency=agency, valid_from=timezone.now())
    return person


def register(world: World, die: random.Random) -> Appeal:
    """As the form does it, without the code from the SMS."""
    author, office = make_person(), die.choice(world.offices)
    terms = terms_current()
    terms_accept(user=author, terms=terms)
    draft = draft_open(owner=author, purpose="appeal", object_key=office.key)
    payload = payload_make(
        owner=author,
        draft=draft,
        purpose="appeal",
        object_ref=f"office:{office.pk}",
        subject="Шам жанбайды",
        text="Көшеде шам жанбайды, түнде қараңғы. Жөндеп беріңіздерші.",
        fields={
            "kind": "application",
            "topic": world.topic.key,
            "place": "",
            "extra": {},
            "answer_language": "kk",
            "publish": "yes" if die.random() < 0.8 else "no",
            "name_shown": "initials",
        },
        files=[],
        terms=terms,
        person=PERSON,
    )
    with transaction.atomic():
        return signature_make(
            payload=payload_lock(payload=payload, owner=author),
            method=SignatureMethod.SMS,
            evidence={},
            at=timezone.now(),
        )


def approve(world: World, appeal: Appeal) -> None:
    item = ModeratedText.objects.filter(kind="appeal", target_id=str(appeal.pk)).first()
    if item:
        moderation_approve(
            item=item,
            actor=world.moderator,
            subject=item.subject,
            body=item.body,
            cuts=item.cuts,
        )


def take(world: World, appeal: Appeal) -> None:
    clerk = world.clerk_of(appeal)
    appeal_take(appeal_id=appeal.pk, actor=clerk, reader=reader_for(clerk))


def answer(world: World, appeal: Appeal) -> None:
    clerk = world.clerk_of(appeal)
    answer_deliver(
        appeal_id=appeal.pk, actor=clerk, reader=reader_for(clerk), body=ANSWER, override=True
    )


def hand_over(world: World, appeal: Appeal) -> None:
    clerk = world.clerk_of(appeal)
    other = next(office.agency for office in world.offices if office.agency_id != appeal.agency_id)
    redirect = appeal_redirect(
        appeal_id=appeal.pk,
        to_agency=other,
        reason="Бұл біздің құзыретімізде емес.",
        actor=clerk,
        reader=reader_for(clerk),
    )
    taker = world.clerks[other.pk]
    redirect_accept(redirect_id=redirect.pk, actor=taker, reader=reader_for(taker))


def withdraw(world: World, appeal: Appeal) -> None:
    assert appeal.author
    appeal_withdraw(appeal_id=appeal.pk, actor=appeal.author, reader=reader_for(appeal.author))


def take_down(world: World, appeal: Appeal) -> None:
    appeal_unpublish(appeal_id=appeal.pk, actor=world.moderator)


Verb = Callable[[World, Appeal], None]
COURSES: list[list[Verb]] = [
    [approve, take, answer],
    [take, answer, answer, approve],
    [approve, hand_over, take, answer],
    [approve, withdraw],
    [hand_over, withdraw],
    [approve, answer, take_down],
    [take, approve],
]


def live(world: World, seed: int) -> int:
    """One thread: applications one after another; a refused verb is a rule that held."""
    die = random.Random(seed)
    done = 0
    try:
        for _ in range(ROUNDS):
            appeal = register(world, die)
            for verb in die.choice(COURSES):
                try:
                    verb(world, appeal)
                    done += 1
                except Refused:
                    continue
    finally:
        connection.close()
    return done


def watch(stop: Event) -> Iterator[list]:
    """What a recount sees while the others write."""
    try:
        while not stop.wait(BREATH):
            yield figures_compare()
    finally:
        connection.close()


def numbers_given(year: int) -> list[int]:
    rows = Appeal.objects.filter(number__startswith=f"OD-{year}-")
    return sorted(int(number.split("-")[-1]) for number in rows.values_list("number", flat=True))


@pytest.mark.django_db(transaction=True)
@pytest.mark.engine
def test_eight_at_once_leave_true_figures_and_numbers_without_gaps(world: World) -> None:
    start, stop = Barrier(THREADS + 1), Event()

    def run(seed: int) -> int:
        start.wait()
        return live(world, seed)

    def look() -> list:
        start.wait()
        return [found for found in watch(stop) if found]

    with ThreadPoolExecutor(THREADS + 1) as pool:
        watcher = pool.submit(look)
        workers = [pool.submit(run, seed) for seed in range(THREADS)]
        try:
            done = sum(worker.result() for worker in workers)
        finally:
            stop.set()
        seen = watcher.result()

    assert done > THREADS * ROUNDS
    assert figures_compare() == []
    assert seen == []
    assert figures().total == THREADS * ROUNDS == Appeal.objects.count()
    assert figures().published == Appeal.objects.filter(publication="published").count()
    assert numbers_given(timezone.localtime().year) == list(range(1, THREADS * ROUNDS + 1))


@pytest.mark.django_db(transaction=True)
@pytest.mark.engine
def test_a_registration_that_fails_gives_its_number_back(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    die = random.Random(1)
    register(world, die)
    with monkeypatch.context() as broken:
        broken.setattr("appeals.services.registering.figure_add", _fail)
        with pytest.raises(OSError, match="the disk is full"):
            register(world, die)
    register(world, die)

    assert numbers_given(timezone.localtime().year) == [1, 2]
    assert figures_compare() == []


def _fail(*args: object) -> None:
    raise OSError("the disk is full")
