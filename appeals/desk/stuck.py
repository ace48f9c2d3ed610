"""What doesn't move: the operator sees that it stands still, where and since when; never a text."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from appeals.desk.reviews import reviews_without_people
from appeals.desk.selectors import count_capped, counts_read
from appeals.models import Appeal, Redirect
from appeals.states import NEW, OPEN_STATES, RedirectState, State
from core.keyset import EXACT_COUNT_UP_TO
from law.clock import Calendar
from law.selectors import calendar, promise, working_days_after

# A check of a certificate that takes longer than this needs somebody to look.
SIGNATURE_PATIENCE = timedelta(hours=24)
LONGEST_HOLIDAYS = 60


@dataclass(frozen=True)
class Since:
    """The last days of which something counts as standing still today."""

    today: date
    untaken: date
    offered: date

    @property
    def offered_at(self) -> datetime:
        """The first moment that is still in time."""
        return timezone.make_aware(datetime.combine(self.offered + timedelta(days=1), time.min))

    @property
    def untaken_at(self) -> datetime:
        """The same for what nobody has taken."""
        return timezone.make_aware(datetime.combine(self.untaken + timedelta(days=1), time.min))


@dataclass(frozen=True)
class Watch:
    """One list of what stands still."""

    name: str
    label: str | Promise
    help: str | Promise
    rows: Callable[[Since], QuerySet[Appeal]]
    keys: tuple[str, ...] = ("registered_on", "id")


def since_of(today: date | None = None) -> Since:
    """Counted in working days from what the law's data promise. Three queries."""
    day = today or timezone.localdate()
    days = calendar()
    return Since(
        today=day,
        untaken=_before(day, promise("stuck_days", day), days),
        offered=_before(day, promise("stuck_days", day), days),
    )


def _before(day: date, number: int, days: Calendar) -> date:
    """The last day from which more than so many working days have passed."""
    start = day - timedelta(days=1)
    for _step in range(LONGEST_HOLIDAYS):
        if working_days_after(start, number, days) < day:
            break
        start -= timedelta(days=1)
    return start


def _untaken(since: Since) -> QuerySet[Appeal]:
    """Nobody took it; a hand-over or a reopening begins the wait anew."""
    moved = Redirect.objects.filter(appeal=OuterRef("pk"), decided_at__gte=since.untaken_at)
    return Appeal.objects.filter(
        ~Exists(moved),
        Q(reopened_at__isnull=True) | Q(reopened_at__lt=since.untaken_at),
        state__in=sorted(NEW),
        registered_on__lte=since.untaken,
    )


def _offers(since: Since) -> QuerySet[Appeal]:
    return Appeal.objects.filter(
        redirects__state=RedirectState.PROPOSED, redirects__proposed_at__lt=since.offered_at
    )


def _settle(since: Since) -> QuerySet[Appeal]:
    return Appeal.objects.filter(redirects__state=RedirectState.OPERATOR)


def _overdue(since: Since) -> QuerySet[Appeal]:
    return Appeal.objects.filter(state__in=OPEN_STATES, due_on__lt=since.today)


def _lapsed(since: Since) -> QuerySet[Appeal]:
    return Appeal.objects.filter(
        state=State.WAITING,
        supplements__supplied_at=None,
        supplements__resumed_at=None,
        supplements__due_on__lt=since.today,
    )


def _barred(since: Since) -> QuerySet[Appeal]:
    """Reviews that nobody of the agency may take part in."""
    return Appeal.objects.filter(pk__in=reviews_without_people())


def _signatures(since: Since) -> QuerySet[Appeal]:
    return Appeal.objects.filter(
        state=State.SIGNED, prepared__waits_since__lt=timezone.now() - SIGNATURE_PATIENCE
    )


WATCHES: dict[str, Watch] = {
    watch.name: watch
    for watch in (
        Watch(
            "redirects",
            _("Third hand-overs"),
            _("It has gone round; you say which body is competent."),
            _settle,
        ),
        Watch(
            "untaken",
            _("Nobody has taken it"),
            _("Registered, and no clerk has taken it into work in the days promised."),
            _untaken,
        ),
        Watch(
            "offers",
            _("Offers without a decision"),
            _("Another body was asked to take it over and has not said yes or no in time."),
            _offers,
        ),
        Watch(
            "signatures",
            _("Signatures that wait"),
            _("The head has signed, and the certificate is not confirmed for a day."),
            _signatures,
        ),
        Watch(
            "waiting",
            _("The author's day is over"),
            _("The author was asked and did not answer; the agency has not gone on."),
            _lapsed,
        ),
        Watch(
            "reviews",
            _("Reviews without a person"),
            _("Everybody at the agency took part in what is reviewed."),
            _barred,
        ),
        Watch(
            "overdue",
            _("Overdue"),
            _("The term has passed and there is no answer."),
            _overdue,
            keys=("due_on", "id"),
        ),
    )
}


def watch_list(name: str, since: Since) -> QuerySet[Appeal]:
    """The rows of one list; page it by the watch's keys."""
    return WATCHES[name].rows(since).select_related("agency", "topic")


def watch_counts(user_id: UUID | None, since: Since) -> dict[str, tuple[int, bool]]:
    """How many each list holds, exactly up to a limit. One query for all."""
    most = EXACT_COUNT_UP_TO
    counted = {name: count_capped(watch.rows(since), most) for name, watch in WATCHES.items()}
    return counts_read(user_id, counted, most)
