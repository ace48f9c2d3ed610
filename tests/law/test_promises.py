"""Promises and open questions: data of the set in force, changed by a new set only."""

import random
from datetime import UTC, date, datetime, time, timedelta

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

import pytest

from law.clock import ALMATY
from law.models import Term, TermSet
from law.promises import COUNTS, DAY_PROMISES, PROMISES
from law.selectors import (
    NoExtension,
    NoPromise,
    NoTerm,
    calendar,
    clock_for_appeal,
    due_after_redirect,
    due_anew,
    extension_check,
    extension_limits,
    progress,
    promise,
    promised_day,
    redirect_by,
    term_of_version,
)
from law.services import law_seed
from law.states import Decider, Kind
from tests.factories.law import make_term_set

pytestmark = pytest.mark.django_db
SENT = datetime(2026, 3, 5, 19, 10, tzinfo=ALMATY)
CASE = {
    "kind": "application",
    "term_version": "appc-2021",
    "registered_on": date(2026, 3, 6),
    "due_on": date(2026, 4, 2),
}
DEFAULTS = {
    "supplement_days": 5,
    "correction_days": 3,
    "reopen_days": 30,
    "review_days": 15,
    "moderation_days": 1,
    "objection_days": 3,
    "redirect_limit": 2,
    "stuck_days": 3,
}


@pytest.fixture(autouse=True)
def _law():
    law_seed()


def test_the_set_in_force_has_our_defaults_and_leaves_the_law_open():
    term_set = TermSet.objects.get()
    assert {name: promise(name) for name in PROMISES} == DEFAULTS
    assert not term_set.redirect_restarts
    assert not term_set.redirect_restarts_confirmed
    assert set(Term.objects.values_list("extension_decided_by", flat=True)) == {
        Decider.HEAD_OR_DEPUTY
    }


@pytest.mark.parametrize("name", ["", "cut_off", "pk", "redirect_restarts", "wish_days", "id"])
def test_a_name_that_is_no_promise_is_refused(name):
    with pytest.raises(NoPromise):
        promise(name)
    with pytest.raises(NoPromise):
        promised_day(name, date(2026, 3, 6))


@pytest.mark.parametrize("name", COUNTS)
def test_a_count_is_no_number_of_days(name):
    with pytest.raises(NoPromise, match="not a number of days"):
        promised_day(name, date(2026, 3, 6))


def test_without_any_set_there_is_no_promise():
    TermSet.objects.all().delete()
    with pytest.raises(NoTerm):
        promise("moderation_days")


@pytest.mark.parametrize("name", DAY_PROMISES)
def test_a_new_set_changes_a_promise_from_its_day_on(name):
    before = promised_day(name, date(2026, 5, 29))
    make_term_set(version="next", valid_from=date(2026, 6, 1), **{name: 90})
    assert promise(name, date(2019, 1, 1)) == DEFAULTS[name]
    assert promise(name, date(2026, 5, 31)) == DEFAULTS[name]
    assert promise(name, date(2026, 6, 1)) == 90
    assert promised_day(name, date(2026, 5, 29)) == before
    assert promised_day(name, date(2026, 6, 1)) > before + timedelta(days=20)


def test_today_is_the_day_in_almaty(monkeypatch):
    tomorrow = timezone.localdate() + timedelta(days=1)
    make_term_set(version="next", valid_from=tomorrow, moderation_days=2)
    assert promise("moderation_days") == 1
    # Half past midnight in Almaty; in London it is still the day before.
    moment = datetime.combine(tomorrow, time(0, 30), ALMATY)
    monkeypatch.setattr(timezone, "now", lambda: moment.astimezone(UTC))
    assert promise("moderation_days") == 2


@pytest.mark.parametrize("name", PROMISES)
@pytest.mark.parametrize("number", [0, 366])
def test_a_promise_out_of_reason_is_refused_by_form_and_database(name, number):
    later = timezone.localdate() + timedelta(days=9)
    term_set = TermSet(version="next", source="Invented", valid_from=later, **{name: number})
    with pytest.raises(ValidationError) as refused:
        term_set.full_clean()
    assert name in refused.value.message_dict
    with pytest.raises(IntegrityError), transaction.atomic():
        term_set.save()


def test_who_may_extend_is_one_of_two():
    with pytest.raises(IntegrityError), transaction.atomic():
        Term.objects.update(extension_decided_by="clerk")


def test_a_promise_of_the_set_in_force_cannot_be_changed_there():
    term_set = TermSet.objects.get()
    term_set.moderation_days = 5
    with pytest.raises(ValidationError):
        term_set.full_clean()


def test_limits_and_dates_of_an_application():
    limits = extension_limits(**CASE)
    assert (limits.latest, limits.notice_days) == (date(2026, 5, 6), 3)
    change = extension_check(**CASE, until=date(2026, 4, 18), decided_on=date(2026, 4, 2))
    # A Saturday moves on; the author is told within three working days.
    assert (change.due_on, change.notice_by) == (date(2026, 4, 20), date(2026, 4, 7))
    assert change.steps[-1].day == change.due_on
    assert all(step.text and "%" not in step.text for step in change.steps)


@pytest.mark.parametrize(
    ("asked", "code"),
    [
        ({"kind": "complaint"}, "extension_none"),
        ({"due_on": date(2026, 5, 6)}, "extension_no_room"),
        ({"due_on": date(2026, 8, 6)}, "extension_no_room"),
        ({"until": date(2026, 4, 2)}, "extension_not_later"),
        ({"until": date(2020, 4, 2)}, "extension_not_later"),
        ({"until": date(2026, 5, 7)}, "extension_beyond"),
        ({"until": date(2036, 5, 7)}, "extension_beyond"),
        ({"decided_on": date(2026, 4, 3)}, "extension_after_term"),
        ({"decided_on": date(2026, 3, 5)}, "extension_before_registration"),
    ],
)
def test_an_extension_the_law_does_not_allow_is_refused(asked, code):
    with pytest.raises(NoExtension) as refused:
        extension_check(**{**CASE, "until": date(2026, 4, 20), **asked})
    assert refused.value.code == code
    assert str(refused.value.message)
    assert "%" not in str(refused.value.message)


@pytest.mark.parametrize("ask", [extension_limits, redirect_by, due_anew, due_after_redirect])
@pytest.mark.parametrize("wrong", [{"kind": "wish"}, {"term_version": "appc-1999"}])
def test_an_unknown_kind_or_version_has_no_dates(ask, wrong):
    day = date(2026, 3, 6)
    others = {
        extension_limits: {"registered_on": day, "due_on": day},
        redirect_by: {"registered_on": day},
        due_anew: {"start": day},
        due_after_redirect: {"due_on": day, "handed_on": day},
    }
    named = {"kind": "application", "term_version": "appc-2021"}
    with pytest.raises(NoTerm):
        ask(**{**named, **others[ask], **wrong})


def test_where_the_law_names_no_day_to_redirect_there_is_none():
    make_term_set(version="next")
    by = redirect_by(kind="message", term_version="next", registered_on=date(2026, 3, 6))
    assert by is None


@pytest.mark.parametrize(
    ("restarts", "due", "code"),
    [(False, "2026-04-02", "redirect_kept"), (True, "2026-04-10", "redirect_restarted")],
)
def test_the_set_decides_whether_a_redirect_starts_the_term_anew(restarts, due, code):
    make_term_set(version="next", days=15, redirect_restarts=restarts)
    change = due_after_redirect(
        kind="application",
        term_version="next",
        due_on=date(2026, 4, 2),
        handed_on=date(2026, 3, 17),
    )
    assert (change.due_on, change.steps[0].code) == (date.fromisoformat(due), code)


def test_a_new_set_leaves_every_old_case_alone():
    """Three hundred cases of all kinds, and a set that changes whatever a set can change."""
    chance, days = random.Random(4), calendar()
    first = datetime(2021, 7, 1, tzinfo=ALMATY)
    cases = [
        clock_for_appeal(
            chance.choice(Kind.values),
            first + timedelta(minutes=chance.randrange(9 * 365 * 24 * 60)),
            days=days,
        )
        for _ in range(300)
    ]
    before = [dates(case, days) for case in cases]
    make_term_set(
        version="next",
        valid_from=date(2022, 1, 1),
        days=3,
        arrival_day_counts=True,
        cut_off=time(9),
        redirect_restarts=True,
    )
    assert [dates(case, days) for case in cases] == before
    assert term_of_version("application", "next").days == 3


def dates(case, days):
    """Everything the law says of a registered case."""
    named = {"kind": case.kind, "term_version": case.term_version, "days": days}
    both = {"registered_on": case.registered_on, "due_on": case.due_on}
    handed_on = case.registered_on + timedelta(days=2)
    try:
        limits = extension_limits(**named, **both)
    except NoExtension as refused:
        limits = refused.code
    return (
        case,
        limits,
        redirect_by(**named, registered_on=case.registered_on),
        due_anew(**named, start=case.registered_on),
        due_after_redirect(**named, due_on=case.due_on, handed_on=handed_on).due_on,
        progress(**named, **both, today=handed_on),
    )


def test_queries_are_few_and_do_not_grow(django_assert_num_queries):
    for year in range(2031, 2036):
        make_term_set(version=f"v{year}", valid_from=date(year, 1, 1))
    with django_assert_num_queries(1):
        promise("stuck_days")
    with django_assert_num_queries(2):
        promised_day("stuck_days", date(2026, 3, 6))
    with django_assert_num_queries(2):
        extension_check(**CASE, until=date(2026, 4, 20))
    days = calendar()
    with django_assert_num_queries(1):
        extension_limits(**CASE, days=days)
