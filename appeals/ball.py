"""Who has to do something now: one plain sentence for each state."""

from dataclasses import dataclass
from datetime import date
from statistics import median

from django.utils.formats import date_format
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from appeals.models import Appeal
from appeals.projections import Detail, RedirectView
from appeals.states import OPEN_STATES, Publication, RedirectState, State

AUTHOR, AGENCY, RECEIVER, OPERATOR, NOBODY = "author", "agency", "receiver", "operator", "nobody"
FEWEST_CASES, CASES_READ = 20, 100


@dataclass(frozen=True)
class Ball:
    """``holder`` is a code for programs; ``text`` says the same to people."""

    holder: str
    text: str


def ball_of(detail: Detail) -> Ball:
    """From what the reader may see anyway; the author is spoken to."""
    if detail.card.state in OPEN_STATES:
        for row in detail.redirects:
            if row.state in (RedirectState.PROPOSED, RedirectState.OPERATOR):
                return _handed(row)
    if detail.card.state == State.WAITING:
        return _waiting(detail)
    if detail.card.state in OPEN_STATES:
        return Ball(AGENCY, _at_agency(detail) % {"agency": detail.card.agency})
    return Ball(NOBODY, _ended(detail) % {"agency": detail.card.agency})


def bodies_of(detail: Detail) -> tuple[str, ...]:
    """The bodies that had it, in their order; the last one has it. Empty without a hand-over."""
    taken = [row for row in detail.redirects if row.state == RedirectState.ACCEPTED]
    return (taken[0].from_agency, *(row.to_agency for row in taken)) if taken else ()


def usual_days(appeal: Appeal) -> int | None:
    """Days within which half of the last answers on this topic came; None for too few.

    One query over an index, of public applications only.
    """
    rows = Appeal.objects.filter(
        publication=Publication.PUBLISHED, topic_id=appeal.topic_id, answered_at__isnull=False
    ).order_by("-published_at", "-id")
    found = rows.values_list("registered_on", "answered_at")[:CASES_READ]
    days = [max(0, (localdate(answered) - registered).days) for registered, answered in found]
    return round(median(days)) if len(days) >= FEWEST_CASES else None


def age_of(detail: Detail) -> int:
    """Calendar days since the first registration, hand-overs and reviews counted in."""
    return max(0, ((_end_of(detail) or localdate()) - detail.card.registered_on).days)


def _end_of(detail: Detail) -> date | None:
    if detail.card.state == State.ANSWERED and detail.answers:
        return localdate(detail.answers[-1].delivered_at)
    if detail.card.state == State.STOPPED and detail.course.stops:
        return localdate(detail.course.stops[-1].decided_at)
    return None


def _handed(row: RedirectView) -> Ball:
    names = {"from": row.from_agency, "to": row.to_agency}
    if row.state == RedirectState.OPERATOR:
        text = _("The operator of the portal decides which body answers. Until then: %(from)s.")
        return Ball(OPERATOR, text % names)
    text = _("%(to)s is asked to take it over. Until it does, %(from)s answers for it.")
    return Ball(RECEIVER, text % names)


def _waiting(detail: Detail) -> Ball:
    asked = detail.course.asked
    said = {
        "agency": detail.card.agency,
        "day": date_format(asked.due_on, "DATE_FORMAT") if asked else "",
    }
    if asked is None or asked.is_past:
        text = _("The author's days to answer are over. %(agency)s decides how it goes on.")
        if detail.is_mine:
            text = _(
                "Your days to answer are over, and %(agency)s decides how it goes on. You can "
                "still answer as long as it has not."
            )
        return Ball(AGENCY, text % said)
    if detail.is_mine:
        return Ball(AUTHOR, _("It is your turn: answer %(agency)s by %(day)s.") % said)
    return Ball(AUTHOR, _("%(agency)s waits for the author until %(day)s.") % said)


def _at_agency(detail: Detail) -> str:
    state = detail.card.state
    if state in (State.REGISTERED, State.WITH_AGENCY) and detail.course.review:
        return _("It is with %(agency)s once more: another person will review it.")
    return {
        State.REGISTERED: _("It has come to %(agency)s, where nobody has taken it up yet."),
        State.WITH_AGENCY: _("%(agency)s has it and decides who will work on it."),
        State.IN_WORK: _("Somebody at %(agency)s works on the answer."),
        State.DRAFTED: _("The answer is written. A colleague at %(agency)s reads it."),
        State.AGREED: _("The answer is written and agreed. The head of %(agency)s has it now."),
        State.SIGNED: _("The head of %(agency)s has signed the answer. The signature is checked."),
    }[State(state)]


def _ended(detail: Detail) -> str:
    if detail.card.state == State.WITHDRAWN:
        if detail.is_mine:
            return _("You took it back. Nobody works on it any more.")
        return _("The author took it back. Nobody works on it any more.")
    if detail.card.state == State.STOPPED:
        return _("%(agency)s has stopped consideration. Nobody works on it any more.")
    if detail.is_mine and detail.answers and not detail.course.rating:
        return _("%(agency)s has answered. Please say whether that solved the matter.")
    return _("%(agency)s has answered. Nobody has to do anything more.")
