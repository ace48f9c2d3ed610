"""Extending the term: by a head, in time, within the law, with a reason."""

from datetime import timedelta

from django.utils import timezone

import pytest

from appeals.models import Extension
from appeals.states import MOVES, State
from core.errors import NotAllowed, Refused
from law.selectors import calendar, extension_limits, working_days_after
from ledger.counters import counter_values
from ledger.models import Event
from notifications.models import Notice
from tests.appeals import people
from tests.appeals.course import extend, make_clerk, make_head, make_running, working_day
from tests.factories.agencies import AgencyFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def appeal():
    return make_running(in_work=True)


@pytest.fixture
def head(appeal):
    return make_head(appeal)


def limits_of(appeal):
    return extension_limits(
        kind=appeal.kind_registered,
        term_version=appeal.term_set.version,
        registered_on=appeal.registered_on,
        due_on=appeal.due_on,
    )


def later(appeal):
    return working_day(7, appeal.due_on)


def refused(code: str, *args, **kwargs) -> None:
    rows, due = Extension.objects.count(), args[0].due_on
    with pytest.raises(Refused) as refusal:
        extend(*args, **kwargs)
    assert refusal.value.code == code
    args[0].refresh_from_db()
    assert (Extension.objects.count(), args[0].due_on) == (rows, due)


def test_the_head_gives_a_later_day_and_the_author_is_told(appeal, head):
    old, new = appeal.due_on, later(appeal)
    row = extend(appeal, head, new)
    appeal.refresh_from_db()
    assert (appeal.due_on, appeal.state) == (new, State.IN_WORK)
    assert (row.old_due_on, row.new_due_on, row.decided_by) == (old, new, head)
    assert row.notice_by == working_days_after(timezone.localdate(), limits_of(appeal).notice_days)
    notice = Notice.objects.get(user=appeal.author)
    assert notice.kind == "appeal.extended"
    event = Event.objects.get(verb="appeal.extend")
    assert event.data["due_on"] == new.isoformat()
    assert row.reason not in str(event.data)
    assert counter_values("appeals.extended") == {"appeals.extended": 1}


def test_to_the_last_day_the_law_allows_and_no_further(appeal, head):
    latest = limits_of(appeal).latest
    refused("extension_beyond", appeal, head, working_day(1, latest))
    extend(appeal, head, latest)
    appeal.refresh_from_db()
    assert appeal.due_on == latest


def test_twice_within_the_cap_counts_once(appeal, head):
    first = later(appeal)
    extend(appeal, head, first)
    extend(appeal, head, working_day(3, first))
    assert counter_values("appeals.extended") == {"appeals.extended": 1}
    assert appeal.extensions.count() == 2


def test_not_later_than_now(appeal, head):
    refused("extension_not_later", appeal, head, appeal.due_on)
    refused("extension_not_later", appeal, head, timezone.localdate())


def test_not_to_a_day_off(appeal, head):
    days, off = calendar(), appeal.due_on + timedelta(days=1)
    while days.is_working(off):
        off += timedelta(days=1)
    refused("extension_day_off", appeal, head, off)


def test_not_after_the_term(head, appeal):
    appeal.due_on = timezone.localdate() - timedelta(days=1)
    appeal.save()
    refused("extension_after_term", appeal, head, working_day(5))


def test_on_the_last_day_still(appeal, head):
    appeal.due_on = timezone.localdate()
    appeal.save()
    assert extend(appeal, head, working_day(5))


def test_a_request_once_only():
    appeal = make_running(kind_declared="request", in_work=True)
    head = make_head(appeal)
    extend(appeal, head, working_day(1, appeal.due_on))
    appeal.refresh_from_db()
    refused("extension_twice", appeal, head, working_day(1, appeal.due_on))


def test_not_in_a_review(appeal, head):
    appeal.reopened_at = timezone.now()
    appeal.save()
    refused("extension_review", appeal, head, later(appeal))


@pytest.mark.parametrize("reason", ["", " \n", "\u200b"])
def test_not_without_a_reason(appeal, head, reason):
    refused("reason_missing", appeal, head, later(appeal), reason)


def test_not_with_a_novel_for_a_reason(appeal, head):
    refused("too_long", appeal, head, later(appeal), "я" * 2001)


@pytest.mark.parametrize("who", ["clerk", "other_head", "author_head", "former", "operator"])
def test_nobody_but_a_head_of_the_holder(appeal, who):
    makers = {
        "clerk": lambda: make_clerk(appeal),
        "other_head": lambda: people.make_worker(AgencyFactory(), "head"),
        "author_head": lambda: people.add_role(appeal.author, "head", appeal.agency).user,
        "former": lambda: people.make_worker(appeal.agency, "head", ended=True),
        "operator": people.make_operator,
    }
    with pytest.raises(NotAllowed):
        extend(appeal, makers[who](), later(appeal))
    assert not Extension.objects.exists()


@pytest.mark.parametrize("state", [state for state in State if state not in MOVES["extend"].starts])
def test_in_no_other_state(state):
    appeal = make_running(state=state, answered_at=timezone.now())
    refused("wrong_state", appeal, make_head(appeal), later(appeal))
