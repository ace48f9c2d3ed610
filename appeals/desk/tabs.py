"""The lists of the agency's desk: what each holds and how it is sorted."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Exists, OuterRef, Q
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from appeals.models import PreparedAnswer, Redirect
from appeals.models.appeal import DONE_STATES
from appeals.selectors import OWN_KEYS, URGENT_KEYS
from appeals.states import NEW, OPEN_STATES, WORKING, RedirectState, State

FIRST, FOUND = "registered", "found"


@dataclass(frozen=True)
class Tab:
    """One list. ``help`` says in a line what stands here and why."""

    name: str
    label: str | Promise
    help: str | Promise


TABS: dict[str, Tab] = {
    tab.name: tab
    for tab in (
        Tab("registered", _("New"), _("Nobody has taken these yet.")),
        Tab("mine", _("Mine"), _("Open applications that you work on.")),
        Tab("in_work", _("In work"), _("A colleague works on each of these.")),
        Tab("waiting", _("Author asked"), _("The author was asked for something.")),
        Tab("to_agree", _("To agree"), _("A draft waits for a second pair of eyes.")),
        Tab("to_sign", _("To sign"), _("An answer waits for the head.")),
        Tab("returned", _("Come back"), _("Reopened, sent back by the head or by another body.")),
        Tab("today", _("Due today"), _("The law gives time until tonight.")),
        Tab("overdue", _("Overdue"), _("The term has passed.")),
        Tab("incoming", _("Offered to us"), _("Another body thinks that you are competent.")),
        Tab("done", _("Finished"), _("Answered, withdrawn or stopped; the newest first.")),
    )
}
# What a colleague can be given from.
ASSIGNABLE = tuple(name for name in TABS if name not in ("to_sign", "incoming", "done"))


def tab_keys(name: str) -> tuple[str, ...]:
    """What waits, the most urgent first; of what is done or found, the newest."""
    return OWN_KEYS if name in ("done", FOUND) else URGENT_KEYS


def tab_condition(name: str, *, user_id: object, day: date) -> Q:
    """What a list holds among the applications of an agency; ``incoming`` has rows of others."""
    # Every open list names the open states, so that the partial index serves it.
    is_open = Q(state__in=OPEN_STATES)
    conditions: dict[str, Q] = {
        "registered": is_open & Q(state__in=sorted(NEW)),
        "mine": is_open & Q(executor_id=user_id),
        "in_work": is_open & Q(state=State.IN_WORK),
        "waiting": is_open & Q(state=State.WAITING),
        "to_agree": is_open & Q(state=State.DRAFTED),
        "to_sign": _to_sign(),
        "returned": is_open & Q(state__in=sorted(WORKING)) & _came_back(),
        "today": is_open & Q(due_on=day),
        "overdue": is_open & Q(due_on__lt=day),
        "done": Q(state__in=DONE_STATES),
    }
    return conditions[name]


def _to_sign() -> Q:
    """A prepared answer of the holder that nobody has to agree to any more."""
    prepared = PreparedAnswer.objects.filter(appeal=OuterRef("pk"), agency=OuterRef("agency"))
    return Q(Exists(prepared)) & ~Q(state=State.DRAFTED)


def _came_back() -> Q:
    returned = Redirect.objects.filter(
        appeal=OuterRef("pk"), from_agency=OuterRef("agency"), state=RedirectState.RETURNED
    )
    sent_back = PreparedAnswer.objects.filter(
        appeal=OuterRef("pk"), agency=OuterRef("agency"), sent_back_at__isnull=False
    )
    return Q(reopened_at__isnull=False) | Q(Exists(returned)) | Q(Exists(sent_back))
