"""Another kind than the author declared: it drives the clock."""

from django.utils import timezone

import pytest

from appeals.models import KindChange
from appeals.states import MOVES, Kind, State
from core.errors import NotAllowed, Refused
from law.selectors import calendar, due_anew
from ledger.models import Event
from notifications.models import Notice
from tests.appeals import people
from tests.appeals.course import WHY, make_clerk, make_running, set_kind
from tests.factories.agencies import AgencyFactory
from tests.factories.appeals import RedirectFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def appeal():
    return make_running(in_work=True)


@pytest.fixture
def clerk(appeal):
    return make_clerk(appeal)


def refused(code: str, *args) -> None:
    with pytest.raises(Refused) as refusal:
        set_kind(*args)
    assert refusal.value.code == code
    assert not KindChange.objects.exists()


@pytest.mark.parametrize("kind", [kind for kind in Kind if kind != Kind.APPLICATION])
def test_the_term_is_counted_anew_from_the_same_day(appeal, clerk, kind):
    set_kind(appeal, clerk, kind)
    appeal.refresh_from_db()
    whole = due_anew(kind=kind, term_version=appeal.term_set.version, start=appeal.registered_on)
    assert appeal.due_on == max(whole, calendar().on_or_after(timezone.localdate()))
    assert (appeal.kind_registered, appeal.kind_declared) == (kind, Kind.APPLICATION)
    assert appeal.state == State.IN_WORK
    notice = Notice.objects.get(user=appeal.author)
    assert (notice.kind, notice.data["due_on"]) == ("appeal.kind_changed", str(appeal.due_on))
    assert WHY not in str(Event.objects.get(verb="appeal.set_kind").data)


def test_never_due_before_today():
    appeal = make_running(in_work=True, days_ago=40, due_on=timezone.localdate())
    set_kind(appeal, make_clerk(appeal), "request")
    appeal.refresh_from_db()
    assert appeal.due_on == calendar().on_or_after(timezone.localdate())


def test_where_a_hand_over_starts_the_term_anew_it_runs_from_there():
    appeal = make_running(in_work=True, days_ago=30)
    appeal.term_set.redirect_restarts = True
    appeal.term_set.save()
    RedirectFactory(appeal=appeal, accepted=True)
    set_kind(appeal, make_clerk(appeal), "complaint")
    appeal.refresh_from_db()
    assert appeal.due_on == due_anew(
        kind="complaint", term_version=appeal.term_set.version, start=timezone.localdate()
    )


def test_the_term_of_a_review_stays(appeal, clerk):
    appeal.reopened_at = timezone.now()
    appeal.save()
    due = appeal.due_on
    set_kind(appeal, clerk, "complaint")
    appeal.refresh_from_db()
    assert (appeal.kind_registered, appeal.due_on) == ("complaint", due)


@pytest.mark.parametrize("kind", ["", "burnt", "COMPLAINT"])
def test_an_unknown_kind(appeal, clerk, kind):
    refused("kind_unknown", appeal, clerk, kind)


def test_the_same_kind(appeal, clerk):
    refused("kind_same", appeal, clerk, "application")


@pytest.mark.parametrize("reason", ["", " ", "\u200b"])
def test_not_without_a_reason(appeal, clerk, reason):
    refused("reason_missing", appeal, clerk, "complaint", reason)


@pytest.mark.parametrize("who", ["author", "author_clerk", "other", "former", "operator"])
def test_nobody_else(appeal, who):
    makers = {
        "author": lambda: appeal.author,
        "author_clerk": lambda: people.add_role(appeal.author, "clerk", appeal.agency).user,
        "other": lambda: people.make_worker(AgencyFactory()),
        "former": lambda: people.make_worker(appeal.agency, ended=True),
        "operator": people.make_operator,
    }
    with pytest.raises(NotAllowed):
        set_kind(appeal, makers[who]())


@pytest.mark.parametrize(
    "state", [state for state in State if state not in MOVES["set_kind"].starts]
)
def test_in_no_other_state(state):
    appeal = make_running(state=state, answered_at=timezone.now())
    refused("wrong_state", appeal, make_clerk(appeal))
