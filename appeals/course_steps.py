"""Lines of the course for everything that isn't registration, publication or an answer."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from appeals.projections import Detail, RedirectView
from appeals.projections.course_shapes import SupplementView
from appeals.states import RedirectState


@dataclass(frozen=True)
class Step:
    """One line: what happened, when, and a word more."""

    text: str | Promise
    at: datetime | date | None
    note: str | Promise = ""
    is_current: bool = False


def redirect_steps(detail: Detail) -> Iterator[Step]:
    """Each hand-over, with what became of it; reasons where the reader may read them."""
    for row in detail.redirects:
        yield Step(_offered(row), row.proposed_at, _offer_note(row, detail.shows_original))
        decided = _decided(row)
        if decided:
            note = row.decision_reason if detail.shows_original else ""
            yield Step(decided, row.decided_at, note)


def course_steps(detail: Detail) -> Iterator[Step]:
    """Extensions, another kind, questions to the author, a stop, a review, a rating."""
    course = detail.course
    for longer in course.extensions:
        text = _("More time for the answer: until %(day)s")
        yield Step(text % {"day": _day(longer.new_due_on)}, longer.decided_at, longer.reason)
    for row in course.kinds:
        text = _("The kind was corrected: %(new)s, not %(old)s")
        said = {"new": row.new_kind, "old": row.old_kind}
        yield Step(text % said, row.decided_at, row.reason)
    for asked in course.supplements:
        yield from _supplement_steps(asked, is_mine=detail.is_mine)
    for stop in course.stops:
        note = _joined(stop.ground, stop.note)
        is_last = detail.card.state == "stopped" and stop is course.stops[-1]
        yield Step(_("Consideration stopped"), stop.decided_at, note, is_current=is_last)
    if course.review:
        yield Step(
            _("The author asked for a review by another person"),
            course.review.at,
            course.review.reason,
        )
    if course.rating:
        mine = _("You said of the answer: %(word)s") if detail.is_mine else ""
        text = mine or _("The author says of the answer: %(word)s")
        yield Step(text % {"word": course.rating.label}, course.rating.at)


def _offered(row: RedirectView) -> str:
    names = {"from": row.from_agency, "to": row.to_agency}
    if row.is_escalated and row.state == RedirectState.OPERATOR:
        text = _("%(from)s wants to pass it on to %(to)s: the operator of the portal decides")
        return text % names
    if row.is_escalated:
        return _("%(from)s wanted to pass it on: the operator of the portal was asked") % names
    return _("Handed over: %(from)s → %(to)s") % names


def _offer_note(row: RedirectView, shows_original: bool) -> str:
    words = [row.reason, row.back_reason] if shows_original else []
    late = _("Later than the legal days for a hand-over.") if row.is_late else ""
    return _joined(*words, late)


def _decided(row: RedirectView) -> str:
    names = {"from": row.from_agency, "to": row.to_agency}
    if row.is_escalated and row.state == RedirectState.ACCEPTED:
        return _("The operator decided: %(to)s answers") % names
    if row.is_escalated and row.state == RedirectState.RETURNED:
        return _("The operator decided: %(from)s answers") % names
    return {
        RedirectState.ACCEPTED: _("Taken over by %(to)s") % names,
        RedirectState.RETURNED: _("Sent back by %(to)s") % names,
    }.get(RedirectState(row.state), "")


def _supplement_steps(row: SupplementView, *, is_mine: bool) -> Iterator[Step]:
    until = {"day": _day(row.due_on)}
    asked = _("You were asked for more, until %(day)s") if is_mine else ""
    asked = asked or _("The author was asked for more, until %(day)s")
    yield Step(asked % until, row.asked_at, _joined(row.ground, row.reason))
    if row.supplied_at:
        late = _("After the day that was set.") if row.is_late else ""
        given = _("You answered") if is_mine else _("The author answered")
        yield Step(given, row.supplied_at, late)
    elif row.resumed_at:
        yield Step(_("The agency went on without waiting"), row.resumed_at)


def _joined(*words: str) -> str:
    """Sentences after one another; a ground has no full stop of its own."""
    ended = [word if word[-1] in ".!?…" else f"{word}." for word in words if word]
    return " ".join(ended)


def _day(day: date) -> str:
    return date_format(day, "DATE_FORMAT")
